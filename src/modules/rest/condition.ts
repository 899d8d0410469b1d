import { parseSearch, type SearchQuery } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { paramsOf } from './params.ts';

/**
 * The criteria of a conditional interaction (`If-None-Exist`, `PUT [type]?...`, a conditional reference). At least one
 * must be given, and every one must be understood: one that is passed over would widen the condition.
 */
export function conditionOf(type: string, criteria: string): Outcome<SearchQuery> {
  const params = paramsOf(criteria.replace(/^\?/, ''));
  if (!params.ok) return params;
  for (const name of params.value.keys()) {
    if (name.startsWith('_') && name !== '_id' && name !== '_lastUpdated') {
      return fail('search.unknown-parameter', 'A condition takes search parameters of resources alone.');
    }
  }
  const query = parseSearch(type, params.value, {});
  if (!query.ok) return query;
  if (query.value.criteria.length === 0) return fail('condition.empty', 'The condition has no criteria.');
  return ok({ ...query.value, count: 2, total: 'none' });
}
