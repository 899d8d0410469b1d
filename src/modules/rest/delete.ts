import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Change } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference } from './answer.ts';
import { conditionOf } from './condition.ts';
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
  return perform(deps, caller, change, preference);
}

/**
 * conditional delete (FHIR R4, http.html#3.1.0.7.1): one match is deleted, several refuse. Without a match there is
 * nothing to delete, which is 204 as well: so a hidden match is told from none by nothing.
 */
export async function conditionalDelete(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly criteria: string; readonly ifMatch?: string | undefined },
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const change = await conditionalDeleteChange(deps, caller, request);
  if (!change.ok) return change;
  return change.value === undefined ? ok({ status: 204 }) : perform(deps, caller, change.value, preference);
}

/** The change that a conditional delete comes to, seen by the caller at this moment; undefined where nothing matches. */
export async function conditionalDeleteChange(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly criteria: string; readonly ifMatch?: string | undefined },
): Promise<Outcome<Change | undefined>> {
  const condition = conditionOf(request.type, request.criteria, deps.baseUrl);
  if (!condition.ok) return condition;
  const version = versionOfIfMatch(request.ifMatch);
  if (!version.ok) return version;
  const page = await deps.records.search(caller, condition.value, 'delete');
  if (!page.ok) return page;
  const [match, second] = page.value.matches;
  if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
  if (match === undefined) return ok(undefined);
  // Between the look-up and the write another may come: the version that matched is the one that goes.
  return ok({ op: 'delete', type: match.type, id: match.id, ifVersion: version.value ?? match.version });
}

async function perform(
  deps: FhirDeps,
  caller: Caller,
  change: Change,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const results = await deps.records.change(caller, [change], 'delete');
  if (!results.ok) return results;
  const [result] = results.value;
  if (result === undefined) throw new Error('A delete had no result');
  return ok(answerOfWrite(result, preference));
}
