import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the module is composed here, as `src/app` composes it.
import { type Migration, migrate, openDatabase } from '#db';
import { openTestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import { definitionMigrations, type NodeDefinitions, openDefinitions } from '#definitions';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Clock, fixedClock, newTraceId, randomIds } from '#kernel';
import { createStore, openPersonSealing, personKeyMigrations, storeMigrations } from '#store';
import type { Change, Draft } from './contract.ts';
import { createRecords } from './create-records.ts';
import type { DraftJudge } from './draft-judge.ts';
import { appendJournal, type WriteListener } from './journal.ts';
import type { RecordsOptions } from './options.ts';

export { observation, patient } from '#fhir/testing';
export { codeOf, granted } from '#kernel/testing';
export { strictPatient } from './testing-strict.ts';

/** What all processes of one node share. */
export interface SharedByProcesses {
  /** Of the database. */
  readonly url: string;
  readonly keysDir: string;
  readonly cursorKey: Uint8Array;
}

export interface TestRecordsOptions {
  /** FR unless said. */
  readonly country?: string;
  /** Of what else the test opens over the same database. */
  readonly migrations?: readonly Migration[];
  /** Opens another process of that node, with connections of its own. */
  readonly beside?: SharedByProcesses;
  readonly judge?: (definitions: NodeDefinitions) => DraftJudge;
  /** Asked for at each write, so that it may itself need what is opened here. */
  readonly listener?: () => WriteListener;
  readonly noteWatched?: RecordsOptions['noteWatched'];
}

export type TestRecords = Awaited<ReturnType<typeof openTestRecords>>;

/** `openTestRecordsBy` a clock that stands still at 2026-11-01T10:00:00Z. */
export function openTestRecords(options: TestRecordsOptions = {}) {
  return openTestRecordsBy(fixedClock('2026-11-01T10:00:00.000Z'), options);
}

/**
 * The door as `src/app` composes it, over the real store, access and audit and a database of its own: for tests of this
 * module and of everything that comes through it. Of a node of several processes the first is closed last.
 */
export async function openTestRecordsBy<C extends Clock>(clock: C, options: TestRecordsOptions = {}) {
  const { country = 'FR', beside, listener, noteWatched } = options;
  const { db, url, close } = await (beside === undefined ? openTestDatabase() : openBeside(beside.url));
  if (beside === undefined) {
    const migrated = await migrate(db, [
      ...definitionMigrations,
      ...storeMigrations,
      ...personKeyMigrations,
      ...auditMigrations,
      ...accessMigrations,
      ...(options.migrations ?? []),
    ]);
    if (!migrated.ok) throw new Error('The tables could not be made');
  }
  const keysDb = openDatabase({ url, max: 2 });
  const keysDir = beside?.keysDir ?? (await mkdtemp(join(tmpdir(), 'carnet-records-')));
  const cursorKey = beside?.cursorKey ?? randomBytes(32);
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, country });
  const persons = await openPersonSealing({ db, keysDb, clock, keysDir, lease: 100 });
  const { sealing } = persons;
  const append = appendJournal({
    audit,
    access,
    ...(listener === undefined ? {} : { listener: lateListener(listener) }),
  });
  const store = createStore({ db, clock, sealing, cursorKey, append });
  const definitions = openDefinitions({ db, written: store.definitions, lease: 100 });
  const judge = options.judge?.(definitions);
  const records = createRecords({
    store,
    access,
    audit,
    clock,
    ids: randomIds,
    transact: (work) => db.transaction(work),
    erase: (person, reason) => persons.erase(person, reason, new AbortController().signal),
    ...(judge === undefined ? {} : { judge }),
    ...(noteWatched === undefined ? {} : { noteWatched }),
  });
  return {
    records,
    store,
    words: persons.words,
    definitions,
    access,
    audit,
    db,
    clock,
    url,
    keysDir,
    cursorKey,
    async close() {
      await keysDb.close();
      await close();
      if (beside === undefined) await rm(keysDir, { recursive: true });
    },
  };
}

function lateListener(listener: () => WriteListener): WriteListener {
  return {
    concerns: (results) => listener().concerns(results),
    written: (tx, results) => listener().written(tx, results),
  };
}

function openBeside(url: string) {
  const db = openDatabase({ url, max: 6, name: 'carnet test process' });
  return { db, url, close: () => db.close() };
}

function caller(fields: Partial<Caller> & Pick<Caller, 'role'>): Caller {
  return {
    subject: `${fields.role}-account`,
    name: 'Somebody',
    country: 'FR',
    purpose: 'TREAT',
    client: 'carnet-web',
    traceId: newTraceId(),
    proxyFor: [],
    ...fields,
  };
}

export const callers = {
  importer: () => caller({ role: 'backend', purpose: 'HOPERAT' }),
  administrator: () => caller({ role: 'administrator', purpose: 'SYSADMIN' }),
  /** Works for the organisation `org-park`. */
  doctor: () => caller({ role: 'professional', organization: 'org-park', practitioner: 'sophie' }),
  stranger: () => caller({ role: 'professional', organization: 'org-far', practitioner: 'karim' }),
  citizen: (patient: string) => caller({ role: 'citizen', purpose: 'PATRQT', patient }),
  abroad: () => caller({ role: 'foreign-professional', country: 'PT' }),
};

export function draft(resource: Resource): Draft {
  return { resource, source: JSON.stringify(resource) };
}

export function put(resource: Resource & { readonly id: string }): Change {
  return { op: 'update', id: resource.id, draft: draft(resource) };
}
