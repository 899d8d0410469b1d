import { baseUnitOf } from '../units.ts';
import {
  addDecimals,
  Decimal,
  divideDecimals,
  multiplyDecimals,
  negated,
  remainder,
  subtractDecimals,
  toNumber,
  wholeQuotient,
} from './decimal.ts';
import { asDecimal, asQuantity } from './equality.ts';
import { addToMoment, Moment, type Precision } from './moment.ts';
import { FhirPathError } from './syntax.ts';
import { Long, Quantity, type SystemValue } from './values.ts';

const largestInteger = 2_147_483_647;

/** Units by which a moment moves: words of the calendar, and the UCUM units whose length is fixed. */
const steps: Readonly<Record<string, Precision | 'week'>> = {
  wk: 'week',
  d: 'day',
  h: 'hour',
  min: 'minute',
  s: 'second',
  ms: 'millisecond',
};

type Arithmetic = '+' | '-' | '*' | '/' | 'div' | 'mod';

/** Undefined where the result is empty (overflow, division by zero). Throws for types that the operator does not take. */
export function compute(operator: Arithmetic, a: SystemValue, b: SystemValue): SystemValue | undefined {
  if (operator === '+' && typeof a === 'string' && typeof b === 'string') return a + b;
  if (a instanceof Moment && b instanceof Quantity && (operator === '+' || operator === '-')) {
    return moved(a, b, operator === '+' ? 1 : -1);
  }
  if (typeof a === 'number' && typeof b === 'number' && operator !== '/') return ofIntegers(operator, a, b);
  if (a instanceof Long && (b instanceof Long || typeof b === 'number') && operator !== '/')
    return ofLongs(operator, a, b);
  if (a instanceof Quantity || b instanceof Quantity) {
    const one = asQuantity(a);
    const other = asQuantity(b);
    if (one !== undefined && other !== undefined) return ofQuantities(operator, one, other);
  }
  const one = asDecimal(a);
  const other = asDecimal(b);
  if (one === undefined || other === undefined)
    throw new FhirPathError(`${operator} does not take values of these types.`);
  return ofDecimals(operator, one, other);
}

function ofIntegers(operator: Exclude<Arithmetic, '/'>, a: number, b: number): number | undefined {
  if ((operator === 'div' || operator === 'mod') && b === 0) return undefined;
  const result =
    operator === '+'
      ? a + b
      : operator === '-'
        ? a - b
        : operator === '*'
          ? a * b
          : operator === 'div'
            ? Math.trunc(a / b)
            : a % b;
  return Math.abs(result) <= largestInteger || result === -largestInteger - 1 ? result + 0 : undefined;
}

function ofLongs(operator: Exclude<Arithmetic, '/'>, a: Long, b: Long | number): Long | undefined {
  const one = a.value;
  const other = typeof b === 'number' ? BigInt(b) : b.value;
  if ((operator === 'div' || operator === 'mod') && other === 0n) return undefined;
  switch (operator) {
    case '+':
      return new Long(one + other);
    case '-':
      return new Long(one - other);
    case '*':
      return new Long(one * other);
    case 'div':
      return new Long(one / other);
    default:
      return new Long(one % other);
  }
}

function ofDecimals(operator: Arithmetic, a: Decimal, b: Decimal): SystemValue | undefined {
  switch (operator) {
    case '+':
      return addDecimals(a, b);
    case '-':
      return subtractDecimals(a, b);
    case '*':
      return multiplyDecimals(a, b);
    case '/':
      return divideDecimals(a, b);
    case 'div': {
      const whole = wholeQuotient(a, b);
      return whole === undefined ? undefined : Number(whole);
    }
    default:
      return remainder(a, b);
  }
}

function ofQuantities(operator: Arithmetic, a: Quantity, b: Quantity): SystemValue | undefined {
  switch (operator) {
    case '+':
    case '-': {
      const other = inUnitOf(b, a);
      if (other === undefined) return undefined;
      const value = operator === '+' ? addDecimals(a.value, other) : subtractDecimals(a.value, other);
      return new Quantity(value, a.unit, a.calendar);
    }
    case '*':
      return new Quantity(multiplyDecimals(a.value, b.value), joined(a.unit, '.', b.unit));
    case '/': {
      const value = divideDecimals(a.value, b.value);
      return value === undefined ? undefined : new Quantity(value, joined(a.unit, '/', b.unit));
    }
    default:
      throw new FhirPathError(`${operator} does not take quantities.`);
  }
}

function inUnitOf(quantity: Quantity, other: Quantity): Decimal | undefined {
  if (quantity.unit === other.unit && quantity.calendar === other.calendar) return quantity.value;
  const one = baseUnitOf(quantity.unit);
  const base = baseUnitOf(other.unit);
  if (one === undefined || base === undefined || one.base !== base.base) return undefined;
  const ratio = asDecimal(Number((one.factor / base.factor).toPrecision(14)));
  return ratio === undefined ? undefined : multiplyDecimals(quantity.value, ratio);
}

function joined(a: string, operator: '.' | '/', b: string): string {
  if (b === '1') return a;
  if (a === b && operator === '/') return '1';
  if (a === '1' && operator === '.') return b;
  return `(${a})${operator}(${b})`;
}

function moved(moment: Moment, by: Quantity, direction: 1 | -1): Moment | undefined {
  const unit = by.calendar ? (by.unit as Precision | 'week') : steps[by.unit];
  if (unit === undefined) {
    throw new FhirPathError('A date moves by units of the calendar such as years, months and days.');
  }
  return addToMoment(moment, direction * toNumber(by.value), unit);
}

/** The value with the other sign. Throws for what has none. */
export function negative(value: SystemValue): SystemValue {
  if (typeof value === 'number') return value === 0 ? 0 : -value;
  if (value instanceof Decimal) return negated(value);
  if (value instanceof Long) return new Long(-value.value);
  if (value instanceof Quantity) return new Quantity(negated(value.value), value.unit, value.calendar);
  throw new FhirPathError('Only numbers and quantities have a sign.');
}
