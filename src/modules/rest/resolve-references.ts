import { isResourceType, rewriteReferences } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Draft } from '#records';
import { conditionOf } from './condition.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** Different conditional references in one transaction; each is a search. */
const mostConditional = 1_000;

const conditionalForm = /^([A-Z][A-Za-z]+)\?(.+)$/;
const mayBeConditional = /"reference"\s*:\s*"[A-Z][A-Za-z]+\?/;
const leftInside = /"reference"\s*:\s*"urn:uuid:/;

/**
 * Gives references their final addresses: those to other entries by `targets` (fullUrl or old address -> new address),
 * conditional ones (FHIR R4, http.html#trules) by a search under the caller's own rights that must find exactly one.
 */
export async function resolveReferences(
  deps: FhirDeps,
  caller: Caller,
  drafts: readonly Draft[],
  targets: ReadonlyMap<string, string>,
): Promise<Outcome<readonly Draft[]>> {
  const conditional = await resolveConditional(deps, caller, drafts);
  if (!conditional.ok) return conditional;
  const resolved: Draft[] = [];
  for (const draft of drafts) {
    const { source, resource } = rewriteReferences(
      draft.source,
      draft.resource,
      (reference) => targets.get(reference) ?? conditional.value.get(reference),
    );
    if (resource.resourceType !== 'Bundle' && leftInside.test(source)) {
      return fail('transaction.unresolved-reference', 'A urn:uuid reference is the fullUrl of no entry.', draft.at);
    }
    resolved.push({ ...draft, source, resource });
  }
  return ok(resolved);
}

async function resolveConditional(
  deps: FhirDeps,
  caller: Caller,
  drafts: readonly Draft[],
): Promise<Outcome<ReadonlyMap<string, string>>> {
  const places = new Map<string, string | undefined>();
  for (const draft of drafts) {
    if (!mayBeConditional.test(draft.source)) continue;
    rewriteReferences(draft.source, draft.resource, (reference) => {
      if (conditionalForm.test(reference) && !places.has(reference)) places.set(reference, draft.at);
      return undefined;
    });
  }
  if (places.size > mostConditional) {
    return fail('search.too-broad', `A transaction may have at most ${mostConditional} conditional references.`);
  }
  const found = new Map<string, string>();
  for (const [reference, at] of places) {
    const [, type = '', criteria = ''] = conditionalForm.exec(reference) ?? [];
    if (!isResourceType(type)) {
      return fail('transaction.unresolved-reference', 'A conditional reference names no resource type of R4.', at);
    }
    const condition = await conditionOf(deps, type, criteria);
    if (!condition.ok) return condition;
    const page = await deps.records.search(caller, condition.value, 'transaction');
    if (!page.ok) return page;
    const [match, second] = page.value.matches;
    if (second !== undefined) return fail('condition.multiple', 'A conditional reference has more than one match.', at);
    if (match === undefined) {
      return fail('transaction.unresolved-reference', 'A conditional reference has no match.', at);
    }
    found.set(reference, `${match.type}/${match.id}`);
  }
  return ok(found);
}
