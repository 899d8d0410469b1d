import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Answer } from './answer.ts';
import { isUnchanged } from './conditions.ts';
import type { FhirDeps } from './fhir-deps.ts';
import type { ReadConditions } from './read.ts';
import { shapeOf } from './shape.ts';

const versionForm = /^[1-9][0-9]{0,8}$/;

/** vread: one version as it is stored (FHIR R4, http.html#vread). */
export async function vread(
  deps: FhirDeps,
  caller: Caller,
  address: { readonly type: string; readonly id: string; readonly version: string },
  conditions: ReadConditions = {},
  params: URLSearchParams = new URLSearchParams(),
): Promise<Outcome<Answer>> {
  const shape = shapeOf(params, address.type, 'read');
  if (!shape.ok) return shape;
  if (!versionForm.test(address.version)) {
    return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  }
  const found = await deps.records.readVersion(caller, address.type, address.id, Number(address.version));
  if (!found.ok) return found;
  const stored = found.value;
  if (isUnchanged(stored, conditions.ifNoneMatch, conditions.ifModifiedSince)) return ok({ status: 304, stored });
  const shown = shape.value.apply(stored);
  return ok({ status: 200, stored: shown, text: shown.text });
}
