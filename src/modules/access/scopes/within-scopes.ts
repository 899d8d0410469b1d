import type { Visibility } from '#fhir';
import type { AppScopes } from '#identity';
import type { AccessRequest, Decision } from '../contract.ts';
import { sightOf } from './app-sight.ts';

/**
 * The decision for the person, narrowed to what her app was given (SMART App Launch 2.2): it never shows or allows more.
 * - Types that the app may not both read and search without narrowing are out of sight; `records` shows what a narrowed
 *   scope gives through reading and searching that very type alone.
 * - With a scope of `patient/` among them, persons are the patient in context and nobody else, whatever other scopes say.
 * - The log, the choices of sharing and the administration of a node are for its own pages.
 */
export function withinScopes(decision: Decision, request: Pick<AccessRequest, 'caller' | 'act'>): Decision {
  const { scopes } = request.caller;
  if (scopes === undefined || !decision.permit) return decision;
  const sight = sightOf(scopes);
  switch (request.act) {
    case 'read':
      if (!sight.reads) return outOfScope;
      return { ...decision, visibility: narrowed(decision.visibility, scopes, sight.readable) };
    case 'write':
      if (sight.writable?.length === 0) return outOfScope;
      return { ...decision, visibility: narrowed(decision.visibility, scopes, sight.writable) };
    default:
      return outOfScope;
  }
}

const outOfScope: Decision = { permit: false, rule: 'app-scopes' };

function narrowed(visibility: Visibility, scopes: AppScopes, types: readonly string[] | undefined): Visibility {
  const { types: before } = visibility;
  const both =
    types === undefined ? before : before === undefined ? types : types.filter((type) => before.includes(type));
  return {
    ...visibility,
    persons: sightOf(scopes).confined ? confined(visibility.persons, scopes.patient) : visibility.persons,
    ...(both === undefined ? {} : { types: both }),
  };
}

function confined(persons: Visibility['persons'], patient: string | undefined): Visibility['persons'] {
  if (patient === undefined) return [];
  return persons === 'all' ? [{ patient, hidden: [] }] : persons.filter((person) => person.patient === patient);
}
