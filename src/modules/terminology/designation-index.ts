import type { DesignationRow } from './contract.ts';
import { canonicalTag } from './language-tag.ts';

/** Designations in memory: one entry of one map for each, strings of systems and languages shared. */
export interface DesignationIndex {
  put(row: DesignationRow): void;
  /** In exactly this language (BCP 47, canonical). */
  find(system: string, code: string, language: string): string | undefined;
}

export function createDesignationIndex(): DesignationIndex {
  const byLanguage = new Map<string, Map<string, Map<string, string>>>();
  return {
    put({ system, code, language, display }) {
      const tag = canonicalTag(language) ?? language;
      const systems = byLanguage.get(tag) ?? new Map<string, Map<string, string>>();
      const codes = systems.get(system) ?? new Map<string, string>();
      byLanguage.set(tag, systems.set(system, codes));
      codes.set(code, display);
    },
    find: (system, code, language) => byLanguage.get(language)?.get(system)?.get(code),
  };
}
