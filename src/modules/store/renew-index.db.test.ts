import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { renewIndex } from './renew-index.ts';
import { committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

it('finds again what an older version indexed, and changes nothing else', async () => {
  const many = Array.from({ length: 450 }, (_, n) =>
    put({ resourceType: 'Condition', id: `c${n}`, subject: { reference: 'Patient/p' }, code: { text: `Gout ${n}` } }),
  );
  await committed(test.store.commit(unitOf(...many, put({ resourceType: 'Patient', id: 'p' }))));
  await committed(test.store.commit(unitOf(remove('Condition', 'c0'))));
  const before = await test.db.query(`select id, version, updated, text from resource order by type, id`, []);
  await test.db.query(`update resource set texts = '{}', indexed = 1`);
  const query = worth(parseSearch('Condition', new URLSearchParams('code:text=gout&_count=0')));
  const total = async () => worth(await test.store.search(query, seesAll)).total;
  expect(await total()).toBe(0);
  expect(await renewIndex(test.db)).toBe(451);
  expect(await total()).toBe(449);
  expect(await renewIndex(test.db)).toBe(0);
  expect(await test.db.query(`select id, version, updated, text from resource order by type, id`, [])).toEqual(before);
});
