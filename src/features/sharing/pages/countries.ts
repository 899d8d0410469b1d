import type { SelectOption } from '#ui';

/** The countries of the European Economic Area, where the EHDS holds (ISO 3166-1 alpha-2). */
export const eeaCountries = [
  ...['AT', 'BE', 'BG', 'CY', 'CZ', 'DE', 'DK', 'EE', 'ES', 'FI', 'FR', 'GR', 'HR', 'HU', 'IE', 'IT', 'LT', 'LU', 'LV'],
  ...['MT', 'NL', 'PL', 'PT', 'RO', 'SE', 'SI', 'SK', 'IS', 'LI', 'NO'],
] as const;

/** Those abroad, in the order of the reader's alphabet. `home`: where the record is kept. */
export function countriesAbroad(
  home: string | undefined,
  { country, locale }: { readonly country: (code: string) => string; readonly locale: string },
): readonly SelectOption<string>[] {
  const { compare } = new Intl.Collator(locale);
  return eeaCountries
    .filter((code) => code !== home)
    .map((code) => ({ value: code, label: country(code) }))
    .sort((one, other) => compare(one.label, other.label));
}
