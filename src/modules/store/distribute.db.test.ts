import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase, type Queryable } from '#db';
import { parseSearch, type Resource, type Visibility } from '#fhir';
import { createStore } from './create-store.ts';
import { distribute, placementStatements, storePlacements } from './distribute.ts';
import { createLocator } from './locate.ts';
import { readByKeys } from './read.ts';
import { committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { type ReadStatement, readStatement } from './testing-reach.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
let sent: string[] = [];
let store: TestStore['store'];
let spied: Database;

beforeAll(async () => {
  test = await openTestStore();
  spied = openDatabase({ url: test.url, max: 4 });
  const { clock } = test;
  const append = async () => {};
  const { sealing } = test.persons;
  store = createStore<string>({ db: noting(spied), clock, cursorKey: new Uint8Array(32), append, sealing });
});
afterAll(async () => {
  await spied.close();
  await test.close();
});

/** Notes the text of every statement. */
function noting(db: Database): Database {
  const note = (on: Queryable): Queryable => ({
    query: (text, values) => {
      sent.push(text);
      return on.query(text, values);
    },
  });
  return {
    ...db,
    ...note(db),
    interruptible: note(db.interruptible),
    snapshot: (work) => db.snapshot((on) => work(note(on))),
    transaction: (work) => db.transaction((tx) => work({ ...note(tx), inTransaction: true })),
  };
}

/** The statements of some work that touch spread tables. */
async function statementsOf(
  work: () => Promise<unknown>,
): Promise<readonly (ReadStatement & { readonly text: string })[]> {
  sent = [];
  await work();
  return sent.map((text) => ({ ...readStatement(text), text })).filter(({ reach }) => reach !== 'local');
}

const patient = (id: string) =>
  ({ resourceType: 'Patient', id, name: [{ family: 'Moreau' }] }) as Resource & { id: string };
const pulse = (id: string, of: string, value = 70) =>
  ({
    resourceType: 'Observation',
    id,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference: `Patient/${of}` },
    effectiveDateTime: '2026-01-01T10:00:00Z',
    valueQuantity: { value, system: 'http://unitsofmeasure.org', code: '/min' },
  }) as unknown as Resource & { id: string };

/** As a professional sees it: one person, and the directory. */
const one: Visibility = { common: 'directory', persons: [{ patient: 'claire', hidden: ['identity'] }] };

function search(type: string, query: string, visibility: Visibility) {
  return async () => worth(await store.search(worth(parseSearch(type, new URLSearchParams(query))), visibility));
}

describe('what is asked about one person', () => {
  beforeAll(async () => {
    await committed(
      store.commit(unitOf(put(patient('claire')), put(pulse('p1', 'claire')), put(pulse('p2', 'claire')))),
    );
    await committed(store.commit(unitOf(put(pulse('p1', 'claire', 71)))));
  });

  it.each<[string, () => Promise<unknown>]>([
    ['a read of the person', () => store.read('Patient', 'claire', one)],
    ['a read', () => store.read('Observation', 'p1', one)],
    ['a vread', () => store.readVersion('Observation', 'p1', 1, one)],
    ['a history', () => store.history({ type: 'Observation', id: 'p1', count: 10 }, one)],
    ['the record', () => store.compartment('claire', one, { limit: 100, mostBytes: 1_000_000 })],
    ['a search by code', search('Observation', 'patient=claire&code=http://loinc.org|8867-4&_sort=-date', one)],
    ['a search by date and value', search('Observation', 'patient=claire&date=ge2026&value-quantity=gt60', one)],
    ['a search by words', search('Patient', '_id=claire&family=Moreau', one)],
    ['a count', search('Observation', 'patient=claire&_summary=count', one)],
    ['a search by what every person sees', search('Observation', 'patient=claire&_total=accurate&_count=1', seesAll)],
  ])('touches one shard: %s', async (_name, work) => {
    const statements = (await statementsOf(work)).filter(({ tables }) => !tables.includes('resource_locator'));
    expect(statements.length).toBeGreaterThan(0);
    for (const { reach, refused, text } of statements)
      expect({ reach, refused, text }).toEqual({ reach: 'one', refused: [], text });
  });

  it('is read together with what others ask about their own, each in its shard on a cluster', async () => {
    const locator = createLocator(async () => true);
    const keys = ['p1', 'p2', 'nowhere'].map((id) => ({ type: 'Observation', id }));
    const person = { type: 'Patient', id: 'henri' };
    let found: readonly unknown[] = [];
    const statements = await statementsOf(async () => {
      found = await readByKeys(
        { on: noting(spied), locator, sealing: test.persons.sealing },
        [...keys, person],
        seesAll,
      );
    });
    expect(found.map((row) => row !== undefined)).toEqual([true, true, false, false]);
    const reads = statements.filter(({ tables }) => tables.includes('resource'));
    expect(reads.map(({ reach, refused }) => [reach, refused])).toEqual(reads.map(() => ['one', []]));
    const located = statements.filter(({ tables }) => tables.includes('resource_locator'));
    expect(located.map(({ reach }) => reach)).toEqual(['named']);
  });

  it('locks one compartment by each statement', async () => {
    const statements = await statementsOf(() =>
      store.commit(unitOf(put(pulse('p1', 'claire', 72)), put(patient('claire')), remove('Observation', 'p2'))),
    );
    const locks = statements.filter(({ text }) => /for update/i.test(text));
    expect(locks.length).toBeGreaterThan(0);
    for (const { reach, refused } of locks) expect([reach, refused]).toEqual(['one', []]);
  });

  it('writes rows that each say where they belong, and nothing that a cluster refuses', async () => {
    const statements = await statementsOf(async () => {
      await committed(
        store.commit(unitOf(put(pulse('p3', 'claire')), put(pulse('p1', 'claire', 73)), remove('Observation', 'p3'))),
      );
    });
    expect(statements.filter(({ reach }) => reach === 'all')).toEqual([]);
    expect(statements.flatMap(({ refused }) => refused)).toEqual([]);
  });
});

