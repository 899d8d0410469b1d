import { type ParameterSet, parseSearch, type SearchQuery, searchParametersOf } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { bounds } from './bounds.ts';
import { refuse } from './graphql-fault.ts';
import { type PlannedField, placeOf } from './plan-fields.ts';
import type { ArgumentValue } from './variables.ts';

/** Resources of one list or page where the query does not say. */
const standardCount = 50;
const mostCount = 1_000;

/** The arguments of a search field as search parameters, and the one by which a reverse reference is followed. */
export interface SearchArguments {
  readonly params: readonly (readonly [name: string, value: string])[];
  /** `_reference`: the search parameter of the searched type that must lead to the resource around the field. */
  readonly reference: string | undefined;
}

const ofEverySearch: ReadonlySet<string> = new Set([
  '_count',
  '_sort',
  '_cursor',
  '_filter',
  '_text',
  '_content',
  '_list',
  '_has',
]);

/**
 * Arguments are named as search parameters, with `_` for the `-` that GraphQL cannot write (R4 graphql.html#searching).
 * Several values of one are alternatives. Throws `QueryRefused` for what the type has no parameter for.
 */
export function searchParamsOf(field: PlannedField, type: string, known: ParameterSet): SearchArguments {
  const parameters = searchParametersOf(type, known);
  const params: [string, string][] = [];
  let reference: string | undefined;
  for (const [name, value] of field.args) {
    if (name === '_reference') {
      reference = parameterOf(parameters, String(value));
      if (reference === undefined || parameters.get(reference)?.type !== 'reference') {
        refuse(
          'graphql.invalid',
          `_reference names a search parameter of ${type} that is a reference.`,
          placeOf(field.node),
        );
      }
      continue;
    }
    const code = ofEverySearch.has(name) ? name : parameterOf(parameters, name);
    if (code === undefined) {
      refuse('search.unknown-parameter', `${type} has no search parameter ${name}.`, placeOf(field.node));
    }
    params.push([code, wordsOf(value)]);
  }
  return { params, reference };
}

function parameterOf(parameters: ReadonlyMap<string, unknown>, name: string): string | undefined {
  if (parameters.has(name)) return name;
  for (const code of parameters.keys()) if (code.replaceAll('-', '_') === name) return code;
  return undefined;
}

function wordsOf(value: ArgumentValue): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}

/** The search that a field asks for; around a resource, of what refers to that resource. */
export function searchQueryOf(
  { params, reference }: SearchArguments,
  of: {
    readonly type: string;
    readonly around: { readonly type: string; readonly id: string } | undefined;
    readonly withTotal: boolean;
    readonly baseUrl: string;
    readonly parameters: ParameterSet;
  },
): Outcome<SearchQuery> {
  const all = new URLSearchParams(params.map(([name, value]) => [name, value]));
  if (reference !== undefined && of.around !== undefined) all.append(reference, `${of.around.type}/${of.around.id}`);
  if (of.withTotal) all.set('_total', 'accurate');
  const query = parseSearch(of.type, all, {
    baseUrl: of.baseUrl,
    parameters: of.parameters,
    defaultCount: standardCount,
    maxCount: Math.min(mostCount, bounds.resources),
  });
  return query.ok ? ok(query.value) : query;
}
