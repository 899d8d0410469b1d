import type { Terminology } from './contract.ts';

export interface MissingDesignation {
  readonly system: string;
  readonly code: string;
  readonly languages: readonly string[];
}

/** Which codes have no name in which of the languages; each code once, in the order of first appearance. */
export function missingDesignations(
  terminology: Pick<Terminology, 'designate'>,
  codings: Iterable<{ readonly system: string; readonly code: string }>,
  languages: readonly string[],
): readonly MissingDesignation[] {
  const asked = new Set<string>();
  const missing: MissingDesignation[] = [];
  for (const { system, code } of codings) {
    const key = `${system}\0${code}`;
    if (asked.has(key)) continue;
    asked.add(key);
    const without = languages.filter((language) => terminology.designate(system, code, [language]) === undefined);
    if (without.length > 0) missing.push({ system, code, languages: without });
  }
  return missing;
}
