import { parseSearch, type SearchQuery } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { FhirDeps } from './fhir-deps.ts';
import { paramsOf } from './params.ts';

/** Parameters that shape the answer to a search and say nothing about the resource. */
const notCriteria: ReadonlySet<string> = new Set([
  '_contained',
  '_containedType',
  '_count',
  '_cursor',
  '_elements',
  '_format',
  '_pretty',
  '_sort',
  '_summary',
  '_total',
]);

/**
 * The criteria of a conditional interaction (`If-None-Exist`, `PUT [type]?...`, a conditional reference). At least one
 * must be given, and every one must be understood: one that is passed over would widen the condition.
 */
export async function conditionOf(deps: FhirDeps, type: string, criteria: string): Promise<Outcome<SearchQuery>> {
  const params = paramsOf(criteria.replace(/^\?/, ''));
  if (!params.ok) return params;
  for (const name of params.value.keys()) {
    if (notCriteria.has(name) || /^_(?:rev)?include\b/.test(name)) {
      return fail('search.unknown-parameter', 'A condition takes search parameters of resources alone.');
    }
  }
  const parameters = await deps.records.searchParameters();
  const query = parseSearch(type, params.value, { baseUrl: deps.baseUrl, parameters });
  if (!query.ok) return query;
  if (query.value.criteria.length === 0) return fail('condition.empty', 'The condition has no criteria.');
  return ok({ ...query.value, count: 2, total: 'none' });
}
