import type { Definition, Definitions } from '#fhir';
import { computedCodeSystems } from '../computed/index.ts';
import type { CodeSystemContent, CodeSystemHeader, TerminologySource } from '../concepts.ts';
import { packCodeSystem } from '../content/pack-code-system.ts';

/** Code systems whose concepts are kept once they have been read. */
const mostContents = 2_000;

/** The terminology that definitions themselves tell, such as those of R4, and what a grammar tells: nothing else is at hand. */
export function sourceOfDefinitions(definitions: Definitions): TerminologySource {
  const contents = new Map<string, CodeSystemContent | undefined>();
  const computedOf = (url: string, version?: string): CodeSystemContent | undefined => {
    const found = computedCodeSystems.get(url);
    return version === undefined || found?.header.version === version ? found : undefined;
  };
  const find = (url: string, version?: string): Definition | undefined => {
    const computed = computedOf(url, version)?.header;
    if (computed !== undefined) return computed;
    const found = definitions.find(version === undefined ? url : `${url}|${version}`);
    return version === undefined || found?.version === version ? found : undefined;
  };
  return {
    find,
    versions(url) {
      const version = (computedOf(url)?.header ?? definitions.find(url))?.version;
      return typeof version === 'string' ? [version] : [];
    },
    content(url, version) {
      const computed = computedOf(url, version);
      if (computed !== undefined) return computed;
      const key = version === undefined ? url : `${url}|${version}`;
      if (contents.has(key)) return contents.get(key);
      const found = find(url, version);
      const content = found?.resourceType === 'CodeSystem' ? packCodeSystem(found as CodeSystemHeader) : undefined;
      // What is asked for comes from the outside and must not fill the memory.
      if (contents.size < mostContents) contents.set(key, content);
      return content;
    },
    supplements: () => [],
    loading: () => [],
  };
}
