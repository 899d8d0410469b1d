import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { type Caller, grantedScopes } from '#identity';
import { callers, codeOf, draft, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;

const laboratory = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
const ofCategory = (id: string, person: string, code: string, more: object = {}) =>
  put({
    ...observation(id, person),
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code }] }],
    ...more,
  });

beforeAll(async () => {
  world = await openTestRecords();
  const changes = [
    put(patient('claire')),
    put(patient('henri')),
    put({ resourceType: 'Practitioner', id: 'sophie' }),
    put({ resourceType: 'Organization', id: 'org-park' }),
    ofCategory('lab', 'claire', 'laboratory'),
    ofCategory('pulse', 'claire', 'vital-signs', { hasMember: [{ reference: 'Observation/lab' }] }),
    ofCategory('panel', 'claire', 'laboratory', { hasMember: [{ reference: 'Observation/pulse' }] }),
    ofCategory('habit', 'claire', 'social-history', { performer: [{ reference: 'Practitioner/sophie' }] }),
    ofCategory('of-henri', 'henri', 'laboratory'),
    put({
      resourceType: 'Condition',
      id: 'asthma',
      subject: { reference: 'Patient/claire' },
      evidence: [{ detail: [{ reference: 'Observation/pulse' }] }],
    }),
  ];
  granted(await world.records.change(callers.importer(), changes, 'update'));
  for (const person of ['claire', 'henri']) {
    const relation = { patient: person, organization: 'org-park', origin: 'declared' as const, from: new Date(0) };
    granted(await world.records.declareRelation(callers.doctor(), relation));
  }
});
afterAll(() => world.close());

/** A caller by way of an app. */
function app(who: Caller, scope: string, context?: string): Caller {
  return {
    ...who,
    client: 'diary-1',
    app: { id: 'diary-1', name: 'Diary' },
    scopes: { granted: grantedScopes(scope), ...(context === undefined ? {} : { patient: context }) },
  };
}
const claire = (scope: string) => app(callers.citizen('claire'), scope, 'claire');
const doctor = (scope: string, context?: string) => app(callers.doctor(), scope, context);

const search = (type: string, query: string) => granted(parseSearch(type, new URLSearchParams(query)));
const idsOf = async (who: Caller, type: string, query = '', interaction = 'search-type') => {
  const page = granted(await world.records.search(who, search(type, query), interaction));
  return [...page.matches, ...(page.included ?? [])].map(({ type: of, id }) => `${of}/${id}`).sort();
};
const readOf = async (who: Caller, type: string, id: string, interaction = 'read') =>
  codeOf(await world.records.read(who, type, id, interaction));

