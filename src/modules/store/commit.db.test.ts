import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultOf } from '#kernel';
import { createStore } from './create-store.ts';
import {
  codeOf,
  committed,
  create,
  criterion,
  openTestStore,
  parameter,
  put,
  query,
  remove,
  type TestStore,
  unitOf,
  worth,
} from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;

beforeAll(async () => {
  test = await openTestStore();
});

afterAll(async () => {
  await test.close();
});

const patient = (id: string, more = {}) => ({ resourceType: 'Patient', id, ...more });
const observation = (id: string, subject: string | undefined, more = {}) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  ...(subject === undefined ? {} : { subject: { reference: `Patient/${subject}` } }),
  ...more,
});
const identifier = parameter('identifier', 'token');
const byIdentifier = (code: string) =>
  query('Patient', [criterion(identifier, [{ kind: 'token', system: 'urn:test', code }])]);
const identified = (code: string) => ({ identifier: [{ system: 'urn:test', value: code }] });

describe('a write', () => {
  it('is stored as the text that came, with id, version and time stamped', async () => {
    const resource = patient('stamp', { active: true });
    const source = '{"resourceType":"Patient", "active" :true,"multipleBirthInteger":1}';
    const [made] = await committed(test.store.commit(unitOf(create(resource, { source }))));
    expect(made?.outcome).toBe('created');
    expect(made?.stored.text).toContain('"active" :true');
    const read = await test.store.read('Patient', 'stamp', seesAll);
    expect(read).toEqual(made?.stored);
    expect(JSON.parse(read?.text ?? '')).toMatchObject({
      id: 'stamp',
      meta: { versionId: '1', lastUpdated: '2026-03-01T10:00:00.000Z' },
    });
    expect(read).toMatchObject({ compartment: 'stamp', category: 'identity', version: 1 });
  });

  it('carries its log entries in the same transaction', async () => {
    await committed(test.store.commit(unitOf(create(patient('logged')))));
    expect(await test.log()).toContain('created Patient/logged');
    const failing = { ...unitOf(create(patient('never'))), entries: () => ['with a zero \u0000'] };
    await expect(test.store.commit(failing)).rejects.toThrow();
    expect(await test.store.read('Patient', 'never', seesAll)).toBeUndefined();
  });

  it('keeps every version, counts on after a deletion, and answers a deletion as current', async () => {
    await committed(test.store.commit(unitOf(put(patient('turns', { active: true })))));
    await committed(test.store.commit(unitOf(put(patient('turns', { active: false })))));
    const [deleted] = await committed(test.store.commit(unitOf(remove('Patient', 'turns'))));
    expect(deleted).toMatchObject({ outcome: 'deleted', stored: { version: 3, text: '', deleted: true } });
    const [again] = await committed(test.store.commit(unitOf(remove('Patient', 'turns'))));
    expect(again).toMatchObject({ outcome: 'unchanged', stored: { version: 3 } });
    const [back] = await committed(test.store.commit(unitOf(put(patient('turns')))));
    expect(back).toMatchObject({ outcome: 'created', stored: { version: 4 } });
    const second = await test.store.readVersion('Patient', 'turns', 2, seesAll);
    expect(JSON.parse(second?.text ?? '')).toMatchObject({ active: false, meta: { versionId: '2' } });
    const history = worth(await test.store.history({ type: 'Patient', id: 'turns', count: 10 }, seesAll));
    expect(history.matches.map((match) => [match.version, match.deleted])).toEqual([
      [4, false],
      [3, true],
      [2, false],
      [1, false],
    ]);
  });

  it('refuses another version than the one named, and an id that is taken', async () => {
    await committed(test.store.commit(unitOf(put(patient('guarded')))));
    expect(codeOf(await test.store.commit(unitOf(put(patient('guarded'), { ifVersion: 2 }))))).toBe('version.conflict');
    expect(codeOf(await test.store.commit(unitOf(put(patient('guarded'), { ifAbsent: true }))))).toBe(
      'version.conflict',
    );
    expect(codeOf(await test.store.commit(unitOf(create(patient('guarded')))))).toBe('version.conflict');
    expect(codeOf(await test.store.commit(unitOf(put(patient('unheard'), { ifVersion: 1 }))))).toBe('version.conflict');
    expect(codeOf(await test.store.commit(unitOf(remove('Patient', 'unheard'))))).toBe('resource.not-found');
    const [passed] = await committed(test.store.commit(unitOf(put(patient('guarded'), { ifVersion: 1 }))));
    expect(passed?.stored.version).toBe(2);
  });

  it('writes nothing where nothing changed', async () => {
    const same = put(patient('calm', { active: true }), { ifChanged: true });
    await committed(test.store.commit(unitOf(same)));
    const [second] = await committed(test.store.commit(unitOf(same)));
    expect(second).toMatchObject({ outcome: 'unchanged', stored: { version: 1 } });
    const [third] = await committed(test.store.commit(unitOf(put(patient('calm'), { ifChanged: true }))));
    expect(third).toMatchObject({ outcome: 'updated', stored: { version: 2 } });
  });

  it('asks the guard with what is there, and obeys it', async () => {
    await committed(test.store.commit(unitOf(put(patient('watched')))));
    const seen: (number | undefined)[] = [];
    const guard = (current: { version: number } | undefined) => {
      seen.push(current?.version);
      return faultOf('resource.not-found', 'no');
    };
    const both = unitOf(put(patient('unwatched')), put(patient('watched', { active: true }), { guard }));
    expect(codeOf(await test.store.commit(both))).toBe('resource.not-found');
    expect(seen).toEqual([1]);
    expect(await test.store.read('Patient', 'unwatched', seesAll)).toBeUndefined();
  });

  it('refuses to move a record entry to another person or to nobody, but lets an unassigned one find its person', async () => {
    await committed(test.store.commit(unitOf(create(observation('astray', undefined)))));
    expect(await test.store.read('Observation', 'astray', seesAll)).toMatchObject({ compartment: '' });
    await committed(test.store.commit(unitOf(put(observation('astray', 'ann')))));
    expect(await test.store.read('Observation', 'astray', seesAll)).toMatchObject({ compartment: 'ann', version: 2 });
    expect(await test.store.readVersion('Observation', 'astray', 1, seesAll)).toMatchObject({ compartment: 'ann' });
    for (const to of ['bob', undefined]) {
      const outcome = await test.store.commit(unitOf(put(observation('astray', to))));
      expect(codeOf(outcome)).toBe('resource.compartment-change');
    }
    await committed(test.store.commit(unitOf(remove('Observation', 'astray'))));
    expect(codeOf(await test.store.commit(unitOf(put(observation('astray', 'bob')))))).toBe(
      'resource.compartment-change',
    );
  });

  it('never lets the time of a resource go back', async () => {
    await committed(test.store.commit(unitOf(put(patient('late')))));
    test.clock.set('2026-02-01T00:00:00.000Z');
    const [next] = await committed(test.another().commit(unitOf(put(patient('late', { active: true })))));
    test.clock.set('2026-03-01T10:00:00.000Z');
    expect(next?.stored.updated.toISOString()).toBe('2026-03-01T10:00:00.000Z');
  });
});

