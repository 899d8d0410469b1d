import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#identity';
import { callers, codeOf, granted, observation, put } from './testing.ts';
import { type ClairesRecord, openClairesRecord, searchOf } from './testing-claire.ts';

let world: ClairesRecord;
beforeAll(async () => {
  world = await openClairesRecord();
});
afterAll(() => world.close());

describe('reading', () => {
  it('answers who may see, and the log entry is there when the answer is', async () => {
    const doctor = callers.doctor();
    const found = granted(await world.records.read(doctor, 'Observation', 'claire-pulse', 'read'));
    expect(JSON.parse(found.text)).toMatchObject({ id: 'claire-pulse', meta: { versionId: '1' } });
    expect(await world.logOf(doctor)).toMatchObject([
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
      world.records.read(callers.doctor(), 'No_Type', 'no-such', 'read'),
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
    expect(await world.logOf(named)).toMatchObject([{ outcome: 'denied', patient: 'henri', rule: 'default-deny' }]);
    const hidden = callers.doctor();
    await world.records.read(hidden, 'Observation', 'henri-pulse', 'read');
    const [entry] = await world.logOf(hidden);
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
    const entries = await world.logOf(importer);
    expect(entries.map((entry) => entry.patient).sort()).toEqual(['claire', 'henri']);
    expect(entries[0]).toMatchObject({ action: 'search', interaction: 'search-type', rule: 'backend-system' });
  });
});

describe('a total', () => {
  it('is told to those whom it counts, and nothing found to those who were named', async () => {
    const told = async (query: string) => {
      const doctor = callers.doctor();
      granted(await world.records.search(doctor, searchOf('Observation', query), 'search-type'));
      return (await world.logOf(doctor)).map(({ patient: of, outcome, objects }) => [of, outcome, objects[0]?.id]);
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
    expect(await world.logOf(admin)).toMatchObject([
      { outcome: 'denied', patient: 'claire' },
      { outcome: 'denied', patient: 'claire' },
    ]);
    const henri = callers.citizen('henri');
    await world.records.changeSharing(henri, { patient: 'claire', crossBorder: true, restrictions: [] });
    expect(await world.logOf(henri)).toMatchObject([
      { action: 'change-sharing', outcome: 'denied', patient: 'claire' },
    ]);
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
    expect(await world.logOf(mine)).toMatchObject([{ patient: 'claire', interaction: 'access-log' }]);
    for (const stranger of [callers.citizen('claire'), callers.citizen('claire')]) {
      expect(codeOf(await look(stranger))).toBe('resource.not-found');
      expect(await world.logOf(stranger)).toMatchObject([{ outcome: 'denied' }]);
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
    expect(codeOf(await world.declare('no-such'))).toBe('resource.not-found');
  });
});
