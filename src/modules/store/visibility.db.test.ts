import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource, type Visibility, type VisiblePerson } from '#fhir';
import { committed, openTestStore, put, remove, type TestStore, unitOf, worth } from './testing.ts';
import { seesAll } from './visibility.ts';

let test: TestStore;
const doctor: Resource = { resourceType: 'Practitioner', id: 'dr' };
const of = (type: string, id: string, more: object = {}) =>
  put({ resourceType: type, id, subject: { reference: 'Patient/p' }, ...more } as Resource & { id: string });
const labelled = (...codes: string[]) => ({ meta: { security: codes.map((code) => ({ code })) } });

beforeAll(async () => {
  test = await openTestStore();
  const write = (...writes: readonly ReturnType<typeof put>[]) => committed(test.store.commit(unitOf(...writes)));
  await write(put({ resourceType: 'Patient', id: 'p' }), put(doctor as Resource & { id: string }));
  await write(
    of('Condition', 'hidden', { code: { text: 'Secret' } }),
    of('Condition', 'shown', { code: { text: 'Gout' } }),
    of('Encounter', 'visit', { diagnosis: [{ condition: { reference: 'Condition/hidden' } }] }),
    of('Observation', 'hiv', { ...labelled('HIV'), performer: [{ reference: 'Practitioner/dr' }] }),
    of('Observation', 'both', { ...labelled('HIV', 'R') }),
    of('Observation', 'plain', { contained: [{ resourceType: 'Device', id: 'in' }], device: { reference: '#in' } }),
    of('MedicationRequest', 'keeps', {
      ...labelled('HIV'),
      contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'x' } }],
      medicationReference: { reference: '#m' },
    }),
    put({
      resourceType: 'Provenance',
      id: 'prov',
      target: [{ reference: 'Condition/hidden' }],
      agent: [],
      recorded: '2026-01-01T00:00:00Z',
      patient: { reference: 'Patient/p' },
    } as never),
  );
  // The visit no longer names it; its first version does.
  await write(of('Encounter', 'visit-later', { diagnosis: [{ condition: { reference: 'Condition/hidden' } }] }));
  await write(of('Encounter', 'visit-later'));
  await write(of('Observation', 'once', labelled('HIV')));
  await write(of('Observation', 'once'));
  await write(of('Observation', 'gone', labelled('HIV')));
  await committed(test.store.commit(unitOf(remove('Observation', 'gone'))));
});
afterAll(() => test.close());

const seeing = (person: Partial<VisiblePerson>, more: Partial<Visibility> = {}): Visibility => ({
  common: 'directory',
  persons: [{ patient: 'p', hidden: [], ...person }],
  ...more,
});

async function found(visibility: Visibility, type: string, params = ''): Promise<readonly string[]> {
  const query = parseSearch(type, new URLSearchParams(params), { parameters: await test.store.searchParameters() });
  const page = worth(await test.store.search(worth(query), visibility));
  return [...page.matches, ...(page.included ?? [])].map(({ type: of, id }) => `${of}/${id}`).sort();
}

const entries = seeing({ entries: ['Condition/hidden'] });

describe('a hidden entry', () => {
  it('is not found, counted, read, nor reached by a chain, a reverse chain, an include or a list', async () => {
    expect(await found(entries, 'Condition')).toEqual(['Condition/shown']);
    const counted = worth(parseSearch('Condition', new URLSearchParams('_count=0'), {}));
    expect(worth(await test.store.search(counted, entries)).total).toBe(1);
    expect(await test.store.read('Condition', 'hidden', entries)).toBeUndefined();
    expect(await test.store.readVersion('Condition', 'hidden', 1, entries)).toBeUndefined();
    expect(await test.store.readMany([{ type: 'Condition', id: 'hidden' }], entries)).toEqual([undefined]);
    expect(await found(entries, 'Patient', '_has:Condition:patient:_id=hidden')).toEqual([]);
    expect(await found(entries, 'Encounter', 'diagnosis:Condition._id=hidden')).toEqual([]);
    expect(await found(entries, 'Patient', '_revinclude=Condition:patient')).toEqual(['Condition/shown', 'Patient/p']);
  });

  it('takes along what refers to it: the visit, its provenance, and versions that did', async () => {
    expect(await found(entries, 'Encounter')).toEqual(['Encounter/visit-later']);
    expect(await found(entries, 'Provenance')).toEqual([]);
    expect(await test.store.read('Encounter', 'visit', entries)).toBeUndefined();
    expect(await test.store.readVersion('Encounter', 'visit-later', 1, entries)).toBeUndefined();
    expect(await test.store.readVersion('Encounter', 'visit-later', 2, entries)).toBeDefined();
    const history = worth(await test.store.history({ type: 'Encounter', count: 50 }, entries));
    expect(history.matches.map(({ id, version }) => `${id}/${version}`)).toEqual(['visit-later/2']);
    const { resources } = await test.store.compartment('p', entries, { limit: 50, mostBytes: 1e6 });
    const names = resources.map(({ type, id }) => `${type}/${id}`);
    expect(names).not.toContain('Condition/hidden');
    expect(names).not.toContain('Provenance/prov');
  });

  it('is in no export', async () => {
    const at = await test.store.exportMoment(new AbortController().signal);
    const chunk = worth(await test.store.exportChunk({ type: 'Condition', at }, entries));
    expect(chunk.texts.join('\n')).not.toContain('hidden');
    expect(chunk.tally.reduce((sum, { count }) => sum + count, 0)).toBe(1);
  });
});

