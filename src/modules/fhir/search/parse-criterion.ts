import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { compiledParameters, type ParameterSet, searchParametersOf } from '../index-terms/parameters.ts';
import { isResourceType } from '../resource-types.ts';
import type {
  FilterExpression,
  SearchCriterion,
  SearchParameter,
  SearchParameterType,
  SearchValue,
} from '../search.ts';
import { compare } from './filter-operators.ts';
import { functionalLists } from './functional-lists.ts';
import { type Filter, type FilterTest, parseFilter } from './parse-filter.ts';
import { parseValue, splitEscaped } from './parse-value.ts';

interface CriterionOptions {
  readonly baseUrl?: string;
  readonly parameters?: ParameterSet;
}

const mostValues = 500;
/** Resources between the one that is searched for and the one that the value speaks of. */
const mostLevels = 3;
/** Types that a chain without a type may branch to. */
const mostBranches = 10;

const modifiersByType: Readonly<Partial<Record<SearchParameterType, readonly string[]>>> = {
  string: ['exact', 'contains', 'missing'],
  token: ['not', 'missing', 'text', 'in', 'not-in', 'of-type', 'above', 'below'],
  reference: ['missing', 'identifier'],
  date: ['missing'],
  number: ['missing'],
  quantity: ['missing'],
  uri: ['missing', 'above', 'below'],
};

/**
 * Reads one criterion of a search for `types`: `name[:modifier]=values`, a chain (`subject:Patient.name=x`), or a
 * reverse chain (`_has:Observation:patient:code=x`), these two through up to three resources.
 */
export function parseCriterion(
  types: readonly string[],
  name: string,
  value: string,
  options: CriterionOptions,
  level = 0,
): Outcome<SearchCriterion> {
  if (name === '_has' || name.startsWith('_has:')) return parseReferrer(types, name, value, options, level);
  if (name === '_list') return parseList(types, value, options);
  if (name === '_filter') return parseFilterCriterion(types, value, options, level);
  const dot = name.indexOf('.');
  const head = dot === -1 ? name : name.slice(0, dot);
  const colon = head.indexOf(':');
  const code = colon === -1 ? head : head.slice(0, colon);
  const modifier = colon === -1 ? undefined : head.slice(colon + 1);
  const parameter = parameterFor(types, code, options.parameters);
  if (parameter === undefined) return unknownParameter(types, name, '');
  if (dot !== -1) {
    const rest = name.slice(dot + 1);
    return parseChain(types, parameter, modifier, level, (type) =>
      parseCriterion([type], rest, value, options, level + 1),
    );
  }
  return parsePlain(types, parameter, modifier, value, options);
}

/** The parameter that all the types have, with what its references may lead to in any of them. */
export function parameterFor(
  types: readonly string[],
  code: string,
  known?: ParameterSet,
): SearchParameter | undefined {
  const [first, ...others] = types.map((type) => searchParametersOf(type, known).get(code));
  if (first === undefined || others.length === 0) return first;
  const targets = new Set(first.targets);
  for (const other of others) {
    if (other?.type !== first.type) return undefined;
    for (const target of other.targets) targets.add(target);
  }
  return { ...first, targets: [...targets] };
}

