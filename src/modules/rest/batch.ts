import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Answer, ReturnPreference } from './answer.ts';
import { performOperationEntry } from './bundle-operation.ts';
import { type EntryRequest, placedIn } from './bundle-request.ts';
import { faultEntry, responseEntry } from './bundle-response.ts';
import { bundleText } from './bundle-text.ts';
import { create } from './create.ts';
import { conditionalDelete, deleteResource } from './delete.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { history } from './history.ts';
import { paramsOf } from './params.ts';
import { patch, patchOfEntry } from './patch.ts';
import { read } from './read.ts';
import { search } from './search.ts';
import { conditionalUpdate, update } from './update.ts';
import { vread } from './vread.ts';

/** Entries worked on at once: enough for the store to group their commits, few enough for other callers to be served. */
const atOnce = 8;

/** batch (FHIR R4, http.html#transaction): each entry by itself, with its own outcome; the answer itself is 200. */
export async function batch(
  deps: FhirDeps,
  caller: Caller,
  entries: readonly Outcome<EntryRequest>[],
  preference: ReturnPreference,
  languages: readonly string[],
): Promise<Outcome<Answer>> {
  const answers: string[] = new Array(entries.length);
  let next = 0;
  const bound = boundAnswer(limitsOf(deps).answerLength);
  const work = async () => {
    for (let index = next++; index < entries.length; index = next++) {
      const entry = entries[index] as Outcome<EntryRequest>;
      const outcome = entry.ok
        ? await bound(entry.value, () => performEntry(deps, caller, entry.value, preference, languages))
        : entry;
      answers[index] = outcome.ok
        ? responseEntry(outcome.value, deps.baseUrl)
        : faultEntry(placedIn(outcome.fault, entry.ok ? entry.value.at : `Bundle.entry[${index}]`));
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, entries.length) }, work));
  return ok({ status: 200, text: bundleText({ type: 'batch-response', entries: answers }) });
}

/**
 * Ten thousand entries may each ask for a page of a thousand: once what was read is longer than `most`, further entries
 * that read are refused by themselves. What is under way at that moment still comes, so that the bound is a soft one.
 */
export function boundAnswer(
  most: number,
): (entry: EntryRequest, perform: () => Promise<Outcome<Answer>>) => Promise<Outcome<Answer>> {
  let length = 0;
  return async (entry, perform) => {
    if (entry.method !== 'GET' && entry.operation === undefined) return perform();
    if (length > most)
      return fail('search.too-broad', 'The answer is long enough: ask for this in a request of its own.');
    const answer = await perform();
    if (answer.ok) length += answer.value.text?.length ?? 0;
    return answer;
  };
}

/** What one entry asks for, as if it had been sent by itself. */
export async function performEntry(
  deps: FhirDeps,
  caller: Caller,
  entry: EntryRequest,
  preference: ReturnPreference,
  languages: readonly string[] = [],
): Promise<Outcome<Answer>> {
  const { type, id, draft } = entry;
  if (entry.operation !== undefined) return performOperationEntry(deps, caller, entry, languages);
  if (entry.method === 'GET') return performGet(deps, caller, entry);
  if (entry.method === 'HEAD') {
    const answer = await performGet(deps, caller, entry);
    if (!answer.ok) return answer;
    const { text: _text, ...head } = answer.value;
    return ok(head);
  }
  if (type === undefined)
    return fail('transaction.bad-entry', 'The URL names no resource type.', `${entry.at}.request.url`);
  if (entry.method === 'DELETE') {
    return id === undefined
      ? conditionalDelete(deps, caller, { type, criteria: entry.query ?? '', ifMatch: entry.ifMatch }, preference)
      : deleteResource(deps, caller, { type, id, ifMatch: entry.ifMatch }, preference);
  }
  if (draft === undefined) return fail('transaction.bad-entry', 'The entry needs a resource.', `${entry.at}.resource`);
  if (entry.method === 'POST') {
    return create(deps, caller, { type, draft, ifNoneExist: entry.ifNoneExist }, preference);
  }
  const { ifMatch, ifNoneMatch } = entry;
  if (entry.method === 'PATCH') {
    const read = patchOfEntry(draft.resource, draft.source);
    if (!read.ok) return read;
    return patch(deps, caller, { type, id, criteria: entry.query, ifMatch, patch: read.value }, preference);
  }
  return id === undefined
    ? conditionalUpdate(deps, caller, { type, criteria: entry.query ?? '', draft, ifMatch, ifNoneMatch }, preference)
    : update(deps, caller, { type, id, draft, ifMatch, ifNoneMatch }, preference);
}

async function performGet(deps: FhirDeps, caller: Caller, entry: EntryRequest): Promise<Outcome<Answer>> {
  const { type, id, version, ifNoneMatch, ifModifiedSince } = entry;
  const conditions = { ifNoneMatch, ifModifiedSince };
  const params = paramsOf(entry.query ?? '');
  if (!params.ok) return params;
  if (type !== undefined && id !== undefined && version !== undefined) {
    return vread(deps, caller, { type, id, version }, conditions, params.value);
  }
  if (entry.history === true) {
    return history(
      deps,
      caller,
      { ...(type === undefined ? {} : { type }), ...(id === undefined ? {} : { id }) },
      params.value,
    );
  }
  if (type === undefined)
    return fail('transaction.bad-entry', 'The URL names no resource type.', `${entry.at}.request.url`);
  return id === undefined
    ? search(deps, caller, { type }, params.value, 'strict')
    : read(deps, caller, { type, id }, conditions, params.value);
}
