import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { closureTables } from './closure-tables.ts';
import { type ClosureTables, closureTablesInMemory, mostTables } from './engine/closure.ts';
import { terminologyMigrations } from './migrations.ts';

const system = 'http://example.org/animals';
const codes = (...some: readonly string[]) => some.map((code) => ({ system, code }));

describe('closure tables', () => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase();
    expect(await migrate(test.db, terminologyMigrations)).toMatchObject({ ok: true });
  });
  afterAll(() => test?.close());

  const kinds: readonly (readonly [string, () => ClosureTables])[] = [
    ['in memory', () => closureTablesInMemory()],
    ['in the database', () => closureTables(test.db)],
  ];

  it.each(kinds)('%s: are begun, grow by versions, and are each client’s own', async (_, open) => {
    const tables = open();
    const table = { client: 'one', name: 'problems' };
    expect(await tables.read(table)).toBeUndefined();
    await tables.begin(table);
    expect(await tables.read(table)).toEqual([]);
    await tables.add(table, codes('cat', 'dog', 'cat'));
    const after = await tables.add(table, codes('dog', 'owl'));
    expect(after.map(({ code, since }) => `${code} ${since}`).sort()).toEqual(['cat 1', 'dog 1', 'owl 2']);
    expect(await tables.read(table)).toHaveLength(3);
    expect(await tables.read({ client: 'two', name: 'problems' })).toBeUndefined();
    await tables.begin(table);
    expect(await tables.read(table)).toEqual([]);
  });

  it.each(kinds)('%s: the oldest gives way where a client has too many', async (_, open) => {
    const tables = open();
    for (let count = 0; count <= mostTables; count += 1) await tables.begin({ client: 'busy', name: `t${count}` });
    expect(await tables.read({ client: 'busy', name: 't0' })).toBeUndefined();
    expect(await tables.read({ client: 'busy', name: `t${mostTables}` })).toEqual([]);
  });
});
