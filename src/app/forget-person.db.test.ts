import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { migrations } from './compose.ts';
import { forgetPerson, goneWithPerson, staysWithoutPerson } from './forget-person.ts';

let test: TestDatabase;

beforeAll(async () => {
  test = await openTestDatabase();
  const migrated = await migrate(test.db, migrations);
  if (!migrated.ok) throw new Error('The tables could not be made');
});
afterAll(() => test.close());

it('has decided for every column that can name a person or her account whether its rows go or stay', async () => {
  const rows = await test.db.query<{ name: string; names: boolean }>(
    `select c.relname || '.' || a.attname as name,
            a.attname in ('patient', 'person', 'account', 'owner', 'subject', 'compartment') as names
       from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and not c.relispartition
        and a.attnum > 0 and not c.relname ~ '^resource'
      order by 1`,
    [],
  );
  const decided = [
    ...goneWithPerson.map(({ table, column }) => `${table}.${column}`),
    ...Object.keys(staysWithoutPerson),
  ];
  const naming = rows.filter(({ names }) => names).map(({ name }) => name);
  expect(naming.filter((name) => !decided.includes(name))).toEqual([]);
  expect(decided.filter((name) => !rows.some((row) => row.name === name))).toEqual([]);
});

it('takes away what is hers and leaves what is another’s', async () => {
  const { db } = test;
  for (const name of ['eva', 'anna']) {
    await db.query(
      `insert into identity_account (id, name, role, language, patient) values ($1, $1, 'citizen', 'fr', $2)`,
      [`a-${name}`, name],
    );
    await db.query(
      `insert into access_sharing (patient, version, cross_border, restrictions, valid_from, changed_by)
       values ($1, 1, true, '[]', now(), 'x')`,
      [name],
    );
    await db.query(
      `insert into identity_oidc (model, id, payload, expires) values ('Session', $1, json_build_object('accountId', $2::text), now())`,
      [`s-${name}`, `a-${name}`],
    );
    await db.query(
      `insert into subscription (id, owner, version, status, definition, generation) values ($1, $2, 1, 'active', $3, 0)`,
      [`sub-${name}`, `a-${name}`, `{"endpoint":"mailto:${name}@example.org"}`],
    );
  }
  await db.query(
    `insert into identity_proxy (account, patient, origin, valid_from) values ('a-anna', 'eva', 'mandate', now()), ('a-eva', 'anna', 'mandate', now())`,
    [],
  );
  expect(await db.transaction((tx) => forgetPerson(tx, 'eva'))).toEqual([{ type: 'Subscription', id: 'sub-eva' }]);
  expect(await db.query('select id from identity_account', [])).toEqual([{ id: 'a-anna' }]);
  expect(await db.query('select patient from access_sharing', [])).toEqual([{ patient: 'anna' }]);
  expect(await db.query('select account from identity_proxy', [])).toEqual([]);
  expect(await db.query('select id from identity_oidc', [])).toEqual([{ id: 's-anna' }]);
  const subscriptions = await db.query<{ id: string; status: string; definition: string }>(
    'select id, status, definition from subscription order by id',
    [],
  );
  expect(subscriptions.map(({ status }) => status)).toEqual(['active', 'deleted']);
  expect(subscriptions[1]?.definition).toBe('{}');
  expect(await db.transaction((tx) => forgetPerson(tx, 'nobody'))).toEqual([]);
});
