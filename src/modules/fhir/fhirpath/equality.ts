import { NumberText } from '../number-literal.ts';
import { baseUnitOf } from '../units.ts';
import {
  compareDecimals,
  Decimal,
  decimalOf,
  decimalOfNumber,
  multiplyDecimals,
  rounded,
  toNumber,
} from './decimal.ts';
import { type Frame, spend } from './frame.ts';
import { compareMoments, Moment } from './moment.ts';
import { FhirPathError } from './syntax.ts';
import {
  type Collection,
  FhirNode,
  type Item,
  Long,
  Quantity,
  type SystemValue,
  systemOf,
  TypeName,
} from './values.ts';

/** `=` of two collections: undefined where one is empty or where it cannot be told. */
export function areEqual(a: Collection, b: Collection): boolean | undefined {
  if (a.length === 0 || b.length === 0) return undefined;
  if (a.length !== b.length) return false;
  let unknown = false;
  for (let n = 0; n < a.length; n++) {
    const same = itemsEqual(a[n] as Item, b[n] as Item);
    if (same === false) return false;
    unknown ||= same === undefined;
  }
  return unknown ? undefined : true;
}

/** `~` of two collections: the order does not matter, and nothing is equivalent to nothing. */
export function areEquivalent(a: Collection, b: Collection): boolean {
  if (a.length !== b.length) return false;
  const rest = [...b];
  return a.every((item) => {
    const at = rest.findIndex((other) => itemsEquivalent(item, other));
    if (at !== -1) rest.splice(at, 1);
    return at !== -1;
  });
}

/** For sets: what cannot be told apart for sure counts as different. */
export function isIn(items: Collection, item: Item): boolean {
  for (const other of items) if (itemsEqual(other, item) === true) return true;
  return false;
}

/** Each item once. What must be compared with each other counts for as many items as it is compared with. */
export function distinct(items: Collection, frame: Frame): Collection {
  if (items.length < 2) return items;
  const seen = new Set<unknown>();
  const rest: Item[] = [];
  const found: Item[] = [];
  for (const item of items) {
    const value = systemOf(item);
    // Strings, integers and Booleans equal only their like: a set finds them at once.
    if (typeof value === 'string' || typeof value === 'boolean') {
      if (seen.has(value)) continue;
      seen.add(value);
      found.push(item);
      continue;
    }
    spend(frame, rest.length);
    if (isIn(rest, item)) continue;
    rest.push(item);
    found.push(item);
  }
  return found;
}

export function itemsEqual(a: Item, b: Item): boolean | undefined {
  if (a === b) return true;
  const one = systemOf(a);
  const other = systemOf(b);
  if (one !== undefined && other !== undefined) return valuesEqual(one, other);
  if (a instanceof TypeName && b instanceof TypeName) return a.namespace === b.namespace && a.name === b.name;
  if (!(a instanceof FhirNode) || !(b instanceof FhirNode)) return false;
  return jsonEqual(a.value, b.value) && jsonEqual(a.beside, b.beside);
}

function valuesEqual(a: SystemValue, b: SystemValue): boolean | undefined {
  if (typeof a === 'string' || typeof b === 'string') return a === b;
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  if (a instanceof Moment || b instanceof Moment) {
    if (!(a instanceof Moment) || !(b instanceof Moment) || (a.kind === 'Time') !== (b.kind === 'Time')) return false;
    const order = compareMoments(a, b);
    return order === undefined ? undefined : order === 0;
  }
  if (a instanceof Quantity || b instanceof Quantity) {
    const one = asQuantity(a);
    const other = asQuantity(b);
    if (one === undefined || other === undefined) return false;
    const order = compareQuantities(one, other);
    return order === undefined ? (isCalendarMix(one, other) ? undefined : false) : order === 0;
  }
  return compareNumbers(a, b) === 0;
}

function jsonEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumber(a) && isNumber(b)) return compareDecimals(decimalOfJson(a), decimalOfJson(b)) === 0;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, n) => jsonEqual(item, b[n]));
  }
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => jsonEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

function isNumber(value: unknown): value is number | NumberText {
  return typeof value === 'number' || value instanceof NumberText;
}

function decimalOfJson(value: number | NumberText): Decimal {
  return (typeof value === 'number' ? undefined : decimalOf(value.literal)) ?? decimalOfNumber(Number(value));
}

function itemsEquivalent(a: Item, b: Item): boolean {
  if (a === b) return true;
  const one = systemOf(a);
  const other = systemOf(b);
  if (one !== undefined && other !== undefined) return valuesEquivalent(one, other);
  if (a instanceof TypeName && b instanceof TypeName) return a.name === b.name;
  if (!(a instanceof FhirNode) || !(b instanceof FhirNode)) return false;
  return jsonEquivalent(a.value, b.value);
}

