/** How much of a moment is known, in this order. */
export const precisions = ['year', 'month', 'day', 'hour', 'minute', 'second', 'millisecond'] as const;
export type Precision = (typeof precisions)[number];

/**
 * A date, a date with time, or a time of day, as far as it is known. What is finer than `precision` has its lowest value.
 * `zone` is in minutes east of UTC; undefined where none is given.
 */
export class Moment {
  readonly kind: 'Date' | 'DateTime' | 'Time';
  readonly precision: Precision;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly millisecond: number;
  readonly zone: number | undefined;
  constructor(
    kind: Moment['kind'],
    precision: Precision,
    fields: Partial<Record<Precision, number>>,
    zone: number | undefined,
  ) {
    this.kind = kind;
    this.precision = precision;
    this.year = fields.year ?? 1;
    this.month = fields.month ?? 1;
    this.day = fields.day ?? 1;
    this.hour = fields.hour ?? 0;
    this.minute = fields.minute ?? 0;
    this.second = fields.second ?? 0;
    this.millisecond = fields.millisecond ?? 0;
    this.zone = zone;
  }
}

const dateForm = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/;
const dateTimeForm =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(?:(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?)?(Z|[+-]\d\d:\d\d)?)?)?)?T?$/;
const timeForm = /^T?(\d\d)(?::(\d\d)(?::(\d\d)(?:\.(\d+))?)?)?$/;

/** Reads a date (`2015-02`); undefined where the text is none. */
export function dateOf(text: string): Moment | undefined {
  const found = dateForm.exec(text);
  return found === null ? undefined : checked('Date', found.slice(1, 4), [], undefined);
}

/** Reads a date with time, or a date alone, as a DateTime. */
export function dateTimeOf(text: string): Moment | undefined {
  const found = dateTimeForm.exec(text);
  return found === null ? undefined : checked('DateTime', found.slice(1, 4), found.slice(4, 8), found[8]);
}

/** Reads a time of day, with or without the T of a literal. */
export function timeOf(text: string): Moment | undefined {
  const found = timeForm.exec(text);
  return found === null ? undefined : checked('Time', [], found.slice(1, 5), undefined);
}

/** A literal without its `@`. */
export function momentLiteral(text: string): Moment | undefined {
  if (text.startsWith('T')) return timeOf(text);
  return text.includes('T') ? dateTimeOf(text) : dateOf(text);
}

function checked(
  kind: Moment['kind'],
  date: readonly (string | undefined)[],
  time: readonly (string | undefined)[],
  zoneText: string | undefined,
): Moment | undefined {
  const [year, month, day] = date.map(numberOf);
  const [hour, minute, second] = time.map(numberOf);
  const fraction = time[3];
  const millisecond = fraction === undefined ? undefined : Number(fraction.slice(0, 3).padEnd(3, '0'));
  const fields = { year, month, day, hour, minute, second, millisecond };
  if (year === 0 || (month !== undefined && (month < 1 || month > 12))) return undefined;
  if (day !== undefined && (day < 1 || day > daysIn(year ?? 1, month ?? 1))) return undefined;
  if ((hour ?? 0) > 23 || (minute ?? 0) > 59 || (second ?? 0) > 59) return undefined;
  const zone = zoneOf(zoneText);
  if (zone === null) return undefined;
  const precision = precisions.findLast((one) => fields[one] !== undefined);
  return precision === undefined ? undefined : new Moment(kind, precision, fields as Record<Precision, number>, zone);
}

function numberOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

/** Null where the text is no zone. */
function zoneOf(text: string | undefined): number | undefined | null {
  if (text === undefined) return undefined;
  if (text === 'Z') return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(4, 6));
  if (hours > 14 || minutes > 59) return null;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

export function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function rankOf(precision: Precision): number {
  return precisions.indexOf(precision);
}