function parsePlain(
  types: readonly string[],
  parameter: SearchParameter,
  modifier: string | undefined,
  value: string,
  options: CriterionOptions,
): Outcome<SearchCriterion> {
  const { code } = parameter;
  const raw = splitEscaped(value, ',');
  if (raw.length > mostValues) {
    return fail('search.too-broad', `The search parameter ${code} may have up to ${mostValues} values.`);
  }
  if (modifier === 'missing') {
    if (value !== 'true' && value !== 'false') {
      return fail('search.bad-value', `The value of ${code}:missing must be true or false.`);
    }
    return ok({ parameter, modifier, values: [{ kind: 'missing', missing: value === 'true' }] });
  }
  const asType = parameter.type === 'reference' && parameter.targets.includes(modifier ?? '') ? modifier : undefined;
  if (
    modifier !== undefined &&
    asType === undefined &&
    !takesModifier(types, parameter, modifier, options.parameters)
  ) {
    return fail('search.unsupported-modifier', `The modifier ${named(modifier)} of ${code} is not built for its type.`);
  }
  const values: SearchValue[] = [];
  for (const one of raw) {
    const parsed = parseValue(parameter, one, asType, options.baseUrl, modifier);
    if (!parsed.ok) return parsed;
    // Punctuation alone folds to nothing, which would be the beginning of every text.
    if (parsed.value.kind === 'string' && parsed.value.folded === '' && modifier !== 'exact') {
      return fail('search.bad-value', `A value of the search parameter ${code} must hold a letter or a digit.`);
    }
    values.push(parsed.value);
  }
  // What sounds alike is alike as a whole, not in its beginning.
  const kept = asType === undefined ? (code === 'phonetic' ? 'equals' : modifier) : undefined;
  return ok({ parameter, values, ...(kept !== undefined && { modifier: kept }) });
}

function takesModifier(
  types: readonly string[],
  { code, type }: SearchParameter,
  modifier: string,
  known?: ParameterSet,
): boolean {
  if (!modifiersByType[type]?.includes(modifier)) return false;
  if (code === '_id') return modifier === 'not' || modifier === 'missing';
  if (code === '_text' || code === '_content' || code === 'phonetic') return false;
  // The parts of these addresses are not indexed: they stand on nearly every resource.
  if (modifier === 'below' && type === 'uri') return !code.startsWith('_');
  if (modifier !== 'of-type') return true;
  return types.every((one) =>
    compiledParameters(one, known)
      .built.get(code)
      ?.sources.some(({ route }) => route.type === 'Identifier'),
  );
}

function parseList(types: readonly string[], value: string, options: CriterionOptions): Outcome<SearchCriterion> {
  if (types.length > 1)
    return fail('search.unknown-parameter', 'The parameter _list is built for searches of one type.');
  if (value.startsWith('$')) return parseFunctionalList(types, value, options);
  if (!isResourceId(value)) {
    return fail('search.bad-value', 'The value of _list must be the id of a List, or the name of a list by function.');
  }
  return ok({ parameter: special('_list', 'What a List names.'), values: [{ kind: 'list', id: value }] });
}

/** A list that the node makes by itself (R4 lifecycle.html#current): what its criteria leave of its type. */
function parseFunctionalList(
  types: readonly string[],
  name: string,
  options: CriterionOptions,
): Outcome<SearchCriterion> {
  const [type = ''] = types;
  const ofTypes = Object.hasOwn(functionalLists, name) ? functionalLists[name] : undefined;
  if (ofTypes === undefined) {
    return fail('search.bad-value', `The lists by function are ${Object.keys(functionalLists).join(', ')}.`);
  }
  const criteria = ofTypes[type];
  if (criteria === undefined) {
    return fail('search.bad-value', `The list ${name} is one of ${Object.keys(ofTypes).join(', ')}.`);
  }
  const all: FilterExpression[] = [];
  for (const [code, value] of criteria) {
    const criterion = parseCriterion(types, code, value, options);
    if (!criterion.ok) return criterion;
    all.push({ criterion: criterion.value });
  }
  return ok({ parameter: special('_list', 'A list by function.'), values: [{ kind: 'filter', expression: { all } }] });
}

/** `_filter` (R4 search_filter.html). */
function parseFilterCriterion(
  types: readonly string[],
  value: string,
  options: CriterionOptions,
  level: number,
): Outcome<SearchCriterion> {
  const filter = filterOf(value);
  if (!filter.ok) return filter;
  const expression = meaningOf(types, filter.value, options, level);
  return expression.ok ? ok(criterionOf(expression.value)) : expression;
}

function filterOf(text: string): Outcome<Filter> {
  try {
    return ok(parseFilter(text));
  } catch (error) {
    return fail('search.bad-value', `The value of _filter cannot be read: ${(error as Error).message}.`);
  }
}

