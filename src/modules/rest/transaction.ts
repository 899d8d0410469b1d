import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Change, Draft, StoredVersion, Written } from '#records';
import { type Answer, answerOfWrite, type ReturnPreference, telling } from './answer.ts';
import { boundAnswer, performEntry } from './batch.ts';
import { type EntryRequest, placedIn } from './bundle-request.ts';
import { faultEntry, responseEntry } from './bundle-response.ts';
import { bundleText } from './bundle-text.ts';
import { conditionOf } from './condition.ts';
import { versionOfIfMatch } from './conditions.ts';
import { conditionalDeleteChange } from './delete.ts';
import { ofType } from './draft.ts';
import { type FhirDeps, limitsOf } from './fhir-deps.ts';
import { patchChange, patchOfEntry } from './patch.ts';
import { resolveReferences } from './resolve-references.ts';
import { conditionalChange, updateChange } from './update.ts';

/** An entry with the change that it comes to, or the resource that its condition found already. */
interface Step {
  readonly entry: EntryRequest;
  readonly change?: Change;
  readonly found?: StoredVersion;
  /** What is answered where there is nothing to do. */
  readonly answer?: Answer;
}

/** FHIR R4, http.html#trules: deletes first, then creates, then updates and patches; reads come after all of them. */
const order: readonly EntryRequest['method'][] = ['DELETE', 'POST', 'PUT', 'PATCH'];

/**
 * transaction (FHIR R4, http.html#transaction): all entries or none. References between entries, and conditional ones,
 * get their final addresses; then one change does all writes. Reads see what was written; one that finds nothing
 * says so in its own entry, since the writes stand by then.
 */
export async function transaction(
  deps: FhirDeps,
  caller: Caller,
  requests: readonly Outcome<EntryRequest>[],
  preference: ReturnPreference | undefined,
): Promise<Outcome<Answer>> {
  const steps: Step[] = [];
  const conditions = new Set<string>();
  for (const request of requests) {
    if (!request.ok) return request;
    const step = await plan(deps, caller, request.value, conditions);
    if (!step.ok) return { ok: false, fault: placedIn(step.fault, request.value.at) };
    steps.push(step.value);
  }
  const duplicate = findDuplicate(steps);
  if (duplicate !== undefined) {
    return fail('transaction.duplicate', 'Another entry writes the same resource.', duplicate.entry.at);
  }
  const writes = order.flatMap((method) =>
    steps.filter((step) => step.entry.method === method && step.change !== undefined),
  );
  const changes = await resolved(deps, caller, writes, targetsOf(steps, deps.baseUrl));
  if (!changes.ok) return changes;
  const results =
    changes.value.length === 0
      ? ok([])
      : await deps.records.change(caller, telling(changes.value, preference), 'transaction');
  if (!results.ok) return results;
  const byEntry = new Map<EntryRequest, Written>();
  for (const [index, step] of writes.entries()) byEntry.set(step.entry, results.value[index] as Written);
  const entries: string[] = [];
  const bound = boundAnswer(limitsOf(deps).answerLength);
  for (const { entry, found, answer: settled } of steps) {
    if (settled !== undefined) {
      entries.push(responseEntry(settled, deps.baseUrl));
      continue;
    }
    const result =
      byEntry.get(entry) ?? (found === undefined ? undefined : ({ outcome: 'found', stored: found } as const));
    if (result !== undefined) {
      entries.push(responseEntry(answerOfWrite(result, preference ?? 'minimal'), deps.baseUrl));
      continue;
    }
    const answer = await bound(entry, () => performEntry(deps, caller, entry, 'minimal'));
    entries.push(answer.ok ? responseEntry(answer.value, deps.baseUrl) : faultEntry(placedIn(answer.fault, entry.at)));
  }
  return ok({ status: 200, text: bundleText({ type: 'transaction-response', entries }) });
}

