import { readFile, rename, writeFile } from 'node:fs/promises';
import { fail, type Outcome, ok } from '#kernel';
import type { HeldPackage } from '../contract.ts';
import { isPackageVersion, nameOf, parsePackageName } from './package-name.ts';
import { dependenciesOf } from './resolve-dependencies.ts';

/** One package of a lock file, under its `name#version`. */
export interface LockedPackage extends Pick<HeldPackage, 'integrity' | 'source' | 'requested' | 'pinned'> {
  /** Versions of what it builds on. */
  readonly dependencies: Readonly<Record<string, string>>;
  /** What it builds on and the node does not have, as it asks for it. */
  readonly missing: Readonly<Record<string, string>>;
}

export type Lock = ReadonlyMap<string, LockedPackage>;

const mostBytes = 4 * 1024 * 1024;

/** Writes what the node holds: whole or not at all, the same for the same packages. */
export async function writeLock(path: string, packages: readonly HeldPackage[]): Promise<void> {
  const listed = packages.map((held) => {
    const { integrity, source, requested, pinned, resolved } = held;
    const missing = dependenciesOf(held.dependencies).filter(({ name }) => resolved[name] === undefined);
    const locked: LockedPackage = {
      integrity,
      source,
      requested,
      pinned,
      dependencies: inOrder(Object.entries(resolved)),
      missing: inOrder(missing.map(({ name, wanted }) => [name, wanted])),
    };
    return [nameOf(held), locked] as const;
  });
  const text = `${JSON.stringify({ lockVersion: 1, packages: inOrder(listed) }, undefined, 2)}\n`;
  const beside = `${path}.${process.pid}`;
  await writeFile(beside, text, { mode: 0o600 });
  await rename(beside, path);
}

function inOrder<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Fault `package.lock` where it is not there or not what `writeLock` writes. */
export async function readLock(path: string): Promise<Outcome<Lock>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return fail('package.lock', 'There is no lock file yet.');
  const unsound = () => fail('package.lock', 'The lock file is not of the form that `carnet packages add` writes.');
  if (text.length > mostBytes) return unsound();
  try {
    const { lockVersion, packages } = JSON.parse(text) as { lockVersion?: unknown; packages?: object };
    if (lockVersion !== 1 || typeof packages !== 'object') return unsound();
    const entries = Object.entries(packages);
    return entries.every(([name, locked]) => isLocked(name, locked)) ? ok(new Map(entries)) : unsound();
  } catch {
    return unsound();
  }
}

function isLocked(name: string, locked: Partial<LockedPackage> | null): locked is LockedPackage {
  const { integrity, source, requested, pinned, dependencies } = locked ?? {};
  return (
    parsePackageName(name)?.version !== undefined &&
    typeof integrity === 'string' &&
    typeof source === 'string' &&
    typeof requested === 'boolean' &&
    typeof pinned === 'boolean' &&
    typeof dependencies === 'object' &&
    Object.values(dependencies).every((version) => typeof version === 'string' && isPackageVersion(version))
  );
}
