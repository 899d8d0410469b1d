import {
  baseUnitOf,
  type FilterExpression,
  inBaseUnit,
  type SearchCriterion,
  type SearchParameter,
  type SearchValue,
  ucum,
} from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { rowedParams } from '../index-rows.ts';
import {
  belowKey,
  codeKey,
  compositeKey,
  compositeParam,
  presenceMark,
  referenceKey,
  systemMark,
  tokenKey,
  uriKey,
  withAddressesAbove,
} from '../keys.ts';
import type { Statement } from '../statement.ts';
import {
  besideRow,
  type Context,
  eachValue,
  misfit,
  sameResource,
  unsupportedModifier,
  type ValueOf,
} from './criterion-context.ts';
import { dateCondition, numberCondition } from './intervals.ts';
import { placeCondition } from './place-condition.ts';
import { personsNamedBy } from './subject-types.ts';
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
      return modifier === undefined ? compositeCondition(context) : unsupportedModifier(criterion);
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

function tokenCondition(context: Context): Outcome<string> {
  const { statement, types, criterion, near } = context;
  const { parameter, modifier, values } = criterion;
  if (modifier === 'text') return textCondition(context);
  if (modifier !== undefined && modifier !== 'not' && modifier !== 'of-type') return unsupportedModifier(criterion);
  const param = modifier === 'of-type' ? `${parameter.code}:of-type` : parameter.code;
  const coded: { readonly code: string; readonly system?: string }[] = [];
  const marks: string[] = [];
  for (const value of values) {
    if (value.kind !== 'token') return misfit(criterion);
    const { system, code } = value;
    if (code !== undefined) coded.push(system === undefined ? { code } : { code, system });
    else if (system !== undefined) marks.push(...types.map((type) => systemMark(type, param, system)));
    else return misfit(criterion);
  }
  if (near !== undefined && modifier === undefined && marks.length === 0 && rowedParams.has(parameter.code)) {
    return ok(codeRowCondition(context, coded));
  }
  const keys = types.flatMap((type) =>
    coded.map(({ system, code }) =>
      // An identifier's type is asked for without its system where none is given.
      system === undefined || (modifier === 'of-type' && system === '')
        ? codeKey(type, param, code)
        : tokenKey(type, param, system, code),
    ),
  );
  const either = [
    ...(keys.length > 0 ? [hasOneOf(statement, 'r.keys', keys)] : []),
    ...(marks.length > 0 ? [hasOneOf(statement, 'r.marks', marks)] : []),
  ];
  const condition = either.length === 1 ? (either[0] ?? 'false') : `(${either.join(' or ')})`;
  return ok(modifier === 'not' ? `not (${condition})` : condition);
}

/** What stands in words beside the token begins with the text. */
function textCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  const any = eachValue(context, 'string', ({ folded }) => {
    const start = [...folded].slice(0, indexedLength).join('');
    return `starts_with(t, ${statement.bind(`${criterion.parameter.code}=${start}`)}::text)`;
  });
  return any.ok ? ok(`exists (select 1 from unnest(r.texts) t where ${any.value})`) : any;
}

function codeRowCondition(
  context: Context,
  coded: readonly { readonly code: string; readonly system?: string }[],
): string {
  const { statement, types, criterion, near = [] } = context;
  const param = criterion.parameter.code;
  const rows = types.flatMap((type) =>
    coded.map(({ system, code }) => {
      const row = `x.code_key = ${statement.bind(codeKey(type, param, code))}::bigint`;
      if (system === undefined) return row;
      return `(${row} and x.key = ${statement.bind(tokenKey(type, param, system, code))}::bigint)`;
    }),
  );
  const any = `(${rows.join(' or ')})`;
  const [person, ...otherPersons] = near;
  const [type, ...otherTypes] = types;
  if (person !== undefined && type !== undefined && otherPersons.length + otherTypes.length === 0) {
    // The ids first, then their rows: as a join, a server without statistics might try each pair of both.
    return `r.id = any (array(select x.id from resource_code x
      where x.compartment = ${statement.bind(person)}::text and x.type = ${statement.bind(type)}::text and ${any}))`;
  }
  return `exists (select 1 from resource_code x
      where ${sameResource(context)}
        and ${any})`;
}

function hasOneOf(statement: Statement, column: string, wanted: readonly string[]): string {
  return `${column} ${wanted.length === 1 ? '@>' : '&&'} ${statement.bind(wanted)}::bigint[]`;
}

/** As `hasOneOf`, in a form that no index of the column answers: for rows that are found by something else. */
function hasOneOfByRow(statement: Statement, column: string, wanted: readonly string[]): string {
  const each = wanted.map((key) => `${statement.bind(key)}::bigint = any (${column})`);
  return each.length === 1 ? (each[0] ?? 'false') : `(${each.join(' or ')})`;
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

/** The identifier by which a reference names its target, whether or not it leads anywhere. */
function identifierCondition({ statement, types, criterion }: Omit<Context, 'near'>): Outcome<string> {
  const param = `${criterion.parameter.code}:identifier`;
  const either: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'token') return misfit(criterion);
    const { system, code } = value;
    if (code === undefined) {
      if (system === undefined) return misfit(criterion);
      const marks = types.map((type) => systemMark(type, param, system));
      either.push(hasOneOf(statement, 'r.marks', marks));
    } else {
      const keys = types.map((type) =>
        system === undefined ? codeKey(type, param, code) : tokenKey(type, param, system, code),
      );
      either.push(hasOneOf(statement, 'r.keys', keys));
    }
  }
  return ok(`(${either.join(' or ')})`);
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

