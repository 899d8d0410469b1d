import type { DefinitionSet } from '#definitions';
import type { Definition } from '#fhir';
import type { CodeSystemContent, CodeSystemHeader, TerminologySource } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import { compareVersions } from '../engine/versions.ts';
import type { Catalogue, KeptDefinition, KeptVersion } from './catalogue.ts';
import type { ContentMemory } from './content-memory.ts';
import type { DefinitionMemory } from './definition-memory.ts';

/** What a source reads: what was imported and which definitions there are, both as of one moment. */
export interface SourceParts {
  readonly catalogue: Catalogue;
  readonly definitions: Pick<DefinitionSet, 'find' | 'versions' | 'supplements' | 'list' | 'read'>;
  readonly contents: ContentMemory;
  readonly imported: DefinitionMemory;
  /** Code systems that a grammar or a table of the project tells, by their address. */
  readonly computed: ReadonlyMap<string, CodeSystemContent>;
}

/**
 * What operations see of code systems, value sets and maps: what was imported goes before what is computed, and that
 * before the node's definitions, which go before those of R4. It stands still: a switch of version is seen by the next.
 */
export function createSource({ catalogue, definitions, contents, imported, computed }: SourceParts): TerminologySource {
  const outstanding = new Set<Promise<void>>();
  const note = (load: Promise<void>) => {
    const noted = load.finally(() => outstanding.delete(noted));
    outstanding.add(noted);
    // Whoever awaits it is told; where nobody does, nothing is lost.
    noted.catch(() => {});
  };

  const keptOf = (url: string, version: string | undefined): KeptVersion | undefined => {
    const kept = catalogue.systems.get(url);
    return version === undefined ? kept?.[0] : kept?.find((one) => one.version === version);
  };
  const definitionOf = (url: string, version: string | undefined): Definition | undefined => {
    const found = definitions.find(version === undefined ? url : `${url}|${version}`);
    // Definitions of R4 answer to any version.
    return version === undefined || versionOf(found) === version ? found : undefined;
  };
  const open = (name: KeptDefinition): Definition | undefined => {
    const found = imported.get(name);
    if (found === undefined) note(imported.load(name));
    return found;
  };
  const importedOf = (url: string, version: string | undefined): Definition | undefined => {
    const kept = catalogue.definitions.get(url);
    const name = version === undefined ? kept?.[0] : kept?.find((one) => one.version === version);
    return name === undefined ? undefined : open(name);
  };
  /** Of each address the one in use, those that are opened already. */
  const importedBy = (holds: (name: KeptDefinition) => boolean): readonly Definition[] =>
    [...catalogue.definitions.values()].flatMap(([first]) =>
      first !== undefined && holds(first) ? (open(first) ?? []) : [],
    );
  const computedOf = (url: string, version: string | undefined): CodeSystemContent | undefined => {
    const found = computed.get(url);
    return version === undefined || found?.header.version === version ? found : undefined;
  };

  return {
    find: (url, version) =>
      keptOf(url, version)?.header ??
      importedOf(url, version) ??
      computedOf(url, version)?.header ??
      definitionOf(url, version),
    versions(url) {
      const kept = catalogue.systems.get(url) ?? [];
      const others = [
        ...(catalogue.definitions.get(url) ?? []),
        ...(computed.get(url) === undefined ? [] : [computed.get(url)?.header ?? {}]),
      ].map(versionOf);
      const defined = definitions.versions(url);
      const ofStandard = defined.length === 0 ? versionOf(definitions.find(url)) : undefined;
      const [first, ...rest] = [...kept.map(versionOf), ...others, ...defined, ofStandard].filter(
        (one) => one !== undefined,
      );
      if (first === undefined) return [];
      const newestFirst = rest.sort((one, other) => compareVersions(other, one));
      return [...new Set([first, ...newestFirst])];
    },
    content(url, version) {
      const kept = keptOf(url, version);
      if (kept !== undefined) {
        const found = contents.get(kept);
        if (found === undefined) note(contents.load(kept));
        return found;
      }
      return computedOf(url, version) ?? packedOf(definitionOf(url, version));
    },
    supplements(url, version) {
      const adds = (canonical: string | null | undefined) => {
        const [supplemented, which] = (canonical ?? '').split('|', 2);
        return supplemented === url && (which === undefined || version === undefined || which === version);
      };
      return [
        ...importedBy(({ supplements }) => adds(supplements)),
        ...definitions
          .supplements(url)
          .flatMap((held) => (adds(held.codes?.supplements) ? definitions.read(held) : [])),
      ];
    },
    conceptMaps() {
      const held = definitions.list('ConceptMap').filter(({ url }, at, all) => all[at - 1]?.url !== url);
      return [...importedBy(({ type }) => type === 'ConceptMap'), ...held.map(definitions.read)];
    },
    loading: () => [...outstanding],
  };
}

/** An empty version is none. */
function versionOf(
  one: Readonly<Record<string, unknown>> | { readonly version?: string } | undefined,
): string | undefined {
  const { version } = (one ?? {}) as { readonly version?: unknown };
  return typeof version === 'string' && version !== '' ? version : undefined;
}

/** Kept for as long as somebody keeps the definition. */
const packed = new WeakMap<Definition, CodeSystemContent>();
const withConcepts: ReadonlySet<unknown> = new Set(['complete', 'fragment', 'example']);

function packedOf(definition: Definition | undefined): CodeSystemContent | undefined {
  if (definition?.resourceType !== 'CodeSystem' || !withConcepts.has(definition.content)) return undefined;
  let content = packed.get(definition);
  if (content === undefined) {
    content = packCodeSystem(definition as CodeSystemHeader);
    packed.set(definition, content);
  }
  return content;
}