describe('what is asked about many', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['a population search', search('Observation', 'code=http://loinc.org|8867-4&_sort=-date', seesAll)],
    ['a chain', search('Observation', 'patient.family=Moreau', seesAll)],
    ['an include', search('Observation', 'code=8867-4&_include=Observation:subject', seesAll)],
    ['a history of a type', () => store.history({ type: 'Observation', count: 10 }, seesAll)],
    ['a count by type', () => store.counts()],
  ])('is asked of the shards in a form that they answer: %s', async (_name, work) => {
    const statements = await statementsOf(work);
    expect(statements.length).toBeGreaterThan(0);
    expect(statements.flatMap(({ refused, text }) => refused.map((why) => `${why}: ${text}`))).toEqual([]);
  });
});

describe('the reading of statements', () => {
  it.each<[string, string, ReadStatement['reach'], number]>([
    ['a parameter', 'select 1 from resource r where r.compartment = $1', 'one', 0],
    ['a list', 'select 1 from resource r where r.compartment = any ($1::text[])', 'named', 0],
    ['nothing', 'select 1 from resource r where r.id = $1', 'all', 0],
    [
      'a co-located join',
      'select 1 from resource_code d join resource r on r.compartment = d.compartment where d.compartment = $1',
      'one',
      0,
    ],
    [
      'a join on the id',
      'select 1 from resource_code d join resource r on r.id = d.id where d.compartment = $1',
      'all',
      1,
    ],
    ['a lock over many', 'select 1 from resource r where r.compartment = any ($1::text[]) for update', 'named', 1],
    [
      'rows that travel',
      'delete from resource x using unnest($1::text[]) as n (compartment) where x.compartment = n.compartment',
      'rows',
      0,
    ],
    ['no spread table', 'select 1 from index_renewal', 'local', 0],
  ])('knows %s', (_name, text, reach, refused) => {
    const read = readStatement(text);
    expect([read.reach, read.refused.length]).toEqual([reach, refused]);
  });
});

describe('carnet db distribute', () => {
  it('says so where the database has no Citus, and does nothing', async () => {
    const refused = await distribute(test.db, storePlacements, { dryRun: false });
    expect(refused).toMatchObject({ ok: false, fault: { code: 'database.no-cluster' } });
  });

  it('tells in a dry run what it would do, each table together with the one of its column', async () => {
    const { statements, already } = worth(await distribute(test.db, storePlacements, { dryRun: true }));
    expect(already).toEqual([]);
    expect(statements.slice(0, 4)).toEqual([
      `select create_distributed_table('resource', 'compartment', colocate_with => 'none')`,
      `select truncate_local_data_after_distributing_table('resource')`,
      `select create_distributed_table('resource_history', 'compartment', colocate_with => 'resource')`,
      `select truncate_local_data_after_distributing_table('resource_history')`,
    ]);
    expect(statements).toHaveLength(storePlacements.length * 2);
  });

  it('runs them one by one on a cluster, and leaves alone what is spread already', async () => {
    // As Citus stands in the catalogue: the functions note what they are called with.
    await test.db.query(`
      create table called (statement text);
      create table pg_dist_partition (logicalrelid regclass, partmethod "char");
      create function create_distributed_table(t regclass, c text, colocate_with text) returns void language sql as
        $$ insert into called values (t || ' by ' || c || ' with ' || colocate_with);
           insert into pg_dist_partition values (t, 'h') $$;
      create function truncate_local_data_after_distributing_table(t regclass) returns void language sql as
        $$ insert into called values ('truncate ' || t) $$;
      insert into pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        select 999999, 'citus', 10, 11, false, '13.2'`);
    try {
      await test.db.query(`insert into pg_dist_partition values ('resource', 'h')`);
      const first = worth(await distribute(test.db, storePlacements, { dryRun: false }));
      expect(first.already).toEqual(['resource']);
      const called = await test.db.query<{ statement: string }>('select statement from called', []);
      expect(called.map(({ statement }) => statement)).toContain('resource_locator by id with none');
      expect(called).toHaveLength((storePlacements.length - 1) * 2);
      expect(worth(await distribute(test.db, storePlacements, { dryRun: false })).statements).toEqual([]);
    } finally {
      await test.db.query(`delete from pg_extension where extname = 'citus'`);
    }
  });

  it('has the column in every key and unique index of a table that it spreads', async () => {
    for (const { table, by } of storePlacements) {
      const keys = await test.db.query<{ name: string; columns: string[] }>(
        `select i.indexrelid::regclass::text as name, array_agg(a.attname::text) as columns
           from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
          where i.indrelid = $1::text::regclass and i.indisunique group by 1`,
        [table],
      );
      expect(keys.length).toBeGreaterThan(0);
      for (const key of keys) expect(key.columns).toContain(by);
    }
    expect(placementStatements({ table: 't', by: 'c' })[0]).toContain(`'t', 'c'`);
  });
});
