import { afterAll, beforeAll, expect, it } from 'vitest';
import { createLog, inScope, openScope } from '#kernel';
import type { Database } from './contract.ts';
import { openDatabase } from './open-database.ts';
import { shapeOf } from './slow-log.ts';
import { openTestDatabase, type TestDatabase } from './testing.ts';

let test: TestDatabase;
let db: Database;
const lines: string[] = [];

beforeAll(async () => {
  test = await openTestDatabase();
  const log = createLog({ level: 'info', write: (line) => void lines.push(line) });
  db = openDatabase({ url: test.url, slowLog: { log, slow: 100 } });
});
afterAll(async () => {
  await db.close();
  await test.close();
});

it('tells shape, fingerprint, time, rows and trace of a slow statement, and none of its values', async () => {
  const scope = openScope('d'.repeat(32));
  await inScope(scope, () =>
    db.query('select $1::text as name, pg_sleep(0.15) from generate_series(1, 3) where $2 = $1', ['Moreau', 'Moreau']),
  );
  const [line = ''] = lines.splice(0);
  expect(JSON.parse(line)).toMatchObject({
    level: 'warn',
    event: 'database.slow',
    rows: 3,
    trace: 'd'.repeat(32),
    shape: 'select $1::text as name, pg_sleep(?) from generate_series(?) where $2 = $1',
    fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  });
  expect((JSON.parse(line) as { ms: number }).ms).toBeGreaterThanOrEqual(100);
  expect(line).not.toContain('Moreau');
});

it('tells none of the literals of a text without values, and none when the statement fails', async () => {
  await db.query(`select 'Moreau', E'Mor\\'eau', $tag$Moreau$tag$, 19840312; select pg_sleep(0.15)`);
  await db.query(`select 'Moreau', 1 / length(pg_sleep($1)::text)`, [0.15]).catch(() => {});
  expect(lines.length).toBe(2);
  for (const line of lines.splice(0)) expect(line).not.toMatch(/Moreau|Mor|1984/);
});

it('says nothing of what is quick', async () => {
  await db.query('select 1', []);
  expect(lines).toEqual([]);
});

it('gives one shape to all statements of a kind', () => {
  const one = shapeOf(`select * from a -- of Claire\n where b = 'x''y' and c in (1, 2, 3) and d = $12`);
  expect(one).toBe('select * from a where b = ? and c in (?) and d = $12');
  expect(shapeOf(`select *\n from a where b = '' and c in (9) and d = $12`)).toBe(one);
});
