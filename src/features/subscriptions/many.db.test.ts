import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '#db';
import { fail, ok, silentLog } from '#kernel';
import type { StoredVersion } from '#records';
import type { Watched } from './contract.ts';
import { eventsOf, watchersOf } from './match-written.ts';
import { claimSql, createQueue } from './queue.ts';
import { openWorld, type World } from './testing.ts';
import { openWatch } from './watch.ts';

let world: World;
let db: Database;
beforeAll(async () => {
  world = await openWorld();
  db = world.db;
});
afterAll(async () => {
  await world?.close();
});
beforeEach(async () => {
  await db.query('delete from subscription_event', []);
  await db.query('delete from subscription', []);
});

/** Active subscriptions for which nothing has happened, each of an owner of its own. */
async function subscribe(n: number, from = 0): Promise<void> {
  await db.query(
    `with next as (update subscription_generation set n = n + 1 returning n)
     insert into subscription (id, owner, version, status, started, definition, generation)
     select 's' || i, 'o' || i, 1, 'active', true, '{"resourceType":"Subscription","id":"s' || i || '"}', next.n
       from next, generate_series($1::int, $2::int) i`,
    [from, from + n - 1],
  );
}

describe('however many have subscribed', () => {
  it('a write meets those alone who may know of its person', () => {
    const asked = { triggers: 0 };
    const watched = {
      type: 'Observation',
      get triggers() {
        asked.triggers += 1;
        return ['create'] as const;
      },
      criteria: [],
    } as unknown as Watched;
    const many = Array.from({ length: 1_000 }, (_, n) => ({
      subscription: `s${n}`,
      watched,
      persons: new Set([`p${n}`, 'shared']),
    }));
    const watchers = watchersOf([...many, { subscription: 'any', watched }]);
    const noted = (compartment: string) => {
      asked.triggers = 0;
      const stored = { type: 'Observation', id: 'o', compartment, text: '{}' } as StoredVersion;
      return eventsOf([{ outcome: 'created', stored }], watchers).map(({ subscription }) => subscription);
    };
    expect(noted('p7')).toEqual(['any', 's7']);
    expect(asked.triggers).toBe(2);
    expect(noted('somebody else')).toEqual(['any']);
    expect(asked.triggers).toBe(1);
    expect([noted('shared').length, noted('').length]).toEqual([1_001, 1_001]);
  });

  it('one more is one more to read, and one question about all their owners', async () => {
    await subscribe(300);
    const read: unknown[] = [];
    const asked: (readonly string[])[] = [];
    const watch = await openWatch({
      db,
      log: silentLog,
      read: (resource) => {
        read.push(resource.id);
        return fail('subscription.topic', '');
      },
      personsOf: async (owners) => {
        asked.push(owners);
        return new Map(owners.map((owner) => [owner, new Set([owner])]));
      },
    });
    expect([read.length, asked.map(({ length }) => length)]).toEqual([300, [300]]);
    await subscribe(1, 300);
    await watch.refresh();
    expect(read.slice(300)).toEqual(['s300']);
    expect(asked.slice(1)).toEqual([['o300']]);
    await db.query('delete from subscription where id = $1', ['s0']);
    await subscribe(1, 301);
    await watch.refresh();
    expect(read.slice(301)).toEqual(['s301']);
    await watch.stop();
  });

  it('a definition that changed is read again, and one that is gone is watched no more', async () => {
    await subscribe(2);
    const watched = { type: 'Observation', triggers: ['create'], criteria: [] } as unknown as Watched;
    let type = 'Observation';
    const watch = await openWatch({
      db,
      log: silentLog,
      read: () => ok({ watched: [{ ...watched, type }] } as never),
      personsOf: async () => new Map(),
    });
    const concerns = (of: string) => watch.concerns([{ outcome: 'created', stored: { type: of } }] as never);
    expect([concerns('Observation'), concerns('Condition')]).toEqual([true, false]);
    type = 'Condition';
    await db.query('delete from subscription where id = $1', ['s0']);
    await db.query(
      `with next as (update subscription_generation set n = n + 1 returning n)
       update subscription set generation = next.n from next where id = 's1'`,
      [],
    );
    await watch.refresh();
    expect([concerns('Observation'), concerns('Condition')]).toEqual([false, true]);
    await watch.stop();
  });

  it('looking for what is due reads those alone for whom something happened', async () => {
    await subscribe(2_000);
    await db.query(
      `insert into subscription_event (subscription, type, id, version, compartment, category, trigger, at)
       select 's' || i % 3, 'Observation', 'x' || i, 1, 'p', 'c', 'create', now() from generate_series(1, 300) i`,
      [],
    );
    await db.query('analyze subscription, subscription_event', []);
    expect(await rowsReadBy(claimSql, ['l/1', 90, 64, 8])).toBeLessThan(40);
    const leased = await db.query<{ id: string }>(`select id from subscription where lease = 'l/1' order by id`, []);
    expect(leased.map(({ id }) => id)).toEqual(['s0', 's1', 's2']);
  });
  it('the next events are found among all that wait for an endpoint without looking at these', async () => {
    await db.query(
      `insert into subscription_event (subscription, number, type, id, version, compartment, category, trigger, at)
       select 's0', case when i > 4990 then i - 4990 end, 'Observation', 'x' || i, 1, 'p', 'c', 'create', now()
         from generate_series(1, 5000) i`,
      [],
    );
    await db.query('analyze subscription_event', []);
    const asked: [string, readonly unknown[]][] = [];
    const watched: Database = {
      ...db,
      query: (text, values) => {
        asked.push([text, values ?? []]);
        return db.query(text, values ?? []);
      },
    };
    const waiting = await createQueue(watched, () => fail('subscription.topic', '')).waiting('s0', 12);
    expect(waiting.map(({ id }) => id)).toEqual([
      ...Array.from({ length: 10 }, (_, n) => `x${4991 + n}`),
      ...['x1', 'x2'],
    ]);
    for (const [text, values] of asked) expect(await rowsReadBy(text, values)).toBeLessThan(20);
  });
});

/** Rows that a statement reads of tables when it is run. */
async function rowsReadBy(text: string, values: readonly unknown[]): Promise<number> {
  const told = values.reduce<string>(
    (sql, value, n) => sql.replaceAll(`$${n + 1}`, typeof value === 'number' ? String(value) : `'${value}'`),
    text,
  );
  const [row] = await db.query<{ 'QUERY PLAN': readonly [{ readonly Plan: PlanNode }] }>(
    `explain (analyze, format json) ${told}`,
    [],
  );
  const plan = row?.['QUERY PLAN'][0].Plan;
  return plan === undefined ? Number.POSITIVE_INFINITY : rowsRead(plan);
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that scans of tables met, those that they then passed over included. */
function rowsRead(node: PlanNode): number {
  const isScan = /^(Seq|Index|Index Only|Bitmap Heap) Scan$/.test(node['Node Type']);
  const own = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  return (isScan ? own : 0) + (node.Plans ?? []).reduce((sum, below) => sum + rowsRead(below), 0);
}
