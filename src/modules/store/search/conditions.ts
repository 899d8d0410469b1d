import type { FilterExpression, SearchCriterion, SearchParameter } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { belowKey, presenceMark, referenceKey, uriKey, withAddressesAbove } from '../keys.ts';
import type { Statement } from '../statement.ts';
import { compositeCondition } from './composite-condition.ts';
import { besideRow, type Context, eachValue, misfit, unsupportedModifier } from './criterion-context.ts';
import { hasOneOf, hasOneOfByRow } from './held-keys.ts';
import { dateCondition, numberCondition } from './intervals.ts';
import { placeCondition } from './place-condition.ts';
import { quantityCondition } from './quantity-condition.ts';
import { stringCondition } from './string-condition.ts';
import { personsNamedBy } from './subject-types.ts';
import { identifierCondition, tokenCondition } from './token-condition.ts';
import { wordsCondition } from './words-condition.ts';

const idParameter: SearchParameter = {
  code: '_id',
  type: 'token',
  url: '',
  expression: '',
  targets: [],
  description: 'The id of the resource.',
};

/** A criterion that holds for nothing; known by its identity. */
export const matchesNothing: SearchCriterion = { parameter: idParameter, values: [] };

/** A criterion that holds for everything; known by its identity. */
export const matchesEverything: SearchCriterion = { parameter: { ...idParameter, code: '' }, values: [] };

/** The criterion that a resource has one of these ids. */
export function criterionOfIds(ids: readonly string[]): SearchCriterion {
  return { parameter: idParameter, values: ids.map((code) => ({ kind: 'token', code })) };
}

/**
 * The condition on `r` (a row of `resource`) that a criterion asks for. What is not built is a fault that names the
 * parameter, never left out.
 */
export function criterionCondition(
  statement: Statement,
  types: readonly string[],
  criterion: SearchCriterion,
  near: readonly string[] | undefined,
): Outcome<string> {
  const { parameter, modifier, values } = criterion;
  const context = { statement, types, criterion, near };
  if (criterion === matchesNothing) return ok('false');
  if (criterion === matchesEverything) return ok('true');
  if (values.length === 0) return fail('search.bad-value', `The search parameter ${parameter.code} has no value.`);
  if (values[0]?.kind === 'filter') return filterCondition(context);
  if (modifier === 'missing') return missingCondition(context);
  if (parameter.code === '_id') return idCondition(context);
  if (parameter.code === '_lastUpdated') {
    if (modifier !== undefined) return unsupportedModifier(criterion);
    return eachValue(context, 'date', (value) => dateCondition(statement, 'r.updated', '(r.updated + 1)', value));
  }
  switch (parameter.type) {
    case 'token':
      return tokenCondition(context);
    case 'reference':
      return referenceCondition(context);
    case 'string':
      return values[0]?.kind === 'words' ? wordsCondition(context) : stringCondition(context);
    case 'uri':
      return uriCondition(context);
    case 'date':
      if (modifier !== undefined) return unsupportedModifier(criterion);
      return besideRow(context, 'resource_date', 'date', (value) => dateCondition(statement, 'x.low', 'x.high', value));
    case 'number':
      if (modifier !== undefined) return unsupportedModifier(criterion);
      return besideRow(context, 'resource_quantity', 'number', (value) => numberCondition(statement, 'x.value', value));
    case 'quantity':
      if (modifier !== undefined) return unsupportedModifier(criterion);
      return besideRow(context, 'resource_quantity', 'quantity', (value) => quantityCondition(statement, value));
    case 'composite':
      return modifier === undefined
        ? compositeCondition(context, (part) => criterionCondition(statement, types, part, near))
        : unsupportedModifier(criterion);
    default:
      if (values[0]?.kind === 'place' && modifier === undefined) return placeCondition(context);
      return fail('search.unknown-parameter', `Searching by ${parameter.code} (${parameter.type}) is not built.`);
  }
}

