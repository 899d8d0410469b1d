import {
  extractIndex,
  type FilterExpression,
  type Resource,
  type SearchCriterion,
  type SearchValue,
  type Visibility,
} from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { referenceKey } from '../keys.ts';
import { readByKeys } from '../read.ts';
import { type VersionRow, versionColumns } from '../rows.ts';
import { openAll } from '../sealing/sealing.ts';
import { newStatement } from '../statement.ts';
import { compartmentsOf } from './compartments.ts';
import { conditionsOf } from './compile-search.ts';
import { criterionOfIds, matchesEverything, matchesNothing } from './conditions.ts';
import { notIndexed } from './not-indexed.ts';
import type { SearchContext } from './search-context.ts';
import { typesOfOneSubject } from './subject-types.ts';
import { codesOfBranch, codesOfSet, mostCodes } from './value-sets.ts';

// Chains are answered in two steps: first the resources at the far end, then those that refer to them by index keys.
// Joins on anything but the compartment are what a distributed database refuses, and index rows for every reference
// would make each write dearer.

/** Resources at the far end of a link; where there are more, the near end must be few. */
const mostLinked = 2_000;
/** Persons to whom the far end of a reverse chain may belong. */
const mostPersons = 10_000;

type Chain = Extract<SearchValue, { kind: 'chain' }>;
type Referrer = Extract<SearchValue, { kind: 'referrer' }>;

/**
 * The criteria with their chains and reverse chains replaced by what these lead to. What is at the far end is searched
 * under the same visibility as the matches, so that a hidden resource makes nothing match. `search.too-broad` where both
 * ends of a link are more than the bounds allow.
 */
export async function resolveLinks(
  context: SearchContext,
  types: readonly string[],
  criteria: readonly SearchCriterion[],
  visibility: Visibility,
): Promise<Outcome<readonly SearchCriterion[]>> {
  const incomplete = notIndexed(context.index, types, { criteria });
  if (incomplete !== undefined) return { ok: false, fault: incomplete };
  if (!criteria.some(isLink)) return ok(criteria);
  const plain = criteria.filter((criterion) => !isLink(criterion));
  const resolved: SearchCriterion[] = [];
  for (const criterion of criteria) {
    if (!isLink(criterion)) continue;
    // What an earlier link led to narrows the later ones.
    const known = [...plain, ...resolved];
    const one = await resolveLink(context, types, criterion, known, visibility);
    if (!one.ok) return one;
    resolved.push(one.value);
    if (one.value === matchesNothing) break;
  }
  return ok([...plain, ...resolved]);
}

/** Does the criterion lead elsewhere before it can be asked of a resource? */
export function isLink(criterion: SearchCriterion): boolean {
  return isHierarchical(criterion) || criterion.values.some(({ kind }) => links.has(kind));
}

/** A token and what is above or below it in its code system. */
function isHierarchical({ parameter, modifier }: SearchCriterion): boolean {
  return parameter.type === 'token' && (modifier === 'above' || modifier === 'below');
}

const links: ReadonlySet<SearchValue['kind']> = new Set(['chain', 'referrer', 'list', 'value-set', 'filter']);

async function resolveLink(
  context: SearchContext,
  types: readonly string[],
  criterion: SearchCriterion,
  known: readonly SearchCriterion[],
  visibility: Visibility,
): Promise<Outcome<SearchCriterion>> {
  const [type = ''] = types;
  if (criterion.values.some(({ kind }) => kind === 'value-set')) return inValueSets(context, criterion, visibility);
  if (isHierarchical(criterion)) return inHierarchies(context, criterion, visibility);
  const references: SearchValue[] = [];
  for (const value of criterion.values) {
    if (value.kind === 'filter') {
      const expression = await resolveFilter(context, types, value.expression, known, visibility);
      return expression.ok
        ? ok({ ...criterion, values: [{ kind: 'filter', expression: expression.value }] })
        : expression;
    }
    if (value.kind === 'referrer') {
      const ids = await referredTo(context, type, value, known, visibility);
      return ids.ok ? ok(ids.value.length === 0 ? matchesNothing : criterionOfIds(ids.value)) : ids;
    }
    if (value.kind === 'list') return namedByList(context, type, value.id, visibility);
    if (value.kind !== 'chain') {
      return fail('search.bad-value', `A value of ${criterion.parameter.code} does not have the form of its type.`);
    }
    const ids = await chained(context, types, criterion.parameter.code, value, known, visibility);
    if (!ids.ok) return ids;
    for (const id of ids.value) references.push({ kind: 'reference', type: value.type, id });
  }
  return ok(references.length === 0 ? matchesNothing : { parameter: criterion.parameter, values: references });
}

