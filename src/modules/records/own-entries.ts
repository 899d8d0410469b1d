import { choicesLabel } from '#access';
import {
  compartmentOf,
  isOwnEntryText,
  type OwnAuthor,
  ownAuthorOf,
  ownMarks,
  parseKeepingNumbers,
  type Resource,
  securityLabelsOf,
  withOwnMark,
} from '#fhir';
import type { Caller } from '#identity';
import { type Fault, fail, faultOf, type IdSource, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import type { Change, Draft } from './contract.ts';

/**
 * What a person may add to her record (EHDS article 5), with the elements by which R4 says whose word it is: those
 * types alone of which a Patient can be the author.
 */
const authorElements: Readonly<
  Record<string, { readonly one?: readonly string[]; readonly many?: readonly string[] }>
> = {
  AllergyIntolerance: { one: ['recorder', 'asserter'] },
  Binary: {},
  Condition: { one: ['recorder', 'asserter'] },
  DocumentReference: { many: ['author'] },
  MedicationStatement: { one: ['informationSource'] },
  Observation: { many: ['performer'] },
  QuestionnaireResponse: { one: ['author', 'source'] },
};

/** The types of own entries. */
export const ownEntryTypes: readonly string[] = Object.keys(authorElements);

/** Characters of one own entry, a document with its bytes in base64 included. */
const longestEntry = 3_000_000;

/**
 * The changes of a citizen as own entries: each is of a type that she can vouch for, marked as hers whatever it says of
 * itself, and names her as its author and nobody else; a Provenance beside each new one says who added it. The
 * Provenances come last. A conditional create has none, since it may come to nothing; its mark tells as much.
 */
export function asOwnEntries(
  caller: Caller,
  changes: readonly Change[],
  { ids, now }: { readonly ids: IdSource; readonly now: Date },
): Outcome<readonly Change[]> {
  const entries: Change[] = [];
  const provenances: Change[] = [];
  for (const change of changes) {
    if (change.op === 'delete') {
      entries.push(change);
      continue;
    }
    const { resourceType } = change.draft.resource;
    const patient = compartmentOf(change.draft.resource, change.id ?? '').patient;
    const author: OwnAuthor = patient === caller.patient ? 'person' : 'proxy';
    const marked = asOwn(change.draft, patient, author);
    if (!marked.ok) return marked;
    if (change.op === 'update') {
      entries.push({ ...change, draft: marked.value });
      continue;
    }
    const id = change.id ?? ids.next();
    entries.push({ ...change, id, draft: marked.value });
    if (change.unlessFound !== undefined || patient === undefined) continue;
    const provenance = provenanceOf({ entry: `${resourceType}/${id}`, patient, author, caller, now });
    provenances.push({ op: 'create', draft: { resource: provenance, source: JSON.stringify(provenance) } });
  }
  return ok([...entries, ...provenances]);
}

function asOwn(draft: Draft, patient: string | undefined, author: OwnAuthor): Outcome<Draft> {
  const { resource, source, at } = draft;
  const elements = Object.hasOwn(authorElements, resource.resourceType)
    ? authorElements[resource.resourceType]
    : undefined;
  if (elements === undefined) {
    return fail('own-entry.type', `A person adds ${ownEntryTypes.join(', ')} to her record.`, at);
  }
  if (source.length > longestEntry) {
    return fail('body.too-large', `An own entry has at most ${longestEntry} characters.`, at);
  }
  // Whose record it is must be said; the rights to that record are asked afterwards.
  if (patient === undefined) return fail('own-entry.person', 'An own entry says in whose record it stands.', at);
  const herself = { reference: `Patient/${patient}` };
  const members: Record<string, unknown> = { meta: withOwnMark(resource.meta, author) };
  for (const name of elements.one ?? []) {
    if (resource[name] !== undefined && !isReferenceTo(resource[name], herself.reference))
      return foreignAuthor(name, at);
    members[name] = resource[name] ?? herself;
  }
  for (const name of elements.many ?? []) {
    const listed = resource[name] ?? [herself];
    if (!Array.isArray(listed) || !listed.every((one) => isReferenceTo(one, herself.reference))) {
      return foreignAuthor(name, at);
    }
    members[name] = listed;
  }
  const written = parseKeepingNumbers(source) as Record<string, unknown>;
  return ok({
    ...draft,
    resource: { ...resource, ...members } as Resource,
    source: JSON.stringify({ ...written, ...members }),
  });
}

function foreignAuthor(element: string, at: string | undefined): Outcome<never> {
  return fail('own-entry.author', `An own entry names its person as ${element} and nobody else.`, at);
}

function isReferenceTo(value: unknown, reference: string): boolean {
  return (value as { readonly reference?: unknown } | null)?.reference === reference;
}

function provenanceOf(about: {
  readonly entry: string;
  readonly patient: string;
  readonly author: OwnAuthor;
  readonly caller: Caller;
  readonly now: Date;
}): Resource {
  const person = { reference: `Patient/${about.patient}` };
  const agent =
    about.author === 'person' ? { who: person } : { who: { display: about.caller.name }, onBehalfOf: person };
  return {
    resourceType: 'Provenance',
    meta: { security: [ownMarks[about.author]] },
    target: [{ reference: about.entry }, person],
    recorded: about.now.toISOString(),
    activity: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-DataOperation', code: 'CREATE' }] },
    agent: [
      {
        type: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/provenance-participant-type', code: 'author' }],
        },
        ...agent,
      },
    ],
  };
}

/** Whose entries a decision lets its caller write; every one where it does not say. */
export type WritableEntries = 'own' | 'others' | undefined;

/** What keeps a caller from changing this entry although he sees it: it is not his kind of entry. */
export function mayNotTouch(entries: WritableEntries, current: StoredVersion): Fault | undefined {
  if (entries === undefined) return undefined;
  // A withdrawn entry has no text: whose it was is not to be told any more, so that nobody but its side may go on with it.
  if (entries === 'own' && !isOwnEntryText(current.text)) {
    return faultOf('own-entry.of-professional', 'This is not an own entry: ask who wrote it to correct it.');
  }
  if (entries === 'others' && isOwnEntryText(current.text)) {
    return faultOf('own-entry.of-person', 'The person added this herself, and only she changes it.');
  }
  return undefined;
}

/**
 * Two marks are the node's to give. A professional's entry that bears the one of own entries would pass for the person's; one
 * that bears the label of her choices, whoever wrote it, would be hidden from all who treat her, and nobody could change it.
 */
export function forgedMark(caller: Caller, change: Change): Fault | undefined {
  if (change.op === 'delete' || caller.role === 'backend') return undefined;
  const { resource, at } = change.draft;
  if (securityLabelsOf(resource).includes(choicesLabel)) {
    return faultOf('access.denied', 'The label of choices is given by the node alone.', at);
  }
  if (caller.role !== 'professional' || ownAuthorOf(resource) === undefined) return undefined;
  return faultOf('own-entry.mark', 'This mark is given to what a person adds to her record herself.', at);
}