describe('an app', () => {
  it('reads and searches the types that it was given, each by the letter for it', async () => {
    expect(await idsOf(claire('patient/Observation.rs'), 'Observation')).toHaveLength(4);
    expect(await readOf(claire('patient/Observation.rs'), 'Observation', 'lab')).toBe('ok');
    expect(await readOf(claire('patient/Observation.r'), 'Observation', 'lab')).toBe('ok');
    expect(await readOf(claire('patient/Observation.s'), 'Observation', 'lab')).toBe('app.out-of-scope');
    expect(await idsOf(claire('patient/Observation.s'), 'Observation')).toHaveLength(4);
    const reading = claire('patient/Observation.r');
    expect(codeOf(await world.records.search(reading, search('Observation', ''), 'search-type'))).toBe(
      'app.out-of-scope',
    );
    expect(await readOf(claire('patient/Observation.rs'), 'Condition', 'asthma')).toBe('app.out-of-scope');
  });

  it('answers the same for what is there and what is not, where it has no scope', async () => {
    const who = claire('patient/Patient.rs');
    const [there, absent] = await Promise.all(
      ['lab', 'nothing'].map((id) => world.records.read(who, 'Observation', id, 'read')),
    );
    expect(JSON.stringify(there)).toBe(JSON.stringify(absent));
  });

  it('sees the patient in context and nobody else', async () => {
    const who = doctor('patient/*.rs', 'claire');
    expect(await idsOf(who, 'Patient')).toEqual(['Patient/claire']);
    expect(await idsOf(who, 'Observation', 'patient=henri')).toEqual([]);
    expect(await readOf(who, 'Observation', 'of-henri')).toBe('resource.not-found');
    expect(await readOf(who, 'Patient', 'henri')).toBe('resource.not-found');
    const total = granted(
      await world.records.search(who, search('Observation', '_summary=count'), 'search-type'),
    ).total;
    expect(total).toBe(4);
    expect(await idsOf(who, 'Practitioner')).toEqual(['Practitioner/sophie']);
    expect(await idsOf(doctor('user/*.rs'), 'Patient')).toEqual(['Patient/claire', 'Patient/henri']);
    expect(await idsOf(doctor('user/*.rs patient/Observation.r', 'claire'), 'Patient')).toEqual(['Patient/claire']);
    expect(await idsOf(doctor('patient/*.rs'), 'Patient')).toEqual([]);
    expect(await idsOf(doctor('patient/*.rs', 'nobody'), 'Patient')).toEqual([]);
  });

  it('is no way round what its user may not see', async () => {
    const stranger = app(callers.stranger(), 'user/*.cruds patient/*.cruds', 'claire');
    expect(await idsOf(stranger, 'Patient')).toEqual([]);
    expect(await readOf(stranger, 'Observation', 'lab')).toBe('resource.not-found');
  });

  it('is shown by includes, chains, references and whole records nothing of other types', async () => {
    const who = claire('patient/Patient.rs patient/Condition.rs');
    expect(await idsOf(who, 'Patient', '_revinclude=Observation:subject')).toEqual(['Patient/claire']);
    expect(await idsOf(who, 'Condition', '_include=*')).toEqual(['Condition/asthma', 'Patient/claire']);
    expect(await idsOf(who, 'Condition', 'evidence-detail:Observation.status=final')).toEqual([]);
    expect(await idsOf(who, 'Patient', '_has:Observation:subject:status=final')).toEqual([]);
    const record = granted(await world.records.personRecord(who, 'claire', '$everything'));
    expect([...record.resources, ...record.referenced].map(({ type }) => type)).toEqual(['Condition']);
    const all = granted(await world.records.personRecord(claire('patient/*.rs'), 'claire', '$everything'));
    expect(all.referenced.map(({ type }) => type)).toContain('Practitioner');
    const many = [
      { type: 'Observation', id: 'lab' },
      { type: 'Condition', id: 'asthma' },
    ];
    const read = granted(await world.records.readMany(who, many, '$graphql'));
    expect(read.map((stored) => stored?.id)).toEqual([undefined, 'asthma']);
    const history = granted(
      await world.records.history(who, { count: 50 } as Parameters<typeof world.records.history>[1]),
    );
    expect(new Set(history.matches.map(({ type }) => type))).toEqual(new Set(['Patient', 'Condition']));
    expect(codeOf(await world.records.history(who, { type: 'Observation', id: 'lab', count: 5 } as never))).toBe(
      'app.out-of-scope',
    );
  });

  it('neither reads the log, nor changes sharing, nor declares emergencies and relations', async () => {
    const all = 'patient/*.cruds user/*.cruds';
    expect(codeOf(await world.records.accessLog(claire(all), 'claire', { count: 5 }))).toBe('access.denied');
    expect(codeOf(await world.records.sharing(claire(all), 'claire'))).toBe('access.denied');
    const choices = { patient: 'claire', crossBorder: false, restrictions: [] };
    expect(codeOf(await world.records.changeSharing(claire(all), choices))).toBe('access.denied');
    const traits = { identifier: { system: 'x', value: 'y' }, birthDate: '1980-01-01' };
    expect(codeOf(await world.records.openEmergency(doctor(all, 'claire'), traits, 'because I must'))).toBe(
      'access.denied',
    );
    const relation = { patient: 'claire', organization: 'org-park', origin: 'declared' as const, from: new Date(5) };
    expect(codeOf(await world.records.declareRelation(doctor(all, 'claire'), relation))).toBe('access.denied');
  });
});

describe('a scope that is narrowed', () => {
  const scope = `patient/Observation.rs?category=${laboratory} patient/Patient.rs patient/Condition.rs`;

  it('shows what fits it, by searching and reading alone', async () => {
    const who = claire(scope);
    expect(await idsOf(who, 'Observation')).toEqual(['Observation/lab', 'Observation/panel']);
    expect(await idsOf(who, 'Observation', 'category=vital-signs')).toEqual([]);
    expect(granted(await world.records.search(who, search('Observation', '_summary=count'), 'search-type')).total).toBe(
      2,
    );
    expect(await readOf(who, 'Observation', 'lab')).toBe('ok');
    expect(await readOf(who, 'Observation', 'pulse')).toBe('resource.not-found');
    expect(await readOf(who, 'Observation', 'nothing')).toBe('resource.not-found');
    expect(await readOf(who, 'Observation', 'lab', '$meta')).toBe('resource.not-found');
    expect(codeOf(await world.records.readVersion(who, 'Observation', 'lab', 1))).toBe('resource.not-found');
    expect(await idsOf(who, 'Observation', '', '$graphql')).toEqual([]);
    expect(codeOf(await world.records.history(who, { type: 'Observation', id: 'lab', count: 5 } as never))).toBe(
      'resource.not-found',
    );
    const record = granted(await world.records.personRecord(who, 'claire', '$everything'));
    expect(record.resources.map(({ type }) => type)).toEqual(['Condition']);
  });

  it('is one of several alternatives', async () => {
    const who = claire(`${scope} patient/Observation.rs?category=social-history&status=final`);
    expect(await idsOf(who, 'Observation')).toEqual(['Observation/habit', 'Observation/lab', 'Observation/panel']);
    expect(await readOf(who, 'Observation', 'habit')).toBe('ok');
    expect(await readOf(who, 'Observation', 'pulse')).toBe('resource.not-found');
  });

  it('gives nothing away by what leads from one resource to another', async () => {
    const who = claire(scope);
    expect(await idsOf(who, 'Observation', '_id=panel&_include=Observation:has-member')).toEqual(['Observation/panel']);
    expect(await idsOf(who, 'Observation', '_id=lab&_revinclude=Observation:has-member')).toEqual(['Observation/lab']);
    expect(await idsOf(who, 'Observation', '_id=lab&_include=Observation:subject')).toEqual([
      'Observation/lab',
      'Patient/claire',
    ]);
    for (const query of [
      'has-member:Observation.category=vital-signs',
      '_has:Observation:has-member:category=vital-signs',
      '_filter=status eq final or has-member.category eq vital-signs',
    ]) {
      expect(codeOf(await world.records.search(who, search('Observation', query), 'search-type'))).toBe(
        'app.out-of-scope',
      );
    }
    expect(await idsOf(who, 'Observation', '_filter=status eq final or category eq vital-signs')).toHaveLength(2);
    expect(await idsOf(who, 'Condition', 'evidence-detail:Observation.category=vital-signs')).toEqual([]);
    expect(await idsOf(who, 'Patient', '_has:Observation:subject:category=laboratory')).toEqual([]);
  });
});

