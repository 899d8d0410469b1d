import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import {
  birthGivenNamesUrl,
  birthPlaceUrl,
  type Caller,
  type IdentityStatus,
  identityReliability,
  inseeCodeUrl,
} from '#identity';
import type { Change } from './contract.ts';
import { callers, codeOf, draft, granted, observation, openTestRecords, patient, put } from './testing.ts';

const ins = 'urn:oid:1.2.250.1.213.1.4.11';
const claireIns = '284037512345640';

/** A Patient with every strict trait of the French identity for health care. */
function strict(id: string, value: string, status: IdentityStatus) {
  const place = { url: inseeCodeUrl, valueCoding: { code: '75112' } };
  return patient(id, {
    extension: [identityReliability(status), { url: birthPlaceUrl, valueAddress: { extension: [place] } }],
    identifier: [{ system: ins, value }],
    name: [
      {
        extension: [{ url: birthGivenNamesUrl, valueString: 'Claire Jeanne' }],
        use: 'official',
        family: 'Moreau',
        given: ['Claire'],
      },
    ],
    gender: 'female',
    birthDate: '1984-03-12',
  });
}

let world: Awaited<ReturnType<typeof openTestRecords>>;

beforeAll(async () => {
  world = await openTestRecords();
  const changes: Change[] = [
    put(strict('claire', claireIns, 'QUAL')),
    put(patient('henri', { birthDate: '1944-01-02', identifier: [{ system: ins, value: '144017512345678' }] })),
    put({ resourceType: 'Organization', id: 'org-park', name: 'Cabinet du parc' }),
    put({ resourceType: 'Practitioner', id: 'sophie', name: [{ family: 'Bernard' }] }),
    put(observation('claire-pulse', 'claire', { performer: [{ reference: 'Practitioner/sophie' }] })),
    put(observation('henri-pulse', 'henri')),
    put({
      resourceType: 'AllergyIntolerance',
      id: 'claire-penicillin',
      patient: { reference: 'Patient/claire' },
      code: { text: 'Penicillin' },
    }),
  ];
  granted(await world.records.change(callers.importer(), changes, 'transaction'));
  granted(await declare('claire'));
});
afterAll(() => world.close());

function declare(of: string) {
  return world.records.declareRelation(callers.doctor(), {
    patient: of,
    organization: 'org-park',
    origin: 'declared',
    from: new Date('2026-01-01T00:00:00Z'),
  });
}

function searchOf(type: string, query: string) {
  return granted(parseSearch(type, new URLSearchParams(query), {}));
}

const logOf = async ({ traceId }: Caller) => (await world.audit.query({ traceId, count: 1_000 })).entries;

