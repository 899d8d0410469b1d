import { resourceTypes } from '#fhir';
import type { AppScope, AppScopes } from '#identity';

/** Letters of SMART v2: create, read, update, delete, search. */
export type ScopeAct = 'c' | 'r' | 'u' | 'd' | 's';

/** What an app may do with resources of one type: everything of an act, what fits one of some narrowed scopes, or nothing. */
export type ScopeGrant = 'all' | 'none' | readonly AppScope['parameters'][];

/** What follows from the scopes of an app, whoever its user is. */
export interface AppSight {
  /** Types that it may read and search without any narrowing; undefined for every type. */
  readonly readable: readonly string[] | undefined;
  /** Types of which it may write some way. */
  readonly writable: readonly string[] | undefined;
  /** May it see anything at all, narrowed or not? */
  readonly reads: boolean;
  /** Only the record of the patient in context. */
  readonly confined: boolean;
}

/**
 * What an app is told through a Subscription, it is told when nobody is there, under its user's name alone: only a
 * service, whose scopes are known without a sign-in, may have one.
 */
const ofServices = 'Subscription';

const sights = new WeakMap<AppScopes, AppSight>();

/** Worked out once for the scopes of a token. */
export function sightOf(scopes: AppScopes): AppSight {
  const known = sights.get(scopes);
  if (known !== undefined) return known;
  const types = resourceTypes.filter(
    (type) => grantOf(scopes, type, 'r') === 'all' && grantOf(scopes, type, 's') === 'all',
  );
  const written = resourceTypes.filter((type) => writing.some((act) => grantOf(scopes, type, act) === 'all'));
  const sight = {
    readable: types.length === resourceTypes.length ? undefined : types,
    writable: written.length === resourceTypes.length ? undefined : written,
    reads: scopes.granted.some(({ acts }) => /[rs]/.test(acts)),
    confined: scopes.granted.some(({ context }) => context === 'patient'),
  };
  sights.set(scopes, sight);
  return sight;
}

const writing: readonly ScopeAct[] = ['c', 'u', 'd'];

/** What of one act with resources of a type the scopes give. Several narrowed scopes are alternatives. */
export function grantOf(scopes: AppScopes, type: string, act: ScopeAct): ScopeGrant {
  const alternatives: AppScope['parameters'][] = [];
  for (const scope of scopes.granted) {
    if (!scope.acts.includes(act) || (scope.type !== '*' && scope.type !== type)) continue;
    if (type === ofServices && scope.context !== 'system') continue;
    if (scope.parameters.length === 0) return 'all';
    alternatives.push(scope.parameters);
  }
  return alternatives.length === 0 ? 'none' : alternatives;
}
