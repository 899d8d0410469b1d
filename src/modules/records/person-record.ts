import type { Visibility } from '#fhir';
import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import type { PersonRecord } from './contract.ts';
import { decide, notFound } from './decide.ts';
import { logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/** Resources of one person that are given at once. */
const largestRecord = 10_000;
/** Bytes of them. */
const largestBytes = 128 * 1024 * 1024;
/** Directory resources that one record may refer to. */
const mostReferenced = 2_000;
/** A PractitionerRole refers to a Practitioner and an Organization, and that one to the one that it is part of. */
const referenceSteps = 2;

// Quotation marks inside a JSON string are escaped, so that this meets only the element itself.
const element = '"reference"';
const relative = /\s*:\s*"([A-Z][A-Za-z]{1,40}\/[A-Za-z0-9\-.]{1,64})(?:\/_history\/[^"]{1,64})?"/y;

/** Calls `meet` with each address (`Type/id`) of this node's resources that a stored text refers to; nothing is parsed. */
function eachReference(text: string, meet: (address: string) => void): void {
  for (let at = text.indexOf(element); at !== -1; at = text.indexOf(element, at + element.length)) {
    relative.lastIndex = at + element.length;
    const address = relative.exec(text)?.[1];
    if (address !== undefined) meet(address);
  }
}

function keyOf(address: string): { readonly type: string; readonly id: string } {
  const slash = address.indexOf('/');
  return { type: address.slice(0, slash), id: address.slice(slash + 1) };
}

/** Addresses of this node's resources that a stored text refers to. */
export function referencesIn(text: string): readonly { readonly type: string; readonly id: string }[] {
  const found: { readonly type: string; readonly id: string }[] = [];
  eachReference(text, (address) => found.push(keyOf(address)));
  return found;
}

/** Everything of one person that the caller may see, or what is of some types, and the directory entries that it refers to. */
export async function readPersonRecord(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  interaction: string,
  types?: readonly string[],
): Promise<Outcome<PersonRecord>> {
  if (!isResourceId(patient)) return { ok: false, fault: notFound() };
  const view = await decide(options.access, caller, 'read', patient);
  const person = await options.store.read('Patient', patient, view.visibility);
  const { resources: all, more } = await options.store.compartment(patient, view.visibility, {
    limit: largestRecord,
    mostBytes: largestBytes,
    ...(types === undefined ? {} : { types }),
  });
  const occasion = occasionOf(options, caller, interaction, view);
  if (person === undefined || person.deleted || view.refusal !== undefined) {
    await options.audit.record([
      logEntry(occasion, {
        action: 'read',
        outcome: 'denied',
        patient,
        objects: [{ type: 'Patient', id: patient }],
      }),
    ]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  if (more) {
    await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'failed', patient, objects: [] })]);
    return fail('search.too-broad', 'The record is larger than the node reads at once.');
  }
  const resources = all.filter((stored) => !(stored.type === 'Patient' && stored.id === patient));
  const record = [person, ...resources];
  const referenced = await readReferenced(options, record, view.visibility, types);
  await options.audit.record([
    logEntry(occasion, {
      action: readingAction(caller, 'read'),
      outcome: 'success',
      patient,
      objects: record,
    }),
  ]);
  return ok({ patient: person, resources, referenced });
}

/** Only what is nobody's record, of these types where some are named: a reference to another person's data stays one. */
export async function readReferenced(
  options: RecordsOptions,
  record: readonly StoredVersion[],
  { common, types: seen }: Visibility,
  types?: readonly string[],
): Promise<readonly StoredVersion[]> {
  if (common === 'none') return [];
  const wanted = types === undefined ? undefined : new Set(types);
  const met = new Set(record.map((stored) => `${stored.type}/${stored.id}`));
  const found: StoredVersion[] = [];
  let latest = record;
  for (let step = 0; step < referenceSteps && latest.length > 0; step += 1) {
    const keys: { readonly type: string; readonly id: string }[] = [];
    for (const stored of latest) {
      eachReference(stored.text, (address) => {
        if (met.has(address) || met.size >= record.length + mostReferenced) return;
        const key = keyOf(address);
        if (wanted !== undefined && !wanted.has(key.type)) return;
        met.add(address);
        keys.push(key);
      });
    }
    if (keys.length === 0) break;
    const answers = await options.store.readMany(keys, { common, persons: [], ...(seen && { types: seen }) });
    latest = answers.filter(
      (stored): stored is StoredVersion => stored !== undefined && !stored.deleted && stored.compartment === '',
    );
    found.push(...latest);
  }
  return found;
}