describe('reading', () => {
  it('answers who may see, and the log entry is there when the answer is', async () => {
    const doctor = callers.doctor();
    const found = granted(await world.records.read(doctor, 'Observation', 'claire-pulse', 'read'));
    expect(JSON.parse(found.text)).toMatchObject({ id: 'claire-pulse', meta: { versionId: '1' } });
    expect(await logOf(doctor)).toMatchObject([
      {
        action: 'read',
        outcome: 'success',
        patient: 'claire',
        interaction: 'read',
        rule: 'care-relation',
        objects: [{ type: 'Observation', id: 'claire-pulse', version: 1, category: 'results' }],
      },
    ]);
  });

  it('gives one and the same fault for what is hidden, what is absent and what is another type', async () => {
    const faults = await Promise.all([
      world.records.read(callers.doctor(), 'Observation', 'henri-pulse', 'read'),
      world.records.read(callers.doctor(), 'Observation', 'no-such', 'read'),
      world.records.read(callers.doctor(), 'Patient', 'henri', 'read'),
      world.records.read(callers.doctor(), 'Patient', 'no-such', 'read'),
      world.records.readVersion(callers.doctor(), 'Observation', 'henri-pulse', 1),
      world.records.history(callers.doctor(), { type: 'Patient', id: 'henri', count: 10 }),
      world.records.personRecord(callers.doctor(), 'henri', '$summary'),
    ]);
    for (const fault of faults) expect(fault).toEqual(faults[0]);
    expect(codeOf(faults[0] as never)).toBe('resource.not-found');
  });

  it('remembers a refused look at a named person in that person’s log, and of a hidden resource nothing but its address', async () => {
    const named = callers.doctor();
    await world.records.read(named, 'Patient', 'henri', 'read');
    expect(await logOf(named)).toMatchObject([{ outcome: 'denied', patient: 'henri', rule: 'default-deny' }]);
    const hidden = callers.doctor();
    await world.records.read(hidden, 'Observation', 'henri-pulse', 'read');
    const [entry] = await logOf(hidden);
    expect(entry).toMatchObject({ outcome: 'denied', objects: [{ type: 'Observation', id: 'henri-pulse' }] });
    expect(entry?.patient).toBeUndefined();
  });

  it('tells of a deletion only those who could see the resource', async () => {
    const importer = callers.importer();
    granted(await world.records.change(importer, [put(observation('passing', 'claire'))], 'update'));
    granted(await world.records.change(importer, [{ op: 'delete', type: 'Observation', id: 'passing' }], 'delete'));
    expect(codeOf(await world.records.read(callers.doctor(), 'Observation', 'passing', 'read'))).toBe('resource.gone');
    expect(codeOf(await world.records.read(callers.stranger(), 'Observation', 'passing', 'read'))).toBe(
      'resource.not-found',
    );
    const history = granted(
      await world.records.history(callers.doctor(), { type: 'Observation', id: 'passing', count: 10 }),
    );
    expect(history.matches.map(({ version, deleted }) => [version, deleted])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  it('shows an administrator no record', async () => {
    const administrator = callers.administrator();
    expect(codeOf(await world.records.read(administrator, 'Patient', 'claire', 'read'))).toBe('resource.not-found');
    const page = granted(
      await world.records.search(administrator, searchOf('Patient', '_total=accurate'), 'search-type'),
    );
    expect(page).toMatchObject({ matches: [], total: 0 });
  });
});

describe('search', () => {
  it('finds and counts only what the caller may see', async () => {
    const query = searchOf('Observation', 'code=8867-4&_total=accurate');
    const doctor = granted(await world.records.search(callers.doctor(), query, 'search-type'));
    expect(doctor.matches.map((match) => match.id)).toEqual(['claire-pulse']);
    expect(doctor.total).toBe(1);
    const importer = granted(await world.records.search(callers.importer(), query, 'search-type'));
    expect(importer.total).toBe(2);
  });

  it('gives an unknown and a hidden person the same empty page', async () => {
    const of = async (id: string) =>
      world.records.search(callers.doctor(), searchOf('Observation', `patient=${id}&_total=accurate`), 'search-type');
    expect(granted(await of('henri'))).toEqual(granted(await of('no-such')));
  });

  it('writes an entry into the log of each person whose data it returned', async () => {
    const importer = callers.importer();
    granted(await world.records.search(importer, searchOf('Observation', 'code=8867-4'), 'search-type'));
    const entries = await logOf(importer);
    expect(entries.map((entry) => entry.patient).sort()).toEqual(['claire', 'henri']);
    expect(entries[0]).toMatchObject({ action: 'search', interaction: 'search-type', rule: 'backend-system' });
  });
});

describe('a total', () => {
  it('is told to those whom it counts, and nothing found to those who were named', async () => {
    const told = async (query: string) => {
      const doctor = callers.doctor();
      granted(await world.records.search(doctor, searchOf('Observation', query), 'search-type'));
      return (await logOf(doctor)).map(({ patient: of, outcome, objects }) => [of, outcome, objects[0]?.id]);
    };
    expect(await told('_id=claire-pulse&_summary=count')).toEqual([['claire', 'success', 'claire-pulse']]);
    expect(await told('patient=claire,no-such&_id=claire-pulse&_count=0')).toEqual([
      ['claire', 'success', 'claire-pulse'],
    ]);
    expect(await told('patient=claire,no-such&code=none&_summary=count')).toEqual([
      ['claire', 'success', undefined],
      ['no-such', 'success', undefined],
    ]);
  });
});

describe('denials', () => {
  it('tell the person of the role that tried, and the act that was tried', async () => {
    const admin = callers.administrator();
    expect(codeOf(await world.records.read(admin, 'Patient', 'claire', 'read'))).toBe('resource.not-found');
    expect(codeOf(await world.records.personRecord(admin, 'claire', '$summary'))).toBe('resource.not-found');
    expect(await logOf(admin)).toMatchObject([
      { outcome: 'denied', patient: 'claire' },
      { outcome: 'denied', patient: 'claire' },
    ]);
    const henri = callers.citizen('henri');
    await world.records.changeSharing(henri, { patient: 'claire', crossBorder: true, restrictions: [] });
    expect(await logOf(henri)).toMatchObject([{ action: 'change-sharing', outcome: 'denied', patient: 'claire' }]);
  });
});

describe('writing', () => {
  it('lets no professional delete a Patient, and says so to those alone who may know of her', async () => {
    const remove = (caller: Caller, id: string) =>
      world.records.change(caller, [{ op: 'delete', type: 'Patient', id }], 'delete');
    const doctor = callers.doctor();
    expect(codeOf(await remove(doctor, 'claire'))).toBe('access.denied');
    expect(await logOf(doctor)).toMatchObject([{ action: 'delete', outcome: 'denied', patient: 'claire' }]);
    expect(codeOf(await remove(callers.doctor(), 'henri'))).toBe('resource.not-found');
    expect(codeOf(await remove(callers.doctor(), 'no-such'))).toBe('resource.not-found');
    expect((await world.records.read(callers.doctor(), 'Patient', 'claire', 'read')).ok).toBe(true);
  });

  it('lets a pharmacist write what his role is for, into no other part of any record', async () => {
    const professional = { hp_professional_role: 'pharmacist' } as NonNullable<Caller['professional']>;
    const write = (resource: Parameters<typeof draft>[0]) =>
      world.records.change({ ...callers.doctor(), professional }, [{ op: 'create', draft: draft(resource) }], 'create');
    const subject = { reference: 'Patient/claire' };
    const medicine = { status: 'active', medicationCodeableConcept: { text: 'x' }, subject };
    expect(codeOf(await write({ resourceType: 'MedicationStatement', ...medicine }))).toBe('ok');
    expect(codeOf(await write(observation('o', 'claire')))).toBe('access.denied');
    expect(codeOf(await write({ resourceType: 'Condition', code: { text: 'x' }, subject }))).toBe('access.denied');
    expect(codeOf(await write(observation('o', 'no-such')))).toBe('access.denied');
  });

  it('lets a professional write for whom he treats, and logs it with the write', async () => {
    const doctor = callers.doctor();
    const { id: _, ...content } = observation('', 'claire');
    const [result] = granted(await world.records.change(doctor, [{ op: 'create', draft: draft(content) }], 'create'));
    expect(result).toMatchObject({ outcome: 'created', stored: { version: 1, compartment: 'claire' } });
    expect(await logOf(doctor)).toMatchObject([
      { action: 'create', outcome: 'success', patient: 'claire', rule: 'care-relation-write' },
    ]);
  });

  it('refuses a record that is not his in the same words, whether the person exists or not', async () => {
    const write = (of: string) => {
      const { id: _, ...content } = observation('', of);
      return world.records.change(callers.doctor(), [{ op: 'create', draft: draft(content) }], 'create');
    };
    const hidden = await write('henri');
    expect(codeOf(hidden)).toBe('access.denied');
    expect(await write('no-such')).toEqual(hidden);
  });

  it('refuses roles that do not write', async () => {
    for (const caller of [callers.administrator(), callers.abroad()]) {
      const refused = await world.records.change(caller, [put(observation('claire-pulse', 'claire'))], 'update');
      expect(codeOf(refused)).toBe('access.denied');
      expect(await logOf(caller)).toMatchObject([{ action: 'update', outcome: 'denied' }]);
    }
  });

  it('answers an update of what is hidden as one of what is absent, whatever version it names', async () => {
    const update = (id: string, ifVersion?: number) =>
      world.records.change(
        callers.doctor(),
        [
          {
            op: 'update',
            id,
            draft: draft(observation(id, 'claire')),
            ...(ifVersion === undefined ? {} : { ifVersion }),
          },
        ],
        'update',
      );
    const absent = await update('no-such');
    expect(codeOf(absent)).toBe('resource.not-found');
    expect(await update('henri-pulse')).toEqual(absent);
    expect(await update('henri-pulse', 7)).toEqual(absent);
    const remove = (id: string) =>
      world.records.change(callers.doctor(), [{ op: 'delete', type: 'Observation', id }], 'delete');
    expect(await remove('henri-pulse')).toEqual(await remove('no-such'));
  });

  it('refuses to move a resource to another person', async () => {
    const moved = await world.records.change(callers.importer(), [put(observation('claire-pulse', 'henri'))], 'update');
    expect(codeOf(moved)).toBe('resource.compartment-change');
  });

  it('writes nothing of a unit of which one part is refused', async () => {
    const changes = [put(observation('half', 'claire')), put(observation('henri-pulse', 'claire'))];
    expect(codeOf(await world.records.change(callers.importer(), changes, 'transaction'))).toBe(
      'resource.compartment-change',
    );
    expect(codeOf(await world.records.read(callers.importer(), 'Observation', 'half', 'read'))).toBe(
      'resource.not-found',
    );
  });

  it('tells every structural fault with its place', async () => {
    const bad = { ...draft({ resourceType: 'Patient', gender: 'x', nonsense: 1 }), at: 'Bundle.entry[3].resource' };
    const refused = await world.records.change(callers.importer(), [{ op: 'create', draft: bad }], 'create');
    if (refused.ok) throw new Error('A patient with nonsense was written');
    const paths = refused.fault.issues.map((issue) => issue.path);
    expect(paths).toContain('Bundle.entry[3].resource.gender');
    expect(paths).toContain('Bundle.entry[3].resource.nonsense');
  });

  it('refuses a mistyped person identifier from people, and warns an import of it', async () => {
    const typo = (id: string) => patient(id, { identifier: [{ system: ins, value: '284037512345641' }] });
    const { id: _, ...content } = typo('');
    const refused = await world.records.change(callers.doctor(), [{ op: 'create', draft: draft(content) }], 'create');
    expect(codeOf(refused)).toBe('identifier.bad-key');
    expect(codeOf(await world.records.change(callers.importer(), [put(typo('imported'))], 'update'))).toBe('ok');
    const told = { ...draft(typo('imported')), tellWarnings: true };
    const change = { op: 'update', id: 'imported', draft: told } as const;
    const [kept] = granted(await world.records.change(callers.importer(), [change], 'update'));
    expect(kept?.warnings).toMatchObject([
      { severity: 'warning', code: 'identifier.bad-key', path: 'Patient.identifier[0].value' },
    ]);
  });
});

describe('registration', () => {
  it('gives a professional who creates a Patient a care relation in the same step', async () => {
    const doctor = callers.doctor();
    const { id: _, ...content } = patient('');
    const [created] = granted(await world.records.change(doctor, [{ op: 'create', draft: draft(content) }], 'create'));
    const id = created?.stored.id ?? '';
    expect(codeOf(await world.records.read(callers.doctor(), 'Patient', id, 'read'))).toBe('ok');
    expect(codeOf(await world.records.read(callers.stranger(), 'Patient', id, 'read'))).toBe('resource.not-found');
    const actions = (await logOf(doctor)).map((entry) => entry.action);
    expect(actions.sort()).toEqual(['change-rights', 'create']);
  });

  it('does not let a professional choose the id of a new Patient', async () => {
    const taken = await world.records.change(callers.doctor(), [put(patient('henri'))], 'update');
    const free = await world.records.change(callers.doctor(), [put(patient('free'))], 'update');
    expect(taken.ok).toBe(false);
    expect(free).toEqual(taken);
  });
});

describe('conditional create', () => {
  const create = (caller: Caller, value: string) => {
    const { id: _, ...content } = patient('', { identifier: [{ system: 'urn:local', value }] });
    const unlessFound = searchOf('Patient', `identifier=urn:local|${value}`);
    return world.records.change(caller, [{ op: 'create', draft: draft(content), unlessFound }], 'create');
  };

  it('finds what the caller may see', async () => {
    const [first] = granted(await create(callers.doctor(), 'a'));
    const [second] = granted(await create(callers.doctor(), 'a'));
    expect([first?.outcome, second?.outcome]).toEqual(['created', 'found']);
    expect(second?.stored.id).toBe(first?.stored.id);
  });

  it('does not tell of a match that is hidden', async () => {
    granted(await create(callers.importer(), 'b'));
    const [result] = granted(await create(callers.doctor(), 'b'));
    expect(result?.outcome).toBe('created');
  });

  it('creates once when many ask at the same moment', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => create(callers.importer(), 'c')));
    const outcomes = results.map((result) => granted(result)[0]?.outcome);
    expect(outcomes.filter((outcome) => outcome === 'created')).toHaveLength(1);
    expect(new Set(results.map((result) => granted(result)[0]?.stored.id)).size).toBe(1);
  });

  it('refuses the whole where others count on an id that a match takes the place of', async () => {
    granted(await create(callers.importer(), 'd'));
    const { id: _, ...content } = patient('', { identifier: [{ system: 'urn:local', value: 'd' }] });
    const unlessFound = searchOf('Patient', 'identifier=urn:local|d');
    const changes: Change[] = [
      { op: 'create', id: 'counted-on', draft: draft(content), unlessFound, referredTo: true },
      put(observation('dangling', 'counted-on')),
    ];
    expect(codeOf(await world.records.change(callers.importer(), changes, 'transaction'))).toBe('version.concurrent');
    expect(codeOf(await world.records.read(callers.importer(), 'Observation', 'dangling', 'read'))).toBe(
      'resource.not-found',
    );
  });
});

