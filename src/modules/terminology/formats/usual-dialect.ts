const known = new Map<string, string>();

/** What a language without a region usually means, by the likely subtags of CLDR: `en-US`, `fr-FR`, `pt-BR`. */
export function usualDialect(language: string): string {
  let dialect = known.get(language);
  if (dialect === undefined) {
    dialect = `${language}-${new Intl.Locale(language).maximize().region ?? ''}`;
    known.set(language, dialect);
  }
  return dialect;
}
