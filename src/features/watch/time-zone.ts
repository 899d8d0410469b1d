/** Where clocks of a country of the Union show another time than Brussels does: that of its capital. */
const others: Readonly<Record<string, string>> = {
  BG: 'Europe/Sofia',
  CY: 'Asia/Nicosia',
  EE: 'Europe/Tallinn',
  FI: 'Europe/Helsinki',
  GR: 'Europe/Athens',
  IE: 'Europe/Dublin',
  IS: 'Atlantic/Reykjavik',
  LT: 'Europe/Vilnius',
  LV: 'Europe/Riga',
  PT: 'Europe/Lisbon',
  RO: 'Europe/Bucharest',
};

/** The time zone (IANA) of a country, ISO 3166-1 alpha-2. */
export function timeZoneOf(country: string): string {
  return others[country] ?? 'Europe/Brussels';
}
