import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, migrate, openDatabase, type Transaction } from '#db';
import { openTestDatabase } from '#db/testing';
import type { Resource, SearchCriterion, SearchParameter, SearchQuery, SearchValue } from '#fhir';
import { fixedClock, type Outcome } from '#kernel';
import { granted } from '#kernel/testing';
import type { Append, Store, Unit, Write, WriteResult } from './contract.ts';
import { createStore } from './create-store.ts';
import { storeMigrations } from './migrations.ts';
import { personKeyMigrations } from './sealing/migrations.ts';
import { openPersonSealing } from './sealing/open-person-sealing.ts';
import { seesAll } from './visibility.ts';

const logTable = `create table sample_log (entry text not null)`;

const insertSample = (parameter: number) => `insert into sample_log select * from unnest($${parameter}::text[])`;

/** Writes the entries into `sample_log`, within a transaction or as a part of one statement. */
export const appendSample: Append<string> = Object.assign(
  async (tx: Transaction, entries: readonly string[]) => {
    await tx.query(insertSample(1), [entries]);
  },
  {
    step: (entries: readonly string[], first: number) => ({
      members: `logged as (${insertSample(first)})`,
      values: [entries],
    }),
  },
);

/** A store over a database of its own, whose log is a table that tests can read. */
export async function openTestStore() {
  const test = await openTestDatabase();
  await migrate(test.db, [...storeMigrations, ...personKeyMigrations]);
  await test.db.query(logTable);
  const clock = fixedClock('2026-03-01T10:00:00.000Z');
  const lease = 200;
  const options = {
    clock,
    indexLease: lease,
    cursorKey: createHash('sha256').update('sample').digest(),
    append: appendSample,
  };
  const keysDir = await mkdtemp(join(tmpdir(), 'carnet-store-'));
  const others: { close(): Promise<void> }[] = [];
  const open = async (db: Database) => {
    const keysDb = openDatabase({ url: test.url, max: 2 });
    others.push(keysDb);
    const persons = await openPersonSealing({ db, keysDb, clock, keysDir, lease });
    return { persons, store: createStore<string>({ ...options, db, sealing: persons.sealing }) };
  };
  const { persons, store } = await open(test.db);
  return {
    ...test,
    store,
    clock,
    /** Milliseconds for which a store goes by what it knows of the index. */
    lease,
    /** A store of another process: same database, its own connections and memory. */
    another(): Store<string> {
      const db = openDatabase({ url: test.url, max: 4 });
      others.push(db);
      return createStore<string>({ ...options, db, sealing: persons.sealing });
    },
    persons,
    keysDir,
    /** Another process with keys and memory of its own. */
    anotherProcess() {
      const db = openDatabase({ url: test.url, max: 4 });
      others.push(db);
      return open(db);
    },
    async log(): Promise<readonly string[]> {
      const rows = await test.db.query<{ entry: string }>('select entry from sample_log order by entry', []);
      return rows.map((row) => row.entry);
    },
    async close() {
      for (const other of others) await other.close();
      await test.close();
      await rm(keysDir, { recursive: true });
    },
  };
}

export type TestStore = Awaited<ReturnType<typeof openTestStore>>;

export function unitOf(...writes: readonly Write[]): Unit<string> {
  return {
    writes,
    entries: (results) => results.map(({ outcome, stored }) => `${outcome} ${stored.type}/${stored.id}`),
  };
}

export function put(resource: Resource & { readonly id: string }, more: Partial<Write> = {}): Write {
  const { resourceType: type, id } = resource;
  return { op: 'update', type, id, resource, source: JSON.stringify(resource), ...more };
}

export function create(resource: Resource & { readonly id: string }, more: Partial<Write> = {}): Write {
  return { ...put(resource, more), op: 'create' };
}

export function remove(type: string, id: string, more: Partial<Write> = {}): Write {
  return { op: 'delete', type, id, ...more };
}

/** The results of a commit that must succeed. */
export async function committed(outcome: Promise<Outcome<readonly WriteResult[]>>): Promise<readonly WriteResult[]> {
  return granted(await outcome);
}

export { codeOf, granted as worth } from '#kernel/testing';

export function parameter(
  code: string,
  type: SearchParameter['type'],
  targets: readonly string[] = [],
): SearchParameter {
  return { code, type, url: '', expression: '', targets, description: '' };
}

export function criterion(of: SearchParameter, values: readonly SearchValue[], modifier?: string): SearchCriterion {
  return modifier === undefined ? { parameter: of, values } : { parameter: of, values, modifier };
}

export function query(
  type: string,
  criteria: readonly SearchCriterion[],
  more: Partial<SearchQuery> = {},
): SearchQuery {
  const canonical = JSON.stringify([criteria, more.sort]);
  return { type, criteria, sort: [], count: 100, total: 'none', canonical, ...more };
}

/** Ids of the matches, in their order. */
export async function idsOf(store: Store<string>, of: SearchQuery, visibility = seesAll): Promise<readonly string[]> {
  return granted(await store.search(of, visibility)).matches.map((match) => match.id);
}