function folded(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function valuesEquivalent(a: SystemValue, b: SystemValue): boolean {
  if (typeof a === 'string' && typeof b === 'string') return folded(a) === folded(b);
  if (a instanceof Moment && b instanceof Moment) return a.kind === b.kind && compareMoments(a, b) === 0;
  if (a instanceof Quantity || b instanceof Quantity) {
    const one = asQuantity(a);
    const other = asQuantity(b);
    return one !== undefined && other !== undefined && quantitiesEquivalent(one, other);
  }
  const one = asDecimal(a);
  const other = asDecimal(b);
  return one !== undefined && other !== undefined ? sameRounded(one, other) : a === b;
}

/** Decimals are equivalent where they agree as far as the less precise of the two is known. */
function sameRounded(a: Decimal, b: Decimal): boolean {
  const scale = Math.min(a.scale, b.scale);
  return compareDecimals(rounded(a, scale, 'half-away'), rounded(b, scale, 'half-away')) === 0;
}

function quantitiesEquivalent(a: Quantity, b: Quantity): boolean {
  const one = baseOf(a, true);
  const other = baseOf(b, true);
  if (one === undefined || other === undefined) return a.unit === b.unit && sameRounded(a.value, b.value);
  if (one.base !== other.base) return false;
  // In the larger of the two units, so that what it leaves unsaid is not held against the smaller one.
  const [large, small] = one.factor >= other.factor ? [a, b] : [b, a];
  const share = Math.min(one.factor, other.factor) / Math.max(one.factor, other.factor);
  return sameRounded(large.value, multiplyDecimals(small.value, decimalOfNumber(Number(share.toPrecision(12)))));
}

function jsonEquivalent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a === 'string' && typeof b === 'string') return folded(a) === folded(b);
  if (isNumber(a) && isNumber(b)) return sameRounded(decimalOfJson(a), decimalOfJson(b));
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    const rest = [...b];
    return a.every((item) => {
      const at = rest.findIndex((other) => jsonEquivalent(item, other));
      if (at !== -1) rest.splice(at, 1);
      return at !== -1;
    });
  }
  // Ids of elements say nothing about what the element means.
  const keys = (value: object) => Object.keys(value).filter((key) => key !== 'id');
  const names = keys(a);
  if (names.length !== keys(b).length) return false;
  return names.every((key) => jsonEquivalent((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

export function asDecimal(value: SystemValue): Decimal | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'number') return decimalOfNumber(value);
  return value instanceof Long ? new Decimal(value.value, 0) : undefined;
}

/** A number counts as a quantity without a unit. */
export function asQuantity(value: SystemValue): Quantity | undefined {
  if (value instanceof Quantity) return value;
  const decimal = asDecimal(value);
  return decimal === undefined ? undefined : new Quantity(decimal, '1');
}

function compareNumbers(a: SystemValue, b: SystemValue): number | undefined {
  if (typeof a === 'number' && typeof b === 'number') return a < b ? -1 : a > b ? 1 : 0;
  const one = asDecimal(a);
  const other = asDecimal(b);
  return one === undefined || other === undefined ? undefined : compareDecimals(one, other);
}

const calendarInUcum: Readonly<Record<string, string>> = {
  year: 'a',
  month: 'mo',
  week: 'wk',
  day: 'd',
  hour: 'h',
  minute: 'min',
  second: 's',
  millisecond: 'ms',
};

/** Calendar years and months have no fixed length: they are no UCUM years and months. */
function isCalendarMix(a: Quantity, b: Quantity): boolean {
  const long = (one: Quantity) => one.calendar && (one.unit === 'year' || one.unit === 'month');
  return long(a) !== long(b);
}

function baseOf(quantity: Quantity, loosely = false) {
  const { unit, calendar } = quantity;
  if (calendar && !loosely && (unit === 'year' || unit === 'month')) {
    return { base: 'calendar month', factor: unit === 'year' ? 12 : 1, offset: 0 };
  }
  return baseUnitOf(calendar ? (calendarInUcum[unit] ?? unit) : unit);
}

/** Undefined where the units are not of one kind. */
export function compareQuantities(a: Quantity, b: Quantity): number | undefined {
  if (a.unit === b.unit && a.calendar === b.calendar) return compareDecimals(a.value, b.value);
  const one = baseOf(a);
  const other = baseOf(b);
  if (one === undefined || other === undefined || one.base !== other.base) return undefined;
  if (one.offset !== 0 || other.offset !== 0 || one.factor === 0) {
    return roundedOrder(toNumber(a.value) * one.factor + one.offset, toNumber(b.value) * other.factor + other.offset);
  }
  return roundedOrder(toNumber(a.value) * one.factor, toNumber(b.value) * other.factor);
}

/** Factors of units are doubles: what differs by their last digits alone is the same amount. */
function roundedOrder(a: number, b: number): number {
  if (Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b))) return 0;
  return a < b ? -1 : 1;
}

export function areComparable(a: Quantity, b: Quantity): boolean {
  return compareQuantities(a, b) !== undefined;
}

/** Order of two values for `<` and its like, and for sorting. Undefined where it cannot be told. Throws for kinds that have no order together. */
export function compareItems(a: Item, b: Item): number | undefined {
  const one = systemOf(a);
  const other = systemOf(b);
  if (typeof one === 'string' && typeof other === 'string') return one < other ? -1 : one > other ? 1 : 0;
  if (one instanceof Moment && other instanceof Moment && (one.kind === 'Time') === (other.kind === 'Time')) {
    return compareMoments(one, other);
  }
  if (one !== undefined && other !== undefined) {
    if (one instanceof Quantity || other instanceof Quantity) {
      const left = asQuantity(one);
      const right = asQuantity(other);
      if (left !== undefined && right !== undefined) return compareQuantities(left, right);
    } else {
      const order = compareNumbers(one, other);
      if (order !== undefined) return order;
    }
  }
  throw new FhirPathError('Values of these types have no order among each other.');
}