/** The expression with what its links lead to. */
async function resolveFilter(
  context: SearchContext,
  types: readonly string[],
  expression: FilterExpression,
  known: readonly SearchCriterion[],
  visibility: Visibility,
): Promise<Outcome<FilterExpression>> {
  if ('criterion' in expression) {
    const { criterion } = expression;
    const incomplete = notIndexed(context.index, types, { criteria: [criterion] });
    if (incomplete !== undefined) return { ok: false, fault: incomplete };
    if (!isLink(criterion)) return ok(expression);
    const resolved = await resolveLink(context, types, criterion, known, visibility);
    return resolved.ok ? ok({ criterion: resolved.value }) : resolved;
  }
  if ('not' in expression) {
    const not = await resolveFilter(context, types, expression.not, known, visibility);
    return not.ok ? ok({ not: not.value }) : not;
  }
  const parts: FilterExpression[] = [];
  for (const part of 'all' in expression ? expression.all : expression.any) {
    const one = await resolveFilter(context, types, part, known, visibility);
    if (!one.ok) return one;
    parts.push(one.value);
  }
  return ok('all' in expression ? { all: parts } : { any: parts });
}

/** `:above` and `:below`: the codes that stand there in the hierarchy of their system, and the asked one. */
async function inHierarchies(
  context: SearchContext,
  { parameter, modifier, values }: SearchCriterion,
  visibility: Visibility,
): Promise<Outcome<SearchCriterion>> {
  const tokens: SearchValue[] = [];
  for (const value of values) {
    if (value.kind !== 'token' || value.system === undefined || value.code === undefined) continue;
    const { system, code } = value;
    const branch = await codesOfBranch(context, { system, code }, modifier === 'below' ? 'below' : 'above', visibility);
    if (branch === 'unknown') {
      return fail('search.bad-value', `The node knows no hierarchy of the code system that ${parameter.code} names.`);
    }
    if (branch === 'too-many') return tooManyCodes(parameter.code);
    tokens.push(...branch);
  }
  return tokens.length > mostCodes ? tooManyCodes(parameter.code) : ok({ parameter, values: tokens });
}

function tooManyCodes(parameter: string): Outcome<never> {
  return fail('search.too-broad', `The codes of ${parameter} have more than ${mostCodes} others there.`);
}

/** `:in` and `:not-in`: one of the codes of the value sets, or none of them. */
async function inValueSets(
  context: SearchContext,
  { parameter, modifier, values }: SearchCriterion,
  visibility: Visibility,
): Promise<Outcome<SearchCriterion>> {
  const tokens: SearchValue[] = [];
  for (const value of values) {
    if (value.kind !== 'value-set') continue;
    const codes = await codesOfSet(context, value, visibility);
    if (!codes.ok) return codes;
    tokens.push(...codes.value);
  }
  const not = modifier === 'not-in';
  // An empty value set holds no code: nothing is in it, and everything is outside.
  if (tokens.length === 0) return ok(not ? matchesEverything : matchesNothing);
  return ok({ parameter, values: tokens, ...(not && { modifier: 'not' }) });
}

/** What a visible List names, its removed entries aside. */
async function namedByList(
  context: SearchContext,
  type: string,
  id: string,
  visibility: Visibility,
): Promise<Outcome<SearchCriterion>> {
  const [list] = await readByKeys(context, [{ type: 'List', id }], visibility);
  if (list === undefined) return ok(matchesNothing);
  const { entry = [] } = JSON.parse(list.text) as {
    readonly entry?: readonly { readonly deleted?: boolean; readonly item?: { readonly reference?: string } }[];
  };
  const ids = entry.flatMap(({ deleted, item }) => {
    const [of, named = ''] = item?.reference?.split('/', 2) ?? [];
    return of === type && deleted !== true ? [named] : [];
  });
  return ok(ids.length === 0 ? matchesNothing : criterionOfIds(ids));
}

/** Ids of the resources that a chain leads to. */
async function chained(
  context: SearchContext,
  types: readonly string[],
  param: string,
  { type: target, criterion }: Chain,
  known: readonly SearchCriterion[],
  visibility: Visibility,
): Promise<Outcome<readonly string[]>> {
  const all = await find(context, [target], [criterion], visibility, { column: 'r.id', limit: mostLinked });
  if (!all.ok || all.value.length <= mostLinked) return all;
  // Too many to begin with at that end: begin with what the other criteria leave at this one.
  const here = await candidates(context, types, known, visibility, 'r.text');
  if (!here.ok) return here;
  const ids = new Set<string>();
  for (const text of here.value) {
    for (const reference of extractIndex(JSON.parse(text) as Resource, context.index.parameters).references) {
      if (reference.param === param && reference.type === target && reference.id !== undefined) ids.add(reference.id);
    }
  }
  if (ids.size > mostLinked) return tooBroad();
  if (ids.size === 0) return ok([]);
  return find(context, [target], [criterionOfIds([...ids]), criterion], visibility, {
    column: 'r.id',
    limit: mostLinked,
  });
}