/** `_filter`: its criteria as the expression joins them. */
function filterCondition(context: Context): Outcome<string> {
  const { statement, types, criterion, near } = context;
  const conditionOf = (expression: FilterExpression): Outcome<string> => {
    if ('criterion' in expression) return criterionCondition(statement, types, expression.criterion, near);
    if ('not' in expression) {
      const inner = conditionOf(expression.not);
      // What is unknown, as the words of a resource without any, is not so.
      return inner.ok ? ok(`not coalesce(${inner.value}, false)`) : inner;
    }
    const parts: string[] = [];
    for (const part of 'all' in expression ? expression.all : expression.any) {
      const one = conditionOf(part);
      if (!one.ok) return one;
      parts.push(one.value);
    }
    return ok(`(${parts.join('all' in expression ? ' and ' : ' or ')})`);
  };
  const either: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'filter') return misfit(criterion);
    const one = conditionOf(value.expression);
    if (!one.ok) return one;
    either.push(one.value);
  }
  return ok(either.length === 1 ? (either[0] ?? 'false') : `(${either.join(' or ')})`);
}

function idCondition({ statement, criterion }: Context): Outcome<string> {
  const { modifier } = criterion;
  if (modifier !== undefined && modifier !== 'not') return unsupportedModifier(criterion);
  const ids: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'token' || value.code === undefined) return misfit(criterion);
    ids.push(value.code);
  }
  return ok(`${modifier === 'not' ? 'not ' : ''}r.id = any (${statement.bind(ids)}::text[])`);
}

function missingCondition({ statement, types, criterion }: Context): Outcome<string> {
  const [value] = criterion.values;
  if (criterion.values.length !== 1 || value?.kind !== 'missing') return misfit(criterion);
  const { code } = criterion.parameter;
  // Every resource has them.
  if (code === '_id' || code === '_lastUpdated') return ok(value.missing ? 'false' : 'true');
  if (criterion.parameter.type === 'composite' || criterion.parameter.type === 'special') {
    return unsupportedModifier(criterion);
  }
  const marks = types.map((type) => presenceMark(type, criterion.parameter.code));
  return ok(`${value.missing ? 'not ' : ''}${hasOneOf(statement, 'r.marks', marks)}`);
}

function referenceCondition({ statement, types, criterion, near }: Context): Outcome<string> {
  const { parameter, modifier, values } = criterion;
  if (modifier === 'identifier') return identifierCondition({ statement, types, criterion });
  if (modifier !== undefined && !parameter.targets.includes(modifier)) return unsupportedModifier(criterion);
  const keys: string[] = [];
  for (const value of values) {
    if (value.kind !== 'reference') return misfit(criterion);
    if (value.id !== undefined) {
      const only = value.type ?? modifier;
      const targets = only === undefined ? parameter.targets : [only];
      for (const type of types) {
        keys.push(...targets.map((target) => referenceKey(type, parameter.code, target, value.id ?? '')));
      }
    }
    const { url } = value;
    if (url !== undefined) keys.push(...types.map((type) => uriKey(type, parameter.code, url)));
  }
  if (keys.length === 0) return misfit(criterion);
  // Nearly all of a person's record refers to her: in it, the index over all persons would only be a detour.
  const ofWholeRecord = near !== undefined && personsNamedBy(types, criterion) !== undefined;
  return ok(ofWholeRecord ? hasOneOfByRow(statement, 'r.keys', keys) : hasOneOf(statement, 'r.keys', keys));
}

function uriCondition({ statement, types, criterion }: Context): Outcome<string> {
  const { parameter, modifier } = criterion;
  if (modifier !== undefined && modifier !== 'above' && modifier !== 'below') return unsupportedModifier(criterion);
  const keys: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'uri') return misfit(criterion);
    for (const type of types) {
      if (modifier === 'below') keys.push(belowKey(type, parameter.code, value.value.replace(/\/+$/, '')));
      else {
        const addresses = modifier === 'above' ? withAddressesAbove(value.value) : [value.value];
        keys.push(...addresses.map((address) => uriKey(type, parameter.code, address)));
      }
    }
  }
  return ok(hasOneOf(statement, 'r.keys', keys));
}