const fill = () => test.another().renewIndex({ signal: new AbortController().signal, progress: () => {} });

async function labelsOf(id: string): Promise<unknown> {
  const [row] = await test.db.query('select labels, (labelled = version) is true as read from resource where id = $1', [
    id,
  ]);
  return row;
}

describe('a label', () => {
  const hiv = seeing({ labels: ['HIV'] });

  it('hides what carries it, alone or with others, each of its versions, and what it was deleted with', async () => {
    expect(await found(hiv, 'Observation')).toEqual(['Observation/once', 'Observation/plain']);
    for (const id of ['hiv', 'both', 'gone']) expect(await test.store.read('Observation', id, hiv)).toBeUndefined();
    expect((await test.store.read('Observation', 'gone', seesAll))?.deleted).toBe(true);
    expect(await test.store.readVersion('Observation', 'once', 1, hiv)).toBeUndefined();
    const history = worth(await test.store.history({ type: 'Observation', count: 50 }, hiv));
    expect(history.matches.map(({ id, version }) => `${id}/${version}`).sort()).toEqual(['once/2', 'plain/1']);
  });

  it('hides what is contained in what carries it', async () => {
    expect(await found(hiv, 'Medication', 'code:text=x&_contained=true&_containedType=container')).toEqual([]);
    expect(await found(seeing({}), 'Medication', '_contained=true')).toEqual(['MedicationRequest/keeps']);
    expect(await found(hiv, 'Medication', '_contained=true')).toEqual([]);
  });

  it('that is withheld does not hide from its author what he wrote', async () => {
    const own = seeing({ withheld: { labels: ['HIV'], authors: ['Practitioner/dr'] } });
    expect(await found(own, 'Observation')).toEqual(['Observation/hiv', 'Observation/once', 'Observation/plain']);
    expect((await test.store.read('Observation', 'hiv', own))?.id).toBe('hiv');
    expect(await test.store.read('Observation', 'both', own)).toBeUndefined();
    const others = seeing({ withheld: { labels: ['HIV'], authors: [] } });
    expect(await found(others, 'Observation')).toEqual(['Observation/once', 'Observation/plain']);
  });

  it('that holds for a time hides what is younger than that, and later versions do not put it off', async () => {
    const since = test.clock.now().getTime();
    await committed(test.store.commit(unitOf(of('DiagnosticReport', 'untold', labelled('INVISIBLE_PATIENT')))));
    await committed(
      test.store.commit(
        unitOf(of('DiagnosticReport', 'untold', { ...labelled('INVISIBLE_PATIENT'), status: 'amended' })),
      ),
    );
    const early = seeing({ untold: { labels: ['INVISIBLE_PATIENT'], since: since - 1 } });
    const late = seeing({ untold: { labels: ['INVISIBLE_PATIENT'], since: since + 1 } });
    expect(await found(early, 'DiagnosticReport')).toEqual([]);
    expect(await test.store.read('DiagnosticReport', 'untold', early)).toBeUndefined();
    expect(await found(late, 'DiagnosticReport')).toEqual(['DiagnosticReport/untold']);
    expect((await test.store.read('DiagnosticReport', 'untold', late))?.labels).toEqual([
      'INVISIBLE_PATIENT',
      `INVISIBLE_PATIENT@${since}`,
    ]);
  });

  it('of what was written before there was a place for it is filled in', async () => {
    const labels = () =>
      test.db.query('select type, id, labels from resource where labels is not null order by type, id', []);
    const before = await labels();
    await test.db.query('update resource set labels = null, labelled = null', []);
    await test.db.query('update resource_history set labels = null, labelled = null', []);
    expect(await test.store.indexPending()).toBe(true);
    await fill();
    expect(await labels()).toEqual(before);
    expect(await test.store.readVersion('Observation', 'once', 1, hiv)).toBeUndefined();
    expect(await test.store.indexPending()).toBe(false);
  });

  it('hides already before anybody has looked: what is sealed is not found, and read by what its text says', async () => {
    const all = await found(seesAll, 'Observation');
    const shown = await found(hiv, 'Observation');
    await test.db.query('update resource set labels = null, labelled = null', []);
    await test.db.query('update resource_history set labels = null, labelled = null', []);
    expect(await found(hiv, 'Observation')).toEqual([]);
    expect(await found(seesAll, 'Observation')).toEqual(all);
    expect(await found(seeing({ hidden: ['problems'] }), 'Observation')).toEqual(all);
    expect(await test.store.read('Observation', 'plain', hiv)).toBeDefined();
    for (const id of ['hiv', 'both', 'gone']) expect(await test.store.read('Observation', id, hiv)).toBeUndefined();
    expect(worth(await test.store.history({ type: 'Observation', count: 50 }, hiv)).matches).toEqual([]);
    expect((await test.store.compartment('p', hiv, { limit: 50, mostBytes: 1e6 })).resources).toEqual([]);
    await fill();
    expect(await found(hiv, 'Observation')).toEqual(shown);
  });

  it('is kept by what writes the row again before anybody has looked', async () => {
    await committed(test.store.commit(unitOf(of('Procedure', 'again', labelled('HIV')))));
    await test.db.query(`update resource set labels = null, labelled = null where id = 'again'`, []);
    await committed(test.store.commit(unitOf(of('Procedure', 'again'))));
    expect(await test.store.read('Procedure', 'again', hiv)).toBeDefined();
    expect(await test.store.readVersion('Procedure', 'again', 1, hiv)).toBeUndefined();
    expect(await test.store.indexPending()).toBe(false);
  });

  it('that an older build writes beside this one is hidden at once and looked at soon', async () => {
    await committed(test.store.commit(unitOf(of('Procedure', 'older'))));
    // An older build knows no labels: it writes the next version, in the clear, and leaves the columns as they are.
    const written = (id: string, rest: string) => `{"resourceType":"Procedure","id":"${id}"${rest}}`;
    const writeOlder = (rest: string) =>
      test.db.query(
        `update resource set version = version + 1, text = $1, updated = updated + 1 where type = 'Procedure' and id = 'older'`,
        [written('older', rest)],
      );
    await test.db.query(`update person_sealing set phase = 'new'`, []);
    await wait(2 * test.lease);
    await writeOlder('');
    expect(await found(hiv, 'Procedure', '_id=older')).toEqual(['Procedure/older']);
    for (const name of ['security', 's\\u0065curity']) {
      await writeOlder(`,"meta":{"${name}":[{"code":"HIV"}]}`);
      expect(await found(hiv, 'Procedure', '_id=older')).toEqual([]);
      expect(await test.store.read('Procedure', 'older', hiv)).toBeUndefined();
    }
    await fill();
    expect(await found(hiv, 'Procedure', '_id=older')).toEqual([]);
    expect(await labelsOf('older')).toEqual({ labels: ['HIV'], read: true });
    await test.db.query(`update person_sealing set phase = 'all'`, []);
    await wait(2 * test.lease);
  });

  it('of what lies broken keeps nothing else from being looked at, and hides it', async () => {
    await committed(test.store.commit(unitOf(of('Procedure', 'broken', labelled('HIV')))));
    await committed(test.store.commit(unitOf(of('Procedure', 'whole', labelled('HIV')))));
    await test.db.query(`update resource set labels = null, labelled = null where id in ('broken', 'whole')`, []);
    await test.db.query(
      `update resource r set text = o.text from resource o where r.id = 'broken' and o.id = 'whole'`,
      [],
    );
    await fill();
    expect(await labelsOf('whole')).toEqual({ labels: ['HIV'], read: true });
    expect(await labelsOf('broken')).toEqual({ labels: null, read: false });
    expect(await found(hiv, 'Procedure', '_id=broken')).toEqual([]);
    await test.db.query(`delete from resource where id = 'broken'`, []);
  });
});

describe('types', () => {
  it('bound what is seen of records and of the directory', async () => {
    const app = seeing({}, { types: ['Observation'] });
    expect(await found(app, 'Condition')).toEqual([]);
    expect(await found(app, 'Practitioner')).toEqual([]);
    expect(await test.store.read('Practitioner', 'dr', app)).toBeUndefined();
    expect((await found(app, 'Observation')).length).toBe(4);
    expect(await found(app, 'Observation', '_include=Observation:subject')).not.toContain('Patient/p');
    expect(await found({ ...seesAll, types: [] }, 'Observation')).toEqual([]);
    expect(await found(app, 'Medication', '_contained=true')).toEqual([]);
  });
});
