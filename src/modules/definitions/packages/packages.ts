import { fail, type Outcome, ok } from '#kernel';
import type { HeldPackage } from '../contract.ts';
import { addPackages } from './add-packages.ts';
import type { Packages, PackagesOptions, RemoveReport } from './contract.ts';
import { nameOf, parsePackageName } from './package-name.ts';
import { deletePackage, readPackages, updatePackage } from './package-rows.ts';
import { resolveDependencies } from './resolve-dependencies.ts';
import { changing } from './turn.ts';

/** Adds, lists and removes the packages of a node, over migrated tables (`definitionMigrations`). */
export function createPackages(options: PackagesOptions): Packages {
  const { db } = options;
  return {
    add: (request) => addPackages(options, request),
    list: () => readPackages(db),
    missing: async () => resolveDependencies(await readPackages(db)).missing,
    remove: (name, { force = false } = {}) =>
      changing<RemoveReport>(options, async (tx, before) => {
        const removed = theOne(before, name);
        if (!removed.ok) return removed;
        const broken = dependents(before, removed.value).map(nameOf);
        if (broken.length > 0 && !force) {
          const words = `${broken.join(', ')} build on ${nameOf(removed.value)}; remove them first, or use --force.`;
          return fail('package.in-use', words);
        }
        const left = before.filter((held) => held !== removed.value);
        const { resolved } = resolveDependencies(left);
        const after = left.map((held) => ({ ...held, resolved: resolved.get(nameOf(held)) ?? {} }));
        await deletePackage(tx, removed.value.name, removed.value.version);
        for (const held of after) await updatePackage(tx, held);
        const idle = after.filter((held) => !held.requested && dependents(after, held).length === 0).map(nameOf);
        return ok({ removed: removed.value, broken, idle });
      }),
    pin: (name, pinned) =>
      changing<HeldPackage>(options, async (tx, before) => {
        const found = theOne(before, name);
        if (!found.ok) return found;
        // One version of a package at most; the others first, since the table holds to it.
        for (const held of before) {
          if (held.name === found.value.name && held.pinned) await updatePackage(tx, { ...held, pinned: false });
        }
        const held = { ...found.value, pinned };
        await updatePackage(tx, held);
        return ok(held);
      }),
  };
}

function dependents(packages: readonly HeldPackage[], { name, version }: HeldPackage): readonly HeldPackage[] {
  return packages.filter(({ resolved }) => resolved[name] === version);
}

/** By `name#version`, or by the name alone where there is one version of it. */
function theOne(packages: readonly HeldPackage[], text: string): Outcome<HeldPackage> {
  const wanted = parsePackageName(text);
  const named = packages.filter(({ name }) => name === wanted?.name);
  const [found, other] = named.filter(({ version }) => wanted?.version === undefined || version === wanted.version);
  if (found === undefined) return fail('package.not-found', `The node does not have ${text}.`);
  if (other === undefined) return ok(found);
  const versions = named.map(nameOf).join(', ');
  return fail('package.not-found', `There are several versions: ${versions}. Name one.`);
}
