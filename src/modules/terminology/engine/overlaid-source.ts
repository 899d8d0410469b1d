import type { Definition } from '#fhir';
import type { CodeSystemContent, CodeSystemHeader, TerminologySource } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';
import { compareVersions } from './versions.ts';

const kinds: ReadonlySet<string> = new Set(['CodeSystem', 'ValueSet', 'ConceptMap', 'NamingSystem']);

/** Contents of resources: one is asked for many times, by as many sources. */
const contents = new WeakMap<Definition, CodeSystemContent>();

/** A source of resources that are at hand whole; contents of code systems are read when first asked for. */
export function sourceOfResources(resources: readonly Definition[]): TerminologySource {
  const byUrl = new Map<string, Definition[]>();
  const supplements = new Map<string, Definition[]>();
  for (const resource of resources) {
    const { url, supplements: supplemented } = resource as { readonly url?: unknown; readonly supplements?: unknown };
    if (!kinds.has(resource.resourceType) || typeof url !== 'string') continue;
    byUrl.set(url, [...(byUrl.get(url) ?? []), resource]);
    if (typeof supplemented === 'string') {
      const base = supplemented.split('|', 1)[0] ?? supplemented;
      supplements.set(base, [...(supplements.get(base) ?? []), resource]);
    }
  }
  const versionOf = ({ version }: Definition) => (typeof version === 'string' ? version : undefined);
  const latestFirst = (one: Definition, other: Definition) =>
    compareVersions(versionOf(other) ?? '', versionOf(one) ?? '');
  for (const some of byUrl.values()) some.sort(latestFirst);
  const find = (url: string, version?: string) => {
    const some = byUrl.get(url);
    return version === undefined ? some?.[0] : some?.find((one) => versionOf(one) === version);
  };
  return {
    find,
    versions: (url) => (byUrl.get(url) ?? []).flatMap((one) => versionOf(one) ?? []),
    content(url, version) {
      const found = find(url, version);
      if (found?.resourceType !== 'CodeSystem') return undefined;
      const before = contents.get(found);
      if (before !== undefined) return before;
      const content = packCodeSystem(found as CodeSystemHeader);
      contents.set(found, content);
      return content;
    },
    supplements: (url, version) =>
      (supplements.get(url) ?? []).filter(({ supplements: supplemented }) => {
        const [, wanted] = String(supplemented).split('|');
        return wanted === undefined || version === undefined || wanted === version;
      }),
    conceptMaps: () => resources.filter(({ resourceType }) => resourceType === 'ConceptMap'),
    loading: () => [],
  };
}

/** `upper` before `lower`: what a request brings along goes before what the node has (`tx-resource`). */
export function overlaidSource(upper: TerminologySource, lower: TerminologySource): TerminologySource {
  return {
    find: (url, version) => upper.find(url, version) ?? lower.find(url, version),
    versions: (url) => [...new Set([...upper.versions(url), ...lower.versions(url)])],
    content(url, version) {
      const above = upper.find(url, version);
      return above?.resourceType === 'CodeSystem' ? upper.content(url, version) : lower.content(url, version);
    },
    supplements: (url, version) => [...upper.supplements(url, version), ...lower.supplements(url, version)],
    conceptMaps: () => [...(upper.conceptMaps?.() ?? []), ...(lower.conceptMaps?.() ?? [])],
    loading: lower.loading,
  };
}
