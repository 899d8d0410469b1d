import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { currentScope, inScope, openScope } from '#kernel';
import type { Database } from './contract.ts';
import { isDatabaseTimeout } from './database-error.ts';
import { openDatabase } from './open-database.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;
let one: Database;

beforeAll(async () => {
  test = await openTestDatabase();
  // A single connection: what is cancelled and its neighbours share it.
  one = openDatabase({ url: test.url, max: 1, name: 'one connection' });
});
afterAll(async () => {
  await one.close();
  await test.close();
});

async function sleeping(): Promise<number> {
  const rows = await test.db.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'one connection' and state = 'active'`,
    [],
  );
  return rows[0]?.n ?? -1;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 5_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const caught = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

describe('an interruptible statement', () => {
  it('is cancelled in the server when its request is over, and nothing else on the connection is', async () => {
    const scope = openScope('a'.repeat(32));
    const slow = caught(inScope(scope, () => one.interruptible.query('select pg_sleep($1)', [20])));
    const neighbour = one.query<{ n: number }>('select 1 as n, pg_sleep($1)', [0.3]);
    await until(async () => (await sleeping()) === 1);
    const since = Date.now();
    scope.end();
    expect(isDatabaseTimeout(await slow)).toBe(true);
    expect(Date.now() - since).toBeLessThan(3_000);
    expect((await neighbour)[0]?.n).toBe(1);
    expect(await sleeping()).toBe(0);
  });

  it('is not sent at all when its request is over while it waits', async () => {
    const scope = openScope('b'.repeat(32));
    scope.end();
    const late = await caught(inScope(scope, () => one.interruptible.query('select 1', [])));
    expect(isDatabaseTimeout(late)).toBe(true);
  });

  it('never strikes a transaction, nor what is sent by other doors', async () => {
    const scope = openScope('c'.repeat(32));
    const writing = inScope(scope, () =>
      one.transaction((tx) => tx.query<{ n: number }>('select 2 as n, pg_sleep($1)', [0.4])),
    );
    await until(async () => (await sleeping()) === 1);
    scope.end();
    expect((await writing)[0]?.n).toBe(2);
    expect((await inScope(scope, () => one.query<{ n: number }>('select 3 as n', [])))[0]?.n).toBe(3);
  });

  it('is a usual one outside of a request', async () => {
    expect(currentScope()).toBeUndefined();
    expect(await one.interruptible.query('select 4 as n', [])).toEqual([{ n: 4 }]);
  });
});