/** Length of the indexed beginning of folded strings, in characters. */
const indexedLength = 100;
/** Sorts behind every character, by code point. */
const last = '\u{10ffff}';

function stringCondition(context: Context): Outcome<string> {
  const { statement, criterion } = context;
  const { modifier } = criterion;
  if (modifier === 'exact') {
    return besideRow(context, 'resource_string', 'string', ({ text }) => `x.value = ${statement.bind(text)}::text`);
  }
  if (modifier === 'contains') {
    return besideRow(context, 'resource_string', 'string', ({ folded }) =>
      folded === '' ? 'false' : `position(${statement.bind(folded)}::text in x.folded) > 0`,
    );
  }
  const whole = modifier === undefined ? undefined : stringComparisons[modifier];
  if (whole !== undefined) {
    return besideRow(context, 'resource_string', 'string', ({ folded }) => whole(`${statement.bind(folded)}::text`));
  }
  if (modifier !== undefined) return unsupportedModifier(criterion);
  return besideRow(context, 'resource_string', 'string', ({ folded }) => {
    if (folded === '') return 'false';
    const start = [...folded].slice(0, indexedLength).join('');
    const beginning = `left(x.folded, ${indexedLength})`;
    const range = `${beginning} >= ${statement.bind(start)}::text and ${beginning} < ${statement.bind(start + last)}::text`;
    return start === folded ? `(${range})` : `(${range} and starts_with(x.folded, ${statement.bind(folded)}::text))`;
  });
}

/** How `_filter` compares a whole folded string; the beginning lets the index by text find it. */
const stringComparisons: Readonly<Record<string, (text: string) => string>> = {
  equals: (text) => `(left(x.folded, ${indexedLength}) = left(${text}, ${indexedLength}) and x.folded = ${text})`,
  ends: (text) => `right(x.folded, length(${text})) = ${text}`,
  gt: (text) => `x.folded > ${text}`,
  ge: (text) => `x.folded >= ${text}`,
  lt: (text) => `x.folded < ${text}`,
  le: (text) => `x.folded <= ${text}`,
};

/** One repetition must have all parts of one value. */
function compositeCondition(context: Context): Outcome<string> {
  const { statement, types, criterion, near } = context;
  const { code, composite } = criterion.parameter;
  if (composite === undefined) return fail('search.unknown-parameter', `Searching by ${code} is not built.`);
  const ways: string[] = [];
  for (const value of criterion.values) {
    if (value.kind !== 'composite') return misfit(criterion);
    if (composite.whole !== undefined) {
      const all: string[] = [];
      for (const [n, parameter] of composite.whole.entries()) {
        const part = value.parts[n];
        if (part === undefined) return misfit(criterion);
        const one = criterionCondition(statement, types, { parameter, values: [part] }, near);
        if (!one.ok) return one;
        all.push(one.value);
      }
      ways.push(`(${all.join(' and ')})`);
    }
    if (composite.within !== undefined) {
      const together = togetherCondition(context, composite.within, value.parts);
      if (!together.ok) return together;
      ways.push(together.value);
    }
  }
  return ok(ways.length === 1 ? (ways[0] ?? 'false') : `(${ways.join(' or ')})`);
}

function togetherCondition(context: Context, within: string, parts: readonly SearchValue[]): Outcome<string> {
  const { statement, types, criterion } = context;
  const last = parts.at(-1);
  const measured = last?.kind === 'quantity' ? last : undefined;
  let all: readonly (readonly string[])[] = [[]];
  for (const [n, part] of (measured === undefined ? parts : parts.slice(0, -1)).entries()) {
    const ways = wordsOf(part, criterion.parameter.composite?.parts[n]?.targets ?? []);
    if (ways === undefined) return misfit(criterion);
    all = all.flatMap((before) => ways.map((way) => [...before, ...way]));
  }
  if (measured === undefined) {
    const keys = types.flatMap((type) => all.map((words) => compositeKey(type, within, words)));
    return ok(hasOneOf(statement, 'r.keys', keys));
  }
  const params = types.flatMap((type) => all.map((words) => compositeParam(type, within, words)));
  return ok(`exists (select 1 from resource_quantity x
      where ${sameResource(context)}
        and x.param = any (${statement.bind(params)}::text[]) and ${quantityCondition(statement, measured)})`);
}

/** The words of a part as `compositeKey` has them: one way for each type that a reference may mean. */
function wordsOf(part: SearchValue, targets: readonly string[]): readonly (readonly string[])[] | undefined {
  if (part.kind === 'token' && part.code !== undefined) {
    return [part.system === undefined ? ['c', part.code] : ['t', part.system, part.code]];
  }
  if (part.kind !== 'reference') return undefined;
  if (part.url !== undefined) return [['u', part.url]];
  const { id } = part;
  if (id === undefined) return undefined;
  return (part.type === undefined ? targets : [part.type]).map((target) => ['r', target, id]);
}

/** With a unit of UCUM, amounts of the same kind are compared in base units; with any other, as they are written. */
function quantityCondition(statement: Statement, value: ValueOf<'quantity'>): string {
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