/** Ids of the resources of `type` that the resources of a reverse chain refer to. */
async function referredTo(
  context: SearchContext,
  type: string,
  { type: source, parameter, criterion }: Referrer,
  known: readonly SearchCriterion[],
  visibility: Visibility,
): Promise<Outcome<readonly string[]>> {
  const { code } = parameter;
  const ofSubject = type === 'Patient' && typesOfOneSubject.has(source) && (code === 'patient' || code === 'subject');
  const limit = ofSubject ? mostPersons : mostLinked;
  const column = ofSubject ? 'r.compartment' : 'r.text';
  const also = ofSubject ? [refersToItsPerson(source, code)] : [];
  // Only those that refer at all count towards the limit.
  const refers: SearchCriterion = { parameter, modifier: 'missing', values: [{ kind: 'missing', missing: false }] };
  const asked = ofSubject ? [criterion] : [refers, criterion];
  let sources = await find(context, [source], asked, visibility, { column, limit, distinct: ofSubject, also });
  if (!sources.ok) return sources;
  if (sources.value.length > limit) {
    const here = await candidates(context, [type], known, visibility, 'r.id');
    if (!here.ok) return here;
    const keys = here.value.map((id) => referenceKey(source, code, type, id));
    const among = (bind: (value: unknown) => string) => `r.keys && ${bind(keys)}::bigint[]`;
    sources = await find(context, [source], asked, visibility, {
      column,
      limit,
      distinct: ofSubject,
      also: [...also, among],
    });
    if (!sources.ok) return sources;
    if (sources.value.length > limit) return tooBroad();
  }
  if (ofSubject) return sources;
  const ids = new Set<string>();
  for (const text of sources.value) {
    for (const reference of extractIndex(JSON.parse(text) as Resource, context.index.parameters).references) {
      if (reference.param === code && reference.type === type && reference.id !== undefined) ids.add(reference.id);
    }
  }
  return ok([...ids]);
}

/**
 * A row may be part of a person's record for another reason than its subject, so the key of that reference (`keyOf` in
 * SQL) must be there.
 */
function refersToItsPerson(source: string, code: string): Condition {
  const prefix = Buffer.from(['r', source, code, 'Patient', ''].join('\u0000')).toString('hex');
  return (bind) => `r.compartment <> '' and r.keys @> array[
    ('x' || left(encode(sha256(decode(${bind(prefix)}::text, 'hex') || convert_to(r.compartment, 'UTF8')), 'hex'), 16))
      ::bit(64)::bigint]`;
}

/** What the other criteria leave, where that is little enough to begin with. */
async function candidates(
  context: SearchContext,
  types: readonly string[],
  known: readonly SearchCriterion[],
  visibility: Visibility,
  column: 'r.id' | 'r.text',
): Promise<Outcome<readonly string[]>> {
  if (known.length === 0) return tooBroad();
  const here = await find(context, types, known, visibility, { column, limit: mostLinked });
  return here.ok && here.value.length > mostLinked ? tooBroad() : here;
}

function tooBroad(): Outcome<never> {
  return fail('search.too-broad', `A chain leads to more than ${mostLinked} resources; add criteria at either end.`);
}

type Condition = (bind: (value: unknown) => string) => string;

/** One column of the visible resources for which the criteria hold; one row beyond the limit tells that there are more. */
async function find(
  context: SearchContext,
  types: readonly string[],
  criteria: readonly SearchCriterion[],
  visibility: Visibility,
  options: {
    readonly column: 'r.id' | 'r.text' | 'r.compartment';
    readonly limit: number;
    readonly distinct?: boolean;
    readonly also?: readonly Condition[];
  },
): Promise<Outcome<readonly string[]>> {
  const resolved = await resolveLinks(context, types, criteria, visibility);
  if (!resolved.ok) return resolved;
  if (resolved.value.includes(matchesNothing)) return ok([]);
  const within = await compartmentsOf(context, types, resolved.value);
  const statement = newStatement(context.index.secret);
  const conditions = conditionsOf(statement, types, resolved.value, { visibility, within });
  if (!conditions.ok) return conditions;
  const also = (options.also ?? []).map((condition) => condition(statement.bind));
  const from = `from resource r
      where ${[...conditions.value, ...also].join('\n    and ')} limit ${statement.bind(options.limit + 1)}::int`;
  if (options.column === 'r.text') {
    const rows = await context.on.query<VersionRow>(`select ${versionColumns('r')} ${from}`, statement.values);
    return ok((await openAll(context.sealing, rows)).map((row) => row.text));
  }
  const rows = await context.on.query<{ readonly found: string }>(
    `select ${options.distinct === true ? 'distinct ' : ''}${options.column} as found ${from}`,
    statement.values,
  );
  return ok(rows.map((row) => row.found));
}
