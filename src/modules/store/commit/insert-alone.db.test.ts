import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Database } from '#db';
import { systemClock } from '#kernel';
import type { Store, StoreOptions } from '../contract.ts';
import { createStore } from '../create-store.ts';
import { appendSample, codeOf, committed, create, openTestStore, put, type TestStore, unitOf } from '../testing.ts';
import { seesAll } from '../visibility.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

/** A store that counts the transactions of several statements that it opens. */
function counting(more: Partial<StoreOptions<string>> = {}): { store: Store<string>; transactions(): number } {
  let opened = 0;
  const db: Database = {
    ...test.db,
    transaction(work) {
      opened += 1;
      return test.db.transaction(work);
    },
  };
  const options = { db, clock: systemClock, cursorKey: new Uint8Array(32), append: appendSample, ...more };
  return { store: createStore<string>(options), transactions: () => opened };
}

const observation = (id: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  subject: { reference: 'Patient/alone' },
  code: { coding: [{ system: 'http://loinc.org', code: '1-8' }], text: 'Été "\\" \u2028 x' },
  effectiveDateTime: '2024-05-06',
  valueQuantity: { value: 5, system: 'http://unitsofmeasure.org', code: 'mg' },
  contained: [{ resourceType: 'Device', id: 'd', status: 'active' }],
});

/** What stands beside a resource, its id aside. */
async function rowsOf(id: string): Promise<readonly string[]> {
  const tables = ['resource_locator', 'resource_code', 'resource_date', 'resource_quantity', 'resource_contained'];
  const found = tables.map(
    (table) =>
      `select '${table}' || to_jsonb(t)::text as row from ${table} t where id like $1 || '%' or id like '%/' || $1 || '%'`,
  );
  const rows = await test.db.query<{ row: string }>(`${found.join(' union all ')} order by 1`, [id]);
  return rows.map(({ row }) => row.replaceAll(id, 'x').replace(/"updated": \d+/, ''));
}

describe('what only creates', () => {
  it('is one statement, found and logged as after a transaction', async () => {
    const { store, transactions } = counting();
    const units = ['alone-1', 'alone-2'].map((id) => store.commit(unitOf(create(observation(id)))));
    const [first] = (await Promise.all(units.map(committed))).flat();
    expect(transactions()).toBe(0);
    expect(await store.read('Observation', 'alone-1', seesAll)).toEqual(first?.stored);
    expect(await test.log()).toEqual(
      expect.arrayContaining(['created Observation/alone-1', 'created Observation/alone-2']),
    );
    await committed(store.commit(unitOf(put(observation('alone-by-put')))));
    expect(transactions()).toBe(1);
    const rows = await rowsOf('alone-1');
    expect(rows.length).toBeGreaterThanOrEqual(5);
    expect(rows).toEqual(await rowsOf('alone-by-put'));
  });

  it('refuses an id that is taken without harm to the others of the group', async () => {
    const { store } = counting();
    const outcomes = await Promise.all(
      ['alone-1', 'alone-3', 'alone-4'].map((id) => store.commit(unitOf(create(observation(id))))),
    );
    expect(outcomes.map(codeOf)).toEqual(['version.conflict', 'ok', 'ok']);
    expect((await store.read('Observation', 'alone-1', seesAll))?.version).toBe(1);
  });

  it('goes as a transaction where the statement comes too late after the time that its resources bear', async () => {
    const { store, transactions } = counting();
    const late = Date.now() - 10_000;
    const clock = vi.spyOn(Date, 'now').mockReturnValue(late);
    await committed(store.commit(unitOf(create(observation('alone-late')))));
    clock.mockRestore();
    expect(transactions()).toBe(1);
    expect((await test.log()).filter((entry) => entry.endsWith('alone-late'))).toHaveLength(1);
    await committed(store.commit(unitOf(create(observation('alone-after')))));
    expect(transactions()).toBe(2);
  });

  it('goes as a transaction where its log entries need one', async () => {
    const append = Object.assign(appendSample.bind(undefined), { step: () => undefined });
    const { store, transactions } = counting({ append });
    await committed(store.commit(unitOf(create(observation('alone-more')))));
    expect(transactions()).toBe(1);
    expect(await test.log()).toContain('created Observation/alone-more');
  });

  it('is not there where its log entries cannot be written', async () => {
    const step = () => ({ members: 'logged as (insert into sample_log select null)', values: [] });
    const append = Object.assign(
      async () => {
        throw new Error('no log');
      },
      { step },
    );
    const { store } = counting({ append });
    await expect(store.commit(unitOf(create(observation('alone-unlogged'))))).rejects.toThrow();
    expect(await store.read('Observation', 'alone-unlogged', seesAll)).toBeUndefined();
  });
});
