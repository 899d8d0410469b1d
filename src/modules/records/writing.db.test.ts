import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#identity';
import type { Change } from './contract.ts';
import { callers, codeOf, draft, granted, observation, patient, put } from './testing.ts';
import { type ClairesRecord, openClairesRecord, searchOf } from './testing-claire.ts';
import { insSystem } from './testing-strict.ts';

let world: ClairesRecord;
beforeAll(async () => {
  world = await openClairesRecord();
});
afterAll(() => world.close());

describe('writing', () => {
  it('lets no professional delete a Patient, and says so to those alone who may know of her', async () => {
    const remove = (caller: Caller, id: string) =>
      world.records.change(caller, [{ op: 'delete', type: 'Patient', id }], 'delete');
    const doctor = callers.doctor();
    expect(codeOf(await remove(doctor, 'claire'))).toBe('access.denied');
    expect(await world.logOf(doctor)).toMatchObject([{ action: 'delete', outcome: 'denied', patient: 'claire' }]);
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
    expect(await world.logOf(doctor)).toMatchObject([
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
      expect(await world.logOf(caller)).toMatchObject([{ action: 'update', outcome: 'denied' }]);
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
    const typo = (id: string) => patient(id, { identifier: [{ system: insSystem, value: '284037512345641' }] });
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
    const actions = (await world.logOf(doctor)).map((entry) => entry.action);
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
