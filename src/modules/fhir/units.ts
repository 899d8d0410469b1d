import { readUnit, type Unit } from './ucum/read-unit.ts';

/** How a unit is expressed in base units: `base amount = given amount * factor + offset`. */
export interface BaseUnit {
  /** The base units that it comes down to, as UCUM writes them (`g.m-3`); `1` where there are none. */
  readonly base: string;
  readonly factor: number;
  /** Other than 0 for degrees alone. */
  readonly offset: number;
}

/** The code system of UCUM (R4 terminologies-systems.html). */
export const ucum = 'http://unitsofmeasure.org';

const form = /^[!-~]{1,100}$/;
/** Annotations may hold spaces. */
const annotatedForm = /^[ -~]{1,100}$/;
const mostRemembered = 5_000;
const remembered = new Map<string, BaseUnit | undefined>();

/**
 * The base unit of a case-sensitive UCUM code, so that amounts in units of one kind can be compared (5 mg/dL is
 * 0.05 g/L). Undefined for what is no UCUM code, for arbitrary units (`[iU]`), which compare with themselves alone, and
 * for scales that are no straight line (`[pH]`, decibels). The tables are loaded by the first question; answers are kept.
 */
export function baseUnitOf(code: string): BaseUnit | undefined {
  if (!form.test(code)) return undefined;
  const known = remembered.get(code);
  if (known !== undefined || remembered.has(code)) return known;
  const found = lineOf(readUnit(code));
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(code, found);
  return found;
}

/** An amount in base units; the ends of what a double holds stay ends. */
export function inBaseUnit(amount: number, { factor, offset }: BaseUnit): number {
  return Math.min(Math.max(amount * factor + offset, -Number.MAX_VALUE), Number.MAX_VALUE);
}

/** What a UCUM code means. */
export interface UnitMeaning {
  /** The base units that it comes down to, as UCUM writes them; `1` where there are none. */
  readonly canonical: string;
  /** In words, every unit in parentheses: `(milligram) / (deciliter)`. */
  readonly words: string;
  /** It compares with itself alone. */
  readonly isArbitrary: boolean;
}

/** The meaning of a case-sensitive UCUM code; undefined for what is none. */
export function meaningOfUnit(code: string): UnitMeaning | undefined {
  const unit = annotatedForm.test(code) ? readUnit(code) : undefined;
  if (unit === undefined) return undefined;
  const { words, isArbitrary } = unit;
  return { canonical: baseText(unit), words, isArbitrary };
}

/**
 * An amount in another unit, on special scales too: 7.4 [pH] are 39.8 nmol/L. Undefined where a code is none, or the two
 * units do not measure the same kind of quantity.
 */
export function convertAmount(amount: number, from: string, to: string): number | undefined {
  if (!annotatedForm.test(from) || !annotatedForm.test(to)) return undefined;
  const [source, target] = [readUnit(from), readUnit(to)];
  if (source === undefined || target === undefined) return undefined;
  if (from === to) return amount;
  const isComparable = [source, target].every((unit) => !unit.isArbitrary && unit.isUndefined !== true);
  if (!isComparable || baseText(source) !== baseText(target)) return undefined;
  const multiple = source.scale === undefined ? amount : source.scale.to(amount * (source.scaleFactor ?? 1));
  const ratio = (multiple * source.factor) / target.factor;
  return target.scale === undefined ? ratio : target.scale.from(ratio) / (target.scaleFactor ?? 1);
}

function lineOf(unit: Unit | undefined): BaseUnit | undefined {
  if (unit === undefined || unit.isArbitrary || unit.isUndefined === true) return undefined;
  const { scale, scaleFactor = 1, factor } = unit;
  const base = baseText(unit);
  if (scale === undefined) return straight({ base, factor, offset: 0 });
  return scale.shift === undefined
    ? undefined
    : straight({ base, factor: factor * scaleFactor, offset: factor * scale.shift });
}

function straight({ base, factor, offset }: BaseUnit): BaseUnit | undefined {
  if (!Number.isFinite(factor) || factor <= 0 || !Number.isFinite(offset)) return undefined;
  return { base, factor: exact(factor), offset: exact(offset) };
}

/** Without what multiplying adds in the last digits, so that 90 mg/dL and 0.9 g/L are the same amount. */
function exact(factor: number): number {
  return Number(factor.toPrecision(14));
}

function baseText({ dimension }: Unit): string {
  if (dimension.size === 0) return '1';
  return [...dimension]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([unit, exponent]) => (exponent === 1 ? unit : unit + exponent))
    .join('.');
}
