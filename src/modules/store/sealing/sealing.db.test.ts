import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { codeKey, tokenKey } from '../keys.ts';
import {
  codeOf,
  committed,
  criterion,
  idsOf,
  openTestStore,
  parameter,
  put,
  query,
  remove,
  type TestStore,
  unitOf,
  worth,
} from '../testing.ts';
import { seesAll } from '../visibility.ts';

let test: TestStore;
beforeAll(async () => {
  test = await openTestStore();
});
afterAll(() => test.close());

const never = new AbortController().signal;
const patient = (id: string, family: string) =>
  ({ resourceType: 'Patient', id, name: [{ family }] }) as Resource & { id: string };
const condition = (id: string, of: string, text: string, more: object = {}) =>
  ({ resourceType: 'Condition', id, subject: { reference: `Patient/${of}` }, code: { text }, ...more }) as Resource & {
    id: string;
  };
const familyName = (text: string) =>
  criterion(parameter('family', 'string'), [{ kind: 'string', text, folded: text.toLowerCase() }]);

/** Every text that the tables hold. */
async function storedTexts(): Promise<readonly string[]> {
  const rows = await test.db.query<{ text: string }>(
    'select text from resource union all select text from resource_history',
    [],
  );
  return rows.map(({ text }) => text);
}

const readText = async (type: string, id: string, store = test.store) => (await store.read(type, id, seesAll))?.text;

describe('what is stored of persons', () => {
  it('is sealed in every version, and comes back to the letter by every way of reading', async () => {
    await committed(
      test.store.commit(unitOf(put(patient('claire', 'Moreau')), put(condition('c1', 'claire', 'Goutte')))),
    );
    await committed(test.store.commit(unitOf(put(condition('c1', 'claire', 'Goutte du pied')))));
    await committed(
      test.store.commit(unitOf(put({ resourceType: 'Organization', id: 'hospital', name: 'Moreau clinic' }))),
    );
    const texts = await storedTexts();
    expect(texts.filter((text) => text.includes('Goutte') || text.includes('"Moreau"'))).toEqual([]);
    expect(texts.filter((text) => text.startsWith('*'))).toHaveLength(3);
    // What is nobody's stays as it is.
    expect(texts.filter((text) => text.includes('Moreau clinic'))).toHaveLength(1);

    expect(await readText('Condition', 'c1')).toContain('"Goutte du pied"');
    expect((await test.store.readVersion('Condition', 'c1', 1, seesAll))?.text).toContain('"Goutte"');
    const history = worth(await test.store.history({ type: 'Condition', id: 'c1', count: 10 }, seesAll));
    expect(history.matches.map(({ text }) => JSON.parse(text).code.text)).toEqual(['Goutte du pied', 'Goutte']);
    const found = worth(await test.store.search(query('Patient', [familyName('more')]), seesAll));
    expect(found.matches.map(({ text }) => JSON.parse(text).name[0].family)).toEqual(['Moreau']);
    const record = await test.store.compartment('claire', seesAll, { limit: 10, mostBytes: 1_000_000 });
    expect(record.resources.map(({ text }) => JSON.parse(text).id)).toEqual(['c1', 'claire']);
    const many = await test.store.readMany(
      [
        { type: 'Condition', id: 'c1' },
        { type: 'Condition', id: 'none' },
      ],
      seesAll,
    );
    expect(many.map((one) => one && JSON.parse(one.text).id)).toEqual(['c1', undefined]);
    const at = await test.store.exportMoment(never);
    const lines = worth(await test.store.exportChunk({ type: 'Condition', at }, seesAll)).texts;
    expect(lines.map((line) => JSON.parse(line).code.text)).toEqual(['Goutte du pied']);
  });

  it('is sealed where it is about somebody whom nobody knows, too', async () => {
    const stranger = { resourceType: 'RelatedPerson', id: 'r1', patient: { display: 'Somebody else' } } as Resource & {
      id: string;
    };
    await committed(test.store.commit(unitOf(put(stranger))));
    expect((await storedTexts()).filter((text) => text.includes('Somebody else'))).toEqual([]);
    expect(await readText('RelatedPerson', 'r1')).toContain('Somebody else');
  });

  it('takes its history along, sealed for the person, when what was nobody’s finds its person', async () => {
    const device = (more: object) => ({ resourceType: 'Device', id: 'd1', ...more }) as Resource & { id: string };
    await committed(test.store.commit(unitOf(put(device({ lotNumber: 'first' })))));
    await committed(test.store.commit(unitOf(put(device({ lotNumber: 'second' })))));
    await committed(
      test.store.commit(unitOf(put(device({ lotNumber: 'third', patient: { reference: 'Patient/claire' } })))),
    );
    const history = worth(await test.store.history({ type: 'Device', id: 'd1', count: 10 }, seesAll));
    expect(history.matches.map(({ text }) => JSON.parse(text).lotNumber)).toEqual(['third', 'second', 'first']);
    const [row] = await test.db.query<{ places: number }>(
      `select count(*)::int as places from resource_history where id = 'd1' and compartment = 'claire' and text like '*%'`,
      [],
    );
    expect(row?.places).toBe(2);
  });

  it('is opened for more searches at once than there are connections, each of which holds one', async () => {
    await committed(
      test.store.commit(unitOf(put(patient('chain', 'Chaine')), put(condition('ch1', 'chain', 'Linked')))),
    );
    const { store } = await test.anotherProcess();
    const value = { kind: 'chain', type: 'Patient', criterion: familyName('chaine') } as const;
    const chained = query('Condition', [criterion(parameter('patient', 'reference', ['Patient']), [value])]);
    const all = await Promise.all(Array.from({ length: 24 }, () => idsOf(store, chained)));
    expect(all).toEqual(all.map(() => ['ch1']));
  });

  it('bounds a page by what it comes to when it is opened', async () => {
    const large = 'x'.repeat(12 * 1024 * 1024);
    const notes = ['l1', 'l2', 'l3', 'l4'].map((id) =>
      condition(id, 'grande', `Large ${id}`, { note: [{ text: large }] }),
    );
    for (const note of notes) await committed(test.store.commit(unitOf(put(note))));
    const page = worth(await test.store.search(query('Condition', [], { compartment: 'grande', count: 10 }), seesAll));
    expect(page.matches).toHaveLength(3);
    expect(page.next).toBeDefined();
  });
});