describe('personRecord', () => {
  it('has the Patient, what belongs to her, and the directory entries that this refers to', async () => {
    const record = granted(await world.records.personRecord(callers.doctor(), 'claire', '$summary'));
    expect(record.patient.id).toBe('claire');
    expect(record.resources.map((stored) => stored.id)).toContain('claire-penicillin');
    expect(record.resources.every((stored) => stored.compartment === 'claire')).toBe(true);
    expect(record.referenced.map((stored) => `${stored.type}/${stored.id}`)).toEqual(['Practitioner/sophie']);
  });

  it('lacks what the person hides, and the reader cannot tell', async () => {
    const claire = callers.citizen('claire');
    const restrict = (restrictions: readonly { category: 'allergies'; audience: 'everyone' }[]) =>
      world.records.changeSharing(claire, { patient: 'claire', crossBorder: true, restrictions });
    granted(await restrict([{ category: 'allergies', audience: 'everyone' }]));
    const seen = granted(await world.records.personRecord(callers.doctor(), 'claire', '$summary'));
    expect(seen.resources.some((stored) => stored.type === 'AllergyIntolerance')).toBe(false);
    const hidden = await world.records.read(callers.doctor(), 'AllergyIntolerance', 'claire-penicillin', 'read');
    const absent = await world.records.read(callers.doctor(), 'AllergyIntolerance', 'no-such', 'read');
    expect(hidden).toEqual(absent);
    const own = granted(await world.records.personRecord(claire, 'claire', '$summary'));
    expect(own.resources.some((stored) => stored.type === 'AllergyIntolerance')).toBe(true);
    granted(await restrict([]));
  });
});

