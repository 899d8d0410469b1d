import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the module is composed here, as `src/app` composes it.
import { migrate, openDatabase } from '#db';
import { openTestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { fixedClock, newTraceId, type Outcome, randomIds } from '#kernel';
import { createStore, openPersonSealing, personKeyMigrations, storeMigrations } from '#store';
import type { Change, Draft } from './contract.ts';
import { createRecords } from './create-records.ts';
import { appendJournal } from './journal.ts';

export { observation, patient } from '#fhir/testing';

/** The door over a database of its own, with the real store, access and audit; for tests of this module. */
export async function openTestRecords() {
  const { db, url, close } = await openTestDatabase();
  const keysDb = openDatabase({ url, max: 2 });
  const migrated = await migrate(db, [
    ...storeMigrations,
    ...personKeyMigrations,
    ...auditMigrations,
    ...accessMigrations,
  ]);
  if (!migrated.ok) throw new Error('The tables could not be made');
  const clock = fixedClock('2026-11-01T10:00:00.000Z');
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, country: 'FR' });
  const keysDir = await mkdtemp(join(tmpdir(), 'carnet-records-'));
  const persons = await openPersonSealing({ db, keysDb, clock, keysDir, lease: 100 });
  const { sealing } = persons;
  const append = appendJournal({ audit, access });
  const store = createStore({ db, clock, sealing, cursorKey: randomBytes(32), append });
  const records = createRecords({
    store,
    access,
    audit,
    clock,
    ids: randomIds,
    transact: (work) => db.transaction(work),
    erase: (person, reason) => persons.erase(person, reason, new AbortController().signal),
  });
  return {
    records,
    store,
    access,
    audit,
    db,
    clock,
    async close() {
      await keysDb.close();
      await close();
      await rm(keysDir, { recursive: true });
    },
  };
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

export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.issues[0]?.text}`);
  return outcome.value;
}

export function codeOf(outcome: Outcome<unknown>): string {
  return outcome.ok ? 'ok' : outcome.fault.code;
}