describe('what names a person in the index', () => {
  const named = (id: string, value: string) => ({
    ...patient(id, 'Nom'),
    identifier: [{ system: 'urn:oid:1.2.3', value }],
    telecom: [{ system: 'email', value: `${value}@example.org` }],
  });
  const token = (code: string, value: object, modifier?: string) =>
    criterion(parameter(code, 'token'), [{ kind: 'token', ...value } as never], modifier);
  const keysOf = async (on: TestStore, id: string) => {
    const [row] = await on.db.query<{ keys: string; codes: string }>(
      'select keys::text as keys, codes::text as codes from resource where id = $1',
      [id],
    );
    return row;
  };
  const guesses = [
    tokenKey('Patient', 'identifier', 'urn:oid:1.2.3', '2510799356'),
    codeKey('Patient', 'identifier', '2510799356'),
    codeKey('Patient', 'email', '2510799356@example.org'),
  ];
  const asked = [
    token('identifier', { system: 'urn:oid:1.2.3', code: '2510799356' }),
    token('identifier', { code: '2510799356' }),
    token('email', { code: '2510799356@example.org' }),
  ];

  it('cannot be guessed from its hashes, and is found all the same', async () => {
    await committed(test.store.commit(unitOf(put(named('id1', '2510799356')), put(named('id2', 'another')))));
    const row = await keysOf(test, 'id1');
    for (const key of guesses) expect(row?.keys).not.toContain(key);
    expect(row?.codes).not.toContain('@');
    for (const one of asked) expect(await idsOf(test.store, query('Patient', [one]))).toEqual(['id1']);
    const others = await idsOf(test.store, query('Patient', [token('identifier', { code: '2510799356' }, 'not')]));
    expect(others).toContain('id2');
    expect(others).not.toContain('id1');
    const byMail = query('Patient', [], { sort: [{ parameter: parameter('email', 'token'), descending: false }] });
    expect(codeOf(await test.store.search(byMail, seesAll))).toBe('search.unknown-parameter');
    const referring = { ...condition('ri', 'id1', 'x'), asserter: { identifier: { value: '2510799356' } } };
    await committed(test.store.commit(unitOf(put(referring))));
    const byIdentifier = token('asserter', { code: '2510799356' }, 'identifier');
    const reference = { ...byIdentifier, parameter: parameter('asserter', 'reference', ['Patient']) };
    expect(await idsOf(test.store, query('Condition', [reference]))).toEqual(['ri']);
    expect((await keysOf(test, 'ri'))?.keys).not.toContain(codeKey('Condition', 'asserter:identifier', '2510799356'));
  });

  it('is found in rows of both kinds while an older database is brought to it', async () => {
    const old = await openTestStore();
    try {
      await old.db.query(`update person_sealing set phase = 'off'`, []);
      await wait(3 * old.lease);
      await committed(old.store.commit(unitOf(put(named('id1', '2510799356')))));
      for (const key of guesses) expect((await keysOf(old, 'id1'))?.keys).toContain(key);
      await old.persons.begin();
      await wait(3 * old.lease);
      await committed(old.store.commit(unitOf(put(named('id3', '2510799356')))));
      for (const one of asked) expect(await idsOf(old.store, query('Patient', [one]))).toEqual(['id1', 'id3']);
      await old.store.renewIndex({ signal: never, progress: () => {} });
      for (const key of guesses) expect((await keysOf(old, 'id1'))?.keys).not.toContain(key);
      for (const one of asked) expect(await idsOf(old.store, query('Patient', [one]))).toEqual(['id1', 'id3']);
    } finally {
      await old.close();
    }
  });
});

