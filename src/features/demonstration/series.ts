/** A value over time: `[date, value]` knots, joined by straight lines, with noise of the given amplitude around them. */
export interface Trend {
  readonly knots: readonly (readonly [date: string, value: number])[];
  readonly noise: number;
}

export function along(noise: number, ...knots: readonly (readonly [string, number])[]): Trend {
  return { knots, noise };
}

const day = 86_400_000;

/** The trend's value on a date; the same `seed` always gives the same noise. */
export function valueAt(trend: Trend, date: string, seed: string): number {
  const wobble = (fraction(`${seed}|${date}`) * 2 - 1) * trend.noise;
  return base(trend.knots, Date.parse(date)) + wobble;
}

function base(knots: Trend['knots'], at: number): number {
  let before = knots[0];
  if (before === undefined) throw new Error('A trend needs a knot.');
  for (const knot of knots) {
    const time = Date.parse(knot[0]);
    if (time > at) {
      const start = Date.parse(before[0]);
      if (time === start || at <= start) return before[1];
      return before[1] + ((knot[1] - before[1]) * (at - start)) / (time - start);
    }
    before = knot;
  }
  return before[1];
}

/** Dates from `first` to `last`, `months` apart give or take a few days, never on a weekend. */
export function every(months: number, first: string, last: string): readonly string[] {
  const dates: string[] = [];
  const start = new Date(first);
  for (let step = 0; ; step++) {
    const next = new Date(start);
    next.setUTCMonth(next.getUTCMonth() + step * months);
    const shifted = next.getTime() + (step === 0 ? 0 : Math.round(fraction(`${first}|${step}`) * 8 - 4)) * day;
    const date = workingDay(new Date(shifted)).toISOString().slice(0, 10);
    if (date > last) return dates;
    dates.push(date);
  }
}

function workingDay(date: Date): Date {
  const weekday = date.getUTCDay();
  const forward = weekday === 0 ? 1 : weekday === 6 ? 2 : 0;
  return new Date(date.getTime() + forward * day);
}

/** A number from 0 to 1 that looks random and depends on the text alone (FNV-1a, then a mixing step). */
export function fraction(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