async function plan(
  deps: FhirDeps,
  caller: Caller,
  entry: EntryRequest,
  conditions: Set<string>,
): Promise<Outcome<Step>> {
  const { type, id, draft } = entry;
  if (entry.operation !== undefined) {
    return fail('transaction.bad-entry', 'Operations are performed in a batch.', `${entry.at}.request.url`);
  }
  if (entry.method === 'GET' || entry.method === 'HEAD' || type === undefined) return ok({ entry });
  if (entry.method === 'DELETE' && id === undefined) {
    const request = { type, criteria: entry.query ?? '', ifMatch: entry.ifMatch };
    const change = await conditionalDeleteChange(deps, caller, request);
    if (!change.ok) return change;
    return ok(change.value === undefined ? { entry, answer: { status: 204 } } : { entry, change: change.value });
  }
  if (entry.method === 'DELETE') {
    const version = versionOfIfMatch(entry.ifMatch);
    if (!version.ok) return version;
    const ifVersion = version.value === undefined ? {} : { ifVersion: version.value };
    return ok({ entry, change: { op: 'delete', type, id: id ?? '', ...ifVersion } });
  }
  if (draft === undefined) return fail('transaction.bad-entry', 'The entry needs a resource.', `${entry.at}.resource`);
  const { ifMatch, ifNoneMatch } = entry;
  if (entry.method === 'PUT') {
    const change =
      id === undefined
        ? await conditionalChange(deps, caller, { type, criteria: entry.query ?? '', draft, ifMatch, ifNoneMatch })
        : updateChange({ type, id, draft, ifMatch, ifNoneMatch });
    if (!change.ok) return change;
    return ok({
      entry,
      change: change.value.op === 'create' ? { ...change.value, id: deps.ids.next() } : change.value,
    });
  }
  if (entry.method === 'PATCH') {
    const read = patchOfEntry(draft.resource, draft.source);
    if (!read.ok) return read;
    const request = { type, id, criteria: entry.query, ifMatch, patch: read.value };
    const change = await patchChange(deps, caller, request);
    if (!change.ok) return change;
    const placed = { ...change.value.draft, at: `${entry.at}.resource` };
    return ok({ entry, change: { ...change.value, draft: placed } });
  }
  return planCreate(deps, caller, entry, type, draft, conditions);
}

async function planCreate(
  deps: FhirDeps,
  caller: Caller,
  entry: EntryRequest,
  type: string,
  draft: Draft,
  conditions: Set<string>,
): Promise<Outcome<Step>> {
  const checked = ofType(draft, type);
  if (!checked.ok) return checked;
  const id = deps.ids.next();
  if (entry.ifNoneExist === undefined) return ok({ entry, change: { op: 'create', id, draft } });
  const condition = await conditionOf(deps, type, entry.ifNoneExist);
  if (!condition.ok) return condition;
  const key = `${type}?${condition.value.canonical}`;
  if (conditions.has(key)) {
    return fail('transaction.duplicate', 'Another entry has the same condition.', `${entry.at}.request.ifNoneExist`);
  }
  conditions.add(key);
  const page = await deps.records.search(caller, condition.value, 'transaction');
  if (!page.ok) return page;
  const [found, second] = page.value.matches;
  if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
  if (found !== undefined) return ok({ entry, found });
  const referredTo = entry.fullUrl !== undefined;
  return ok({ entry, change: { op: 'create', id, draft, unlessFound: condition.value, referredTo } });
}

/** Type and id that a step writes or found. */
function addressOf({ entry, change, found }: Step): string | undefined {
  if (found !== undefined) return `${found.type}/${found.id}`;
  if (change === undefined) return undefined;
  return `${change.op === 'delete' ? change.type : entry.type}/${change.id}`;
}

function findDuplicate(steps: readonly Step[]): Step | undefined {
  const met = new Set<string>();
  return steps.find((step) => {
    const address = step.change === undefined ? undefined : addressOf(step);
    if (address === undefined) return false;
    if (met.has(address)) return true;
    met.add(address);
    return false;
  });
}

/** From what other entries call a resource to its address. */
function targetsOf(steps: readonly Step[], baseUrl: string): ReadonlyMap<string, string> {
  const targets = new Map<string, string>();
  for (const step of steps) {
    const { fullUrl, method } = step.entry;
    const address = addressOf(step);
    if (fullUrl === undefined || address === undefined || method === 'DELETE') continue;
    targets.set(fullUrl, address);
    // A relative reference is read against the base of the fullUrl beside it (FHIR R4, bundle.html#references).
    const relative = /\/([A-Z][A-Za-z]+\/[A-Za-z0-9\-.]{1,64})$/.exec(fullUrl)?.[1];
    if (relative === undefined) continue;
    if (relative !== address) targets.set(relative, address);
    if (relative !== address) targets.set(`${baseUrl}/${relative}`, address);
  }
  return targets;
}

async function resolved(
  deps: FhirDeps,
  caller: Caller,
  writes: readonly Step[],
  targets: ReadonlyMap<string, string>,
): Promise<Outcome<readonly Change[]>> {
  const drafts = writes.flatMap(({ change }) => (change === undefined || change.op === 'delete' ? [] : [change.draft]));
  const final = await resolveReferences(deps, caller, drafts, targets);
  if (!final.ok) return final;
  const rest = final.value.values();
  return ok(
    writes.flatMap(({ change }): Change[] => {
      if (change === undefined) return [];
      return [change.op === 'delete' ? change : { ...change, draft: rest.next().value as Draft }];
    }),
  );
}