describe('tampering', () => {
  it('is found: a changed text, texts of two rows exchanged, an older version put back, a plain text', async () => {
    const write = (id: string, text: string) =>
      committed(test.store.commit(unitOf(put(condition(id, 'claire', text)))));
    for (const id of ['t1', 't2', 't3', 't4', 't5']) await write(id, `Text of ${id}`);
    await write('t3', 'Second text of t3');
    const change = (sql: string) => test.db.query(sql, []);
    await change(`update resource set text = overlay(text placing 'AAAA' from 60) where id = 't1'`);
    await change(`update resource a set text = b.text from resource b where (a.id, b.id) in (('t2', 't5'))`);
    await change(`update resource r set text = h.text from resource_history h where r.id = 't3' and h.id = 't3'`);
    await change(`update resource set text = '{"resourceType":"Condition","id":"t4"}' where id = 't4'`);
    for (const id of ['t1', 't2', 't3', 't4']) {
      await expect(test.store.read('Condition', id, seesAll)).rejects.toThrow(/of type Condition/);
    }
    await expect(test.store.search(query('Condition', [], { compartment: 'claire' }), seesAll)).rejects.toThrow(
      /sealed/,
    );
    expect(await readText('Condition', 't5')).toContain('Text of t5');
    const broken: string[] = [];
    expect(await test.persons.check(({ id }) => broken.push(id))).toBeGreaterThan(5);
    expect(broken.sort()).toEqual(['t1', 't2', 't3', 't4']);
    await change(`delete from resource where id in ('t1', 't2', 't3', 't4')`);
  });

  it('with a key is found: keys of two persons exchanged, or one that is not there', async () => {
    await committed(test.store.commit(unitOf(put(patient('k1', 'One')), put(patient('k2', 'Two')))));
    await test.db.query(
      `update person_key a set wrapped = b.wrapped from person_key b where (a.compartment, b.compartment) in (('k1', 'k2'), ('k2', 'k1'))`,
      [],
    );
    const { store } = await test.anotherProcess();
    await expect(store.read('Patient', 'k1', seesAll)).rejects.toThrow(/key of a person was changed/);
    await test.db.query(`delete from person_key where compartment = 'k2'`, []);
    await expect(store.read('Patient', 'k2', seesAll)).rejects.toThrow(/key of a person is not there/);
    await test.db.query(`delete from resource where compartment in ('k1', 'k2')`, []);
    await test.db.query(`delete from person_key where compartment = 'k1'`, []);
  });
});

