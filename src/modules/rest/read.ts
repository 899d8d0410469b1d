import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { isUnchanged } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { shapeOf } from './shape.ts';

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
  params: URLSearchParams = new URLSearchParams(),
): Promise<Outcome<Answer>> {
  const shape = shapeOf(params, address.type, 'read');
  if (!shape.ok) return shape;
  const found = await deps.records.read(caller, address.type, address.id, 'read');
  if (!found.ok) return found;
  const stored = found.value;
  if (isUnchanged(stored, conditions.ifNoneMatch, conditions.ifModifiedSince)) return ok({ status: 304, stored });
  const shown = shape.value.apply(stored);
  return ok({ status: 200, stored: shown, text: shown.text });
}
