import type { Designation, DesignationRow } from './contract.ts';
import { canonicalTag, lookupForms } from './language-tag.ts';

/** Designations in memory: one entry of one map for each, strings of systems and languages shared. */
export interface DesignationIndex {
  put(row: DesignationRow): void;
  find(system: string, code: string, languages: readonly string[]): Designation | undefined;
}

const rememberedTags = 256;

export function createDesignationIndex(): DesignationIndex {
  const byLanguage = new Map<string, Map<string, Map<string, string>>>();
  const forms = new Map<string, readonly string[]>();

  const formsOf = (tag: string): readonly string[] => {
    const known = forms.get(tag);
    if (known !== undefined) return known;
    // Tags come from requests: the memory of them is bounded.
    if (forms.size >= rememberedTags) forms.clear();
    const found = lookupForms(tag);
    forms.set(tag, found);
    return found;
  };

  return {
    put({ system, code, language, display }) {
      const tag = canonicalTag(language) ?? language;
      const systems = byLanguage.get(tag) ?? new Map<string, Map<string, string>>();
      const codes = systems.get(system) ?? new Map<string, string>();
      byLanguage.set(tag, systems.set(system, codes));
      codes.set(code, display);
    },
    find(system, code, languages) {
      for (const wanted of languages) {
        for (const language of formsOf(wanted)) {
          const display = byLanguage.get(language)?.get(system)?.get(code);
          if (display !== undefined) return { display, language };
        }
      }
      return undefined;
    },
  };
}
