import { informationOutcome } from '#fhir';
import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Change } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference } from './answer.ts';
import { conditionOf } from './condition.ts';
import { versionOfIfMatch } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { paramsOf } from './params.ts';

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

/** Resources that one conditional delete may end. */
const mostDeleted = 1_000;

interface ConditionalDelete {
  readonly type: string;
  readonly criteria: string;
  readonly ifMatch?: string | undefined;
}

/**
 * conditional delete (FHIR R4, http.html#3.1.0.7.1): one match is deleted, several refuse, and the refusal says how many
 * there are. With `_count` in the criteria up to so many are deleted, all or none. Without a match there is nothing to
 * delete, which is 204 as well: so a hidden match is told from none by nothing.
 */
export async function conditionalDelete(
  deps: FhirDeps,
  caller: Caller,
  request: ConditionalDelete,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const most = mostOf(request);
  if (!most.ok) return most;
  const changes = await changesOf(deps, caller, most.value.request, most.value.count);
  if (!changes.ok) return changes;
  const [change, second] = changes.value;
  if (change === undefined) return ok({ status: 204 });
  if (second === undefined) return perform(deps, caller, change, preference);
  const results = await deps.records.change(caller, changes.value, 'delete');
  if (!results.ok) return results;
  const { length } = results.value;
  return ok(
    preference === 'OperationOutcome'
      ? { status: 200, text: JSON.stringify(informationOutcome(`Deleted ${length} resources.`)) }
      : { status: 204 },
  );
}

/** The change that a conditional delete comes to, seen by the caller at this moment; undefined where nothing matches. */
export async function conditionalDeleteChange(
  deps: FhirDeps,
  caller: Caller,
  request: ConditionalDelete,
): Promise<Outcome<Change | undefined>> {
  const changes = await changesOf(deps, caller, request, 1);
  return changes.ok ? ok(changes.value[0]) : changes;
}

/** How many may go at once: one, unless `_count` says so. */
function mostOf(request: ConditionalDelete): Outcome<{ readonly request: ConditionalDelete; readonly count: number }> {
  const params = paramsOf(request.criteria);
  if (!params.ok) return params;
  const count = params.value.get('_count');
  if (count === null) return ok({ request, count: 1 });
  if (!/^[1-9][0-9]{0,3}$/.test(count) || Number(count) > mostDeleted || params.value.getAll('_count').length > 1) {
    return fail('search.bad-value', `_count says how many may be deleted: from 1 to ${mostDeleted}.`);
  }
  if (request.ifMatch !== undefined) {
    return fail('request.bad', 'If-Match names the version of one resource; it does not go with _count.');
  }
  params.value.delete('_count');
  return ok({ request: { ...request, criteria: params.value.toString() }, count: Number(count) });
}

async function changesOf(
  deps: FhirDeps,
  caller: Caller,
  request: ConditionalDelete,
  most: number,
): Promise<Outcome<readonly Change[]>> {
  const condition = await conditionOf(deps, request.type, request.criteria);
  if (!condition.ok) return condition;
  const version = versionOfIfMatch(request.ifMatch);
  if (!version.ok) return version;
  const page = await deps.records.search(caller, { ...condition.value, count: most + 1 }, 'delete');
  if (!page.ok) return page;
  const { matches, next } = page.value;
  if (matches.length > most || next !== undefined) {
    const counted = await deps.records.search(caller, { ...condition.value, count: 0, total: 'accurate' }, 'delete');
    if (!counted.ok) return counted;
    return fail(
      'condition.multiple',
      `The condition matches ${counted.value.total} resources; to delete them all, say so with _count.`,
    );
  }
  return ok(
    matches.map(({ type, id, version: matched }) => ({
      op: 'delete',
      type,
      id,
      // Between the look-up and the write another may come: the version that matched is the one that goes.
      ifVersion: version.value ?? matched,
    })),
  );
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
