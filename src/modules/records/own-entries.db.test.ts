import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch, type Resource } from '#fhir';
import { randomIds } from '#kernel';
import type { Change, Written } from './contract.ts';
import { createRecords } from './create-records.ts';
import { callers, codeOf, draft, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;

beforeAll(async () => {
  world = await openTestRecords();
  const changes: Change[] = [
    ...['claire', 'leo', 'henri'].map((id) => put(patient(id))),
    put({ resourceType: 'Organization', id: 'org-park', name: 'Cabinet du parc' }),
    put(observation('claire-pulse', 'claire', { performer: [{ reference: 'Practitioner/sophie' }] })),
    put(observation('leo-pulse', 'leo')),
  ];
  granted(await world.records.change(callers.importer(), changes, 'transaction'));
  granted(
    await world.records.declareRelation(callers.doctor(), {
      patient: 'claire',
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2026-01-01T00:00:00Z'),
    }),
  );
});
afterAll(() => world.close());

const claire = () => callers.citizen('claire');
const mother = () => ({
  ...claire(),
  proxyFor: [{ patient: 'leo', origin: 'parent' as const, from: new Date('2026-01-01T00:00:00Z') }],
});
const marksOf = (text: string) =>
  ((JSON.parse(text) as Resource).meta as { security?: { code: string }[] }).security?.map(({ code }) => code);

/** A weight without an id and, unless said, without an author. */
function weight(of: string, fields: Readonly<Record<string, unknown>> = {}): Resource {
  const { id: _, ...rest } = observation('x', of, { ...fields });
  return rest as Resource;
}
const create = (resource: Resource): Change => ({ op: 'create', draft: draft(resource) });
async function added(resource: Resource, caller = claire()) {
  const [written] = granted(await world.records.change(caller, [create(resource)], 'create'));
  if (written === undefined) throw new Error('nothing was written');
  return written.stored;
}

describe('what a person adds to her record', () => {
  it('is marked as hers, names her as its author, keeps its numbers, and has a Provenance', async () => {
    const body = weight('claire', { valueQuantity: { value: 72.5, unit: 'kg' } });
    const source = JSON.stringify(body).replace('72.5', '72.50');
    const change: Change = { op: 'create', draft: { resource: body, source } };
    const written = granted(await world.records.change(claire(), [change], 'create'));
    expect(written.length).toBe(1);
    const [{ stored } = written[0] as never] = written;
    expect(marksOf(stored.text)).toEqual(['PATAST']);
    expect(stored.text).toContain('72.50');
    expect(JSON.parse(stored.text).performer).toEqual([{ reference: 'Patient/claire' }]);
    const query = granted(parseSearch('Provenance', new URLSearchParams(`target=Observation/${stored.id}`), {}));
    const page = granted(await world.records.search(callers.doctor(), query, 'search-type'));
    expect(page.matches.map(({ text }) => JSON.parse(text).agent[0].who)).toEqual([{ reference: 'Patient/claire' }]);
  });

  it('says that another added it where a proxy did, and who', async () => {
    const stored = await added(weight('leo'), mother());
    expect(marksOf(stored.text)).toEqual(['SDMAST']);
    const query = granted(parseSearch('Provenance', new URLSearchParams(`target=Observation/${stored.id}`), {}));
    const page = granted(await world.records.search(mother(), query, 'search-type'));
    expect(JSON.parse(page.matches[0]?.text ?? '').agent[0]).toMatchObject({
      who: { display: 'Somebody' },
      onBehalfOf: { reference: 'Patient/leo' },
    });
  });

  it('keeps no mark that it brings along but its other labels', async () => {
    const restricted = { system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality', code: 'R' };
    const forged = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'SDMAST' };
    const stored = await added(weight('claire', { meta: { security: [forged, restricted] } }));
    expect(marksOf(stored.text)).toEqual(['R', 'PATAST']);
  });

  it.each([
    [
      'a type that is not hers to add',
      { resourceType: 'MedicationRequest', subject: { reference: 'Patient/claire' } },
      'own-entry.type',
    ],
    ['her own Patient', { resourceType: 'Patient' }, 'own-entry.type'],
    ['an organisation', { resourceType: 'Organization', name: 'Hers' }, 'own-entry.type'],
    [
      'a professional as its author',
      weight('claire', { performer: [{ reference: 'Practitioner/sophie' }] }),
      'own-entry.author',
    ],
    ['another person’s record', weight('henri'), 'access.denied'],
    ['the record of nobody who is here', weight('nobody'), 'access.denied'],
  ] as const)('is refused with %s', async (_, body, code) => {
    expect(codeOf(await world.records.change(claire(), [create(body as Resource)], 'create'))).toBe(code);
  });

  it('is hers to change and to withdraw, every version kept', async () => {
    const { id } = await added(weight('claire'));
    const update: Change = { op: 'update', id, draft: draft({ ...weight('claire'), id, status: 'amended' }) };
    granted(await world.records.change(claire(), [update], 'update'));
    granted(await world.records.change(claire(), [{ op: 'delete', type: 'Observation', id }], 'delete'));
    const history = granted(await world.records.history(claire(), { type: 'Observation', id, count: 10 }));
    expect(history.matches.map(({ version, deleted }) => [version, deleted])).toEqual([
      [3, true],
      [2, false],
      [1, false],
    ]);
  });
});

describe('the number of own entries', () => {
  it('is bounded in each record, and none of them is shut in by it', async () => {
    const { store, access, audit, clock, db } = world;
    const transact: Parameters<typeof createRecords>[0]['transact'] = (work) => db.transaction(work);
    const records = createRecords({ store, access, audit, clock, ids: randomIds, transact, mostOwnEntries: 4 });
    granted(await records.change(callers.importer(), [put(patient('paul')), put(observation('pp', 'paul'))], 'batch'));
    const paul = { ...callers.citizen('paul'), proxyFor: mother().proxyFor };
    const add = (...resources: readonly Resource[]) => records.change(paul, resources.map(create), 'transaction');
    const [first] = granted(await add(weight('paul')));
    const bytes = {
      resourceType: 'Binary',
      contentType: 'text/plain',
      data: 'eA==',
      securityContext: { reference: 'Patient/paul' },
    };
    granted(await add(weight('paul'), bytes as Resource));
    // A transaction is taken as a whole, and one that is put under an id of its own counts as well.
    expect(codeOf(await add(weight('paul'), weight('paul')))).toBe('own-entry.most');
    granted(await add(weight('paul')));
    const chosen: Change = { op: 'update', id: 'chosen', draft: draft({ ...weight('paul'), id: 'chosen' }) };
    expect(codeOf(await records.change(paul, [chosen], 'update'))).toBe('own-entry.most');
    expect(codeOf(await add(weight('henri')))).toBe('access.denied');
    granted(await records.change(callers.importer(), [put({ ...observation('more', 'paul') })], 'batch'));
    const { id } = (first as Written).stored;
    const amended: Change = { op: 'update', id, draft: draft({ ...weight('paul'), id, status: 'amended' }) };
    granted(await records.change(paul, [amended], 'update'));
    granted(await records.change(paul, [{ op: 'delete', type: 'Observation', id }], 'delete'));
    granted(await add(weight('paul')));
    expect(codeOf(await add(weight('paul')))).toBe('own-entry.most');
    granted(await add(weight('leo')));
  });

  it('is bounded for fifty writes at the same moment, of two processes and of one', async () => {
    const mostOwnEntries = 10;
    const other = await openTestRecords({ beside: world });
    try {
      const [here, there] = [world, other].map(({ store, access, audit, clock, db }) => {
        const transact: Parameters<typeof createRecords>[0]['transact'] = (work) => db.transaction(work);
        return createRecords({ store, access, audit, clock, ids: randomIds, transact, mostOwnEntries });
      }) as [ReturnType<typeof createRecords>, ReturnType<typeof createRecords>];
      for (const [id, processes] of [
        ['ines', [here, here]],
        ['jean', [here, there]],
      ] as const) {
        granted(await here.change(callers.importer(), [put(patient(id))], 'batch'));
        const writes = Array.from({ length: 50 }, (_, n) =>
          (processes[n % 2] ?? here).change(callers.citizen(id), [create(weight(id))], 'create'),
        );
        const codes = (await Promise.all(writes)).map(codeOf).sort();
        expect(codes).toEqual([...Array(10).fill('ok'), ...Array(40).fill('own-entry.most')]);
        const query = granted(parseSearch('Observation', new URLSearchParams({ patient: id, _summary: 'count' }), {}));
        expect(granted(await here.search(callers.citizen(id), query, 'search-type')).total).toBe(10);
      }
    } finally {
      await other.close();
    }
  });
});

describe('what others wrote', () => {
  const pulse = () => ({ ...weight('claire'), id: 'claire-pulse', status: 'amended' });
  const attempts: readonly (readonly [string, Change])[] = [
    ['an update', { op: 'update', id: 'claire-pulse', draft: draft(pulse()) }],
    ['an update with its version', { op: 'update', id: 'claire-pulse', ifVersion: 1, draft: draft(pulse()) }],
    ['a deletion', { op: 'delete', type: 'Observation', id: 'claire-pulse' }],
  ];
  it.each(attempts)('is not changed by %s of the person', async (_, change) => {
    expect(codeOf(await world.records.change(claire(), [change], 'update'))).toBe('own-entry.of-professional');
    const alone = granted(await world.records.read(claire(), 'Observation', 'claire-pulse', 'read'));
    expect(alone.version).toBe(1);
  });

  it('undoes what she adds in the same transaction', async () => {
    const changes = [create(weight('claire', { status: 'preliminary' })), attempts[0]?.[1] as Change];
    expect(codeOf(await world.records.change(claire(), changes, 'transaction'))).toBe('own-entry.of-professional');
  });

  it('is not to be told from what is absent where it is in another’s record', async () => {
    for (const id of ['leo-pulse', 'absent']) {
      const remove: Change = { op: 'delete', type: 'Observation', id };
      expect(codeOf(await world.records.change(claire(), [remove], 'delete'))).toBe('resource.not-found');
    }
  });

  it('is not taken up again by her once it is withdrawn', async () => {
    const [written] = granted(await world.records.change(callers.doctor(), [create(weight('claire'))], 'create'));
    const id = written?.stored.id ?? '';
    granted(await world.records.change(callers.doctor(), [{ op: 'delete', type: 'Observation', id }], 'delete'));
    const again: Change = { op: 'update', id, draft: draft({ ...weight('claire'), id }) };
    expect(codeOf(await world.records.change(claire(), [again], 'update'))).toBe('own-entry.of-professional');
  });
});

describe('a professional', () => {
  it('sees what she added and cannot change, replace or remove it', async () => {
    const { id } = await added(weight('claire'));
    granted(await world.records.read(callers.doctor(), 'Observation', id, 'read'));
    const replacement: Change = { op: 'update', id, draft: draft({ ...weight('claire'), id }) };
    const removal: Change = { op: 'delete', type: 'Observation', id };
    for (const change of [replacement, removal]) {
      expect(codeOf(await world.records.change(callers.doctor(), [change], 'update'))).toBe('own-entry.of-person');
    }
  });

  it('cannot pass off an entry as hers', async () => {
    const mark = { system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue', code: 'PATAST' };
    const body = weight('claire', { meta: { security: [mark] } });
    expect(codeOf(await world.records.change(callers.doctor(), [create(body)], 'create'))).toBe('own-entry.mark');
  });

  it('notes that he has reviewed it', async () => {
    const { id } = await added(weight('claire'));
    const review = {
      resourceType: 'Provenance',
      target: [{ reference: `Observation/${id}` }, { reference: 'Patient/claire' }],
      recorded: '2026-11-01T10:00:00Z',
      agent: [{ who: { reference: 'Practitioner/sophie' } }],
    };
    expect(codeOf(await world.records.change(callers.doctor(), [create(review)], 'create'))).toBe('ok');
  });
});
