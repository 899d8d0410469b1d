import { fail, type Outcome, ok } from '#kernel';
import type { ParameterSet } from '../index-terms/parameters.ts';
import { isResourceType, resourceTypes } from '../resource-types.ts';
import type { SearchCriterion, SearchInclude, SearchParameter, SearchQuery } from '../search.ts';
import { linksIn, parameterFor, parseCriterion, partsOf, unknownParameter } from './parse-criterion.ts';
import { isInclude, parseInclude } from './parse-include.ts';
import { typesInPatientCompartment } from './patient-compartment.ts';

export interface SearchOptions {
  /** Address of the API without a slash at its end; references below it are local. */
  readonly baseUrl?: string;
  /** What becomes of parameters that are not known; `strict` (the default) refuses them, `lenient` passes over them. */
  readonly handling?: 'strict' | 'lenient';
  /** Id of the Patient in whose compartment is searched. */
  readonly compartment?: string;
  /** The parameters that are known; those of R4 alone where it is left out. */
  readonly parameters?: ParameterSet;
  readonly maxCount?: number;
  readonly defaultCount?: number;
}

/** Parameters of the answer's form, which are not for the search itself: who serialises reads them. */
export const answerParameters: ReadonlySet<string> = new Set(['_format', '_pretty', '_summary', '_elements']);

const mostCriteria = 40;
const mostLinks = 30;
const longestValue = 20_000;
const mostSortKeys = 5;
const mostIncludes = 30;
const longestCursor = 4_000;

/** What the parameters ask for, while it is being read. */
interface Draft {
  readonly criteria: SearchCriterion[];
  sort: SearchQuery['sort'];
  count: number;
  total: SearchQuery['total'];
  cursor: string | undefined;
  contained: 'only' | 'both' | undefined;
  answer: 'container' | 'contained';
  readonly includes: SearchInclude[];
  readonly used: [name: string, value: string][];
}

/**
 * Reads the parameters of a search for one type, or where `type` is undefined for those of `_type` or all (FHIR R4,
 * search.html). What is unknown or not built is refused by its
 * name: `search.unknown-parameter`, `search.unsupported-modifier`,
 * `search.bad-value`, and `search.too-broad` where there is more than the bounds allow. `_count` above `maxCount` (1000)
 * means `maxCount`; `_summary=count` and `_count=0` ask for the total alone.
 */
export function parseSearch(
  type: string | undefined,
  params: URLSearchParams,
  options: SearchOptions = {},
): Outcome<SearchQuery> {
  const scope = readScope(type, params, options);
  if (!scope.ok) return scope;
  const types = scope.value;
  const draft: Draft = {
    criteria: [],
    sort: [],
    count: options.defaultCount ?? 20,
    total: 'none',
    cursor: undefined,
    contained: undefined,
    answer: 'container',
    includes: [],
    used: [],
  };
  const given = new Set<string>();
  const named = type === undefined ? params.get('_type') : null;
  if (named !== null) draft.used.push(['_type', named]);
  for (const [name, value] of params) {
    if (name === '_type' && type === undefined) continue;
    const read = readParameter(draft, types, name, value, given.has(name), options);
    given.add(name);
    if (!read.ok) {
      // A filter that is understood in part would leave more than it should.
      const mayPass = options.handling === 'lenient' && name !== '_filter';
      if (mayPass && read.fault.code === 'search.unknown-parameter') continue;
      return read;
    }
    if (draft.criteria.length > mostCriteria) {
      return fail('search.too-broad', `A search may have up to ${mostCriteria} criteria.`);
    }
    if (draft.criteria.reduce((sum, criterion) => sum + linksIn(criterion), 0) > mostLinks) {
      return fail('search.too-broad', `A search may have up to ${mostLinks} links in its chains.`);
    }
  }
  if (draft.count === 0) draft.total = 'accurate';
  const unfit = misfitOfContained(draft, options);
  if (unfit !== undefined) return unfit;
  const { criteria, sort, count, total, cursor, includes, contained, answer } = draft;
  const [only = ''] = types;
  return ok({
    ...(types.length === 1 ? { type: only } : { type: 'Resource', types }),
    ...(options.compartment !== undefined && { compartment: options.compartment }),
    criteria,
    sort,
    count,
    total,
    canonical: canonicalOf(draft.used),
    ...(cursor !== undefined && { cursor }),
    ...(includes.length > 0 && { includes }),
    ...(contained !== undefined && { contained: { which: contained, answer } }),
  });
}

/** What `_contained` cannot be asked together with: a contained resource has no id, and is in nobody's compartment. */
function misfitOfContained({ contained, answer, criteria, includes, sort }: Draft, options: SearchOptions) {
  if (contained === undefined) return undefined;
  const refuse = (what: string) => fail('search.unknown-parameter', `With _contained, ${what} is not built.`);
  if (options.compartment !== undefined) return refuse('a search in a compartment');
  if (criteria.some(({ parameter }) => parameter.code === '_id')) return refuse('the search parameter _id');
  if (includes.length > 0 && answer === 'contained') return refuse('_include of what is contained');
  const other = sort.find(({ parameter: { code } }) => code !== '_id' && code !== '_lastUpdated');
  return other === undefined ? undefined : refuse(`_sort by ${other.parameter.code}`);
}

