import { Decimal, decimalOfNumber, negated, rounded, toNumber, trimmed } from '../decimal.ts';
import { asDecimal } from '../equality.ts';
import { type Functions, ofInput, ofValues } from '../frame.ts';
import { FhirPathError } from '../syntax.ts';
import { type Collection, nothing, Quantity, type SystemValue, single, singleInteger, systemOf } from '../values.ts';

function singleNumber(input: Collection, name: string): SystemValue | undefined {
  const item = single(input, name);
  if (item === undefined) return undefined;
  const value = systemOf(item);
  if (value === undefined || (asDecimal(value) === undefined && !(value instanceof Quantity))) {
    throw new FhirPathError(`${name} needs a number.`);
  }
  return value;
}

function plain(input: Collection, name: string): Decimal | undefined {
  const value = singleNumber(input, name);
  if (value instanceof Quantity) throw new FhirPathError(`${name} needs a number.`);
  return value === undefined ? undefined : asDecimal(value);
}

/** A function whose result a double is good enough for; empty where there is none. */
function ofDouble(name: string, apply: (value: number) => number): Functions[string] {
  return ofInput((input) => {
    const value = plain(input, name);
    if (value === undefined) return nothing;
    const result = apply(toNumber(value));
    return Number.isFinite(result) ? [decimalOfNumber(result)] : nothing;
  });
}

function toWhole(name: string, how: 'down' | 'up' | 'towards-zero'): Functions[string] {
  return ofInput((input) => {
    const value = singleNumber(input, name);
    if (value === undefined || typeof value === 'number') return value === undefined ? nothing : [value];
    if (value instanceof Quantity) return [new Quantity(rounded(value.value, 0, how), value.unit, value.calendar)];
    const whole = asDecimal(value);
    return whole === undefined ? nothing : [Number(rounded(whole, 0, how).digits)];
  });
}

const mostDigits = 28;
const magnitude = (value: Decimal) => Math.abs(toNumber(value));

/** FHIRPath, Math. */
export const numbers: Functions = {
  abs: ofInput((input) => {
    const value = singleNumber(input, 'abs');
    if (value === undefined) return nothing;
    if (typeof value === 'number') return [Math.abs(value)];
    const size = (one: Decimal) => (one.digits < 0n ? negated(one) : one);
    if (value instanceof Quantity) return [new Quantity(size(value.value), value.unit, value.calendar)];
    const decimal = asDecimal(value);
    return decimal === undefined ? nothing : [size(decimal)];
  }),
  ceiling: toWhole('ceiling', 'up'),
  floor: toWhole('floor', 'down'),
  truncate: toWhole('truncate', 'towards-zero'),
  round: ofValues(0, 1, (input, [digits]) => {
    const value = singleNumber(input, 'round');
    const scale = digits === undefined ? 0 : singleInteger(digits, 'round');
    if (value === undefined || scale === undefined) return nothing;
    if (scale < 0 || scale > mostDigits) throw new FhirPathError(`round takes 0 to ${mostDigits} digits.`);
    if (typeof value === 'number') return [value];
    if (value instanceof Quantity) {
      return [new Quantity(rounded(value.value, scale, 'half-away'), value.unit, value.calendar)];
    }
    const decimal = asDecimal(value);
    return decimal === undefined ? nothing : [rounded(decimal, scale, 'half-away')];
  }),
  exp: ofDouble('exp', Math.exp),
  ln: ofDouble('ln', (value) => (value > 0 ? Math.log(value) : Number.NaN)),
  sqrt: ofDouble('sqrt', Math.sqrt),
  log: ofValues(1, 1, (input, [base = []]) => {
    const value = plain(input, 'log');
    const to = plain(base, 'log');
    if (value === undefined || to === undefined) return nothing;
    const result = Math.log(toNumber(value)) / Math.log(toNumber(to));
    // The quotient of two logarithms misses a whole number by its last digit.
    return Number.isFinite(result) ? [decimalOfNumber(Number(result.toPrecision(15)))] : nothing;
  }),
  power: ofValues(1, 1, (input, [exponent = []]) => {
    const value = singleNumber(input, 'power');
    const by = plain(exponent, 'power');
    if (value === undefined || by === undefined || value instanceof Quantity) return nothing;
    const base = asDecimal(value) as Decimal;
    const whole = toNumber(trimmed(by));
    if (Number.isInteger(whole) && whole >= 0 && whole <= 64 && base.scale <= mostDigits && magnitude(base) < 1e28) {
      const raised = new Decimal(base.digits ** BigInt(whole), base.scale * whole);
      if (typeof value === 'number') {
        const result = Number(raised.digits);
        return Math.abs(result) <= 2_147_483_647 ? [result] : [raised];
      }
      return [raised.scale > mostDigits ? rounded(raised, mostDigits, 'half-away') : raised];
    }
    const result = toNumber(base) ** toNumber(by);
    return Number.isFinite(result) ? [decimalOfNumber(result)] : nothing;
  }),
};
