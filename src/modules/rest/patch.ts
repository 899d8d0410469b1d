import {
  applyPatch,
  type Patch,
  parseResource,
  type Resource,
  readFhirPathPatch,
  readJsonPatch,
  sourceOf,
} from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Change } from '#records';
import type { Answer, ReturnPreference } from './answer.ts';
import { conditionOf } from './condition.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { bodyFormat, essence } from './media-type.ts';
import { type ModifyRequest, modify, modifyChange } from './modify.ts';

export interface PatchRequest {
  readonly type: string;
  /** The id, or the criteria of a conditional patch. */
  readonly id?: string | undefined;
  readonly criteria?: string | undefined;
  readonly ifMatch?: string | undefined;
  readonly patch: Patch;
}

/**
 * patch (FHIR R4, http.html#patch): all operations or none, on the version that the caller may see now. The result is
 * checked as an update is.
 */
export async function patch(
  deps: FhirDeps,
  caller: Caller,
  request: PatchRequest,
  preference: ReturnPreference,
): Promise<Outcome<Answer>> {
  const meant = await meantBy(deps, caller, request);
  return meant.ok ? modify(deps, caller, meant.value, preference) : meant;
}

/** The change that a patch comes to, for a transaction. */
export async function patchChange(
  deps: FhirDeps,
  caller: Caller,
  request: PatchRequest,
): Promise<Outcome<Change & { readonly op: 'update' }>> {
  const meant = await meantBy(deps, caller, request);
  return meant.ok ? modifyChange(deps, caller, meant.value) : meant;
}

/** Which resource is meant: that of the id, or the one match of the criteria. */
async function meantBy(deps: FhirDeps, caller: Caller, request: PatchRequest): Promise<Outcome<ModifyRequest>> {
  const { type, ifMatch } = request;
  const modification: ModifyRequest['modification'] = ({ text }) =>
    applyPatch(text, request.patch, { maxBytes: limitsOf(deps).resourceBytes });
  const meant = (id: string) => ok({ type, id, ifMatch, modification, interaction: 'patch' });
  if (request.id !== undefined) return meant(request.id);
  const condition = await conditionOf(deps, type, request.criteria ?? '');
  if (!condition.ok) return condition;
  const page = await deps.records.search(caller, condition.value, 'patch');
  if (!page.ok) return page;
  const [match, second] = page.value.matches;
  if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
  if (match === undefined) return fail('resource.not-found', 'There is no such resource, or you may not know of it.');
  return meant(match.id);
}

const jsonPatch = 'application/json-patch+json';

/** The patch in a body, by its Content-Type. */
export function patchOf(contentType: string | undefined, text: string, maxBytes: number): Outcome<Patch> {
  const type = essence(contentType ?? '');
  if (type === jsonPatch) return readJsonPatch(text);
  if (type === 'application/xml-patch+xml') {
    return fail(
      'body.media-type',
      'XML Patch is not served; send a JSON Patch (application/json-patch+json) or a FHIRPath Patch (Parameters).',
    );
  }
  const format = bodyFormat(contentType);
  if (!format.ok) {
    return fail(
      'body.media-type',
      'Send application/json-patch+json, or a Parameters resource as application/fhir+json.',
    );
  }
  const parsed = parseResource(text, format.value, { maxBytes });
  if (!parsed.ok) return parsed;
  return readFhirPathPatch(parsed.value, format.value === 'json' ? text : sourceOf(parsed.value));
}

/**
 * The patch of an entry of a Bundle: a Parameters resource, or a Binary with a JSON Patch inside (FHIR R4,
 * http.html#patch).
 */
export function patchOfEntry(resource: Resource, source: string): Outcome<Patch> {
  if (resource.resourceType !== 'Binary') return readFhirPathPatch(resource, source);
  const { contentType, data } = resource;
  if (typeof contentType !== 'string' || essence(contentType) !== jsonPatch || typeof data !== 'string') {
    return fail('body.media-type', `A patch in a Binary has the contentType ${jsonPatch} and its data.`);
  }
  return readJsonPatch(Buffer.from(data, 'base64').toString('utf8'));
}
