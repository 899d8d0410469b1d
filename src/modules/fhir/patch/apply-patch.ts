import { fail, type Outcome, ok } from '#kernel';
import { isObject } from '../json-value.ts';
import { NumberText, parseKeepingNumbers } from '../number-literal.ts';
import { type ParseLimits, parseResource } from '../parse-resource.ts';
import type { Resource } from '../resource.ts';

/** Operations of one patch; more are an update. */
export const mostOperations = 1_000;

/**
 * A patch that was read and found well formed. It changes the document in place, whose numbers are `NumberText`, and
 * answers what it became; after a fault the document is worth nothing and must be thrown away.
 */
export type Patch = (document: unknown) => Outcome<unknown>;

/**
 * A resource's JSON text with a patch applied, all of it or nothing, as a resource with its text. Number literals stay as
 * they were written; white space goes. Refuses with `patch.immutable` what would change the type, the id, or what the
 * server sets in `meta`, and as `parseResource` does what grew too large or too deep. The structure of the result is for
 * `checkStructure` to judge.
 */
export function applyPatch(
  source: string,
  patch: Patch,
  limits: ParseLimits = {},
): Outcome<{ readonly resource: Resource; readonly source: string }> {
  const document = parseKeepingNumbers(source) as Record<string, unknown>;
  const before = identityOf(document);
  const patched = patch(document);
  if (!patched.ok) return patched;
  const after = patched.value;
  if (!isObject(after) || after instanceof NumberText)
    return fail('patch.not-applicable', 'The result of the patch is no resource.');
  const { resourceType, id, versionId, lastUpdated } = identityOf(after);
  const isSame = (value: unknown, old: unknown) => value === undefined || value === old;
  if (resourceType !== before.resourceType || id !== before.id) {
    return fail('patch.immutable', 'A patch may not change the type or the id of a resource.');
  }
  if (!isSame(versionId, before.versionId) || !isSame(lastUpdated, before.lastUpdated)) {
    return fail('patch.immutable', 'meta.versionId and meta.lastUpdated are for the server to set.');
  }
  const text = JSON.stringify(after);
  const resource = parseResource(text, 'json', limits);
  return resource.ok ? ok({ resource: resource.value, source: text }) : resource;
}

function identityOf(document: Record<string, unknown>) {
  const { resourceType, id } = document;
  const meta = isObject(document.meta) ? document.meta : {};
  return { resourceType, id, versionId: meta.versionId, lastUpdated: meta.lastUpdated };
}
