import { Decimal, decimalOf, decimalText, rounded } from '../decimal.ts';
import { asDecimal } from '../equality.ts';
import { type Functions, ofInput, ofValues } from '../frame.ts';
import { dateOf, dateTimeOf, Moment, momentText, rankOf, timeOf } from '../moment.ts';
import {
  type Collection,
  Long,
  nothing,
  Quantity,
  type SystemValue,
  single,
  singleString,
  systemOf,
  truth,
} from '../values.ts';

const trueWords: ReadonlySet<string> = new Set(['true', 't', 'yes', 'y', '1', '1.0']);
const falseWords: ReadonlySet<string> = new Set(['false', 'f', 'no', 'n', '0', '0.0']);

type Convert = (value: SystemValue) => SystemValue | undefined;

function toBoolean(value: SystemValue): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase() : numberText(value);
  if (text === undefined) return undefined;
  return trueWords.has(text) ? true : falseWords.has(text) ? false : undefined;
}

/** Numbers count as their text does: 1, 1.0, 0 and 0.0. */
function numberText(value: SystemValue): string | undefined {
  if (typeof value === 'number') return String(value);
  if (value instanceof Long) return String(value.value);
  return value instanceof Decimal ? decimalText(rounded(value, 1, 'towards-zero')) : undefined;
}

function toInteger(value: SystemValue): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number =
    typeof value === 'string' && /^[+-]?\d{1,10}$/.test(value)
      ? Number(value)
      : value instanceof Long
        ? Number(value.value)
        : undefined;
  return number !== undefined && number >= -2_147_483_648 && number <= 2_147_483_647 ? number : undefined;
}

function toLong(value: SystemValue): Long | undefined {
  if (value instanceof Long) return value;
  if (typeof value === 'number') return new Long(BigInt(value));
  if (typeof value === 'boolean') return new Long(value ? 1n : 0n);
  return typeof value === 'string' && /^[+-]?\d{1,19}$/.test(value)
    ? new Long(BigInt(value.replace('+', '')))
    : undefined;
}

function toDecimal(value: SystemValue): Decimal | undefined {
  if (typeof value === 'boolean') return decimalOf(value ? '1.0' : '0.0');
  if (typeof value === 'string') return /^[+-]?\d+(?:\.\d+)?$/.test(value) ? decimalOf(value) : undefined;
  return asDecimal(value);
}

const calendarWords = /^(year|month|week|day|hour|minute|second|millisecond)s?$/;
const quantityForm = /^([+-]?\d+(?:\.\d+)?)\s*(?:'([^']+)'|([a-zA-Z]+))?$/;

function toQuantity(value: SystemValue): Quantity | undefined {
  if (value instanceof Quantity) return value;
  if (typeof value !== 'string') {
    const decimal = toDecimal(value);
    return decimal === undefined ? undefined : new Quantity(decimal, '1');
  }
  const found = quantityForm.exec(value);
  const decimal = decimalOf(found?.[1] ?? '');
  if (found === null || decimal === undefined) return undefined;
  if (found[2] !== undefined) return new Quantity(decimal, found[2]);
  if (found[3] === undefined) return new Quantity(decimal, '1');
  const word = calendarWords.exec(found[3])?.[1];
  return word === undefined ? undefined : new Quantity(decimal, word, true);
}

/** The text of a value as a literal writes it, without the quotes of a string. */
export function textOf(value: SystemValue): string {
  if (typeof value === 'object') {
    if (value instanceof Decimal) return decimalText(value);
    if (value instanceof Moment) return momentText(value);
    if (value instanceof Long) return String(value.value);
    return `${decimalText(value.value)} ${value.calendar ? calendarUnit(value) : `'${value.unit}'`}`;
  }
  return String(value);
}

function calendarUnit({ value, unit }: Quantity): string {
  return value.digits === 10n ** BigInt(value.scale) ? unit : `${unit}s`;
}

function toDate(value: SystemValue): Moment | undefined {
  const moment = typeof value === 'string' ? (dateOf(value) ?? dateTimeOf(value)) : value;
  if (!(moment instanceof Moment) || moment.kind === 'Time') return undefined;
  if (moment.kind === 'Date') return moment;
  const precision = rankOf(moment.precision) > rankOf('day') ? 'day' : moment.precision;
  return new Moment('Date', precision, { ...moment }, undefined);
}

function toDateTime(value: SystemValue): Moment | undefined {
  const moment = typeof value === 'string' ? dateTimeOf(value) : value;
  if (!(moment instanceof Moment) || moment.kind === 'Time') return undefined;
  return moment.kind === 'DateTime' ? moment : new Moment('DateTime', moment.precision, { ...moment }, undefined);
}

function toTime(value: SystemValue): Moment | undefined {
  const moment = typeof value === 'string' ? timeOf(value) : value;
  return moment instanceof Moment && moment.kind === 'Time' ? moment : undefined;
}

function onlyValue(input: Collection, name: string): SystemValue | undefined {
  const item = single(input, name);
  return item === undefined ? undefined : systemOf(item);
}

function pair(type: string, convert: Convert): Functions {
  return {
    [`to${type}`]: ofInput((input) => {
      const value = onlyValue(input, `to${type}`);
      const result = value === undefined ? undefined : convert(value);
      return result === undefined ? nothing : [result];
    }),
    [`convertsTo${type}`]: ofInput((input) => {
      if (input.length === 0) return nothing;
      const value = onlyValue(input, `convertsTo${type}`);
      return truth(value !== undefined && convert(value) !== undefined);
    }),
  };
}

/** FHIRPath, Conversion. */
export const conversion: Functions = {
  ...pair('Boolean', toBoolean),
  ...pair('Integer', toInteger),
  ...pair('Long', toLong),
  ...pair('Decimal', toDecimal),
  ...pair('String', textOf),
  ...pair('Date', toDate),
  ...pair('DateTime', toDateTime),
  ...pair('Time', toTime),
  toQuantity: ofValues(0, 1, (input, [unit]) => {
    const value = onlyValue(input, 'toQuantity');
    const result = value === undefined ? undefined : toQuantity(value);
    const wanted = unit === undefined ? undefined : singleString(unit, 'toQuantity');
    return result === undefined || (wanted !== undefined && wanted !== result.unit) ? nothing : [result];
  }),
  convertsToQuantity: ofValues(0, 1, (input, [unit]) => {
    if (input.length === 0) return nothing;
    const value = onlyValue(input, 'convertsToQuantity');
    const result = value === undefined ? undefined : toQuantity(value);
    const wanted = unit === undefined ? undefined : singleString(unit, 'convertsToQuantity');
    return truth(result !== undefined && (wanted === undefined || wanted === result.unit));
  }),
};