describe('the erasure of a person', () => {
  it('takes her record, history and index away, in every process, and leaves a deletion of the Patient', async () => {
    await committed(
      test.store.commit(
        unitOf(put(patient('eva', 'Petit')), put(condition('e1', 'eva', 'Asthme')), put(patient('other', 'Petit'))),
      ),
    );
    await committed(test.store.commit(unitOf(put(condition('e1', 'eva', 'Asthme leger')))));
    const { store: elsewhere } = await test.anotherProcess();
    expect(await readText('Condition', 'e1', elsewhere)).toContain('Asthme leger');

    await test.persons.erase('eva', 'On her request', never);

    for (const store of [test.store, elsewhere]) {
      expect((await store.read('Patient', 'eva', seesAll))?.deleted).toBe(true);
      expect(await store.read('Condition', 'e1', seesAll)).toBeUndefined();
      expect(await store.readVersion('Condition', 'e1', 1, seesAll)).toBeUndefined();
      expect(await idsOf(store, query('Patient', [familyName('petit')]))).toEqual(['other']);
      const history = worth(await store.history({ count: 1_000 }, seesAll)).matches;
      const left = history.filter(({ compartment }) => compartment === 'eva');
      expect(left.map(({ type, deleted, text }) => ({ type, deleted, text }))).toEqual([
        { type: 'Patient', deleted: true, text: '' },
      ]);
      expect(codeOf(await store.commit(unitOf(put(condition('e2', 'eva', 'New')))))).toBe('person.erased');
      expect(codeOf(await store.commit(unitOf(put(patient('eva', 'Again')))))).toBe('person.erased');
    }
    for (const table of [
      'resource_history',
      'resource_code',
      'resource_date',
      'resource_string',
      'resource_contained',
    ]) {
      expect(await test.db.query(`select 1 from ${table} where compartment = 'eva'`, [])).toEqual([]);
    }
    expect(await test.db.query(`select wrapped from person_key where compartment = 'eva'`, [])).toEqual([
      { wrapped: null },
    ]);
  });

  it('refuses only those units of a group that write to her record', async () => {
    const outcomes = await Promise.all([
      test.store.commit(unitOf(put(condition('g1', 'eva', 'No')))),
      test.store.commit(unitOf(put(condition('g2', 'other', 'Yes')))),
    ]);
    expect(outcomes.map(codeOf)).toEqual(['person.erased', 'ok']);
  });

  it('holds while writes of other processes are under way', async () => {
    const { store: elsewhere } = await test.anotherProcess();
    await committed(elsewhere.commit(unitOf(put(patient('busy', 'Vite')))));
    let writing = true;
    let written = 0;
    const writer = (async () => {
      for (let n = 0; writing; n++) {
        const outcome = await elsewhere.commit(unitOf(put(condition(`b${n}`, 'busy', 'Written meanwhile'))));
        if (outcome.ok) written += 1;
        await wait(5);
      }
    })();
    await wait(50);
    await test.persons.erase('busy', 'On her request', never);
    writing = false;
    await writer;
    expect(written).toBeGreaterThan(0);
    for (const table of ['resource_history', 'resource_string', 'resource_code']) {
      expect(await test.db.query(`select 1 from ${table} where compartment = 'busy'`, [])).toEqual([]);
    }
    const left = await test.db.query(`select type, deleted from resource where compartment = 'busy'`, []);
    expect(left).toEqual([{ type: 'Patient', deleted: true }]);
  });

  it('goes on in another process where the one that began it died', async () => {
    await committed(test.store.commit(unitOf(put(patient('half', 'Demi')), put(condition('h1', 'half', 'Half')))));
    const broken = AbortSignal.abort(new Error('The process died'));
    await expect(test.persons.erase('half', 'On her request', broken)).rejects.toThrow();
    // The key is gone at once: the rows that are left can be read by nobody.
    const { persons, store } = await test.anotherProcess();
    expect(await store.read('Condition', 'h1', seesAll)).toBeUndefined();
    expect(await persons.sweep(never)).toBe(1);
    expect(await test.db.query(`select type from resource where compartment = 'half'`, [])).toEqual([
      { type: 'Patient' },
    ]);
    expect(await persons.sweep(never)).toBe(0);
  });
});

describe('a backup that was put back after an erasure', () => {
  const tables = ['resource', 'resource_history', 'resource_locator', 'resource_string', 'resource_code'];
  const copy = async () => {
    for (const table of [...tables, 'person_key']) {
      await test.db.query(`create table backup_${table} as select * from ${table}`, []);
    }
  };
  const putBack = async (these: readonly string[]) => {
    for (const table of these) {
      await test.db.query(`delete from ${table}`, []);
      await test.db.query(`insert into ${table} select * from backup_${table}`, []);
    }
  };

  it('brings nothing of her back, whether the keys were in the backup or apart from it', async () => {
    await committed(test.store.commit(unitOf(put(patient('rosa', 'Lima')), put(condition('r1', 'rosa', 'Secret')))));
    await committed(test.store.commit(unitOf(put(patient('paul', 'Lima')))));
    await copy();
    await test.persons.erase('rosa', 'On her request', never);

    // The keys apart: the texts are there again, and nothing opens them.
    await putBack(tables);
    const apart = await test.anotherProcess();
    expect(await test.db.query(`select 1 from resource where compartment = 'rosa'`, [])).toHaveLength(2);
    expect(await apart.store.read('Patient', 'rosa', seesAll)).toBeUndefined();
    expect(await apart.store.read('Condition', 'r1', seesAll)).toBeUndefined();
    expect(await apart.store.compartment('rosa', seesAll, { limit: 10, mostBytes: 1e6 })).toMatchObject({
      resources: [],
    });
    expect(await readText('Patient', 'paul', apart.store)).toContain('Lima');

    // The keys in it: the list beside the node's keys erases her again before anything is read.
    await putBack([...tables, 'person_key']);
    const [key] = await test.db.query<{ wrapped: unknown }>(
      `select wrapped from person_key where compartment = 'rosa'`,
      [],
    );
    expect(key?.wrapped).not.toBeNull();
    const restored = await test.anotherProcess();
    expect(await restored.store.read('Condition', 'r1', seesAll)).toBeUndefined();
    expect(await restored.persons.sweep(never)).toBeGreaterThan(0);
    expect(await test.db.query(`select type, deleted from resource where compartment = 'rosa'`, [])).toEqual([
      { type: 'Patient', deleted: true },
    ]);
    expect(await idsOf(restored.store, query('Patient', [familyName('lima')]))).toEqual(['paul']);
    expect(await readText('Patient', 'paul', restored.store)).toContain('Lima');
  });
});

