import { isElement, textAt } from './element.ts';

/** How dates and numbers are written in one language. */
export interface Formats {
  /** A FHIR date, dateTime, instant or Period as precise as it is, on the clock of where it was recorded; other text as it is. */
  date(value: unknown): string | undefined;
  /** The same with the time of day, where one is recorded. */
  dateTime(value: unknown): string | undefined;
  number(value: number): string;
  weekday(code: string): string;
}

// Europe writes the day first; a bare `en` or `pt` would be American.
const european: Readonly<Record<string, string>> = { en: 'en-GB', pt: 'pt-PT' };
const remembered = 32;
const byLanguage = new Map<string, Formats>();

export function formatsOf(language: string): Formats {
  const known = byLanguage.get(language);
  if (known !== undefined) return known;
  // Languages come from requests, and formats are costly to make: remembered, but boundedly.
  if (byLanguage.size >= remembered) byLanguage.clear();
  const made = makeFormats(localeOf(language));
  byLanguage.set(language, made);
  return made;
}

function localeOf(language: string): string {
  try {
    return Intl.getCanonicalLocales(european[language] ?? language)[0] ?? 'en-GB';
  } catch {
    return 'en-GB';
  }
}

const dateForm = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}:\d{2})[^Z]*(Z?))?)?)?/;
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function makeFormats(locale: string): Formats {
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  const weekdayName = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
  // No grouping: 1.234 could be read as a little more than one.
  const decimal = new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 12 });

  const one = (text: string, withTime: boolean): string => {
    const [, year, monthOfYear, dayOfMonth, time, utc] = dateForm.exec(text) ?? [];
    if (year === undefined) return text;
    if (monthOfYear === undefined) return year;
    const date = new Date(`${year}-${monthOfYear}-${dayOfMonth ?? '01'}T00:00:00Z`);
    if (Number.isNaN(date.getTime())) return text;
    if (dayOfMonth === undefined) return month.format(date);
    if (!withTime || time === undefined) return day.format(date);
    return `${day.format(date)} ${time}${utc === 'Z' ? ' UTC' : ''}`;
  };
  const any = (value: unknown, withTime: boolean): string | undefined => {
    if (typeof value === 'string' && value !== '') return one(value, withTime);
    if (!isElement(value)) return undefined;
    const start = textAt(value, 'start');
    const end = textAt(value, 'end');
    if (start === undefined && end === undefined) return undefined;
    if (start !== undefined && end !== undefined && one(start, withTime) === one(end, withTime)) {
      return one(start, withTime);
    }
    return `${start === undefined ? '' : one(start, withTime)} – ${end === undefined ? '' : one(end, withTime)}`.trim();
  };

  return {
    date: (value) => any(value, false),
    dateTime: (value) => any(value, true),
    number: (value) => decimal.format(value),
    weekday(code) {
      const index = weekdays.indexOf(code);
      // 4 January 1970 was a Sunday.
      return index < 0 ? code : weekdayName.format(new Date(Date.UTC(1970, 0, 4 + index)));
    },
  };
}

/** The date of a Period's beginning, or the date itself, as recorded. */
export function whenOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return textAt(value, 'start') ?? textAt(value, 'end');
}