describe('writes that come together', () => {
  it('stand or fall by unit', async () => {
    const good = test.store.commit(unitOf(create(patient('good')), create(observation('good-1', 'good'))));
    const bad = test.store.commit(unitOf(create(patient('bad')), remove('Patient', 'nobody-of-this-name')));
    const poison = test.store.commit({ ...unitOf(create(patient('poison'))), entries: () => ['\u0000'] });
    const thrower = test.store.commit({
      ...unitOf(create(patient('thrower'))),
      entries: () => {
        throw new Error('defect');
      },
    });
    const outcomes = await Promise.allSettled([good, bad, poison, thrower]);
    expect(outcomes.map((outcome) => (outcome.status === 'fulfilled' ? codeOf(outcome.value) : 'thrown'))).toEqual([
      'ok',
      'resource.not-found',
      'thrown',
      'thrown',
    ]);
    const keys = ['good', 'bad', 'poison', 'thrower'].map((id) => ({ type: 'Patient', id }));
    const found = await test.store.readMany(keys, seesAll);
    expect(found.map((stored) => stored?.id)).toEqual(['good', undefined, undefined, undefined]);
  });

  it('leave gapless versions and lose no update, from several processes at once', async () => {
    const stores = [test.store, test.another(), test.another()];
    const writers = Array.from({ length: 24 }, (_, n) =>
      committed(
        (stores[n % 3] ?? test.store).commit(
          unitOf(put(patient('busy', { multipleBirthInteger: n })), put(observation(`busy-${n % 2}`, 'busy'))),
        ),
      ),
    );
    const results = await Promise.all(writers);
    const versions = results.map(([first]) => first?.stored.version ?? 0).toSorted((a, b) => a - b);
    expect(versions).toEqual(Array.from({ length: 24 }, (_, n) => n + 1));
    const history = worth(await test.store.history({ type: 'Patient', id: 'busy', count: 100 }, seesAll));
    expect(history.matches.map((match) => match.version)).toEqual(Array.from({ length: 24 }, (_, n) => 24 - n));
    const written = new Set(history.matches.map((match) => JSON.parse(match.text).multipleBirthInteger));
    expect(written.size).toBe(24);
  });

  it('let only one of several writers who name the same version pass', async () => {
    await committed(test.store.commit(unitOf(put(patient('raced')))));
    const stores = [test.store, test.another()];
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        (stores[n % 2] ?? test.store).commit(
          unitOf(put(patient('raced', { multipleBirthInteger: n }), { ifVersion: 1 })),
        ),
      ),
    );
    expect(outcomes.map(codeOf).filter((code) => code === 'ok')).toHaveLength(1);
  });

  it('do not wait in a circle when they lock the same resources in other orders', async () => {
    const stores = [test.store, test.another()];
    const names = Array.from({ length: 8 }, (_, n) => `ring-${n}`);
    const rounds = Array.from({ length: 16 }, (_, n) => {
      const order = n % 2 === 0 ? names : names.toReversed();
      const writes = order.map((id) => put(patient(id, { multipleBirthInteger: n })));
      return (stores[n % 2] ?? test.store).commit(unitOf(...writes));
    });
    expect((await Promise.all(rounds)).map(codeOf)).toEqual(rounds.map(() => 'ok'));
  });

  it('keep nobody waiting who comes behind one that takes long', async () => {
    await committed(test.store.commit(unitOf(create(patient('held')))));
    const locked = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const holding = test.db.transaction(async (tx) => {
      await tx.query(`select from resource where type = 'Patient' and id = 'held' for update`, []);
      locked.resolve();
      await released.promise;
    });
    await locked.promise;
    let ended = false;
    const held = committed(test.store.commit(unitOf(put(patient('held', { active: true }))))).finally(() => {
      ended = true;
    });
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    await expect.poll(async () => (await test.db.query(waits, [])).length, { timeout: 10_000 }).toBe(1);
    for (const id of ['behind-1', 'behind-2']) await committed(test.store.commit(unitOf(create(patient(id)))));
    expect(ended).toBe(false);
    released.resolve();
    await Promise.all([holding, held]);
  });

  it('refuse more than the node may hold, with a time to come back', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 12_000 }, () => test.store.commit(unitOf(remove('Patient', 'nobody-of-this-name')))),
    );
    const codes = new Set(outcomes.map(codeOf));
    expect(codes).toEqual(new Set(['resource.not-found', 'request.too-many']));
    const refused = outcomes.find((outcome) => codeOf(outcome) === 'request.too-many');
    expect(refused?.ok === false && refused.fault.retryAfter).toBe(1);
  });
});

