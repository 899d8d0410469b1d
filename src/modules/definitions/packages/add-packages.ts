import { fail, type Outcome, ok } from '#kernel';
import type { DefinitionSet, HeldPackage } from '../contract.ts';
import { openDefinitions } from '../open-definitions.ts';
import type { Archive } from './archive.ts';
import type { AddReport, AddRequest, PackagesOptions } from './contract.ts';
import { archiveNamed, archivesAt, dependenciesFromRegistry } from './gather-archives.ts';
import { type Lock, readLock } from './lock-file.ts';
import { nameOf, parsePackageName } from './package-name.ts';
import { insertDefinitions, insertPackage, readPackages, updatePackage } from './package-rows.ts';
import { resolveDependencies } from './resolve-dependencies.ts';
import { changing } from './turn.ts';

/** What `carnet packages add` does; see `Packages.add`. */
export async function addPackages(
  options: PackagesOptions,
  { sources, locked = false }: AddRequest,
): Promise<Outcome<AddReport>> {
  const paths = sources.filter((source) => !isRegistryName(source));
  const asked = await archivesAt(paths);
  if (!asked.ok) return asked;
  const archives = [...asked.value];
  for (const source of sources.filter(isRegistryName)) {
    const found = await archiveNamed(options.registry, source);
    if (!found.ok) return found;
    archives.push(found.value);
  }
  if (locked) return addLocked(options, archives);
  if (archives.length === 0) return fail('package.not-found', 'There is nothing to add; R4 itself is built in.');
  const requested = new Set(archives.map(nameOf));
  if (options.registry !== undefined) {
    const more = await dependenciesFromRegistry(options.registry, archives, await readPackages(options.db));
    if (!more.ok) return more;
    archives.push(...more.value);
  }
  return install(options, archives, (archive) => ({ requested: requested.has(nameOf(archive)), pinned: false }));
}

/** A path has a separator or ends in `.tgz`, a folder in one; the rest is a name for the registry. */
function isRegistryName(source: string): boolean {
  return !/[/\\]|\.tgz$|^\.+$/.test(source) && parsePackageName(source) !== undefined;
}

/** Adds what the lock file names and is not there yet; every archive is the one of which it has the digest. */
async function addLocked(options: PackagesOptions, given: readonly Archive[]): Promise<Outcome<AddReport>> {
  const lock = await readLock(options.lockFile);
  if (!lock.ok) return lock;
  const byName = new Map(given.map((archive) => [nameOf(archive), archive]));
  const strange = given.find((archive) => !lock.value.has(nameOf(archive)));
  if (strange !== undefined) return fail('package.lock', `${nameOf(strange)} is not in the lock file.`);
  const held = await readPackages(options.db);
  const extra = held.find((one) => !lock.value.has(nameOf(one)));
  if (extra !== undefined) {
    return fail('package.lock', `${nameOf(extra)} is on the node and not in the lock file; remove it first.`);
  }
  const there = new Map(held.map((one) => [nameOf(one), one.integrity]));
  const archives: Archive[] = [];
  for (const [name, { integrity }] of lock.value) {
    let found: Pick<Archive, 'integrity'> | undefined;
    const integrityThere = there.get(name);
    if (integrityThere !== undefined) found = { integrity: integrityThere };
    else {
      let archive = byName.get(name);
      if (archive === undefined && options.registry !== undefined) {
        const fetched = await archiveNamed(options.registry, name);
        if (!fetched.ok) return fetched;
        archive = fetched.value;
      }
      if (archive === undefined) return fail('package.lock', `${name} of the lock file is not among the files.`);
      archives.push(archive);
      found = archive;
    }
    if (found.integrity !== integrity) return fail('package.lock', `${name} is not the one of the lock file.`);
  }
  return install(
    options,
    archives,
    (archive) => {
      const { requested = false, pinned = false } = lock.value.get(nameOf(archive)) ?? {};
      return { requested, pinned };
    },
    lock.value,
  );
}

/** Writes all archives in one transaction. `marks` says of each whether it was asked for and is pinned. */
async function install(
  options: PackagesOptions,
  archives: readonly Archive[],
  marks: (archive: Archive) => Pick<HeldPackage, 'requested' | 'pinned'>,
  lock?: Lock,
): Promise<Outcome<AddReport>> {
  const byName = new Map(archives.map((archive) => [nameOf(archive), archive]));
  const installed = await changing(options, async (tx, before) => {
    const there = new Map(before.map((held) => [nameOf(held), held]));
    const all = new Map(there);
    for (const [name, archive] of byName) {
      const same = there.get(name);
      if (same === undefined) all.set(name, toHeld(options, archive, marks(archive)));
      else if (same.integrity === archive.integrity) {
        all.set(name, { ...same, requested: same.requested || marks(archive).requested });
      } else {
        return fail('package.differs', `Another archive of ${name} is there (${same.source}); remove it first.`);
      }
    }
    const locked = [...all.values()].map((held) => {
      const dependencies = lock?.get(nameOf(held))?.dependencies;
      return dependencies === undefined ? held : { ...held, resolved: dependencies };
    });
    const { resolved, missing } = resolveDependencies(locked);
    const added: HeldPackage[] = [];
    for (const one of locked) {
      const name = nameOf(one);
      const held = { ...one, resolved: resolved.get(name) ?? {} };
      if (there.has(name)) await updatePackage(tx, held);
      else {
        await insertPackage(tx, held);
        await insertDefinitions(tx, held, byName.get(name)?.entries ?? []);
        added.push(held);
      }
    }
    const unchanged = [...byName.keys()].filter((name) => there.has(name));
    return ok({ added, unchanged, missing });
  });
  if (!installed.ok) return installed;
  const set = await openDefinitions({ db: options.db }).current();
  const fresh = installed.value.added.flatMap((held) => byName.get(nameOf(held)) ?? []);
  return ok({ ...installed.value, unknown: unknownTo(set, fresh) });
}

function toHeld(
  { clock }: PackagesOptions,
  { entries, needs: _needs, ...archive }: Archive,
  marks: Pick<HeldPackage, 'requested' | 'pinned'>,
): HeldPackage {
  return { ...archive, ...marks, added: clock.now(), resolved: {}, definitions: entries.length };
}

/** What archives name and a set does not have. */
function unknownTo(set: DefinitionSet, archives: readonly Archive[]): AddReport['unknown'] {
  const unknown = new Map<string, 'profile' | 'value set'>();
  for (const { needs } of archives) {
    for (const [canonical, what] of needs) if (set.find(canonical) === undefined) unknown.set(canonical, what);
  }
  const of = (wanted: string) =>
    [...unknown].flatMap(([canonical, what]) => (what === wanted ? [canonical] : [])).sort();
  return { profiles: of('profile'), valueSets: of('value set') };
}
