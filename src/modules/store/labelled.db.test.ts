import { afterEach, describe, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { labelsPending } from './fill-labels.ts';
import { storeMigrations } from './migrations.ts';

const from = storeMigrations.findIndex(({ name }) => name === 'store/0010-labelled');
let test: Awaited<ReturnType<typeof openTestDatabase>>;
afterEach(() => test.close());

/** A database as the build before left it, with one row whose labels it had looked at, or had still to look at. */
async function olderDatabase(lookedAt: boolean): Promise<void> {
  test = await openTestDatabase();
  await migrate(test.db, storeMigrations.slice(0, from));
  await test.db.query(`update index_renewal set finished = $1 where covers = '{:labels}'`, [lookedAt]);
  await write('before', Date.now() - 3_600_000);
  await migrate(test.db, storeMigrations);
}

/** As an older build writes: it knows of no column for what was looked at. */
const write = (id: string, updated: number) =>
  test.db.query(
    `insert into resource (compartment, type, id, version, updated, deleted, category, keys, marks, codes, text)
     values ('p', 'Flag', $1, 1, $2, false, 'problems', '{}', '{}', '{}', '{}')`,
    [id, updated],
  );

describe('rows of an older build', () => {
  it('are taken for looked at where it had done so, and to be looked at once it writes them again', async () => {
    await olderDatabase(true);
    expect(await labelsPending(test.db)).toBe(false);
    await test.db.query(`update resource set version = 2, updated = $1`, [Date.now()]);
    expect(await labelsPending(test.db)).toBe(true);
  });

  it('are to be looked at where it had not, without a row having been written', async () => {
    await olderDatabase(false);
    expect(await labelsPending(test.db)).toBe(true);
    expect(await test.db.query('select labelled from resource', [])).toEqual([{ labelled: null }]);
  });

  it('that it writes beside this build are to be looked at', async () => {
    await olderDatabase(true);
    await write('after', Date.now());
    expect(await labelsPending(test.db)).toBe(true);
  });
});
