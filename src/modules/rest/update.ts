import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { Change, Draft } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference, telling } from './answer.ts';
import { conditionOf } from './condition.ts';
import { versionOfIfMatch } from './conditions.ts';
import { ofType, place } from './draft.ts';
import type { FhirDeps } from './fhir-deps.ts';

export interface UpdateConditions {
  readonly ifMatch?: string | undefined;
  /** `*`: only where there is nothing yet. */
  readonly ifNoneMatch?: string | undefined;
}

/**
 * update (FHIR R4, http.html#update). The id in the body must be the one in the URL. Where there is nothing under it,
 * a caller who may write every record creates it.
 */
export async function update(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly id: string; readonly draft: Draft } & UpdateConditions,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const change = updateChange(request);
  return change.ok ? perform(deps, caller, change.value, preference) : change;
}

/** The change that an update asks for, its conditions read. */
export function updateChange(
  request: { readonly type: string; readonly id: string; readonly draft: Draft } & UpdateConditions,
): Outcome<Change & { readonly op: 'update' }> {
  if (!isResourceId(request.id)) {
    return fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .');
  }
  const draft = ofType(request.draft, request.type);
  if (!draft.ok) return draft;
  const { resource } = draft.value;
  if (resource.id === undefined) {
    return fail(
      'resource.id-mismatch',
      'The resource has no id; it must be the id in the URL.',
      place(draft.value, 'id'),
    );
  }
  if (resource.id !== request.id) {
    return fail('resource.id-mismatch', 'The id in the resource is not the id in the URL.', place(draft.value, 'id'));
  }
  const version = versionOfIfMatch(request.ifMatch);
  if (!version.ok) return version;
  return ok({
    op: 'update',
    id: request.id,
    draft: draft.value,
    ...(version.value === undefined ? {} : { ifVersion: version.value }),
    ...(request.ifNoneMatch?.trim() === '*' ? { ifAbsent: true } : {}),
  });
}

/**
 * conditional update (FHIR R4, http.html#cond-update): no match creates, one match updates it, several refuse.
 */
export async function conditionalUpdate(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly criteria: string; readonly draft: Draft } & UpdateConditions,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const change = await conditionalChange(deps, caller, request);
  return change.ok ? perform(deps, caller, change.value, preference) : change;
}

/** The change that a conditional update comes to, seen by the caller at this moment. */
export async function conditionalChange(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly criteria: string; readonly draft: Draft } & UpdateConditions,
): Promise<Outcome<Change>> {
  const draft = ofType(request.draft, request.type);
  if (!draft.ok) return draft;
  const condition = await conditionOf(deps, request.type, request.criteria);
  if (!condition.ok) return condition;
  const page = await deps.records.search(caller, condition.value, 'update');
  if (!page.ok) return page;
  const [match, second] = page.value.matches;
  if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
  const { id } = draft.value.resource;
  if (match === undefined) {
    if (id !== undefined) return updateChange({ ...request, id: String(id) });
    return ok({ op: 'create', draft: draft.value, unlessFound: condition.value, referredTo: true });
  }
  if (id !== undefined && id !== match.id) {
    return fail('resource.id-mismatch', 'The id in the resource is not that of the match.', place(draft.value, 'id'));
  }
  const version = versionOfIfMatch(request.ifMatch);
  if (!version.ok) return version;
  // Between the look-up and the write another may come: the version that matched is the one that is replaced.
  return ok({ op: 'update', id: match.id, draft: draft.value, ifVersion: version.value ?? match.version });
}

async function perform(
  deps: FhirDeps,
  caller: Caller,
  change: Change,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const results = await deps.records.change(caller, telling([change], preference), 'update');
  if (!results.ok) return results;
  const [result] = results.value;
  if (result === undefined) throw new Error('An update had no result');
  return ok(answerOfWrite(result, preference));
}