describe('writing by an app', () => {
  const fresh = () => {
    const { id: _none, ...resource } = observation('x', 'claire');
    return { op: 'create' as const, draft: draft(resource) };
  };
  const change = async (who: Caller, one: Parameters<typeof world.records.change>[1][number]) =>
    codeOf(await world.records.change(who, [one], one.op));

  it('needs the letter of the act for the type', async () => {
    const [{ stored } = { stored: undefined }] = granted(
      await world.records.change(doctor('user/Observation.c'), [fresh()], 'create'),
    );
    const id = stored?.id ?? '';
    const update = put({ ...observation(id, 'claire'), status: 'amended' });
    const remove = { op: 'delete' as const, type: 'Observation', id };
    for (const scope of ['user/Observation.rs', 'user/Condition.cud', 'user/Observation.d']) {
      expect(await change(doctor(scope), fresh())).toBe(scope.endsWith('rs') ? 'access.denied' : 'app.out-of-scope');
    }
    expect(await change(doctor('user/Observation.cd'), update)).toBe('app.out-of-scope');
    expect(await change(doctor('user/Observation.u'), update)).toBe('ok');
    expect(await change(doctor('user/Observation.cu'), remove)).toBe('app.out-of-scope');
    expect(await change(doctor('user/Observation.d'), remove)).toBe('ok');
  });

  it('reaches the patient in context alone, and makes no other known', async () => {
    const who = doctor('patient/*.cruds', 'henri');
    expect(await change(who, fresh())).toBe('access.denied');
    expect(await change(who, put({ ...observation('lab', 'claire'), status: 'amended' }))).not.toBe('ok');
    const newcomer = { op: 'create' as const, draft: draft({ resourceType: 'Patient' }) };
    expect(await change(who, newcomer)).toBe('access.denied');
    expect(await change(doctor('user/Patient.c'), newcomer)).toBe('ok');
  });

  it('adds what a person adds herself, with the Provenance that the node makes, and none of the app’s own', async () => {
    const who = claire('patient/Observation.cu');
    expect(await change(who, fresh())).toBe('ok');
    const provenance = {
      op: 'create' as const,
      draft: draft({
        resourceType: 'Provenance',
        target: [{ reference: 'Observation/lab' }, { reference: 'Patient/claire' }],
        recorded: '2026-11-22T10:00:00Z',
        agent: [{ who: { reference: 'Practitioner/sophie' } }],
      }),
    };
    expect(await change(who, provenance)).toBe('own-entry.type');
    expect(await change(doctor('user/Observation.c'), provenance)).toBe('app.out-of-scope');
  });

  it('tells nothing of what the app may not read by a condition', async () => {
    const conditional = { ...fresh(), unlessFound: search('Observation', 'patient=claire') };
    const [written] = granted(await world.records.change(doctor('user/Observation.c'), [conditional], 'create'));
    expect(written?.outcome).toBe('created');
    const service = app(callers.importer(), 'system/Observation.c');
    const [byService] = granted(await world.records.change(service, [conditional], 'create'));
    expect(byService?.outcome).toBe('created');
  });
});

describe('the log of what an app did', () => {
  it('names the app', async () => {
    const who = claire('patient/Observation.rs');
    await readOf(who, 'Observation', 'lab');
    const { entries } = granted(await world.records.accessLog(callers.citizen('claire'), 'claire', { count: 20 }));
    expect(entries.find(({ traceId }) => traceId === who.traceId)?.agent.client).toBe('diary-1');
  });
});
