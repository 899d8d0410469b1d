import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { migrate, openDatabase } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { fixedClock } from '#kernel';
import { openPersonSealing, type PersonSealing } from '#store';
import { migrations } from './compose.ts';
import { forgetPerson } from './forget-person.ts';

let test: TestDatabase;
let keysDir: string;
let persons: PersonSealing;
let close: () => Promise<void>;

beforeAll(async () => {
  test = await openTestDatabase();
  const migrated = await migrate(test.db, migrations);
  if (!migrated.ok) throw new Error('The tables could not be made');
  keysDir = await mkdtemp(join(tmpdir(), 'carnet-words-'));
  const keysDb = openDatabase({ url: test.url, max: 2 });
  close = () => keysDb.close();
  const clock = fixedClock('2026-11-22T10:00:00.000Z');
  persons = await openPersonSealing({ db: test.db, keysDb, clock, keysDir, also: forgetPerson, lease: 100 });
});
afterAll(async () => {
  await close();
  await test.close();
  await rm(keysDir, { recursive: true });
});

const place = (person: string) => ({ person, kind: 'rights_case.sealed', id: `case-${person}` });

async function keep(person: string, sealed: string): Promise<void> {
  await test.db.query(
    `insert into rights_case (id, patient, person, kind, addressee, subject, what, opened_by, opened, due, sealed)
     values ($1, $2, '', 'entry', '', '{}', '', 'a', now(), now(), $3)`,
    [`case-${person}`, person, sealed],
  );
}

it('takes the words beside a record along with it, and leaves those that a backup brings back closed for good', async () => {
  const { words } = persons;
  const sealer = await words.sealerFor(['eva', 'anna']);
  const said = { what: 'This is not mine' };
  const kept = new Map(['eva', 'anna'].map((person) => [person, sealer.seal(place(person), said) ?? '']));
  for (const [person, sealed] of kept) await keep(person, sealed);
  expect(kept.get('eva')).not.toContain('mine');
  await test.db.query(
    `insert into notification (patient, kind, who, day, seq, at, times, sealed_who) values ('eva', 'looked', 'mark', now(), 1, now(), 1, 'x')`,
    [],
  );
  await persons.erase('eva', 'Her request of today', new AbortController().signal);

  expect(await test.db.query('select patient from rights_case', [])).toEqual([{ patient: 'anna' }]);
  expect(await test.db.query('select patient from notification', [])).toEqual([]);
  await keep('eva', kept.get('eva') ?? '');
  const opened = ['eva', 'anna'].map((person) => ({ ...place(person), kept: kept.get(person) ?? '' }));
  expect(await words.open(opened)).toEqual([undefined, said]);
  // Nothing is added to who is erased.
  const again = await words.sealerFor(['eva']);
  expect(again.seal(place('eva'), said)).toBeUndefined();
  expect(again.mark('eva', 'notification.who', 'Dr Martin')).toBeUndefined();
});
