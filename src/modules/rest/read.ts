import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { isUnchanged } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';

export interface ReadConditions {
  readonly ifNoneMatch?: string | undefined;
  readonly ifModifiedSince?: string | undefined;
}

/** read: the current version as it is stored (FHIR R4, http.html#read); 304 for a reader who has it. */
export async function read(
  deps: FhirDeps,
  caller: Caller,
  address: { readonly type: string; readonly id: string },
  conditions: ReadConditions = {},
): Promise<Outcome<Answer>> {
  const found = await deps.records.read(caller, address.type, address.id, 'read');
  if (!found.ok) return found;
  const stored = found.value;
  if (isUnchanged(stored, conditions.ifNoneMatch, conditions.ifModifiedSince)) return ok({ status: 304, stored });
  return ok({ status: 200, stored, text: stored.text });
}
