import { coreDefinitions, type Definition, type Definitions } from '#fhir';
import type { DefinitionSet, DefinitionType, HeldDefinition, PackedDefinition, PackedDefinitions } from './contract.ts';
import { unpackDefinition } from './pack-definition.ts';
import { pinReferences } from './pin-references.ts';
import { compareVersions, fits } from './versions.ts';

/** Characters of the texts whose parsed form is kept. */
const mostParsed = 16 * 1024 * 1024;

let core: Definitions | undefined;

/** R4's own, opened once for all sets of this process. */
function ofStandard(): Definitions {
  core ??= coreDefinitions();
  return core;
}

/** The definitions that are given, over those of R4. */
export function definitionSet(packed: PackedDefinitions): DefinitionSet {
  const { revision, packages, entries } = packed;
  const pinned = new Set(packages.filter((one) => one.pinned).map(({ name, version }) => `${name}#${version}`));
  const byUrl = new Map<string, PackedDefinition[]>();
  for (const entry of entries) {
    if (isOfStandard(entry.about)) continue;
    const group = byUrl.get(entry.about.url);
    if (group === undefined) byUrl.set(entry.about.url, [entry]);
    else group.push(entry);
  }
  const ambiguous = new Set<string>();
  for (const [url, group] of byUrl) {
    if (group.length === 1) continue;
    group.sort((one, other) => precedence(other, one, pinned));
    ambiguous.add(url);
  }
  const packedOf = new Map<HeldDefinition, Uint8Array>();
  for (const group of byUrl.values()) for (const one of group) packedOf.set(one.about, one.packed);
  const held = (url: string) => byUrl.get(url)?.map(({ about }) => about) ?? [];
  const versionFor = pinnedVersions(packages, held);

  const parsed = createParsedCache();
  const read = (about: HeldDefinition): Definition =>
    parsed.get(about) ?? parsed.put(about, pinReferences(open(about), ambiguous, versionFor(about.origin)));
  const open = (about: HeldDefinition): Definition => {
    const bytes = packedOf.get(about);
    if (bytes === undefined) throw new Error('A definition of another set was asked for');
    return unpackDefinition(bytes);
  };

  let lists: ReadonlyMap<DefinitionType, readonly HeldDefinition[]> | undefined;
  const listed = () =>
    Map.groupBy(
      [...byUrl.keys()].sort().flatMap((url) => held(url)),
      ({ resourceType }) => resourceType,
    );
  const list = (type: DefinitionType) => {
    lists ??= listed();
    return lists.get(type) ?? [];
  };

  return {
    revision,
    packages,
    packed,
    held,
    list,
    read,
    find(canonical) {
      const [url = canonical, version] = canonical.split('|', 2);
      const group = byUrl.get(url);
      if (group === undefined) return ofStandard().find(canonical);
      if (version === undefined) return group[0] && read(group[0].about);
      const exact = group.find(({ about }) => about.version === version);
      if (exact !== undefined) return read(exact.about);
      const standard = ofStandard().find(url);
      if (standard?.version === version) return standard;
      const [newest] = group
        .filter(({ about }) => about.version !== undefined && fits(about.version, version))
        .sort((one, other) => compareVersions(other.about.version, one.about.version));
      return newest && read(newest.about);
    },
    versions: (url) => [...new Set(held(url).flatMap(({ version }) => version ?? []))],
    supplements: (url) =>
      list('CodeSystem').filter(({ codes }) => {
        const [supplemented] = (codes?.supplements ?? '').split('|', 1);
        return supplemented === url;
      }),
  };
}

const standardTypes = 'http://hl7.org/fhir/StructureDefinition/';

const standardVersion = '4.0.1';
const standardAddresses = 'http://hl7.org/fhir/';

/**
 * What a Patient is, R4 says: nobody writes or adds another meaning of it, nor of what R4 has under the same address and
 * version, such as a value set that codes must be of. Other versions stand beside it.
 */
function isOfStandard(about: HeldDefinition): boolean {
  const { url, version } = about;
  if (version === standardVersion && url.startsWith(standardAddresses)) {
    return ofStandard().find(url)?.version === standardVersion;
  }
  return isTypeOfStandard(about);
}

function isTypeOfStandard({ resourceType, url }: HeldDefinition): boolean {
  if (resourceType !== 'StructureDefinition' || !url.startsWith(standardTypes)) return false;
  const standard = ofStandard().find(url);
  return standard !== undefined && standard.derivation !== 'constraint';
}

const rankOf = { written: 2, package: 1, own: 0 } as const;

/** Positive where `one` is in use rather than `other`. */
function precedence(one: PackedDefinition, other: PackedDefinition, pinned: ReadonlySet<string>): number {
  const isPinned = ({ about: { origin } }: PackedDefinition) =>
    origin.kind === 'package' && pinned.has(`${origin.name}#${origin.version}`);
  return (
    Number(isPinned(one)) - Number(isPinned(other)) ||
    compareVersions(one.about.version, other.about.version) ||
    rankOf[one.about.origin.kind] - rankOf[other.about.origin.kind] ||
    Number(one.about.id < other.about.id) - Number(one.about.id > other.about.id)
  );
}

/**
 * Which version of an address a definition of a package means that names none: the package's own, or that of a package
 * that it builds on, as its versions were resolved.
 */
function pinnedVersions(packages: DefinitionSet['packages'], held: (url: string) => readonly HeldDefinition[]) {
  const byName = new Map(packages.map((one) => [`${one.name}#${one.version}`, one]));
  const reach = new Map<string, readonly string[]>();
  /** The package and what it builds on, the nearest first. */
  const reachOf = (start: string): readonly string[] => {
    const known = reach.get(start);
    if (known !== undefined) return known;
    const names = new Set([start]);
    for (const name of names) {
      for (const [other, version] of Object.entries(byName.get(name)?.resolved ?? {})) names.add(`${other}#${version}`);
    }
    const list = [...names];
    reach.set(start, list);
    return list;
  };
  return (origin: HeldDefinition['origin']) =>
    (url: string): string | undefined => {
      if (origin.kind !== 'package') return undefined;
      const group = held(url);
      for (const name of reachOf(`${origin.name}#${origin.version}`)) {
        const found = group.find(
          ({ origin: other }) => other.kind === 'package' && `${other.name}#${other.version}` === name,
        );
        if (found !== undefined) return found === group[0] ? undefined : found.version;
      }
      return undefined;
    };
}

/** Parsed definitions, those that were asked for last. */
function createParsedCache() {
  const kept = new Map<HeldDefinition, Definition>();
  let length = 0;
  return {
    get(about: HeldDefinition): Definition | undefined {
      const found = kept.get(about);
      if (found === undefined) return undefined;
      kept.delete(about);
      kept.set(about, found);
      return found;
    },
    put(about: HeldDefinition, definition: Definition): Definition {
      kept.set(about, definition);
      length += about.length;
      for (const [oldest] of kept) {
        if (length <= mostParsed || oldest === about) break;
        kept.delete(oldest);
        length -= oldest.length;
      }
      return definition;
    },
  };
}