describe('a conditional create', () => {
  it('creates once although many come at the same moment to two processes', async () => {
    const stores = [test.store, test.another()];
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        committed(
          (stores[n % 2] ?? test.store).commit(
            unitOf(create(patient(`once-${n}`, identified('once')), { unlessFound: byIdentifier('once') })),
          ),
        ),
      ),
    );
    const results = outcomes.flat();
    expect(results.filter((result) => result.outcome === 'created')).toHaveLength(1);
    expect(new Set(results.map((result) => result.stored.id)).size).toBe(1);
  });

  it('takes what the same unit has created for the same condition', async () => {
    const twice = ['twin-a', 'twin-b'].map((id) =>
      create(patient(id, identified('twin')), { unlessFound: byIdentifier('twin') }),
    );
    const results = await committed(test.store.commit(unitOf(...twice)));
    expect(results.map(({ outcome, stored }) => [outcome, stored.id])).toEqual([
      ['created', 'twin-a'],
      ['found', 'twin-a'],
    ]);
  });

  it('refuses where several match or nothing is asked', async () => {
    await committed(
      test.store.commit(
        unitOf(create(patient('dup-a', identified('dup'))), create(patient('dup-b', identified('dup')))),
      ),
    );
    const many = create(patient('dup-c', identified('dup')), { unlessFound: byIdentifier('dup') });
    expect(codeOf(await test.store.commit(unitOf(many)))).toBe('condition.multiple');
    const empty = create(patient('dup-d'), { unlessFound: query('Patient', []) });
    expect(codeOf(await test.store.commit(unitOf(empty)))).toBe('condition.empty');
  });
});

describe('a database that goes away', () => {
  it('is a fault that says when to come back, and writes go on when it is there again', async () => {
    await committed(test.store.commit(unitOf(put(patient('steady')))));
    let cut = true;
    const store = createStore<string>({
      db: test.db,
      clock: test.clock,
      sealing: test.persons.sealing,
      cursorKey: new Uint8Array(32),
      append: async (tx) => {
        if (cut) await tx.query('select pg_terminate_backend(pg_backend_pid())', []);
      },
    });
    const outcome = await store.commit(unitOf(put(patient('steady', { active: true }))));
    expect(outcome).toMatchObject({ ok: false, fault: { code: 'database.unavailable', retryAfter: 2 } });
    cut = false;
    const [next] = await committed(store.commit(unitOf(put(patient('steady', { active: false })))));
    expect(next?.stored.version).toBe(2);
  });
});
