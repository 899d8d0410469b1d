import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { Visibility } from '#fhir';
import { fixedClock } from '#kernel';
import type { Store } from './contract.ts';
import { createStore } from './create-store.ts';
import { storeMigrations } from './migrations.ts';
import { committed, criterion, parameter, put, query, unitOf } from './testing.ts';

// Where a resource is kept is remembered; that must not make the answer about a hidden one the sooner one.

let store: Store<string>;
let close: () => Promise<void>;
let statements = 0;
beforeAll(async () => {
  const test = await openTestDatabase();
  close = test.close;
  await migrate(test.db, storeMigrations);
  const query: Database['query'] = (text, values) => {
    statements += 1;
    return test.db.query(text, values);
  };
  const db: Database = { ...test.db, query, interruptible: { query } };
  const options = { db, clock: fixedClock('2026-03-01T10:00:00.000Z'), cursorKey: randomBytes(32), indexLease: 60_000 };
  store = createStore<string>({ ...options, append: async () => {} });
  const condition = { resourceType: 'Condition', id: 'hidden', subject: { reference: 'Patient/ana' } };
  await committed(store.commit(unitOf(put({ resourceType: 'Patient', id: 'ana' }), put(condition))));
});
afterAll(() => close());

const restricted: Visibility = { common: 'directory', persons: [{ patient: 'ana', hidden: ['problems'] }] };
const stranger: Visibility = { common: 'directory', persons: [] };
const byId = (code: string) => query('Condition', [criterion(parameter('_id', 'token'), [{ kind: 'token', code }])]);
const asked: readonly [string, (id: string, sight: Visibility) => Promise<unknown>][] = [
  ['read', (id, sight) => store.read('Condition', id, sight)],
  ['read of a version', (id, sight) => store.readVersion('Condition', id, 1, sight)],
  ['read of many', (id, sight) => store.readMany([{ type: 'Condition', id }], sight)],
  ['history', (id, sight) => store.history({ type: 'Condition', id, count: 5 }, sight)],
  ['search by id', (id, sight) => store.search(byId(id), sight)],
];

it.each(asked)('%s of what is hidden sends as many statements as of what does not exist', async (_name, ask) => {
  const countOf = async (id: string, sight: Visibility) => {
    const before = statements;
    await ask(id, sight);
    return statements - before;
  };
  for (const sight of [restricted, stranger]) {
    const absent = await countOf('never', sight);
    expect([await countOf('hidden', sight), await countOf('hidden', sight)]).toEqual([absent, absent]);
  }
});
