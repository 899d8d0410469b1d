import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { migrations } from './compose.ts';
import { onCoordinator, placements } from './placements.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await openTestDatabase();
  const migrated = await migrate(test.db, migrations);
  if (!migrated.ok) throw new Error('The tables could not be made');
});
afterAll(() => test.close());

it('decides where every table of a node lives on a cluster', async () => {
  const rows = await test.db.query<{ name: string }>(
    `select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace
        and not relispartition order by 1`,
    [],
  );
  const decided = [...placements.map(({ table }) => table), ...Object.keys(onCoordinator)].sort();
  expect(rows.map(({ name }) => name)).toEqual(decided);
});

it('has in every key and unique index of a spread table the column that spreads it', async () => {
  const rows = await test.db.query<{ table: string; index: string; columns: string[] }>(
    `select c.relname as table, i.indexrelid::regclass::text as index, array_agg(a.attname::text) as columns
       from pg_index i join pg_class c on c.oid = i.indrelid
       join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
      where c.relname = any ($1::text[]) and i.indisunique group by 1, 2`,
    [placements.map(({ table }) => table)],
  );
  for (const { table, by } of placements) {
    const keys = rows.filter((row) => row.table === table);
    expect(keys.length, table).toBeGreaterThan(0);
    for (const key of keys) expect(key.columns, key.index).toContain(by);
  }
});

it('puts together only what is spread by columns of one type and collation', async () => {
  const rows = await test.db.query<{ table: string; column: string; kind: string }>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) || ' ' || a.attcollation::regcollation as kind
       from pg_class c join pg_attribute a on a.attrelid = c.oid where c.relname = any ($1::text[])`,
    [placements.map(({ table }) => table)],
  );
  const kindOf = (name: string) => {
    const by = placements.find(({ table }) => table === name)?.by;
    return rows.find(({ table, column }) => table === name && column === by)?.kind;
  };
  for (const { table, together } of placements) {
    if (together !== undefined) expect(kindOf(table), table).toBe(kindOf(together));
  }
});