describe('the node key', () => {
  it('is rotated while everything else goes on, and what was wrapped before is good for nothing', async () => {
    const { store, persons } = await test.anotherProcess();
    await committed(store.commit(unitOf(put(patient('rot', 'Before')))));
    const [before] = await test.db.query<{ generation: number; wrapped: Uint8Array }>(
      `select generation, wrapped from person_key where compartment = 'rot'`,
      [],
    );
    let serving = true;
    let wrote = 0;
    const serve = (async () => {
      for (let n = 0; serving; n++) {
        await committed(test.store.commit(unitOf(put(patient(`rot${n}`, 'Meanwhile')))));
        expect(await readText('Patient', `rot${n}`, store)).toContain('Meanwhile');
        wrote += 1;
        await wait(20);
      }
    })();
    expect(await persons.rotate()).toBeGreaterThan(0);
    serving = false;
    await serve;
    expect(wrote).toBeGreaterThan(10);
    const generations = await test.db.query<{ generation: number }>(
      'select distinct generation from person_key where wrapped is not null',
      [],
    );
    expect(generations).toEqual([{ generation: (before?.generation ?? 0) + 1 }]);
    const fresh = await test.anotherProcess();
    expect(await readText('Patient', 'rot', fresh.store)).toContain('Before');
    // An old backup of the keys.
    await test.db.query(`update person_key set generation = $1::smallint, wrapped = $2 where compartment = 'rot'`, [
      before?.generation,
      before?.wrapped,
    ]);
    const old = await test.anotherProcess();
    await expect(old.store.read('Patient', 'rot', seesAll)).rejects.toThrow(/does not have generation/);
    await test.db.query(`delete from resource where compartment = 'rot'`, []);
    await test.db.query(`delete from person_key where compartment = 'rot'`, []);
  }, 30_000);
});

describe('a database with records from before', () => {
  it('goes on plain until it is told to seal, and then seals all, where it was interrupted too', async () => {
    const old = await openTestStore();
    try {
      await old.db.query(`update person_sealing set phase = 'off'`, []);
      await wait(2 * old.lease);
      const many = Array.from({ length: 450 }, (_, n) => put(condition(`c${n}`, `p${n % 7}`, `Plain ${n}`)));
      await committed(old.store.commit(unitOf(...many)));
      await committed(old.store.commit(unitOf(put(condition('c0', 'p0', 'Plain again')), remove('Condition', 'c1'))));
      const plain = () =>
        old.db.query(
          `select 1 from (select text from resource union all select text from resource_history) t where text like '{%'`,
          [],
        );
      expect(await plain()).toHaveLength(451);
      expect(await old.persons.sealOlder({ signal: never, progress: () => {} })).toBe(0);

      expect(await old.persons.begin()).toBe(true);
      expect(await old.persons.begin()).toBe(false);
      await wait(2 * old.lease);
      // Both forms are read meanwhile.
      await committed(old.store.commit(unitOf(put(condition('new', 'p0', 'Sealed')))));
      expect(
        worth(await old.store.search(query('Condition', [], { compartment: 'p0', count: 100 }), seesAll)).matches
          .length,
      ).toBe(66);
      const interrupted = new AbortController();
      await expect(
        old.persons.sealOlder({ signal: interrupted.signal, progress: () => interrupted.abort(new Error('died')) }),
      ).rejects.toThrow('died');
      const left = (await plain()).length;
      expect(left).toBeGreaterThan(0);
      expect(left).toBeLessThan(451);
      const { persons, store } = await old.anotherProcess();
      expect(await persons.sealOlder({ signal: never, progress: () => {} })).toBe(left);
      expect(await plain()).toEqual([]);
      expect(await persons.phase()).toBe('all');
      expect(await readText('Condition', 'c0', store)).toContain('Plain again');
      expect((await store.readVersion('Condition', 'c1', 1, seesAll))?.text).toContain('Plain 1');
    } finally {
      await old.close();
    }
  }, 30_000);
});
