import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Resource } from '#fhir';
import type { Caller, Identity } from '#identity';
import { type Clock, fail, type IdSource, isResourceId, type Outcome, ok } from '#kernel';
import type { Change, Records, Written } from '#records';
import { apiRoute } from '#rest';
import type { EntryWish, FileType, OwnEntriesAnswer, OwnEntry } from './contract.ts';
import { fileTypes } from './contract.ts';
import { parseWish } from './parse-wish.ts';
import { binaryOf, ownEntryOf, resourceOf } from './resources.ts';

export interface OwnEntriesOptions {
  readonly identity: Pick<Identity, 'authenticate'>;
  readonly records: Pick<Records, 'personRecord' | 'read' | 'change'>;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** Types that the list shows; the bytes of documents stay where they are. */
const listed = [
  'AllergyIntolerance',
  'Condition',
  'DocumentReference',
  'MedicationStatement',
  'Observation',
  'QuestionnaireResponse',
];
const largestBody = 2_200_000;

/**
 * What a person adds to her record herself (EHDS article 5): `/api/own-entries/:patient`. The door marks it as hers and
 * keeps it apart from what professionals write; here are the forms of the page alone.
 */
export function registerOwnEntries(app: FastifyInstance, options: OwnEntriesOptions): void {
  const { identity } = options;
  const base = '/api/own-entries/:patient';
  apiRoute(app, { method: 'GET', url: base, identity, handler: (caller, request) => list(options, caller, request) });
  apiRoute(app, {
    method: 'POST',
    url: base,
    identity,
    maxBody: largestBody,
    handler: (caller, request) => add(options, caller, request),
  });
  apiRoute(app, {
    method: 'PUT',
    url: `${base}/:type/:id`,
    identity,
    maxBody: largestBody,
    handler: (caller, request) => change(options, caller, request),
  });
  apiRoute(app, {
    method: 'DELETE',
    url: `${base}/:type/:id`,
    identity,
    handler: (caller, request) => withdraw(options, caller, request),
  });
  apiRoute(app, {
    method: 'GET',
    url: `${base}/file/:id`,
    identity,
    handler: (caller, request) => file(options, caller, request),
    send: sendFile,
  });
}

const absent = () => fail('resource.not-found', 'There is no such entry, or you may not know of it.');

function addressOf(request: FastifyRequest): { readonly patient: string; readonly type: string; readonly id: string } {
  const { patient = '', type = '', id = '' } = request.params as Readonly<Record<string, string>>;
  return { patient, type, id };
}

async function list(
  { records }: OwnEntriesOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<OwnEntriesAnswer>> {
  const { patient } = addressOf(request);
  if (!isResourceId(patient)) return absent();
  const record = await records.personRecord(caller, patient, 'own-entries', listed);
  if (!record.ok) return record;
  const entries = record.value.resources.flatMap(
    ({ text, version }) => ownEntryOf(JSON.parse(text) as Resource, version) ?? [],
  );
  return ok({ entries: entries.sort(newestFirst) });
}

const momentOf = (entry: OwnEntry) => entry.date ?? entry.changed;
function newestFirst(one: OwnEntry, other: OwnEntry): number {
  return momentOf(one) < momentOf(other)
    ? 1
    : momentOf(one) > momentOf(other)
      ? -1
      : one.changed < other.changed
        ? 1
        : -1;
}

async function add(options: OwnEntriesOptions, caller: Caller, request: FastifyRequest): Promise<Outcome<OwnEntry>> {
  const { patient } = addressOf(request);
  if (!isResourceId(patient)) return absent();
  const wish = parseWish(request.body, options.clock);
  if (!wish.ok) return wish;
  return written(await options.records.change(caller, creations(wish.value, patient, options.ids), 'own-entries'));
}

/** A document is two resources that stand or fall together. */
function creations(wish: EntryWish, patient: string, ids: IdSource): readonly Change[] {
  if (wish.kind !== 'document') return [{ op: 'create', draft: draftOf(resourceOf(wish, patient)) }];
  const binary = ids.next();
  return [
    { op: 'create', draft: draftOf(resourceOf(wish, patient, binary)) },
    { op: 'create', id: binary, draft: draftOf(binaryOf(wish.file, patient)) },
  ];
}

async function change(options: OwnEntriesOptions, caller: Caller, request: FastifyRequest): Promise<Outcome<OwnEntry>> {
  const { patient, type, id } = addressOf(request);
  if (!isResourceId(patient) || !isResourceId(id) || !listed.includes(type)) return absent();
  const { version, ...body } = (request.body ?? {}) as Record<string, unknown>;
  if (typeof version !== 'number' || !Number.isSafeInteger(version)) {
    return fail('request.bad', 'version must be the number of the version that is changed.', 'version');
  }
  const wish = parseWish(body, options.clock);
  if (!wish.ok) return wish;
  const resource = { ...resourceOf(wish.value, patient), id };
  if (resource.resourceType !== type || wish.value.kind === 'document') {
    return fail('request.bad', 'An entry stays of its kind; withdraw it and add another.', 'kind');
  }
  const draft = draftOf(resource);
  return written(
    await options.records.change(caller, [{ op: 'update', id, ifVersion: version, draft }], 'own-entries'),
  );
}

/** What refers to a file takes its bytes along. */
async function withdraw(
  { records }: OwnEntriesOptions,
  caller: Caller,
  request: FastifyRequest,
): Promise<Outcome<void>> {
  const { patient, type, id } = addressOf(request);
  if (!isResourceId(patient) || !isResourceId(id) || !listed.includes(type)) return absent();
  const found = await records.read(caller, type, id, 'own-entries');
  if (!found.ok) return found;
  if (found.value.compartment !== patient) return absent();
  const entry = ownEntryOf(JSON.parse(found.value.text) as Resource, found.value.version);
  const removed = await records.change(
    caller,
    [
      { op: 'delete', type, id },
      ...(entry?.file === undefined ? [] : [{ op: 'delete' as const, type: 'Binary', id: entry.file }]),
    ],
    'own-entries',
  );
  return removed.ok ? ok(undefined) : removed;
}

interface File {
  readonly type: FileType;
  readonly bytes: Buffer;
}

async function file({ records }: OwnEntriesOptions, caller: Caller, request: FastifyRequest): Promise<Outcome<File>> {
  const { patient, id } = addressOf(request);
  if (!isResourceId(patient) || !isResourceId(id)) return absent();
  const found = await records.read(caller, 'Binary', id, 'own-entries');
  if (!found.ok) return found;
  if (found.value.compartment !== patient) return absent();
  const { contentType, data } = JSON.parse(found.value.text) as {
    readonly contentType?: string;
    readonly data?: string;
  };
  const type = fileTypes.find((one) => one === contentType);
  return type === undefined ? absent() : ok({ type, bytes: Buffer.from(data ?? '', 'base64') });
}

/** As a download, so that no browser runs what is in it. */
function sendFile(reply: FastifyReply, value: unknown): FastifyReply {
  const { type, bytes } = value as File;
  const extension = { 'application/pdf': 'pdf', 'image/jpeg': 'jpg', 'image/png': 'png' }[type];
  return reply
    .header('content-type', type)
    .header('content-disposition', `attachment; filename="document.${extension}"`)
    .send(bytes);
}

function written(outcome: Outcome<readonly Written[]>): Outcome<OwnEntry> {
  if (!outcome.ok) return outcome;
  const stored = outcome.value[0]?.stored;
  const entry = stored && ownEntryOf(JSON.parse(stored.text) as Resource, stored.version);
  return entry === undefined ? fail('internal', 'What was written is not an own entry.') : ok(entry);
}

function draftOf(resource: Resource) {
  return { resource, source: JSON.stringify(resource) };
}
