import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDatabaseUnavailable, migrate, openDatabase, sqlStateOf } from './index.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await openTestDatabase();
}, 90_000);

afterAll(async () => {
  await test.close();
});

describe('openDatabase', () => {
  it('carries every kind of value there and back', async () => {
    const values = {
      texts: ['a', 'b"c\\d', '', 'null', '{x,y}', 'é\u{1F600}', null],
      numbers: [1, -2, null],
      big: [Number.MAX_SAFE_INTEGER, 0],
      flags: [true, false],
      times: [new Date('2026-01-02T03:04:05.678Z')],
      bytes: Buffer.from([0, 255, 92]),
      json: { a: [1, 'x', null] },
    };
    for (let round = 0; round < 3; round++) {
      const [row] = await test.db.query<Record<string, unknown>>(
        `select $1::text[] as texts, $2::int[] as numbers, $3::bigint[] as big, $4::bool[] as flags,
                $5::timestamptz[] as times, $6::bytea as bytes, $7::jsonb as json, $8::text as nothing,
                $9::timestamptz as "when", $10::bigint as huge`,
        [
          values.texts,
          values.numbers,
          values.big,
          values.flags,
          values.times,
          values.bytes,
          values.json,
          undefined,
          new Date(0),
          2n ** 62n,
        ],
      );
      expect(row).toEqual({ ...values, nothing: null, when: new Date(0), huge: 2n ** 62n });
    }
  });

  it('rolls a transaction back when its work throws, and closes it to later use', async () => {
    await test.db.query('create table rolled (n int)');
    let kept: { query(text: string, values: unknown[]): Promise<unknown> } | undefined;
    const work = test.db.transaction(async (tx) => {
      kept = tx;
      await tx.query('insert into rolled values ($1)', [1]);
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(await test.db.query('select * from rolled', [])).toEqual([]);
    await expect(kept?.query('select 1', [])).rejects.toThrow('over');
  });

  it('keeps transactions apart from each other and from statements that stand alone, however few connections', async () => {
    const narrow = openDatabase({ url: test.url, max: 2 });
    await narrow.query('create table counted (n int); insert into counted values (0)');
    const inTurn = Array.from({ length: 20 }, () =>
      narrow.transaction(async (tx) => {
        const [row] = await tx.query<{ n: number }>('select n from counted for update', []);
        await tx.query('update counted set n = $1', [(row?.n ?? 0) + 1]);
      }),
    );
    const between = Array.from({ length: 200 }, (_, n) => narrow.query<{ n: number }>('select $1::int as n', [n]));
    const answers = await Promise.all(between);
    await Promise.all(inTurn);
    expect(answers.map(([row]) => row?.n)).toEqual(between.map((_, n) => n));
    expect(await narrow.query('select n from counted', [])).toEqual([{ n: 20 }]);
    await narrow.close();
  });

  it('ends a transaction whose connection is lost, runs nothing of it elsewhere, and goes on', async () => {
    await test.db.query('create table lost (n int)');
    const cut = test.db.transaction(async (tx) => {
      await tx.query('insert into lost values (1)', []);
      const [me] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid', []);
      await test.db.query('select pg_terminate_backend($1)', [me?.pid]);
      await new Promise((resolve) => setTimeout(resolve, 50));
      await tx.query('insert into lost values (2)', []).catch(() => {});
    });
    expect(isDatabaseUnavailable(await cut.catch((thrown: unknown) => thrown))).toBe(true);
    const midway = test.db.transaction((tx) =>
      Promise.all([
        tx.query('select pg_terminate_backend(pg_backend_pid())', []),
        tx.query('insert into lost values (3)', []),
      ]),
    );
    expect(isDatabaseUnavailable(await midway.catch((thrown: unknown) => thrown))).toBe(true);
    expect(await test.db.query('select n from lost', [])).toEqual([]);
  });

  it('throws the cause, not what follows from it, when statements of a transaction are sent together', async () => {
    const work = test.db.transaction((tx) => {
      const first = async () => (await Promise.all([tx.query('select 1/0', [])])).length;
      return Promise.all([first(), tx.query('select 1', []), tx.query('select 2', [])]);
    });
    expect(sqlStateOf(await work.catch((thrown: unknown) => thrown))).toBe('22012');
  });

  it('throws the state of a refusal without the values that caused it', async () => {
    await test.db.query('create table one_only (name text primary key)');
    await test.db.query('insert into one_only values ($1)', ['secret name']);
    const again = test.db.query('insert into one_only values ($1)', ['secret name']);
    const error = await again.then(
      () => undefined,
      (thrown: Error) => thrown,
    );
    expect(sqlStateOf(error)).toBe('23505');
    expect(isDatabaseUnavailable(error)).toBe(false);
    expect(`${error?.message}${error?.stack}${JSON.stringify(error)}`).not.toContain('secret');
  });

  it('says so when the server cannot be reached', async () => {
    const away = openDatabase({ url: 'postgres://carnet@localhost/x?host=%2Fnonexistent' });
    const error = await away.query('select 1', []).catch((thrown: unknown) => thrown);
    expect(isDatabaseUnavailable(error)).toBe(true);
    expect(await away.alive(500)).toBe(false);
    await away.close();
    expect(await test.db.alive(2_000)).toBe(true);
  });

  it('ends a statement that takes too long', async () => {
    const hasty = openDatabase({ url: test.url, statementTimeout: 50 });
    const error = await hasty.query('select pg_sleep(5)', []).catch((thrown: unknown) => thrown);
    expect(sqlStateOf(error)).toBe('57014');
    await hasty.close();
  });
});

describe('migrate', () => {
  const steps = [
    { name: 'sample/0001-table', sql: 'create table sample (n int); create index on sample (n);' },
    { name: 'sample/0002-row', sql: 'insert into sample values (1)' },
  ];

  it('runs every step once although several processes start together', async () => {
    const other = openDatabase({ url: test.url });
    const reports = await Promise.all([migrate(test.db, steps), migrate(other, steps), migrate(other, steps)]);
    await other.close();
    const applied = reports.flatMap((report) => (report.ok ? report.value.applied : ['failed']));
    expect(applied.toSorted()).toEqual(steps.map((step) => step.name));
    expect(await test.db.query('select n from sample', [])).toEqual([{ n: 1 }]);
  });

  it('leaves nothing of a step that fails', async () => {
    const broken = [...steps, { name: 'sample/0003-broken', sql: 'create table half (n int); select 1/0' }];
    await expect(migrate(test.db, broken)).rejects.toThrow('sample/0003-broken');
    expect(await test.db.query(`select to_regclass('half') as found`, [])).toEqual([{ found: null }]);
  });

  it('refuses a database that a newer build has changed', async () => {
    const older = await migrate(test.db, steps.slice(0, 1));
    expect(older.ok ? undefined : older.fault.code).toBe('database.newer-schema');
  });
});
