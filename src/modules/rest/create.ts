import type { Caller } from '#identity';
import type { Outcome } from '#kernel';
import { ok } from '#kernel';
import type { Draft } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference, telling } from './answer.ts';
import { conditionOf } from './condition.ts';
import { ofType } from './draft.ts';
import type { FhirDeps } from './fhir-deps.ts';

/**
 * create (FHIR R4, http.html#create): the id is the node's own choice, one in the body is ignored. With `ifNoneExist`
 * it is a conditional create: one match is answered with 200 and left as it is, several refuse.
 */
export async function create(
  deps: FhirDeps,
  caller: Caller,
  request: { readonly type: string; readonly draft: Draft; readonly ifNoneExist?: string | undefined },
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const draft = ofType(request.draft, request.type);
  if (!draft.ok) return draft;
  const condition =
    request.ifNoneExist === undefined ? ok(undefined) : await conditionOf(deps, request.type, request.ifNoneExist);
  if (!condition.ok) return condition;
  const change = {
    op: 'create',
    draft: draft.value,
    ...(condition.value === undefined ? {} : { unlessFound: condition.value }),
  } as const;
  const results = await deps.records.change(caller, telling([change], preference), 'create');
  if (!results.ok) return results;
  const [result] = results.value;
  if (result === undefined) throw new Error('A create had no result');
  return ok(answerOfWrite(result, preference));
}
