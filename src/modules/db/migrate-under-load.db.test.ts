import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from './contract.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './open-database.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

const before = [
  {
    name: 'load/0001-table',
    sql: `create table load (id int primary key, n int not null); insert into load values (1, 0), (2, 0)`,
  },
];
const column = { name: 'load/0002-column', sql: 'alter table load add column more text' };

let test: TestDatabase;
let migrator: Database;
beforeAll(async () => {
  test = await openTestDatabase();
  migrator = openDatabase({ url: test.url, max: 2 });
  await migrate(test.db, before);
});
afterAll(async () => {
  await migrator.close();
  await test.close();
});

/** Reads and writes without end; tells the longest that one of them took, in milliseconds. */
function traffic(db: Database): { stop(): Promise<number> } {
  let running = true;
  let longest = 0;
  const work = async () => {
    while (running) {
      const started = performance.now();
      await db.query('select n from load where id = $1', [1]);
      await db.query('update load set n = n + 1 where id = $1', [2]);
      longest = Math.max(longest, performance.now() - started);
      await pause(5);
    }
  };
  const done = Promise.all([work(), work()]);
  return {
    stop: async () => {
      running = false;
      await done;
      return longest;
    },
  };
}

describe('a change of the schema', () => {
  it('neither waits behind an open transaction nor holds up what comes after it', async () => {
    const others = traffic(test.db);
    let changed = false;
    let work: Promise<unknown> = Promise.resolve();
    await test.db.transaction(async (tx) => {
      await tx.query('update load set n = n + 1 where id = $1', [1]);
      work = migrate(migrator, [...before, column]).then((result) => {
        changed = result.ok;
      });
      await pause(1_500);
      // The open transaction goes on with the table that the change is about.
      const started = performance.now();
      await tx.query('select sum(n) from load', []);
      await tx.query('update load set n = n + 1 where id = $1', [1]);
      expect(performance.now() - started).toBeLessThan(1_000);
      await pause(1_000);
      expect(changed).toBe(false);
    });
    await work;
    expect(changed).toBe(true);
    expect(await others.stop()).toBeLessThan(1_500);
    expect(await test.db.query('select n, more from load where id = 1', [])).toEqual([{ n: 2, more: null }]);
  });

  it('holds no connection while it is patient', async () => {
    const step = { name: 'load/0003-column', sql: 'alter table load add column other text' };
    const one = openDatabase({ url: test.url, max: 2 });
    let work: Promise<unknown> = Promise.resolve();
    await test.db.transaction(async (tx) => {
      await tx.query('select n from load', []);
      work = migrate(one, [...before, column, step]);
      await pause(500);
      const started = performance.now();
      for (let n = 0; n < 5; n++) await one.query('select 1', []);
      expect(performance.now() - started).toBeLessThan(3_000);
    });
    await work;
    await one.close();
  });

  it('builds an index while others write, and makes a half-made one anew', async () => {
    const steps = [...before, column, { name: 'load/0003-column', sql: 'alter table load add column other text' }];
    const index = {
      name: 'load/0004-index',
      online: true,
      sql: 'create index concurrently if not exists load_by_n on load (n)',
    } as const;
    await test.db.query('insert into load (id, n) select id, id from generate_series(10, 60000) id', []);
    // As a process leaves it that dies while it builds.
    await test.db.query('create index load_by_n on load (n)', []);
    await test.db.query(`update pg_index set indisvalid = false where indexrelid = 'load_by_n'::regclass`, []);
    const others = traffic(test.db);
    const both = await Promise.all([migrate(migrator, [...steps, index]), migrate(test.db, [...steps, index])]);
    expect(await others.stop()).toBeLessThan(1_500);
    expect(both.flatMap((result) => (result.ok ? result.value.applied : ['failed']))).toEqual([index.name]);
    const valid = await test.db.query(`select indisvalid from pg_index where indexrelid = 'load_by_n'::regclass`, []);
    expect(valid).toEqual([{ indisvalid: true }]);
  });
});