function criterionOf(expression: FilterExpression): SearchCriterion {
  if ('criterion' in expression) return expression.criterion;
  return {
    parameter: special('_filter', 'Resources for which an expression is true.'),
    values: [{ kind: 'filter', expression }],
  };
}

function meaningOf(
  types: readonly string[],
  filter: Filter,
  options: CriterionOptions,
  level: number,
): Outcome<FilterExpression> {
  if ('test' in filter) return meaningOfTest(types, filter.test, options, level);
  if ('not' in filter) {
    const not = meaningOf(types, filter.not, options, level);
    return not.ok ? ok({ not: not.value }) : not;
  }
  const parts: FilterExpression[] = [];
  for (const part of 'all' in filter ? filter.all : filter.any) {
    const one = meaningOf(types, part, options, level);
    if (!one.ok) return one;
    parts.push(one.value);
  }
  return ok('all' in filter ? { all: parts } : { any: parts });
}

function meaningOfTest(
  types: readonly string[],
  { path, operator, value }: FilterTest,
  options: CriterionOptions,
  level: number,
): Outcome<FilterExpression> {
  const [code = '', modifier] = path.name.split(':', 2);
  const parameter = parameterFor(types, code, options.parameters);
  if (parameter === undefined) return unknownParameter(types, code, '');
  const { rest, filter } = path;
  if (rest !== undefined) {
    const further: Filter = { test: { path: rest, operator, value } };
    const chain = parseChain(types, parameter, modifier, level, (type) => {
      const both: Filter = filter === undefined ? further : { all: [filter, further] };
      const expression = meaningOf([type], both, options, level + 1);
      return expression.ok ? ok(criterionOf(expression.value)) : expression;
    });
    return chain.ok ? ok({ criterion: chain.value }) : chain;
  }
  if (modifier !== undefined) {
    return fail('search.unsupported-modifier', `A test of ${code} in _filter takes no modifier.`);
  }
  const plain = parsedByItself.has(code) && (operator === 'eq' || operator === 'co');
  const compared = plain ? undefined : compare(parameter, operator, value, options.baseUrl);
  if (compared === undefined) {
    const criterion = parsePlain(types, parameter, undefined, value.replace(/[\\,|$]/g, '\\$&'), options);
    return criterion.ok ? ok({ criterion: criterion.value }) : criterion;
  }
  if (!compared.ok) return compared;
  const { criterion, otherwise } = compared.value;
  if (!otherwise) return ok({ criterion });
  if (code === '_id') return ok({ not: { criterion } });
  const present: SearchCriterion = { parameter, modifier: 'missing', values: [{ kind: 'missing', missing: false }] };
  return ok({ all: [{ criterion: present }, { not: { criterion } }] });
}

/** Their values are no plain strings. */
const parsedByItself: ReadonlySet<string> = new Set(['_text', '_content']);

/** A chain without a type means every type that the reference may lead to and that has the parameter. */
function parseChain(
  types: readonly string[],
  parameter: SearchParameter,
  modifier: string | undefined,
  level: number,
  criterionFor: (type: string) => Outcome<SearchCriterion>,
): Outcome<SearchCriterion> {
  const { code } = parameter;
  if (parameter.type !== 'reference') {
    return fail('search.unknown-parameter', `The search parameter ${code} is no reference, so that no chain leads on.`);
  }
  if (modifier !== undefined && !parameter.targets.includes(modifier)) {
    return fail(
      'search.unsupported-modifier',
      `The modifier ${named(modifier)} of ${code} is no type that it leads to.`,
    );
  }
  if (level + 1 > mostLevels) return tooDeep();
  const targets = modifier === undefined ? parameter.targets.filter(isResourceType) : [modifier];
  const values: SearchValue[] = [];
  const refusals: Outcome<never>[] = [];
  for (const type of targets) {
    const criterion = criterionFor(type);
    if (criterion.ok) values.push({ kind: 'chain', type, criterion: criterion.value });
    else refusals.push(criterion);
  }
  if (values.length === 0) {
    const worst = refusals.find((one) => !one.ok && one.fault.code !== 'search.unknown-parameter') ?? refusals[0];
    return worst ?? unknownParameter(types, code, '');
  }
  if (values.length > mostBranches) {
    return fail('search.unknown-parameter', `The chain from ${code} must name its type, as ${code}:Patient.`);
  }
  return ok({ parameter, values });
}

