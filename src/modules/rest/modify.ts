import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Change, Draft, StoredVersion } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference, telling } from './answer.ts';
import { versionOfIfMatch } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** What a resource becomes, from what it is. */
export type Modification = (stored: StoredVersion) => Outcome<Draft>;

export interface ModifyRequest {
  readonly type: string;
  readonly id: string;
  readonly ifMatch?: string | undefined;
  readonly modification: Modification;
  /** The standard's word for it, for the log: `patch`, `$meta-add`. */
  readonly interaction: string;
}

/** How often it is tried while others write between the reading and the writing. */
const mostAttempts = 4;

/**
 * Changes a resource by what it is now: reads it under the caller's rights, and writes only over the version that was
 * read. Where another write came between, it begins again, unless the caller asked for a version; after a few times it
 * gives up with `version.concurrent`. What changes nothing makes no version.
 */
export async function modify(
  deps: FhirDeps,
  caller: Caller,
  request: ModifyRequest,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
    const change = await modifyChange(deps, caller, request);
    if (!change.ok) return change;
    const results = await deps.records.change(caller, telling([change.value], preference), request.interaction);
    if (results.ok) {
      const [result] = results.value;
      if (result === undefined) throw new Error('A modification had no result');
      return ok(answerOfWrite(result, preference));
    }
    const overtaken = results.fault.code === 'version.conflict' || results.fault.code === 'version.concurrent';
    if (!overtaken || namesVersion(request.ifMatch)) return results;
  }
  return fail('version.concurrent', 'Other writes kept changing the resource; try again.');
}

/** The change that a modification comes to, seen by the caller at this moment. */
export async function modifyChange(
  deps: FhirDeps,
  caller: Caller,
  { type, id, ifMatch, modification, interaction }: ModifyRequest,
): Promise<Outcome<Change & { readonly op: 'update' }>> {
  const version = versionOfIfMatch(ifMatch);
  if (!version.ok && version.fault.code !== 'version.conflict') return version;
  const found = await deps.records.read(caller, type, id, interaction);
  if (!found.ok) return found;
  // Only who may know of the resource is told that it has another version.
  if (!version.ok) return version;
  if (version.value !== undefined && version.value !== found.value.version) {
    return fail('version.conflict', 'The resource has another version than If-Match names.');
  }
  const draft = modification(found.value);
  if (!draft.ok) return draft;
  return ok({ op: 'update', id, draft: draft.value, ifVersion: found.value.version, ifChanged: true });
}

function namesVersion(ifMatch: string | undefined): boolean {
  const version = versionOfIfMatch(ifMatch);
  return version.ok && version.value !== undefined;
}
