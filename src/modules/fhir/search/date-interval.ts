/** The time that a date means: milliseconds since 1970 UTC, `high` exclusive. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

export const earliest = -8.64e15;
export const latest = 8.64e15;

const form = /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;

/**
 * The interval that a date, dateTime or instant of any precision means (FHIR R4, search.html#date). A date without a
 * zone is taken in UTC, so that the same text means the same everywhere. Undefined where the text is no such date.
 */
export function dateInterval(text: string): Interval | undefined {
  const found = form.exec(text);
  if (found === null) return undefined;
  const year = Number(found[1]);
  if (found[2] === undefined) return between(moment(year, 0), moment(year + 1, 0));
  const month = Number(found[2]) - 1;
  if (month < 0 || month > 11) return undefined;
  if (found[3] === undefined) return between(moment(year, month), moment(year, month + 1));
  const day = Number(found[3]);
  const midnight = moment(year, month, day);
  if (day === 0 || new Date(midnight).getUTCDate() !== day) return undefined;
  if (found[4] === undefined) return between(midnight, midnight + 86_400_000);
  const hour = Number(found[4]);
  const minute = Number(found[5]);
  const second = Number(found[6] ?? 0);
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  const offset = zoneMinutes(found[8]);
  if (offset === undefined) return undefined;
  const start = midnight + ((hour * 60 + minute - offset) * 60 + second) * 1000;
  if (found[6] === undefined) return between(start, start + 60_000);
  const fraction = (found[7] ?? '').slice(0, 3);
  const step = 10 ** (3 - fraction.length);
  const exact = start + Number(fraction.padEnd(3, '0'));
  return between(exact, exact + step);
}

function between(low: number, high: number): Interval {
  return { low, high };
}

/** `Date.UTC` takes years below 100 for the twentieth century. */
function moment(year: number, month: number, day = 1): number {
  if (year >= 100) return Date.UTC(year, month, day);
  return new Date(0).setUTCFullYear(year, month, day);
}

function zoneMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  if (minutes > 14 * 60 || Number(zone.slice(4, 6)) > 59) return undefined;
  return zone.startsWith('-') ? -minutes : minutes;
}
