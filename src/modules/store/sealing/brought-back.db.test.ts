import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Visibility } from '#fhir';
import { committed, openTestStore, put, query, type TestStore, unitOf, worth } from '../testing.ts';
import { seesAll } from '../visibility.ts';

let test: TestStore;
const { signal } = new AbortController();
const persons = ['rosa', 'paul', 'eva'];
const tables = ['resource', 'resource_history', 'resource_locator', 'resource_string', 'resource_code'];
const both: Visibility = { common: 'all', persons: persons.map((patient) => ({ patient, hidden: [] })) };

beforeAll(async () => {
  test = await openTestStore();
  for (const id of persons) {
    const subject = { reference: `Patient/${id}` };
    const condition = { resourceType: 'Condition', id: `c-${id}`, subject, code: { text: 'Gout' } } as const;
    const contained = [{ resourceType: 'Organization', id: 'o', name: 'Cabinet' }];
    await committed(
      test.store.commit(
        unitOf(
          put({ resourceType: 'Patient', id, name: [{ family: 'Lima' }] }),
          put({ ...condition, contained }),
          put({ resourceType: 'Observation', id: `o-${id}`, status: 'final', code: { text: 'x' }, subject }),
        ),
      ),
    );
    await committed(test.store.commit(unitOf(put({ ...condition, contained, code: { text: 'Severe gout' } }))));
  }
  for (const table of [...tables, 'person_key']) {
    await test.db.query(`create table backup_${table} as select * from ${table}`, []);
  }
});
afterAll(() => test.close());

async function putBack(...these: readonly string[]): Promise<void> {
  for (const table of these) {
    await test.db.query(`delete from ${table} where compartment in ('rosa', 'eva')`, []);
    await test.db.query(`insert into ${table} select * from backup_${table} where compartment in ('rosa', 'eva')`, []);
  }
}

const rowsOf = (person: string) => test.db.query('select type, deleted from resource where compartment = $1', [person]);

describe('a backup that is put back under a node that runs', () => {
  it('brings nobody back for good: who is erased is taken away again, whatever was in the backup', async () => {
    for (const person of ['rosa', 'eva']) await test.persons.erase(person, 'On her request', signal);
    expect(await test.persons.repeatErasures()).toBe(0);
    expect(await test.persons.sweepPending()).toBe(false);

    for (const backup of [tables, ['resource_history'], [...tables, 'person_key']]) {
      await putBack(...backup);
      expect(await test.persons.sweepPending()).toBe(false);
      expect(await test.persons.repeatErasures()).toBe(2);
      expect(await test.persons.sweepPending()).toBe(true);
      expect(await test.persons.sweep(signal)).toBe(2);
      for (const person of ['rosa', 'eva']) expect(await rowsOf(person)).toEqual([{ type: 'Patient', deleted: true }]);
      expect(await test.db.query(`select 1 from resource_history where compartment in ('rosa', 'eva')`, [])).toEqual(
        [],
      );
      const keys = await test.db.query(`select wrapped from person_key where compartment in ('rosa', 'eva')`, []);
      expect(keys).toEqual([{ wrapped: null }, { wrapped: null }]);
      expect(await test.persons.repeatErasures()).toBe(0);
    }
    expect(await rowsOf('paul')).toHaveLength(3);
  });

  it('is no more than a start: one that finds the keys erased and the rows there takes them away as well', async () => {
    await putBack(...tables);
    const { persons: started } = await test.anotherProcess();
    expect(await started.sweepPending()).toBe(true);
    expect(await started.sweep(signal)).toBe(2);
    expect(await rowsOf('rosa')).toEqual([{ type: 'Patient', deleted: true }]);
  });
});

describe('the rows of a person who is being erased', () => {
  it('are in no total, no part and no tally of an export, and in no count by type', async () => {
    await putBack(...tables);
    const { store } = await test.anotherProcess();
    const at = await store.exportMoment(signal);
    for (const visibility of [seesAll, both]) {
      for (const count of [0, 1, 10]) {
        const found = worth(await store.search(query('Condition', [], { count, total: 'accurate' }), visibility));
        expect([found.total, found.matches.length]).toEqual([1, Math.min(count, 1)]);
      }
      const contained = { which: 'both', answer: 'container' } as const;
      const within = worth(await store.search(query('Condition', [], { contained, total: 'accurate' }), visibility));
      expect(within.total).toBe(1);
      const named = query('Condition', [], { compartment: 'rosa', total: 'accurate' });
      expect(worth(await store.search(named, visibility)).total).toBe(0);
      const part = worth(
        await store.exportPart({ type: 'Condition', at }, visibility, { size: 10, withCompartments: true }),
      );
      expect(part).toMatchObject({ count: 1, compartments: ['paul'] });
      const chunk = worth(await store.exportChunk({ type: 'Condition', at }, visibility));
      expect(chunk.tally.map(({ compartment, count }) => [compartment, count])).toEqual([['paul', 1]]);
    }
    expect(Object.fromEntries(await store.counts())).toEqual({ Condition: 1, Observation: 1, Patient: 1 });
  });
});