/** The types that are searched: the one of the address, or those of `_type`, or all. */
function readScope(
  type: string | undefined,
  params: URLSearchParams,
  options: SearchOptions,
): Outcome<readonly string[]> {
  const all = options.compartment === undefined ? resourceTypes : typesInPatientCompartment();
  if (type !== undefined) {
    if (!isResourceType(type)) return fail('structure.unknown-type', 'A search must name a resource type of FHIR R4.');
    if (all.includes(type)) return ok([type]);
    return fail('search.unknown-parameter', `${type} is not in the compartment of a Patient.`);
  }
  const [named, ...more] = params.getAll('_type');
  if (named === undefined) return ok(all);
  const types = [...new Set(named.split(','))];
  if (more.length > 0 || !types.every(isResourceType)) {
    return fail('search.bad-value', 'The parameter _type names resource types of FHIR R4, once, with a comma between.');
  }
  const within = types.filter((one) => all.includes(one));
  return within.length > 0
    ? ok(within)
    : fail('search.bad-value', 'No type of _type is in the compartment of a Patient.');
}

function readParameter(
  draft: Draft,
  types: readonly string[],
  name: string,
  value: string,
  repeated: boolean,
  options: SearchOptions,
): Outcome<void> {
  if (value.length > longestValue) return fail('search.too-broad', 'A value of a search parameter is too long.');
  const control = controls[name];
  if (control !== undefined) {
    if (repeated) return fail('search.bad-value', `The parameter ${name} may be given once.`);
    return control(draft, value, types, options);
  }
  if (answerParameters.has(name)) return ok(undefined);
  if (isInclude(name)) return readInclude(draft, types, name, value, options);
  const criterion = parseCriterion(types, name, value, options);
  if (!criterion.ok) return criterion;
  draft.criteria.push(...partsOf(criterion.value));
  draft.used.push([name, value]);
  return ok(undefined);
}

function readInclude(
  draft: Draft,
  types: readonly string[],
  name: string,
  value: string,
  { parameters }: SearchOptions,
): Outcome<void> {
  const include = parseInclude(types, name, value, parameters);
  if (!include.ok) return include;
  if (draft.includes.length >= mostIncludes) {
    return fail('search.too-broad', `A search may have up to ${mostIncludes} includes.`);
  }
  draft.includes.push(include.value);
  draft.used.push([name, value]);
  return ok(undefined);
}

type Control = (draft: Draft, value: string, types: readonly string[], options: SearchOptions) => Outcome<void>;

/** The parameters that say how much is wanted and in which order. */
const controls: Readonly<Record<string, Control>> = Object.assign(Object.create(null) as Record<string, Control>, {
  _count: (draft, value, _types, options) => {
    if (!/^\d{1,9}$/.test(value)) return fail('search.bad-value', 'The parameter _count must be a whole number.');
    draft.count = Math.min(Number(value), options.maxCount ?? 1000);
    draft.used.push(['_count', String(draft.count)]);
    return ok(undefined);
  },
  _total: (draft, value) => {
    if (value !== 'none' && value !== 'estimate' && value !== 'accurate') {
      return fail('search.bad-value', 'The parameter _total must be none, estimate or accurate.');
    }
    draft.total = value === 'none' ? 'none' : 'accurate';
    draft.used.push(['_total', value]);
    return ok(undefined);
  },
  _summary: (draft, value) => {
    if (value === 'count') {
      draft.count = 0;
      draft.used.push(['_summary', 'count']);
    }
    return ok(undefined);
  },
  _contained: (draft, value) => {
    if (value !== 'false' && value !== 'true' && value !== 'both') {
      return fail('search.bad-value', 'The parameter _contained must be true, both or false.');
    }
    if (value !== 'false') draft.contained = value === 'true' ? 'only' : 'both';
    draft.used.push(['_contained', value]);
    return ok(undefined);
  },
  _containedType: (draft, value) => {
    if (value !== 'container' && value !== 'contained') {
      return fail('search.bad-value', 'The parameter _containedType must be container or contained.');
    }
    draft.answer = value;
    draft.used.push(['_containedType', value]);
    return ok(undefined);
  },
  _cursor: (draft, value) => {
    if (value === '' || value.length > longestCursor) return fail('search.bad-cursor', 'The page link was altered.');
    draft.cursor = value;
    return ok(undefined);
  },
  _sort: (draft, value, types, { parameters }) => {
    const keys = value.split(',');
    if (keys.length > mostSortKeys) return fail('search.too-broad', `_sort takes up to ${mostSortKeys} parameters.`);
    const sort: { parameter: SearchParameter; descending: boolean }[] = [];
    for (const key of keys) {
      const descending = key.startsWith('-');
      const code = descending ? key.slice(1) : key;
      const parameter = parameterFor(types, code, parameters);
      if (parameter === undefined) return unknownParameter(types, code, '_sort by ');
      sort.push({ parameter, descending });
    }
    draft.sort = sort;
    draft.used.push(['_sort', value]);
    return ok(undefined);
  },
} satisfies Record<string, Control>);

/** The same search in the same words, whatever the order in which it was asked. */
function canonicalOf(used: readonly [name: string, value: string][]): string {
  const sorted = [...used].sort(([name, value], [otherName, otherValue]) =>
    name === otherName ? compare(value, otherValue) : compare(name, otherName),
  );
  return new URLSearchParams(sorted).toString();
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