function parseReferrer(
  types: readonly string[],
  name: string,
  value: string,
  options: CriterionOptions,
  level: number,
): Outcome<SearchCriterion> {
  const [, source = '', code = '', ...more] = name.split(':');
  const rest = more.join(':');
  const [type] = types;
  if (type === undefined || types.length > 1) {
    return fail('search.unknown-parameter', 'The search parameter _has is built for searches of one type.');
  }
  if (!isResourceType(source) || rest === '') {
    return fail('search.unknown-parameter', 'The search parameter _has must be _has:Type:reference:parameter.');
  }
  const parameter = searchParametersOf(source, options.parameters).get(code);
  if (parameter === undefined) return unknownParameter([source], code, '_has by ');
  if (parameter.type !== 'reference' || !parameter.targets.includes(type)) {
    return fail('search.unknown-parameter', `The search parameter ${code} of ${source} does not lead to ${type}.`);
  }
  if (level + 1 > mostLevels) return tooDeep();
  const criterion = parseCriterion([source], rest, value, options, level + 1);
  if (!criterion.ok) return criterion;
  return ok({
    parameter: has,
    values: [{ kind: 'referrer', type: source, parameter, criterion: criterion.value }],
  });
}

function special(code: string, description: string): SearchParameter {
  return { code, type: 'special', url: '', expression: '', targets: [], description };
}

const has = special('_has', 'Resources to which others refer for which a criterion holds.');

function tooDeep(): Outcome<never> {
  return fail('search.too-broad', `A chain may lead through up to ${mostLevels} resources.`);
}

/** Searches that a criterion causes besides its own. */
export function linksIn(criterion: SearchCriterion): number {
  return criterion.values.reduce((sum, value) => {
    if (value.kind === 'filter') return sum + linksOf(value.expression);
    return sum + (value.kind === 'chain' || value.kind === 'referrer' ? 1 + linksIn(value.criterion) : 0);
  }, 0);
}

function linksOf(expression: FilterExpression): number {
  if ('criterion' in expression) return linksIn(expression.criterion);
  if ('not' in expression) return linksOf(expression.not);
  return ('all' in expression ? expression.all : expression.any).reduce((sum, part) => sum + linksOf(part), 0);
}

/** What a criterion says in parts that must all hold: so each can narrow the search. */
export function partsOf(criterion: SearchCriterion): readonly SearchCriterion[] {
  const [value] = criterion.values;
  if (value?.kind !== 'filter' || !('all' in value.expression)) return [criterion];
  return value.expression.all.map(criterionOf);
}

const parameterName = /^[A-Za-z_][\w.:-]{0,80}$/;

function named(name: string): string {
  return parameterName.test(name) ? name : '(unreadable name)';
}

/** Parameters of the standard that no definition explains. */
const notBuilt: ReadonlyMap<string, string> = new Map([['_query', 'named queries are not built']]);

/** Refuses a parameter by its name, and tells why where there is a reason. */
export function unknownParameter(types: readonly string[], name: string, before: string): Outcome<never> {
  const code = name.split(/[:.]/, 1)[0] ?? name;
  const [type = ''] = types;
  const of = types.length === 1 ? type : 'every type that is searched';
  const reason = notBuilt.get(code) ?? (types.length === 1 ? compiledParameters(type).refused.get(code) : undefined);
  const why = reason === undefined ? `is not one of ${of}` : `is not built for ${of}: ${reason}`;
  return fail('search.unknown-parameter', `The search parameter ${before}${named(name)} ${why}.`);
}
