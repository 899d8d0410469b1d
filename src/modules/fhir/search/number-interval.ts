import type { Interval } from './date-interval.ts';

const form = /^[+-]?\d{1,40}(?:\.(\d{1,40}))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The interval that the precision of a written number implies (FHIR R4, search.html#number): `100` is 99.5 to 100.5,
 * `5.40` is 5.395 to 5.405. Undefined where the text is no number.
 */
export function numberInterval(literal: string): Interval | undefined {
  const found = form.exec(literal);
  if (found === null) return undefined;
  const value = Number(literal);
  // A number written with more digits than a double holds still needs an interval that is not empty.
  const least = 2 * Number.EPSILON * Math.abs(value);
  const half = Math.max(0.5 * 10 ** (Number(found[2] ?? 0) - (found[1]?.length ?? 0)), least);
  if (!Number.isFinite(value) || !Number.isFinite(half)) return undefined;
  return { low: value - half, high: value + half };
}
