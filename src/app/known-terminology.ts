import type { DefinitionType, NodeDefinitions } from '#definitions';
import { type CoreTerminology, listCoreTerminology } from '#fhir';
import type { FhirDeps } from '#rest';
import { computedCodeSystems, type SharedTerminology } from '#terminology';
import type { KnownTerminology, ListedCodeSystem, ListedDefinition } from '../features/terminology-browser/index.ts';

/**
 * What the node knows of terminology at this moment, listed: what was imported goes before what is computed, that before
 * its definitions, and these before those of R4.
 */
export function knownTerminology(
  terminology: Pick<SharedTerminology, 'source' | 'versions' | 'definitions'>,
  definitions: Pick<NodeDefinitions, 'current'>,
): () => Promise<KnownTerminology> {
  let kept: KnownTerminology['catalogue'] | undefined;
  return async () => {
    const [source, set, imported, brought] = await Promise.all([
      terminology.source(),
      definitions.current(),
      terminology.versions(),
      terminology.definitions(),
    ]);
    const revision = [
      set.revision,
      ...imported.map(({ url, content, inUse }) => `${url} ${content} ${inUse}`),
      ...brought.map(({ url, version, stamp }) => `${url} ${version} ${stamp}`),
    ].join('\n');
    if (kept?.revision === revision) return { source, catalogue: kept };
    const byUrl = Map.groupBy(imported, ({ url }) => url);
    const codeSystems = new Map<string, ListedCodeSystem>();
    for (const [url, versions] of byUrl) {
      const [first] = versions;
      if (first === undefined) continue;
      const { title, name } = first.header as { readonly title?: string; readonly name?: string };
      codeSystems.set(url, {
        ...listed(url, first.version === '' ? undefined : first.version, title ?? name),
        versions: versions.length,
        imported: true,
      });
    }
    for (const [url, { header }] of computedCodeSystems) {
      const { version, title } = header as { readonly version?: string; readonly title?: string };
      if (!codeSystems.has(url)) codeSystems.set(url, { ...listed(url, version, title), versions: 1 });
    }
    for (const { url, version, title, codes } of set.list('CodeSystem')) {
      if (codes?.supplements !== undefined || codeSystems.has(url)) continue;
      codeSystems.set(url, { ...listed(url, version, title), versions: set.versions(url).length });
    }
    for (const { url, version, title } of ofStandard('CodeSystem')) {
      if (!codeSystems.has(url)) codeSystems.set(url, { ...listed(url, version, title), versions: 1 });
    }
    const definitionsOf = (type: DefinitionType) => {
      const found = new Map<string, ListedDefinition>();
      const ofImports = brought.flatMap((one) =>
        one.type === type ? { url: one.url, version: one.version || undefined, title: one.title ?? undefined } : [],
      );
      for (const one of [...ofImports, ...set.list(type), ...ofStandard(type)]) {
        if (!found.has(one.url)) found.set(one.url, listed(one.url, one.version, one.title));
      }
      return [...found.values()].sort((one, other) =>
        (one.title ?? one.url).localeCompare(other.title ?? other.url, 'en'),
      );
    };
    kept = {
      revision,
      codeSystems: [...codeSystems.values()],
      valueSets: definitionsOf('ValueSet'),
      maps: definitionsOf('ConceptMap'),
    };
    return { source, catalogue: kept };
  };
}

/** The code systems with their versions, for TerminologyCapabilities: the very same list as long as nothing changes. */
export function knownCodeSystems(known: () => Promise<KnownTerminology>): NonNullable<FhirDeps['codeSystems']> {
  let of: KnownTerminology['catalogue'] | undefined;
  let listedOf: Awaited<ReturnType<NonNullable<FhirDeps['codeSystems']>>> = [];
  return async () => {
    const { source, catalogue } = await known();
    if (catalogue !== of) {
      listedOf = catalogue.codeSystems.map(({ url }) => ({ url, versions: source.versions(url) }));
      of = catalogue;
    }
    return listedOf;
  };
}

function ofStandard(type: DefinitionType): readonly CoreTerminology[] {
  return listCoreTerminology().filter(({ resourceType, content }) => resourceType === type && content !== 'supplement');
}

function listed(url: string, version: string | undefined, title: string | undefined): ListedDefinition {
  return { url, ...(version === undefined ? {} : { version }), ...(title === undefined ? {} : { title }) };
}