describe('identity watch', () => {
  const change = (who: Caller, ...changes: readonly Change[]) => world.records.change(who, changes, 'update');

  it('keeps a professional from the traits and the INS of a qualified identity, alone and in a transaction', async () => {
    const claire = strict('claire', claireIns, 'QUAL');
    const doctor = callers.doctor();
    for (const changed of [
      { ...claire, birthDate: '1984-03-13' },
      { ...claire, identifier: [{ system: 'urn:local', value: '1' }] },
      strict('claire', claireIns, 'PROV'),
    ]) {
      expect(codeOf(await change(doctor, put(changed)))).toBe('identity.qualified');
    }
    const both = await change(doctor, put(observation('claire-pulse', 'claire')), put({ ...claire, gender: 'male' }));
    expect(codeOf(both)).toBe('identity.qualified');
    expect((await logOf(doctor)).map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied', 'denied']);
    granted(await change(doctor, put({ ...claire, telecom: [{ system: 'phone', value: '+33 6 39 98 10 01' }] })));
    granted(await change(callers.importer(), put(claire)));
  });

  it('lets no professional register a qualified identity, and says nothing to who may not see the person', async () => {
    const draftOf = draft(strict('new', '291074410931889', 'QUAL'));
    expect(codeOf(await change(callers.doctor(), { op: 'create', draft: draftOf }))).toBe('identity.qualified');
    const changed = { ...strict('claire', claireIns, 'QUAL'), birthDate: '1984-03-13' };
    const hidden = await change(callers.stranger(), put(changed));
    expect(hidden).toEqual(await change(callers.stranger(), put({ ...changed, id: 'no-such' })));
  });
});

describe('findPerson from abroad', () => {
  const find = (caller: Caller, value: string, birthDate: string, system = ins) =>
    world.records.findPerson(caller, { identifier: { system, value }, birthDate }, 'ITI-78');

  it('finds by all traits, and tells the person that she was disclosed', async () => {
    const abroad = callers.abroad();
    const found = granted(await find(abroad, claireIns, '1984-03-12'));
    expect(found.id).toBe('claire');
    expect(await logOf(abroad)).toMatchObject([{ action: 'disclose', patient: 'claire', interaction: 'ITI-78' }]);
  });

  it('finds the Patient in force of those that were merged', async () => {
    const merged = {
      ...strict('merged', claireIns, 'QUAL'),
      link: [{ type: 'replaced-by', other: { reference: 'Patient/claire' } }],
    };
    granted(await world.records.change(callers.importer(), [put(merged)], 'update'));
    expect(granted(await find(callers.abroad(), claireIns, '1984-03-12')).id).toBe('claire');
    const { link: _, ...apart } = merged;
    granted(await world.records.change(callers.importer(), [put(apart)], 'update'));
    expect(codeOf(await find(callers.abroad(), claireIns, '1984-03-12'))).toBe('resource.not-found');
    granted(await world.records.change(callers.importer(), [put(merged)], 'update'));
  });

  it('has one fault for everything else', async () => {
    const absent = await find(callers.abroad(), '184037512345690', '1984-03-12');
    expect(codeOf(absent)).toBe('resource.not-found');
    granted(
      await world.records.change(callers.importer(), [put(strict('ines', '291074410931889', 'RECUP'))], 'update'),
    );
    expect(await find(callers.abroad(), '291074410931889', '1984-03-12')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984-03-13')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984')).toEqual(absent);
    expect(await find(callers.abroad(), claireIns, '1984-03-12', 'urn:other')).toEqual(absent);
    expect(await find(callers.abroad(), `${claireIns},144017512345678`, '1984-03-12')).toEqual(absent);
    expect(await find(callers.abroad(), '', '')).toEqual(absent);
    expect(await find(callers.abroad(), 'x'.repeat(5000), '1984-03-12')).toEqual(absent);
    granted(
      await world.records.changeSharing(callers.citizen('claire'), {
        patient: 'claire',
        crossBorder: false,
        restrictions: [],
      }),
    );
    const abroad = callers.abroad();
    expect(await find(abroad, claireIns, '1984-03-12')).toEqual(absent);
    expect(await logOf(abroad)).toMatchObject([{ outcome: 'denied', patient: 'claire', rule: 'ehds-10-opt-out' }]);
    expect(await world.records.personRecord(callers.abroad(), 'claire', '$summary')).toEqual(
      await world.records.personRecord(callers.abroad(), 'no-such', '$summary'),
    );
  });
});

