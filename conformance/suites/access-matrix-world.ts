import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Access, accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
import { createJobs, type Database, jobMigrations, migrate, openDatabase, prepareQueue } from '#db';
import { openTestDatabase } from '#db/testing';
import { definitionMigrations, openDefinitions } from '#definitions';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { fixedClock, randomIds, silentLog } from '#kernel';
import { granted } from '#kernel/testing';
import { appendJournal, createRecords, type Records } from '#records';
import { createStore, openPersonSealing, personKeyMigrations, type Store, storeMigrations } from '#store';
import { createTerminology, terminologyMigrations } from '#terminology';
import { openSubscriptions, subscriptionMigrations } from '../../src/features/subscriptions/index.ts';
import { at, importer, now } from './access-matrix-callers.ts';
import {
  bodyOf,
  changedPieces,
  lateNamed,
  loinc,
  ofNobody,
  organizations,
  paperBody,
  persons,
  writtenPieces,
} from './access-matrix-pieces.ts';
import { type Policy, policies } from './access-matrix-table.ts';

export type World = Awaited<ReturnType<typeof openWorld>>;

/** Counts statements, wherever they are sent. */
function counting(db: Database, count: () => void): Database {
  const through = <On extends { query: Database['query'] }>(on: On): On => ({
    ...on,
    query(text: string, values?: readonly unknown[]) {
      count();
      return on.query(text, values);
    },
  });
  return {
    ...through(db),
    interruptible: through(db.interruptible),
    transaction: (work) => db.transaction((tx) => work(through(tx))),
    snapshot: (work) => db.snapshot((on) => work(through(on))),
  };
}

