import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SharingChoices } from '#access';
import { parseSearch, type Resource } from '#fhir';
import { callers, codeOf, draft, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;
const claire = callers.citizen('claire');
const about = { subject: { reference: 'Patient/claire' } };

beforeAll(async () => {
  world = await openTestRecords();
  const written = await world.records.change(
    callers.importer(),
    [
      put({ resourceType: 'Organization', id: 'org-park', name: 'Cabinet du parc' }),
      put({ resourceType: 'Practitioner', id: 'sophie', name: [{ prefix: ['Dr'], family: 'Bernard' }] }),
      put(patient('claire')),
      put(observation('pulse', 'claire')),
      put({
        resourceType: 'MedicationStatement',
        id: 'lithium',
        status: 'active',
        medicationCodeableConcept: { text: 'Lithium' },
        ...about,
      }),
      put({ resourceType: 'Condition', id: 'gout', code: { text: 'Gout' }, ...about }),
      put({
        resourceType: 'Condition',
        id: 'secret',
        code: { text: 'Secret' },
        meta: { security: [{ code: 'HIV' }] },
        ...about,
      }),
      put({
        resourceType: 'Encounter',
        id: 'visit',
        status: 'finished',
        class: { code: 'AMB' },
        diagnosis: [{ condition: { reference: 'Condition/gout' } }],
        ...about,
      }),
      put({
        resourceType: 'DocumentReference',
        id: 'paper',
        status: 'current',
        content: [{ attachment: { title: 'x' } }],
        ...about,
      }),
      put({
        resourceType: 'DiagnosticReport',
        id: 'untold',
        status: 'final',
        code: { text: 'Biopsy' },
        meta: { security: [{ code: 'INVISIBLE_PATIENT' }] },
        ...about,
      }),
    ],
    'transaction',
  );
  granted(written);
  granted(
    await world.records.declareRelation(callers.doctor(), {
      patient: 'claire',
      organization: 'org-park',
      origin: 'declared',
      from: world.clock.now(),
    }),
  );
});
afterAll(() => world.close());

const wish = (...restrictions: SharingChoices['restrictions']): SharingChoices => ({
  patient: 'claire',
  crossBorder: true,
  restrictions,
});
const effectsOf = async (choices: SharingChoices) => {
  const effects = granted(await world.records.previewSharing(claire, choices));
  return new Map(effects.map((one) => [one.reader.kind, one]));
};

describe('the effect of a choice', () => {
  it('is told by name before it is made, and changes nothing', async () => {
    const effects = await effectsOf(wish({ category: 'medicines', audience: 'everyone' }));
    const home = effects.get('home');
    expect(home?.hides.find(({ category }) => category === 'medicines')).toEqual({
      category: 'medicines',
      count: 1,
      whole: true,
      along: false,
      names: ['Lithium'],
    });
    expect(
      home?.hides
        .filter(({ along }) => along)
        .map(({ category }) => category)
        .sort(),
    ).toEqual(['documents', 'encounters']);
    expect(granted(await world.records.sharing(claire, 'claire')).restrictions).toEqual([]);
    expect(codeOf(await world.records.read(callers.doctor(), 'MedicationStatement', 'lithium', 'read'))).toBe('ok');
  });

  it('is what then happens: for an entry, with what refers to it and what may repeat it', async () => {
    const choices = wish({ entry: 'Condition/gout', audience: 'everyone' });
    const home = (await effectsOf(choices)).get('home');
    expect(home?.hides.flatMap(({ category, count, along }) => [[category, count, along]]).sort()).toEqual([
      ['documents', 1, true],
      ['encounters', 1, true],
      ['problems', 1, false],
    ]);
    granted(await world.records.changeSharing(claire, choices));
    const seen = granted(await world.records.personRecord(callers.doctor(), 'claire', '$everything')).resources;
    expect(seen.map(({ type, id }) => `${type}/${id}`).sort()).toEqual([
      'Condition/secret',
      'DiagnosticReport/untold',
      'MedicationStatement/lithium',
      'Observation/pulse',
    ]);
    for (const [type, id] of [
      ['Condition', 'gout'],
      ['Encounter', 'visit'],
      ['DocumentReference', 'paper'],
    ] as const) {
      expect(codeOf(await world.records.read(callers.doctor(), type, id, 'read'))).toBe('resource.not-found');
    }
    const back = (await effectsOf(wish())).get('home');
    expect(back?.hides).toEqual([]);
    expect(back?.shows.map(({ count }) => count)).toEqual([1, 1, 1]);
    granted(await world.records.changeSharing(claire, wish()));
  });

  it('is told of one who is named, by the name of the directory', async () => {
    const effects = await effectsOf(wish({ everything: true, audience: { organization: 'org-park' } }));
    expect(effects.get('organization')).toMatchObject({ name: 'Cabinet du parc', after: 0 });
    expect(effects.get('home')).toMatchObject({ hides: [], shows: [] });
    expect((await effectsOf(wish({ label: 'HIV', audience: { country: 'PT' } }))).get('country')?.hides).toContainEqual(
      expect.objectContaining({ names: ['Secret'], along: false }),
    );
  });

  it('is for who may make the choice, and refuses what cannot be chosen', async () => {
    expect(codeOf(await world.records.previewSharing(callers.doctor(), wish()))).toBe('access.denied');
    expect(codeOf(await world.records.previewSharing(callers.citizen('henri'), wish()))).toBe('resource.not-found');
    expect(codeOf(await world.records.previewSharing(claire, wish({ audience: 'everyone' })))).toBe('request.bad');
    const partly = {
      ...callers.citizen('henri'),
      proxyFor: [{ patient: 'claire', origin: 'mandate' as const, from: new Date(0), parts: ['medicines' as const] }],
    };
    expect(codeOf(await world.records.previewSharing(partly, wish()))).toBe('resource.not-found');
  });
});

describe('who keeps everything from one practitioner', () => {
  it('is to him as who does not exist, and as before to his colleagues and in an emergency', async () => {
    granted(
      await world.records.changeSharing(claire, wish({ everything: true, audience: { practitioner: 'sophie' } })),
    );
    const read = await world.records.read(callers.doctor(), 'Patient', 'claire', 'read');
    const absent = await world.records.read(callers.doctor(), 'Patient', 'nobody', 'read');
    expect(read).toEqual(absent);
    expect(
      codeOf(
        await world.records.change(
          callers.doctor(),
          [
            {
              op: 'create',
              draft: { resource: observation('new', 'claire'), source: JSON.stringify(observation('new', 'claire')) },
            },
          ],
          'create',
        ),
      ),
    ).toBe('access.denied');
    expect(
      codeOf(await world.records.read({ ...callers.doctor(), practitioner: 'marie' }, 'Patient', 'claire', 'read')),
    ).toBe('ok');
    await world.db.transaction((tx) =>
      world.access.openEmergency(tx, {
        patient: 'claire',
        practitioner: 'sophie',
        reason: 'Danger to life',
        from: world.clock.now(),
        to: new Date(world.clock.now().getTime() + 1000),
      }),
    );
    expect(codeOf(await world.records.read(callers.doctor(), 'Patient', 'claire', 'read'))).toBe('ok');
    await world.db.query('delete from access_emergency', []);
    granted(await world.records.changeSharing(claire, wish()));
  });
});

describe('what a person is not told yet', () => {
  it('is seen by who treats her, not by her, for thirty days from when it came', async () => {
    expect(codeOf(await world.records.read(callers.doctor(), 'DiagnosticReport', 'untold', 'read'))).toBe('ok');
    expect(codeOf(await world.records.read(claire, 'DiagnosticReport', 'untold', 'read'))).toBe('resource.not-found');
    const own = granted(await world.records.personRecord(claire, 'claire', '$everything')).resources;
    expect(own.some(({ id }) => id === 'untold')).toBe(false);
    // Nor does an attempt to change it tell that it is there.
    const replace = (id: string) =>
      world.records.change(claire, [{ op: 'delete', type: 'DiagnosticReport', id }], 'delete');
    expect(await replace('untold')).toEqual(await replace('nothing'));
    // That something came stands in her log.
    const log = granted(await world.records.accessLog(claire, 'claire', { count: 100 }));
    expect(JSON.stringify(log.entries)).toContain('untold');
    // Nor does she learn of it from what her doctor would see.
    const doctor = granted(await world.records.simulate(claire, 'claire', { organization: 'org-park' }));
    expect(doctor.entries.map(({ id }) => id)).not.toContain('untold');
    world.clock.set('2026-11-30T10:00:00.000Z');
    expect(codeOf(await world.records.read(claire, 'DiagnosticReport', 'untold', 'read'))).toBe('resource.not-found');
    world.clock.set('2026-12-01T10:01:00.000Z');
    expect(codeOf(await world.records.read(claire, 'DiagnosticReport', 'untold', 'read'))).toBe('ok');
  });
});

describe('the simulator', () => {
  it('tells who could see a record, by which rule and how much of it', async () => {
    const readers = granted(await world.records.whoCouldSee(claire, 'claire', { countries: ['PT'] }));
    expect(readers).toMatchObject([
      { why: 'relation', name: 'Cabinet du parc', rule: 'care-relation', relation: { origin: 'declared' } },
      { why: 'country', reader: { country: 'PT' }, rule: 'cross-border-treatment' },
    ]);
    const [park] = granted(await world.records.whoCouldSee(claire, 'claire', { entry: 'Condition/gout' }));
    expect(park?.sees).toMatchObject({ seen: 1, of: 1 });
    granted(await world.records.changeSharing(claire, wish({ entry: 'Condition/gout', audience: 'everyone' })));
    const [kept] = granted(await world.records.whoCouldSee(claire, 'claire', { entry: 'Condition/gout' }));
    expect(kept?.sees).toMatchObject({ seen: 0, of: 1 });
  });

  it('reads the record once for all readers who see the same of it', async () => {
    const colleagues = Array.from({ length: 20 }, (_, n) => `colleague-${n}`);
    for (const practitioner of colleagues) {
      const from = new Date('2026-10-01T00:00:00Z');
      const relation = { patient: 'claire', organization: 'org-park', practitioner, origin: 'declared' as const, from };
      granted(await world.records.declareRelation(claire, relation));
    }
    const reading = vi.spyOn(world.store, 'compartment');
    const readers = granted(await world.records.whoCouldSee(claire, 'claire', {}));
    expect(readers.length).toBeGreaterThan(colleagues.length);
    expect(reading.mock.calls.length).toBeLessThan(5);
    reading.mockRestore();
    await world.db.query(`delete from access_relation where practitioner like 'colleague-%'`, []);
  });

  it('draws the record as a professional would see it, logged as hers and as nobody’s access', async () => {
    const doctor = granted(await world.records.simulate(claire, 'claire', { organization: 'org-park' }));
    expect(doctor.entries.map(({ id }) => id)).not.toContain('gout');
    const pharmacist = granted(await world.records.simulate(claire, 'claire', { role: 'pharmacist', treats: true }));
    expect(pharmacist.entries.map(({ type }) => type).sort()).toEqual(['MedicationStatement', 'Patient']);
    const stranger = granted(await world.records.simulate(claire, 'claire', { organization: 'org-far' }));
    expect(stranger).toMatchObject({ permitted: false, rule: 'default-deny', entries: [] });
    const log = granted(await world.records.accessLog(claire, 'claire', { count: 100 }));
    const simulated = log.entries.filter(({ interaction }) => interaction === 'simulation');
    expect(simulated.length).toBeGreaterThan(0);
    expect(new Set(simulated.map(({ agent }) => agent.subject))).toEqual(new Set([claire.subject]));
    expect(codeOf(await world.records.simulate(callers.doctor(), 'claire', {}))).toBe('access.denied');
  });
});

describe('a record that is longer than what is read at once', () => {
  it('is looked at to its end, in what a change does and in what a professional would see', async () => {
    const most = 2_101;
    const ids = Array.from({ length: most }, (_, n) => `pulse-${n}`);
    for (let from = 0; from < most; from += 500) {
      const some = ids.slice(from, from + 500).map((id) => put(observation(id, 'paul')));
      granted(await world.records.change(callers.importer(), [put(patient('paul')), ...some], 'transaction'));
    }
    const paul = callers.citizen('paul');
    const everything = {
      patient: 'paul',
      crossBorder: true,
      restrictions: [{ everything: true, audience: 'everyone' }],
    };
    const effects = granted(await world.records.previewSharing(paul, everything as SharingChoices));
    expect(effects.find(({ reader }) => reader.kind === 'home')).toMatchObject({ before: most + 1, after: 0 });
    const view = granted(await world.records.simulate(paul, 'paul', { treats: true }));
    expect(view.sees).toMatchObject({ seen: most + 1, of: most + 1 });
    expect(view.entries.length).toBe(2_000);
    const last = `Observation/${ids.toSorted().at(-1)}`;
    const [abroad] = granted(await world.records.whoCouldSee(paul, 'paul', { entry: last, countries: ['PT'] }));
    expect(abroad?.sees).toMatchObject({ seen: 1, of: 1 });
  });
});

describe('choices as a Consent', () => {
  const id = 'choices-claire';
  const found = async (caller: typeof claire) => {
    const query = granted(parseSearch('Consent', new URLSearchParams('patient=claire')));
    const page = await world.records.search(caller, query, 'search-type');
    return page.ok ? page.value.matches.length : page.fault.code;
  };

  it('are there for her, a version for each change, and for nobody else', async () => {
    granted(await world.records.changeSharing(claire, wish({ category: 'plan', audience: 'abroad' })));
    const consent = granted(await world.records.read(claire, 'Consent', id, 'read'));
    expect(JSON.parse(consent.text)).toMatchObject({
      status: 'active',
      provision: { type: 'permit', provision: [{ type: 'deny', class: [{ code: 'plan' }] }] },
    });
    granted(await world.records.changeSharing(claire, wish()));
    const history = granted(await world.records.history(claire, { type: 'Consent', id, count: 50 }));
    expect(history.matches[0]?.version).toBe(consent.version + 1);
    expect(await found(claire)).toBe(1);
    const partly = {
      ...callers.citizen('henri'),
      proxyFor: [
        { patient: 'claire', origin: 'mandate' as const, from: new Date(0), parts: ['administrative' as const] },
      ],
    };
    const urgent = { ...callers.doctor(), practitioner: 'urgent' };
    await world.db.transaction((tx) =>
      world.access.openEmergency(tx, {
        patient: 'claire',
        practitioner: 'urgent',
        reason: 'x',
        from: world.clock.now(),
        to: new Date(world.clock.now().getTime() + 1e6),
      }),
    );
    for (const other of [callers.doctor(), urgent, partly, callers.abroad()]) {
      // Abroad, nothing is read without the person named.
      expect([0, 'access.denied']).toContain(await found(other));
      const absent = await world.records.read(other, 'Consent', 'no-such', 'read');
      expect(await world.records.read(other, 'Consent', id, 'read')).toEqual(absent);
    }
    const log = granted(await world.records.accessLog(claire, 'claire', { count: 50 }));
    expect(
      log.entries.some(
        ({ action, objects }) =>
          action === 'change-sharing' && objects.some((one) => one.id === id && one.version === consent.version + 1),
      ),
    ).toBe(true);
    await world.db.query('delete from access_emergency', []);
  });

  it('change with what she writes, and what does not fit changes nothing', async () => {
    const current = JSON.parse(granted(await world.records.read(claire, 'Consent', id, 'read')).text);
    const denies = (provision: object) => ({ ...current, provision: { type: 'permit', provision: [provision] } });
    const write = (resource: Resource, caller = claire, ifVersion?: number) =>
      world.records.change(
        caller,
        [{ op: 'update', id, draft: draft(resource), ...(ifVersion === undefined ? {} : { ifVersion }) }],
        'update',
      );
    granted(
      await write(
        denies({ type: 'deny', data: [{ meaning: 'instance', reference: { reference: 'Condition/gout' } }] }),
      ),
    );
    const now = granted(await world.records.sharing(claire, 'claire'));
    expect(now.restrictions).toEqual([{ entry: 'Condition/gout', audience: 'everyone' }]);
    expect(codeOf(await world.records.read(callers.doctor(), 'Condition', 'gout', 'read'))).toBe('resource.not-found');
    expect(codeOf(await write(denies({ type: 'deny', period: { start: '2026-11-22' } })))).toBe('request.bad');
    for (const unsound of [
      { ...current, provision: { type: 'permit', provision: {} } },
      denies({ data: 5 }),
      denies([]),
    ]) {
      expect(codeOf(await write(unsound))).toMatch(/^structure\./);
    }
    expect(codeOf(await write(current, claire, 1))).toBe('version.conflict');
    for (const other of [callers.citizen('henri'), callers.doctor(), callers.importer()]) {
      expect(codeOf(await write(current, other))).not.toBe('ok');
    }
    expect(granted(await world.records.sharing(claire, 'claire')).restrictions).toEqual(now.restrictions);
    const { id: _, ...fresh } = current;
    const created = await world.records.change(claire, [{ op: 'create', draft: draft(fresh) }], 'create');
    expect(granted(created)).toMatchObject([{ outcome: 'updated', stored: { id } }]);
    expect(granted(await world.records.sharing(claire, 'claire')).restrictions).toEqual([]);
  });
});

describe('sharing what the policy withholds', () => {
  const sharing = (...shared: readonly string[]): SharingChoices => ({ ...wish(), shared });
  const medicine = (id: string, label: string): Resource & { readonly id: string } => ({
    resourceType: 'MedicationStatement',
    id,
    status: 'active',
    medicationCodeableConcept: { text: id },
    meta: { security: [{ code: label }] },
    ...about,
  });
  const seenBy = async (reader: ReturnType<typeof callers.doctor>, id: string) =>
    codeOf(await world.records.read(reader, 'MedicationStatement', id, 'read'));

  beforeAll(async () => {
    granted(
      await world.records.change(
        callers.importer(),
        [put(medicine('sealed', 'V')), put(medicine('bruises', 'SDV'))],
        'transaction',
      ),
    );
  });

  it('tells by name who will then see what, as that which was chosen, and then it is so', async () => {
    const effects = await effectsOf(sharing('V'));
    const gains = [{ category: 'medicines', count: 1, whole: false, along: false, names: ['sealed'] }];
    expect(effects.get('home')).toMatchObject({ hides: [], shows: gains });
    expect(effects.get('abroad')).toMatchObject({ hides: [], shows: gains });
    expect(await seenBy(callers.doctor(), 'sealed')).toBe('resource.not-found');
    granted(await world.records.changeSharing(claire, sharing('V')));
    expect(await seenBy(callers.doctor(), 'sealed')).toBe('ok');
    expect((await effectsOf(wish())).get('home')).toMatchObject({
      shows: [],
      hides: [{ category: 'medicines', count: 1, along: false, names: ['sealed'] }],
    });
    granted(await world.records.changeSharing(claire, wish()));
    expect(await seenBy(callers.doctor(), 'sealed')).toBe('resource.not-found');
  });

  it('names the profession from which alone it is withheld', async () => {
    const effects = await effectsOf(sharing('SDV'));
    expect([...effects.keys()]).toEqual(['home', 'profession', 'abroad']);
    expect(effects.get('home')).toMatchObject({ hides: [], shows: [] });
    expect(effects.get('profession')).toMatchObject({
      reader: { kind: 'profession', role: 'pharmacist' },
      hides: [],
      shows: [{ category: 'medicines', count: 1, along: false, names: ['bruises'] }],
    });
    expect([...(await effectsOf(sharing('V'))).keys()]).toEqual(['home', 'abroad']);
  });

  it('stands in her history and in the Consent that is its receipt, and what she hides herself stays hidden', async () => {
    const both: SharingChoices = { ...wish({ label: 'V', audience: 'everyone' }), shared: ['V'] };
    expect((await effectsOf(both)).get('home')?.shows).toEqual([]);
    granted(await world.records.changeSharing(claire, both));
    expect(await seenBy(callers.doctor(), 'sealed')).toBe('resource.not-found');
    const [latest] = granted(await world.records.sharingHistory(claire, 'claire'));
    expect(latest).toMatchObject({ shared: ['V'], by: claire.subject });
    const receipt = JSON.parse(granted(await world.records.read(claire, 'Consent', 'choices-claire', 'read')).text);
    expect(receipt.provision.provision).toContainEqual({
      type: 'permit',
      securityLabel: [expect.objectContaining({ code: 'V' })],
    });
    granted(await world.records.changeSharing(claire, wish()));
  });
});
