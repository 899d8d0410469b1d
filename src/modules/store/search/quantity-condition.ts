import { baseUnitOf, inBaseUnit, ucum } from '#fhir';
import type { Statement } from '../statement.ts';
import type { ValueOf } from './criterion-context.ts';
import { numberCondition } from './intervals.ts';

/** With a unit of UCUM, amounts of the same kind are compared in base units; with any other, as they are written. */
export function quantityCondition(statement: Statement, value: ValueOf<'quantity'>): string {
  const unit = value.system === ucum && value.code !== undefined ? baseUnitOf(value.code) : undefined;
  if (unit !== undefined) {
    const amount = numberCondition(statement, 'x.canonical', value, (given) => inBaseUnit(given, unit));
    return `(x.base = ${statement.bind(unit.base)}::text and ${amount})`;
  }
  const conditions = [numberCondition(statement, 'x.value', value)];
  if (value.system !== undefined && value.system !== '') {
    conditions.push(`x.system = ${statement.bind(value.system)}::text`);
    if (value.code !== undefined) conditions.push(`x.code = ${statement.bind(value.code)}::text`);
  } else if (value.code !== undefined) {
    const code = `${statement.bind(value.code)}::text`;
    conditions.push(`(x.code = ${code} or x.unit = ${code})`);
  }
  return `(${conditions.join(' and ')})`;
}