describe('sharing and the log', () => {
  it('shows the log to the person alone, pages it, and refuses an altered cursor', async () => {
    const claire = callers.citizen('claire');
    const first = granted(await world.records.accessLog(claire, 'claire', { count: 2 }));
    expect(first.entries).toHaveLength(2);
    expect(first.entries.every((entry) => entry.patient === 'claire')).toBe(true);
    const altered = await world.records.accessLog(claire, 'claire', { count: 2, cursor: 'nonsense' });
    expect(codeOf(altered)).toBe('search.bad-cursor');
    expect(codeOf(await world.records.accessLog(claire, 'henri', { count: 2 }))).toBe('resource.not-found');
    const byDoctor = await world.records.accessLog(callers.doctor(), 'claire', { count: 2 });
    expect(codeOf(byDoctor)).toBe('access.denied');
    expect(await world.records.accessLog(callers.doctor(), 'no-such', { count: 2 })).toEqual(byDoctor);
  });

  it('logs a look into the log once per reader and person in five minutes, and every denial', async () => {
    const looks = async (reader: string) => {
      const rows = await world.db.query<{ agent: { subject: string } }>(
        `select agent from audit_entry where interaction = 'access-log' and outcome = 'success' and patient = 'henri'`,
      );
      return rows.filter((row) => row.agent.subject === reader).length;
    };
    const grant = { patient: 'henri', origin: 'mandate' as const, from: new Date('2020-01-01T00:00:00Z') };
    const proxy = () => ({ ...callers.citizen('claire'), subject: 'claire-as-proxy', proxyFor: [grant] });
    const henri = () => ({ ...callers.citizen('henri'), subject: 'henri-himself' });
    const look = (caller: Caller) => world.records.accessLog(caller, 'henri', { count: 1 });
    for (const caller of [proxy(), proxy(), henri(), proxy(), henri()]) granted(await look(caller));
    expect([await looks('claire-as-proxy'), await looks('henri-himself')]).toEqual([1, 1]);
    const mine = proxy();
    granted(await world.records.accessLog(mine, 'claire', { count: 1 }));
    expect(await logOf(mine)).toMatchObject([{ patient: 'claire', interaction: 'access-log' }]);
    for (const stranger of [callers.citizen('claire'), callers.citizen('claire')]) {
      expect(codeOf(await look(stranger))).toBe('resource.not-found');
      expect(await logOf(stranger)).toMatchObject([{ outcome: 'denied' }]);
    }
    const now = world.clock.now();
    world.clock.set(new Date(now.getTime() + 5 * 60_000));
    granted(await look(proxy()));
    world.clock.set(now);
    expect(await looks('claire-as-proxy')).toBe(2);
  });

  it('lets nobody else see or change choices', async () => {
    for (const caller of [callers.doctor(), callers.importer(), callers.citizen('henri')]) {
      expect((await world.records.sharing(caller, 'claire')).ok).toBe(false);
      const change = { patient: 'claire', crossBorder: true, restrictions: [] };
      expect((await world.records.changeSharing(caller, change)).ok).toBe(false);
    }
  });

  it('lets a professional declare a relation for his own organisation only', async () => {
    const declared = await world.records.declareRelation(callers.stranger(), {
      patient: 'henri',
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2026-01-01T00:00:00Z'),
    });
    expect(codeOf(declared)).toBe('access.denied');
    expect(codeOf(await declare('no-such'))).toBe('resource.not-found');
  });
});
