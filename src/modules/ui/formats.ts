/** Dates, numbers and names of countries in the reader's language. Dates come as FHIR writes them, of any precision. */
export interface Formats {
  /** `1984`, `1984-03`, `1984-03-12` or an instant, as precise as it was written; other text stays as it is. */
  date(value: string): string;
  /** The day of an instant, with the name of the weekday. */
  day(value: string): string;
  time(value: string | Date): string;
  number(value: number): string;
  /** From an ISO 3166-1 alpha-2 code. */
  country(code: string): string;
  /** From a BCP 47 tag. */
  language(tag: string): string;
  /** One after the other, with the word between the last two. */
  list(values: readonly string[], word?: 'and' | 'or'): string;
}

export function createFormats(locale: string): Formats {
  const day = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 3 });
  const regions = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const tongues = new Intl.DisplayNames(locale, { type: 'language', fallback: 'code' });
  const lists = {
    and: new Intl.ListFormat(locale, { type: 'conjunction' }),
    or: new Intl.ListFormat(locale, { type: 'disjunction' }),
  };
  return {
    date(value) {
      if (/^\d{4}$/.test(value)) return value;
      const at = new Date(value);
      if (!/^\d{4}-\d{2}/.test(value) || Number.isNaN(at.getTime())) return value;
      if (/^\d{4}-\d{2}$/.test(value)) return month.format(at);
      if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day.format(at);
      return instant.format(at);
    },
    day: (value) => (Number.isNaN(Date.parse(value)) ? value : weekday.format(new Date(value))),
    time: (value) => clock.format(new Date(value)),
    number: (value) => numbers.format(value),
    country: (code) => named(regions, code.toUpperCase()),
    language: (tag) => named(tongues, tag),
    list: (values, word = 'and') => lists[word].format(values),
  };
}

function named(names: Intl.DisplayNames, code: string): string {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Whole years between two dates as FHIR writes them; undefined where the birth date has no day. */
export function ageInYears(birthDate: string, on: Date): number | undefined {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(birthDate);
  if (!parts) return undefined;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const before = on.getMonth() + 1 < month || (on.getMonth() + 1 === month && on.getDate() < day);
  return on.getFullYear() - year - (before ? 1 : 0);
}
