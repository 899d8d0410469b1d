import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { type Answer, answerOfWrite, type ReturnPreference } from './answer.ts';
import { versionOfIfMatch } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** delete (FHIR R4, http.html#delete): 204; the history stays. Deleting again changes nothing and is 204 as well. */
export async function deleteResource(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly id: string; readonly ifMatch?: string | undefined },
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  if (!isResourceId(request.id)) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  const version = versionOfIfMatch(request.ifMatch);
  if (!version.ok) return version;
  const { type, id } = request;
  const change = {
    op: 'delete',
    type,
    id,
    ...(version.value === undefined ? {} : { ifVersion: version.value }),
  } as const;
  const results = await deps.records.change(caller, [change], 'delete');
  if (!results.ok) return results;
  const [result] = results.value;
  if (result === undefined) throw new Error('A delete had no result');
  return ok(answerOfWrite(result, preference));
}