/** A database with the records of all persons, and a node for each policy over it. */
export async function openWorld() {
  const opened = await openTestDatabase();
  let statements = 0;
  const db = counting(opened.db, () => {
    statements += 1;
  });
  const migrated = await migrate(opened.db, [
    ...jobMigrations,
    ...definitionMigrations,
    ...terminologyMigrations,
    ...storeMigrations,
    ...personKeyMigrations,
    ...auditMigrations,
    ...accessMigrations,
    ...subscriptionMigrations,
  ]);
  if (!migrated.ok || !(await prepareQueue(opened.db)).ok) throw new Error('The tables could not be made');
  const clock = fixedClock(now);
  const audit = createAudit({ db, clock });
  const accesses = new Map<Policy, Access>(
    policies.map((policy) => [policy, createAccess({ db, clock, country: 'FR', policy })]),
  );
  const access = accesses.get('standard') as Access;
  const bySubject = new Map<string, Caller>();
  const subscriptions = await openSubscriptions({
    db: opened.db,
    clock,
    log: silentLog,
    identity: {
      onBehalfOf: async (subject: string) => bySubject.get(subject),
      async personsOf(accounts) {
        const citizens = accounts.flatMap((id) => bySubject.get(id) ?? []).filter(({ role }) => role === 'citizen');
        return new Map(
          citizens.map(({ subject, patient, proxyFor }) => [
            subject,
            new Set([...(patient === undefined ? [] : [patient]), ...proxyFor.map((proxy) => proxy.patient)]),
          ]),
        );
      },
      consumeOnce: async () => true,
    },
    access,
    node: { name: 'Test', country: 'FR', publicUrl: 'http://localhost' },
    key: randomBytes(32),
    hosts: [],
    demonstration: true,
    lookEvery: 50,
  });
  // What a process asks of the keys every two seconds is no part of any answer's steps, and not counted.
  const keysDb = openDatabase({ url: opened.url, max: 2 });
  const keysDir = await mkdtemp(join(tmpdir(), 'carnet-matrix-'));
  const { sealing } = await openPersonSealing({ db, keysDb, clock, keysDir });
  const store: Store<Parameters<ReturnType<typeof appendJournal>>[1][number]> = createStore({
    db,
    clock,
    sealing,
    cursorKey: randomBytes(32),
    append: appendJournal({ audit, access, listener: subscriptions.listener }),
  });
  const transact = <T>(work: Parameters<typeof db.transaction<T>>[0]) => db.transaction(work);
  const doors = new Map<Policy, Records>(
    policies.map((policy) => [
      policy,
      createRecords({ store, access: accesses.get(policy) as Access, audit, clock, ids: randomIds, transact }),
    ]),
  );
  const door = (policy: Policy) => doors.get(policy) as Records;
  const records = door('standard');

  const put = async (resources: readonly (Resource & { readonly id: string })[]) =>
    granted(
      await records.change(
        importer,
        resources.map((resource) => ({
          op: 'update' as const,
          id: resource.id,
          draft: { resource, source: JSON.stringify(resource) },
        })),
        'update',
      ),
    );
  const observation = (id: string, more: object = {}) => ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: loinc('718-7'),
    ...more,
  });
  await put([
    ...organizations.map((id) => ({ resourceType: 'Organization', id, name: 'Practice' })),
    { resourceType: ofNobody.type, id: ofNobody.id, code: { text: 'Something' } },
    ...persons.map((person) => observation(lateNamed(person).id)),
  ]);
  for (const person of persons) {
    await put(
      writtenPieces
        .filter((piece) => piece.person === person)
        .map(({ category }) => bodyOf(category as 'identity', person)),
    );
    for (const of of ['first', 'category'] as const) {
      const changed = changedPieces.filter((piece) => piece.person === person && piece.type === 'Condition');
      await put(changed.map((piece) => ({ ...bodyOf(piece[of] as 'problems', person), id: piece.id })));
    }
    await put([
      paperBody(person),
      observation(lateNamed(person).id, { subject: { reference: `Patient/${person.id}` } }),
    ]);
  }
  await bind(opened.db, access);

  return {
    db: opened.db,
    countedDb: db,
    clock,
    audit,
    access: (policy: Policy) => accesses.get(policy) as Access,
    store,
    door,
    subscriptions,
    bySubject,
    put,
    definitions: openDefinitions({ db: opened.db, written: store.definitions }),
    terminology: await createTerminology({ db: opened.db }),
    jobs: createJobs({ db: opened.db, log: silentLog }),
    /** The statements that `work` sends, and what it gives. */
    async counted<T>(work: () => Promise<T>): Promise<{ readonly given: T; readonly statements: number }> {
      const before = statements;
      const given = await work();
      return { given, statements: statements - before };
    },
    async close() {
      await subscriptions.close();
      await keysDb.close();
      await opened.close();
      await rm(keysDir, { recursive: true });
    },
  };
}

/** The relations, emergencies and choices of all persons. */
async function bind(db: Database, access: Access): Promise<void> {
  await db.transaction(async (tx) => {
    for (const { id: patient, choice } of persons) {
      const relation = (organization: string, from: number, more: object = {}) =>
        access.addRelation(tx, { patient, organization, origin: 'declared', from: at(from), ...more });
      await relation('org-park', -300);
      await relation('org-own', -300, { practitioner: 'own' });
      await relation('org-former', -300, { to: at(-30) });
      await relation('org-coming', 30);
      await relation('pharmacy', -300);
      const emergency = (practitioner: string, from: number, to: number) =>
        access.openEmergency(tx, { patient, practitioner, reason: 'Danger to life', from: at(from), to: at(to) });
      await emergency('urgent', -0.5, 0.5);
      await emergency('urgent-here', -0.5, 0.5);
      await emergency('urgent-dispenser', -0.5, 0.5);
      await emergency('was-urgent', -2, -1);
      if (!choice.said) continue;
      const changed = await access.changeSharing(
        tx,
        {
          patient,
          crossBorder: !choice.optedOut,
          restrictions: [
            ...choice.fromEverybody.map((category) => ({ category, audience: 'everyone' as const })),
            ...choice.fromAbroad.map((category) => ({ category, audience: 'abroad' as const })),
          ],
        },
        'herself',
      );
      granted(changed);
    }
  });
}
