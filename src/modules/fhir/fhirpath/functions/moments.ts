import { Decimal, decimalOf, rounded } from '../decimal.ts';
import { areComparable, asDecimal, asQuantity } from '../equality.ts';
import { type Functions, ofInput, ofValues } from '../frame.ts';
import { boundaryOf, digitsOf, Moment, momentAt, mostDigits, type Precision, rankOf } from '../moment.ts';
import { FhirPathError } from '../syntax.ts';
import {
  type Collection,
  nothing,
  Quantity,
  type SystemValue,
  single,
  singleInteger,
  systemOf,
  truth,
} from '../values.ts';

const mostDecimals = 28;
const standardDecimals = 8;

/**
 * The ends of what a decimal of this precision can mean. An end that lies further from zero is rounded, one that lies
 * nearer is cut, so that both stay inside of what was said.
 */
function decimalBoundary(value: Decimal, digits: number, end: 'low' | 'high'): Decimal | undefined {
  if (digits < 0 || digits > mostDecimals) return undefined;
  const half = end === 'low' ? -5n : 5n;
  const exact = new Decimal(value.digits * 10n + half, value.scale + 1);
  const away = end === 'high' ? exact.digits >= 0n : exact.digits < 0n;
  return rounded(exact, digits, away ? 'half-away' : 'towards-zero');
}

function boundary(end: 'low' | 'high'): Functions[string] {
  return ofValues(0, 1, (input, [digits]) => {
    const item = single(input, `${end}Boundary`);
    const value = item === undefined ? undefined : systemOf(item);
    const wanted = digits === undefined ? undefined : singleInteger(digits, `${end}Boundary`);
    if (value === undefined) return nothing;
    const found = boundaryOfValue(value, wanted, end);
    return found === undefined ? nothing : [found];
  });
}

function boundaryOfValue(value: SystemValue, wanted: number | undefined, end: 'low' | 'high'): SystemValue | undefined {
  if (value instanceof Moment) return boundaryOf(value, wanted ?? mostDigits(value.kind), end);
  if (value instanceof Quantity) {
    const found = decimalBoundary(value.value, wanted ?? standardDecimals, end);
    return found === undefined ? undefined : new Quantity(found, value.unit, value.calendar);
  }
  const decimal = asDecimal(value);
  return decimal === undefined ? undefined : decimalBoundary(decimal, wanted ?? standardDecimals, end);
}

function part(name: string, precision: Precision): Functions[string] {
  return ofInput((input) => {
    const moment = momentIn(input, name);
    const has = moment !== undefined && rankOf(precision) <= rankOf(moment.precision);
    if (!has || (moment.kind === 'Time' && rankOf(precision) < rankOf('hour'))) return nothing;
    return [moment[precision]];
  });
}

function momentIn(input: Collection, name: string): Moment | undefined {
  const item = single(input, name);
  if (item === undefined) return undefined;
  const value = systemOf(item);
  if (!(value instanceof Moment)) throw new FhirPathError(`${name} needs a date or a time.`);
  return value;
}

/** FHIRPath, Utility functions about time, boundaries and precision. */
export const moments: Functions = {
  now: ofInput((_input, { env }) => [momentAt(env.now)]),
  today: ofInput((_input, { env }) => [new Moment('Date', 'day', { ...momentAt(env.now) }, undefined)]),
  timeOfDay: ofInput((_input, { env }) => [new Moment('Time', 'millisecond', { ...momentAt(env.now) }, undefined)]),
  lowBoundary: boundary('low'),
  highBoundary: boundary('high'),
  precision: ofInput((input) => {
    const item = single(input, 'precision');
    const value = item === undefined ? undefined : systemOf(item);
    if (value instanceof Moment) return [digitsOf(value)];
    if (value instanceof Quantity) return [value.value.scale];
    const decimal = value === undefined ? undefined : asDecimal(value);
    return decimal === undefined ? nothing : [decimal.scale];
  }),
  comparable: ofValues(1, 1, (input, [other = []]) => {
    const one = single(input, 'comparable');
    const two = single(other, 'comparable');
    const a = one === undefined ? undefined : systemOf(one);
    const b = two === undefined ? undefined : systemOf(two);
    if (a === undefined || b === undefined) return nothing;
    const left = asQuantity(a);
    const right = asQuantity(b);
    return truth(left !== undefined && right !== undefined && areComparable(left, right));
  }),
  yearOf: part('yearOf', 'year'),
  monthOf: part('monthOf', 'month'),
  dayOf: part('dayOf', 'day'),
  hourOf: part('hourOf', 'hour'),
  minuteOf: part('minuteOf', 'minute'),
  secondOf: part('secondOf', 'second'),
  millisecondOf: part('millisecondOf', 'millisecond'),
  timezoneOffsetOf: ofInput((input) => {
    const moment = momentIn(input, 'timezoneOffsetOf');
    if (moment?.zone === undefined) return nothing;
    return [decimalOf((moment.zone / 60).toFixed(2)) ?? 0];
  }),
  dateOf: ofInput((input) => {
    const moment = momentIn(input, 'dateOf');
    if (moment === undefined || moment.kind === 'Time') return nothing;
    const precision = rankOf(moment.precision) > rankOf('day') ? 'day' : moment.precision;
    return [new Moment('Date', precision, { ...moment }, undefined)];
  }),
  timeOf: ofInput((input) => {
    const moment = momentIn(input, 'timeOf');
    if (moment === undefined || rankOf(moment.precision) < rankOf('hour')) return nothing;
    return [new Moment('Time', moment.precision, { ...moment }, undefined)];
  }),
};
