import type { ConceptDesignation } from '../concepts.ts';

/** The official languages of the European Union. */
export const europeanLanguages = [
  'bg',
  'cs',
  'da',
  'de',
  'el',
  'en',
  'es',
  'et',
  'fi',
  'fr',
  'ga',
  'hr',
  'hu',
  'it',
  'lt',
  'lv',
  'mt',
  'nl',
  'pl',
  'pt',
  'ro',
  'sk',
  'sl',
  'sv',
] as const;

export type NamedKind = 'language' | 'region' | 'script' | 'currency';

const readers = new Map<string, Intl.DisplayNames>();

/** What the platform (CLDR) calls a language, region, script or currency; undefined where it has no name for it. */
export function platformName(kind: NamedKind, language: string, code: string): string | undefined {
  const key = `${kind} ${language}`;
  let reader = readers.get(key);
  if (reader === undefined) {
    reader = new Intl.DisplayNames(language, { type: kind, fallback: 'none', languageDisplay: 'standard' });
    readers.set(key, reader);
  }
  try {
    return reader.of(code);
  } catch {
    // It throws for what is not formed like a code of this kind.
    return undefined;
  }
}

/** The names in the languages of the Union. */
export function platformDesignations(kind: NamedKind, code: string): readonly ConceptDesignation[] {
  return europeanLanguages.flatMap((language) => {
    const value = platformName(kind, language, code);
    return value === undefined ? [] : [{ language, value }];
  });
}
