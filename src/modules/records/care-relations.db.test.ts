import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SharingChoices } from '#access';
import { callers, codeOf, draft, granted, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;
beforeAll(async () => {
  world = await openTestRecords();
  const directory = [
    { resourceType: 'Organization', id: 'org-park', name: 'Park' },
    { resourceType: 'Organization', id: 'org-far', name: 'Far' },
    { resourceType: 'Practitioner', id: 'karim' },
    {
      resourceType: 'PractitionerRole',
      id: 'karim-role',
      practitioner: { reference: 'Practitioner/karim' },
      organization: { reference: 'Organization/org-far' },
    },
  ];
  granted(await world.records.change(callers.importer(), directory.map(put), 'import'));
});
afterAll(() => world.close());

let claire = '';
let count = 0;
beforeEach(async () => {
  claire = `claire-${count++}`;
  granted(await world.records.change(callers.importer(), [put({ ...patient(claire), id: claire })], 'import'));
});

const write = (resource: { resourceType: string; id: string; status?: string }, caller = callers.importer()) =>
  world.records.change(caller, [put(resource)], 'update');
const mayRead = async (caller = callers.stranger()) => (await world.records.read(caller, 'Patient', claire, 'read')).ok;
const citizen = () => callers.citizen(claire);

const subject = () => ({ reference: `Patient/${claire}` });
const stay = (fields: object = {}) => ({
  resourceType: 'Encounter',
  id: `${claire}-stay`,
  status: 'in-progress',
  class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IMP' },
  subject: subject(),
  period: { start: '2026-10-30T08:00:00+01:00' },
  serviceProvider: { reference: 'Organization/org-far' },
  ...fields,
});
const appointment = (fields: object = {}) => ({
  resourceType: 'Appointment',
  id: `${claire}-appointment`,
  status: 'booked',
  start: '2026-11-05T09:00:00Z',
  end: '2026-11-05T09:30:00Z',
  participant: [
    { actor: subject(), status: 'accepted' },
    { actor: { reference: 'Practitioner/karim' }, status: 'accepted' },
  ],
  ...fields,
});
const team = (fields: object = {}) => ({
  resourceType: 'CareTeam',
  id: `${claire}-team`,
  status: 'active',
  subject: subject(),
  period: { start: '2026-10-01' },
  participant: [{ member: { reference: 'PractitionerRole/karim-role' } }],
  ...fields,
});

describe.each([
  ['a stay', stay, { status: 'cancelled' }],
  ['an appointment', appointment, { status: 'cancelled' }],
  ['a care team', team, { status: 'inactive' }],
] as const)('%s', (_what, resource, over) => {
  it('lets those who take part in, and out again when it is called off', async () => {
    expect(await mayRead()).toBe(false);
    granted(await write(resource()));
    expect(await mayRead()).toBe(true);
    granted(await write(resource(over)));
    expect(await mayRead()).toBe(false);
  });

  it('lets nobody in any more when it is deleted', async () => {
    granted(await write(resource()));
    const { resourceType: type, id } = resource();
    granted(await world.records.change(callers.importer(), [{ op: 'delete', type, id }], 'delete'));
    expect(await mayRead()).toBe(false);
  });

  it('lasts while another resource says the same, whichever is called off first', async () => {
    const other = { ...resource(), id: `${claire}-other` };
    for (const [first, last] of [
      [resource(), other],
      [other, resource()],
    ] as const) {
      granted(await write(resource()));
      granted(await write(other));
      granted(await write({ ...first, ...over }));
      expect(await mayRead()).toBe(true);
      // The rest is told by the one that is left, as often as it is written.
      granted(await write({ ...last, ...{ language: 'fr' } }));
      expect(await mayRead()).toBe(true);
      granted(await write({ ...last, ...over }));
      expect(await mayRead()).toBe(false);
      // It began before nobody ended it: the same may say so again.
      granted(await write(first));
      expect(await mayRead()).toBe(true);
      granted(await write({ ...first, ...over }));
      expect(await mayRead()).toBe(false);
    }
  });

  it('ends for the person’s word, however many resources say so', async () => {
    granted(await write(resource()));
    granted(await write({ ...resource(), id: `${claire}-other` }));
    for (const side of [{ organization: 'org-far' }, { practitioner: 'karim' }]) {
      await world.records.endRelations(citizen(), claire, side);
    }
    granted(await write({ ...resource(), ...over }));
    granted(await write({ ...resource(), id: `${claire}-other`, ...{ language: 'fr' } }));
    expect(await mayRead()).toBe(false);
  });

  it('stands in the log of the person, with whom it let in', async () => {
    granted(await write(resource()));
    const { entries } = granted(await world.records.accessLog(citizen(), claire, { count: 20 }));
    expect(entries).toContainEqual(
      expect.objectContaining({
        interaction: 'derive-relation',
        action: 'change-rights',
        objects: [expect.objectContaining({ id: expect.stringMatching(/^(karim|org-far)$/) })],
      }),
    );
  });

  it('does not bring back whom the person ended', async () => {
    granted(await write(resource()));
    for (const side of [{ organization: 'org-far' }, { practitioner: 'karim' }]) {
      await world.records.endRelations(citizen(), claire, side);
    }
    expect(await mayRead()).toBe(false);
    granted(await write({ ...resource(), ...{ language: 'fr' } }));
    expect(await mayRead()).toBe(false);
    const kept = granted(await world.records.careRelations(citizen(), claire));
    expect(kept).toEqual([expect.objectContaining({ endedAt: world.clock.now() })]);
  });

  it('cannot be written by a professional for a person whom he does not treat', async () => {
    expect(codeOf(await write(resource(), callers.stranger()))).toBe('access.denied');
    expect(await mayRead()).toBe(false);
  });

  it('lets nobody stay who came in by an emergency', async () => {
    await world.db.transaction((tx) =>
      world.access.openEmergency(tx, {
        patient: claire,
        practitioner: 'karim',
        reason: 'Found unconscious.',
        from: new Date('2026-11-01T09:00:00Z'),
        to: new Date('2026-11-02T09:00:00Z'),
      }),
    );
    granted(await world.records.change(callers.stranger(), [{ op: 'create', draft: draft(resource()) }], 'create'));
    expect(await world.access.relationsEver(claire)).toEqual([]);
  });

  it('is written by who treats for a year at most, however long it says', async () => {
    granted(
      await world.records.declareRelation(citizen(), {
        patient: claire,
        organization: 'org-park',
        origin: 'declared',
        from: new Date('2026-10-01T00:00:00Z'),
      }),
    );
    const long = resource === appointment ? { end: '2099-01-01T00:00:00Z' } : {};
    granted(await world.records.change(callers.doctor(), [{ op: 'create', draft: draft(resource(long)) }], 'create'));
    expect(await mayRead()).toBe(true);
    const kept = granted(await world.records.careRelations(citizen(), claire));
    const derived = kept.find(({ source }) => source !== undefined);
    expect(derived?.to).toEqual(new Date('2027-11-01T10:00:00.000Z'));
  });
});

describe('who takes part', () => {
  it('lets in nobody by what is over, unknown or not there yet', async () => {
    for (const resource of [
      stay({ status: 'finished', period: { start: '2020-01-01', end: '2020-01-05' } }),
      stay({ period: undefined }),
      stay({ class: { code: 'XYZ' } }),
      appointment({ start: '2026-12-24T09:00:00Z', end: '2026-12-24T09:30:00Z' }),
      appointment({ status: 'proposed' }),
      appointment({
        participant: [
          { actor: subject(), status: 'accepted' },
          { actor: { reference: 'Practitioner/karim' }, status: 'declined' },
        ],
      }),
      team({ period: { start: '2020-01-01', end: '2021-01-01' } }),
      team({ participant: [{ member: { reference: 'PractitionerRole/nobody' } }] }),
      team({
        participant: [{ member: { reference: 'PractitionerRole/karim-role' }, period: { end: '2026-10-20' } }],
      }),
    ]) {
      granted(await write(JSON.parse(JSON.stringify(resource))));
      expect(await mayRead(), JSON.stringify(resource)).toBe(false);
    }
  });

  it('goes with the member when the team stays', async () => {
    granted(await write(team()));
    granted(await write(team({ participant: [{ member: { reference: 'Organization/org-park' } }] })));
    expect(await mayRead()).toBe(false);
    expect(await mayRead(callers.doctor())).toBe(true);
  });

  it('stays for the longest of what several stays say, and no longer than what is left', async () => {
    const until = (day: string, id: string) =>
      stay({ id: `${claire}-${id}`, status: 'finished', period: { start: '2026-10-01', end: `2026-10-${day}` } });
    const kept = async () => granted(await world.records.careRelations(citizen(), claire)).map(({ to }) => to);
    granted(await write(until('20', 'long')));
    granted(await write(until('10', 'short')));
    expect(await kept()).toEqual([new Date('2027-01-18T00:00:00Z')]);
    granted(await write({ ...until('20', 'long'), status: 'cancelled' }));
    expect(await kept()).toEqual([new Date('2027-01-08T00:00:00Z')]);
    await Promise.all([
      write({ ...until('10', 'short'), status: 'cancelled' }),
      write(until('15', 'third')),
      write(until('20', 'long')),
    ]);
    expect(await kept()).toEqual([new Date('2027-01-18T00:00:00Z')]);
    await Promise.all([
      write({ ...until('20', 'long'), status: 'cancelled' }),
      write({ ...until('15', 'third'), status: 'cancelled' }),
    ]);
    expect(await kept()).toEqual([world.clock.now()]);
  });

  it('keeps what a build that knew one source alone wrote', async () => {
    granted(await write(stay()));
    await world.db.query('delete from access_relation_source where patient = $1', [claire]);
    granted(await write(stay({ id: `${claire}-other` })));
    granted(await write(stay({ id: `${claire}-other`, status: 'cancelled' })));
    expect(await mayRead()).toBe(true);
    // Such a build ends what its own resource says no more.
    await world.db.query('update access_relation set valid_to = $2 where patient = $1', [claire, world.clock.now()]);
    granted(await write(stay({ id: `${claire}-third` })));
    granted(await write(stay({ id: `${claire}-third`, status: 'cancelled' })));
    expect(await mayRead()).toBe(false);
  });

  it('comes in after a stay that has just ended, for its margin', async () => {
    granted(await write(stay({ status: 'finished', period: { start: '2026-10-01', end: '2026-10-10' } })));
    expect(await mayRead()).toBe(true);
    const [kept] = granted(await world.records.careRelations(citizen(), claire));
    expect(kept).toMatchObject({ origin: 'stay', organization: 'org-far', to: new Date('2027-01-08T00:00:00Z') });
  });
});

describe('whom the person ended', () => {
  const atFar = [{ individual: { reference: 'PractitionerRole/karim-role' } }];

  it('does not come back under the name of somebody else of the organisation', async () => {
    granted(await write(stay()));
    granted(await world.records.endRelations(citizen(), claire, { organization: 'org-far' }));
    granted(await write(stay({ participant: atFar })));
    expect(await mayRead()).toBe(false);
    world.clock.set('2026-11-20T10:00:00.000Z');
    granted(await write({ ...stay({ period: { start: '2026-11-19' }, participant: atFar }), id: `${claire}-later` }));
    expect(await mayRead()).toBe(true);
    world.clock.set('2026-11-01T10:00:00.000Z');
  });

  it('does not come back at another place, where he is named anew', async () => {
    granted(await write(team()));
    granted(await world.records.endRelations(citizen(), claire, { practitioner: 'karim' }));
    const participant = [{ member: { reference: 'Practitioner/karim' } }];
    granted(await write(team({ participant, managingOrganization: [{ reference: 'Organization/org-park' }] })));
    expect(await mayRead()).toBe(false);
  });

  it('goes on at the place that she did not end, as long as that says so', async () => {
    const atPark = { serviceProvider: { reference: 'Organization/org-park' } };
    const participant = [{ individual: { reference: 'Practitioner/karim' } }];
    const there = (fields: object) => ({ ...stay({ ...atPark, participant, ...fields }), id: `${claire}-park` });
    granted(await write(there({})));
    granted(await write(team()));
    granted(await world.records.endRelations(citizen(), claire, { organization: 'org-far' }));
    expect(await mayRead()).toBe(true);
    granted(await write(there({ language: 'fr' })));
    expect(await mayRead()).toBe(true);
    granted(await write(there({ status: 'cancelled' })));
    expect(await mayRead()).toBe(false);
  });
});

describe('the person', () => {
  it('lets somebody in by declaring him, and out by ending it, at once', async () => {
    granted(
      await world.records.declareRelation(citizen(), {
        patient: claire,
        organization: 'org-far',
        practitioner: 'karim',
        origin: 'declared',
        from: world.clock.now(),
      }),
    );
    expect(await mayRead()).toBe(true);
    granted(await world.records.endRelations(citizen(), claire, { practitioner: 'karim' }));
    expect(await mayRead()).toBe(false);
    expect(codeOf(await world.records.endRelations(citizen(), claire, { practitioner: 'karim' }))).toBe(
      'resource.not-found',
    );
  });

  it('says and ends who treats her as often as anybody needs, and may always end', async () => {
    const declare = (n: number, more: object = {}) =>
      world.records.declareRelation(citizen(), {
        patient: claire,
        organization: 'org-far',
        practitioner: `doctor-${n}`,
        origin: 'declared',
        from: world.clock.now(),
        ...more,
      });
    for (let n = 0; n < 96; n++) granted(await declare(n));
    const many = await Promise.all([96, 97, 98, 99, 100, 101].map((n) => declare(n)));
    expect(many.map(codeOf).filter((code) => code !== 'ok')).toEqual(['request.too-often', 'request.too-often']);
    // What a request for rectification lets in, until it is due, goes by the bound of those.
    granted(await declare(200, { to: new Date('2026-12-01T00:00:00Z') }));
    granted(await world.records.endRelations(citizen(), claire, { organization: 'org-far' }));
    expect(await mayRead()).toBe(false);
    expect(codeOf(await declare(1))).toBe('request.too-often');
    const { entries } = granted(await world.records.accessLog(citizen(), claire, { count: 200 }));
    const refused = entries.filter(
      ({ outcome, interaction }) => outcome === 'denied' && interaction === 'declare-relation',
    );
    expect(refused).toHaveLength(3);
    const service = { patient: claire, organization: 'org-far', origin: 'declared', from: world.clock.now() } as const;
    granted(await world.records.declareRelation(callers.importer(), service));
    const restriction = {
      patient: claire,
      crossBorder: true,
      restrictions: [{ everything: true, audience: 'everyone' }],
    };
    granted(await world.records.changeSharing(citizen(), restriction as SharingChoices));
    world.clock.set('2026-12-02T10:00:00.000Z');
    granted(await declare(1));
    world.clock.set('2026-11-01T10:00:00.000Z');
  });

  it('is the only one who ends and sees her relations', async () => {
    granted(await write(stay()));
    for (const other of [callers.citizen('somebody'), callers.stranger(), callers.doctor(), callers.administrator()]) {
      expect(codeOf(await world.records.careRelations(other, claire))).toMatch(/resource.not-found|access.denied/);
      expect(codeOf(await world.records.endRelations(other, claire, { organization: 'org-far' }))).toMatch(
        /resource.not-found|access.denied/,
      );
    }
    expect(await mayRead()).toBe(true);
  });
});
