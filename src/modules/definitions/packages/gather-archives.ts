import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fail, type Outcome, ok } from '#kernel';
import type { HeldPackage } from '../contract.ts';
import { isMoving, newestFitting } from '../versions.ts';
import { type Archive, readArchive } from './archive.ts';
import { isBuiltIn, nameOf, parsePackageName } from './package-name.ts';
import type { PackageRegistry } from './registry.ts';
import { dependenciesOf } from './resolve-dependencies.ts';

const mostBytes = 256 * 1024 * 1024;
const mostArchives = 500;

/** The archives at paths: files, and those of folders (not below them) in the order of their names. */
export async function archivesAt(paths: readonly string[]): Promise<Outcome<readonly Archive[]>> {
  const files: string[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) return fail('package.not-found', `Not there: ${path}`);
    if (!found.isDirectory()) files.push(path);
    else {
      const names = (await readdir(path)).filter((name) => name.endsWith('.tgz')).sort();
      if (names.length === 0) return fail('package.not-found', `There is no .tgz in ${path}`);
      files.push(...names.map((name) => join(path, name)));
    }
  }
  if (files.length > mostArchives) return fail('package.malformed', `More than ${mostArchives} packages at once.`);
  const archives = new Map<string, Archive>();
  for (const file of files) {
    const { size } = await stat(file);
    if (size > mostBytes) return fail('package.malformed', `${basename(file)} is larger than the node accepts.`);
    const archive = readArchive(await readFile(file), basename(file));
    if (!archive.ok) return archive;
    const name = nameOf(archive.value);
    const same = archives.get(name);
    if (same !== undefined && same.integrity !== archive.value.integrity) {
      return fail('package.differs', `${same.source} and ${basename(file)} are both ${name}, and not the same.`);
    }
    if (!isBuiltIn(archive.value.name, archive.value.version)) archives.set(name, archive.value);
  }
  return ok([...archives.values()]);
}

/** A package of the registry by its name; a range or no version means the newest that fits. */
export async function archiveNamed(registry: PackageRegistry | undefined, text: string): Promise<Outcome<Archive>> {
  const parsed = parsePackageName(text);
  if (parsed === undefined) {
    return fail('package.not-found', `${text} is neither there nor the name of a package (name#version).`);
  }
  const { name, version: wanted } = parsed;
  if (wanted !== undefined && isMoving(wanted)) {
    const words = `"${wanted}" means something else tomorrow, so it cannot be pinned; name a version.`;
    return fail('package.version', words);
  }
  if (registry === undefined) {
    return fail('package.registry', `${text} is no file, and no registry is set (CARNET_PACKAGE_REGISTRY).`);
  }
  const versions = await registry.versions(name);
  if (!versions.ok) return versions;
  const version = newestFitting(versions.value, wanted ?? 'x');
  if (version === undefined) return fail('package.not-found', `The registry does not have ${text}.`);
  const bytes = await registry.archive(name, version);
  if (!bytes.ok) return bytes;
  const archive = readArchive(bytes.value, 'registry');
  if (!archive.ok || (archive.value.name === name && archive.value.version === version)) return archive;
  return fail('package.registry', `The registry gave ${nameOf(archive.value)} for ${name}#${version}.`);
}

/**
 * What archives build on and neither they nor the node have, as far as the registry has it, and what those build on. What
 * it does not have is left out, and is then missing.
 */
export async function dependenciesFromRegistry(
  registry: PackageRegistry,
  archives: readonly Archive[],
  held: readonly HeldPackage[],
): Promise<Outcome<readonly Archive[]>> {
  const there = Map.groupBy([...held, ...archives], ({ name }) => name);
  const fetched: Archive[] = [];
  for (const archive of concatenated(archives, fetched)) {
    for (const { name, wanted } of dependenciesOf(archive.dependencies)) {
      const versions = (there.get(name) ?? []).map(({ version }) => version);
      if (isMoving(wanted) || parsePackageName(`${name}#${wanted}`) === undefined) continue;
      if (newestFitting(versions, wanted) !== undefined) continue;
      const found = await archiveNamed(registry, `${name}#${wanted}`);
      if (!found.ok && found.fault.code !== 'package.not-found') return found;
      if (!found.ok) continue;
      if (fetched.length === mostArchives)
        return fail('package.malformed', `More than ${mostArchives} packages at once.`);
      fetched.push(found.value);
      there.set(name, [...(there.get(name) ?? []), found.value]);
    }
  }
  return ok(fetched);
}

/** The second list may grow while it is gone through. */
function* concatenated<T>(first: readonly T[], growing: readonly T[]): Generator<T> {
  yield* first;
  for (let n = 0; n < growing.length; n++) yield growing[n] as T;
}