/** As FHIR writes it. */
export function momentText(moment: Moment): string {
  const rank = rankOf(moment.precision);
  const two = (value: number) => String(value).padStart(2, '0');
  let text = '';
  if (moment.kind !== 'Time') {
    text = String(moment.year).padStart(4, '0');
    if (rank >= 1) text += `-${two(moment.month)}`;
    if (rank >= 2) text += `-${two(moment.day)}`;
    if (rank < 3) return text;
    text += 'T';
  }
  text += two(moment.hour);
  if (rank >= 4) text += `:${two(moment.minute)}`;
  if (rank >= 5) text += `:${two(moment.second)}`;
  if (rank >= 6) text += `.${String(moment.millisecond).padStart(3, '0')}`;
  return text + zoneText(moment.zone);
}

function zoneText(zone: number | undefined): string {
  if (zone === undefined) return '';
  if (zone === 0) return 'Z';
  const size = Math.abs(zone);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${zone < 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}

/** Milliseconds since 1970 UTC of its first instant, as if it stood in UTC. */
function wallTime(moment: Moment): number {
  const { year, month, day, hour, minute, second, millisecond } = moment;
  return new Date(0).setUTCFullYear(year, month - 1, day) + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
}

/** A moment of the same kind, precision and zone at another wall time; undefined outside of the years 1 to 9999. */
function atWallTime(moment: Moment, wall: number, zone = moment.zone): Moment | undefined {
  const date = new Date(wall);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return undefined;
  return new Moment(
    moment.kind,
    moment.precision,
    {
      year,
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
      hour: date.getUTCHours(),
      minute: date.getUTCMinutes(),
      second: date.getUTCSeconds(),
      millisecond: date.getUTCMilliseconds(),
    },
    zone,
  );
}

/**
 * -1, 0 or 1; undefined where it cannot be told because one of them is known less precisely, or where only one has a
 * zone and the other could lie on either side.
 */
export function compareMoments(a: Moment, b: Moment): number | undefined {
  if ((a.kind === 'Time') !== (b.kind === 'Time')) return undefined;
  if ((a.zone === undefined) === (b.zone === undefined)) {
    if (a.zone === undefined || a.zone === b.zone) return compareFields(a, b);
    const one = atWallTime(a, wallTime(a) - a.zone * 60_000, 0);
    const other = atWallTime(b, wallTime(b) - (b.zone ?? 0) * 60_000, 0);
    return one === undefined || other === undefined ? undefined : compareFields(one, other);
  }
  const [low, high] = possible(a);
  const [otherLow, otherHigh] = possible(b);
  return high <= otherLow ? -1 : otherHigh <= low ? 1 : undefined;
}

/** The first instant that it can be and the first that it can no longer be, over all zones where none is given. */
function possible(moment: Moment): readonly [number, number] {
  const start = wallTime(moment);
  const end = start + lengthOf(moment);
  return moment.zone === undefined
    ? [start - 14 * 3_600_000, end + 12 * 3_600_000]
    : [start - moment.zone * 60_000, end - moment.zone * 60_000];
}

const lengths = { hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };

function lengthOf({ precision, year, month }: Moment): number {
  const day = 86_400_000;
  if (precision === 'year') return (daysIn(year, 2) + 337) * day;
  if (precision === 'month') return daysIn(year, month) * day;
  return precision === 'day' ? day : lengths[precision];
}

/** Seconds and milliseconds are one precision: a fraction that is not written is zero. */
function compareFields(a: Moment, b: Moment): number | undefined {
  const known = (moment: Moment) => Math.min(rankOf(moment.precision), rankOf('second'));
  const last = Math.min(known(a), known(b));
  for (let rank = a.kind === 'Time' ? rankOf('hour') : 0; rank <= last; rank++) {
    const name = precisions[rank] as Precision;
    const fraction = name === 'second';
    const one = fraction ? a.second * 1000 + a.millisecond : a[name];
    const other = fraction ? b.second * 1000 + b.millisecond : b[name];
    if (one !== other) return one < other ? -1 : 1;
  }
  return known(a) === known(b) ? 0 : undefined;
}

/**
 * Adds a number of calendar units. A unit that is finer than the moment counts as far as it makes up whole units of its
 * precision. Undefined outside of the years 1 to 9999.
 */
export function addToMoment(moment: Moment, amount: number, unit: Precision | 'week'): Moment | undefined {
  const whole = Math.trunc(amount);
  if (moment.kind === 'Time') {
    if (!(unit in lengths)) return undefined;
    const day = 86_400_000;
    const moved = wallTime(new Moment('DateTime', 'millisecond', { ...moment, year: 1970 }, undefined));
    const step = whole * lengths[unit as keyof typeof lengths];
    return atWallTime(moment, (((moved + step) % day) + day) % day);
  }
  if (unit === 'year' || unit === 'month') {
    const months = unit === 'year' ? whole * 12 : whole;
    const counted = moment.precision === 'year' ? Math.trunc(months / 12) * 12 : months;
    const index = moment.year * 12 + moment.month - 1 + counted;
    const year = Math.floor(index / 12);
    const month = (index % 12) + 1;
    if (year < 1 || year > 9999) return undefined;
    const day = Math.min(moment.day, daysIn(year, month));
    return new Moment(moment.kind, moment.precision, { ...moment, year, month, day }, moment.zone);
  }
  const days = unit === 'week' ? whole * 7 : unit === 'day' ? whole : undefined;
  if (moment.precision === 'year' || moment.precision === 'month') {
    const all = days ?? Math.trunc((whole * lengths[unit as keyof typeof lengths]) / 86_400_000);
    return moment.precision === 'year'
      ? addToMoment(moment, Math.trunc(all / 365), 'year')
      : addToMoment(moment, Math.trunc(all / 30), 'month');
  }
  const step = days === undefined ? whole * lengths[unit as keyof typeof lengths] : days * 86_400_000;
  const least = lengths[moment.precision as keyof typeof lengths] ?? 86_400_000;
  return atWallTime(moment, wallTime(moment) + Math.trunc(step / least) * least);
}

/** Digits of a moment, as `precision()` and the boundaries count them. */
const digits: Readonly<Record<Moment['kind'], Readonly<Partial<Record<Precision, number>>>>> = {
  Date: { year: 4, month: 6, day: 8 },
  DateTime: { year: 4, month: 6, day: 8, hour: 10, minute: 12, second: 14, millisecond: 17 },
  Time: { hour: 2, minute: 4, second: 6, millisecond: 9 },
};

export function digitsOf(moment: Moment): number {
  return digits[moment.kind][moment.precision] ?? 0;
}

export function mostDigits(kind: Moment['kind']): number {
  return Math.max(...Object.values(digits[kind]));
}

/**
 * The earliest or latest moment that a partial one can mean, to the precision that `wanted` digits stand for. Where no
 * zone is given the first and last zone of the world count. Undefined where no precision has so many digits.
 */
export function boundaryOf(moment: Moment, wanted: number, end: 'low' | 'high'): Moment | undefined {
  const names = Object.entries(digits[moment.kind]) as readonly (readonly [Precision, number])[];
  const precision = names.find(([, count]) => count === wanted)?.[0];
  if (precision === undefined) return undefined;
  const known = rankOf(moment.precision);
  const fields: Partial<Record<Precision, number>> = { ...moment };
  if (end === 'high') {
    const limits = { month: 12, hour: 23, minute: 59, second: 59, millisecond: 999 } as const;
    for (const [name, limit] of Object.entries(limits) as readonly (readonly [Precision, number])[]) {
      if (rankOf(name) > known) fields[name] = limit;
    }
    // FHIR has no hour without its minutes: such a moment stands for the full hour.
    if (moment.kind === 'DateTime' && moment.precision === 'hour') fields.minute = 0;
    if (known < rankOf('day')) fields.day = daysIn(fields.year ?? 1, fields.month ?? 1);
  }
  const withZone = moment.kind === 'DateTime' && rankOf(precision) >= rankOf('hour');
  const zone = withZone ? (moment.zone ?? (end === 'low' ? 14 * 60 : -12 * 60)) : undefined;
  return new Moment(moment.kind, precision, fields, zone);
}

/** The moment that a clock shows, in UTC. */
export function momentAt(date: Date): Moment {
  const start = new Moment('DateTime', 'millisecond', {}, 0);
  return atWallTime(start, date.getTime()) ?? start;
}
