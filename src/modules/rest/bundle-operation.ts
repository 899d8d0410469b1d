import type { Caller } from '#identity';
import { fail, type Outcome } from '#kernel';
import type { Answer } from './answer.ts';
import type { EntryRequest } from './bundle-request.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { paramsOf } from './params.ts';
import { terminologyOperations } from './terminology/operations.ts';

/** An operation as an entry of a batch (FHIR R4, http.html#transaction), where it is one that may stand there. */
export async function performOperationEntry(
  deps: FhirDeps,
  caller: Caller,
  entry: EntryRequest,
  languages: readonly string[],
): Promise<Outcome<Answer>> {
  const { type = 'system', id } = entry;
  const at = type === 'system' ? 'system' : id === undefined ? 'type' : 'instance';
  const found = [...terminologyOperations, ...(deps.operations ?? [])].find(
    (operation) => operation.name === entry.operation && operation.on === type && operation.at === at,
  );
  if (found?.inBundle === undefined || !found.interactions.some(({ method }) => method === entry.method)) {
    return fail('transaction.bad-entry', 'This operation is not performed in a Bundle.', `${entry.at}.request.url`);
  }
  const query = paramsOf(entry.query ?? '');
  if (!query.ok) return query;
  for (const name of ['_format', '_pretty']) query.value.delete(name);
  return found.inBundle(deps, caller, {
    id,
    query: query.value,
    body: entry.draft?.resource,
    languages,
    lenient: false,
  });
}
