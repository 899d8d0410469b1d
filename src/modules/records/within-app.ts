import { grantOf, type ScopeAct } from '#access';
import { type FilterExpression, parseSearch, type SearchCriterion, type SearchQuery } from '#fhir';
import type { AppScope, Caller } from '#identity';
import { type Fault, faultOf } from '#kernel';
import type { View } from './decide.ts';
import { nothing } from './visible.ts';

/** What an app sees of the one type that it asks for. */
export interface AppView {
  readonly view: View;
  /** It sees what fits one of these alone: all parameters of an alternative must hold. */
  readonly narrowed?: readonly AppScope['parameters'][];
}

/**
 * The view in which a caller reads (`r`) or searches (`s`) resources of this very type. What the decision shows holds for
 * every way of looking; here, where the type is asked for by its name, comes what an app was given of it for this act
 * alone, or narrowed by search parameters. Of an app without any scope for it that may be said aloud: it is known from its
 * token, and tells nothing of anybody.
 */
export function viewOfType(view: View, { scopes }: Caller, type: string, act: 'r' | 's'): AppView {
  if (scopes === undefined || view.refusal !== undefined) return { view };
  const grant = grantOf(scopes, type, act);
  if (grant === 'none')
    return { view: { ...view, permitted: false, visibility: nothing, refusal: outOfScope(type, act) } };
  const { types } = view.visibility;
  const seen: View =
    types === undefined || types.includes(type)
      ? view
      : { ...view, visibility: { ...view.visibility, types: [...types, type] } };
  return grant === 'all' ? { view: seen } : { view: seen, narrowed: grant };
}

const words: Readonly<Record<ScopeAct, string>> = { c: 'create', r: 'read', u: 'update', d: 'delete', s: 'search' };

export function outOfScope(type: string, act: ScopeAct): Fault {
  return faultOf('app.out-of-scope', `The app was not given the scope to ${words[act]} ${type}.`);
}

/** Is the caller an app that was given the record of the patient in context alone? It makes no others known. */
export function isConfined({ scopes }: Pick<Caller, 'scopes'>): boolean {
  return scopes?.granted.some(({ context }) => context === 'patient') === true;
}

/** What an app may not write, whoever its user is; undefined where it may, and for whoever is no app. */
export function unwritable({ scopes }: Caller, type: string, act: 'c' | 'u' | 'd'): Fault | undefined {
  return scopes === undefined || grantOf(scopes, type, act) === 'all' ? undefined : outOfScope(type, act);
}

/**
 * The search with what the app's scopes add to it; undefined where it would look through resources of the type other than
 * by what they are themselves: a chain that leads to another of them would tell of one that the app may not see.
 */
export function narrowedQuery(query: SearchQuery, narrowed: AppView['narrowed']): SearchQuery | undefined {
  if (narrowed === undefined) return query;
  if (query.contained !== undefined || query.criteria.some((criterion) => leadsTo(query.type, criterion)))
    return undefined;
  const alternatives = narrowed.map((parameters) => criteriaOf(query.type, parameters));
  const [only = []] = alternatives;
  const added = alternatives.length === 1 ? only : [eitherOf(alternatives)];
  return { ...query, criteria: [...query.criteria, ...added] };
}

function criteriaOf(type: string, parameters: AppScope['parameters']): readonly SearchCriterion[] {
  const read = parseSearch(type, new URLSearchParams(parameters.map(([name, value]) => [name, value])));
  // A scope is read by the same rules when it is asked for.
  if (!read.ok) throw new Error('A scope that was granted cannot be searched by');
  return read.value.criteria;
}

function eitherOf(alternatives: readonly (readonly SearchCriterion[])[]): SearchCriterion {
  const any = alternatives.map((criteria) => ({ all: criteria.map((criterion) => ({ criterion })) }));
  return { parameter: filter, values: [{ kind: 'filter', expression: { any } }] };
}

const filter = { code: '_filter', type: 'special', url: '', expression: '', targets: [], description: '' } as const;

/** Does the criterion look at resources of the type by way of others? */
function leadsTo(type: string, { values }: SearchCriterion): boolean {
  return values.some((value) => {
    if (value.kind === 'filter') return filterLeadsTo(type, value.expression);
    if (value.kind !== 'chain' && value.kind !== 'referrer') return false;
    return value.type === type || leadsTo(type, value.criterion);
  });
}

function filterLeadsTo(type: string, expression: FilterExpression): boolean {
  if ('criterion' in expression) return leadsTo(type, expression.criterion);
  if ('not' in expression) return filterLeadsTo(type, expression.not);
  const parts = 'all' in expression ? expression.all : expression.any;
  return parts.some((part) => filterLeadsTo(type, part));
}
