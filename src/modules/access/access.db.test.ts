import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { Caller } from '#identity';
import { fixedClock } from '#kernel';
import { type Access, accessMigrations, createAccess, type SharingChoices } from './index.ts';
import { closeRestrictions } from './restrictions.ts';

const clock = fixedClock('2026-11-01T10:00:00Z');
let db: Database;
let close: () => Promise<void>;
let access: Access;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  expect((await migrate(db, accessMigrations)).ok).toBe(true);
  access = createAccess({ db, clock, country: 'FR' });
  const relation = { organization: 'org-park', origin: 'declared' as const, from: new Date('2026-01-01T00:00:00Z') };
  await db.transaction(async (tx) => {
    await access.addRelation(tx, { ...relation, patient: 'claire' });
    await access.addRelation(tx, { ...relation, patient: 'henri', practitioner: 'karim', organization: 'org-heart' });
    await access.addRelation(tx, { ...relation, patient: 'past', to: new Date('2026-10-01T00:00:00Z') });
    await access.addRelation(tx, { ...relation, patient: 'future', from: new Date('2026-12-01T00:00:00Z') });
  });
});
afterAll(() => close());

function caller(fields: Partial<Caller> & Pick<Caller, 'role'>): Caller {
  return {
    subject: 's',
    name: 'n',
    country: 'FR',
    purpose: 'TREAT',
    client: 'carnet-web',
    traceId: '0'.repeat(32),
    proxyFor: [],
    ...fields,
  };
}
const professional = (fields: Partial<Caller> = {}) =>
  caller({ role: 'professional', organization: 'org-park', practitioner: 'sophie', ...fields });
const change = (choices: SharingChoices) => db.transaction((tx) => access.changeSharing(tx, choices, 'claire-account'));
const relatedTo = async (who: Caller) => {
  const decision = await access.decide({ caller: who, act: 'read' });
  return decision.permit && decision.visibility.persons !== 'all'
    ? decision.visibility.persons.map((person) => person.patient)
    : decision;
};
const hiddenOf = async (who: Caller, patient: string) => {
  const decision = await access.decide({ caller: who, act: 'read', patient });
  if (!decision.permit || decision.visibility.persons === 'all') return decision;
  return decision.visibility.persons[0]?.hidden;
};

describe('decisions that are asked for together', () => {
  it('share what the database was asked for once, each for its own caller', async () => {
    const asked: unknown[] = [];
    const counting: Database = {
      ...db,
      query(text, values) {
        asked.push(values);
        return db.query(text, values);
      },
    };
    const together = createAccess({ db: counting, clock, country: 'FR' });
    const karim = professional({ practitioner: 'karim', organization: 'org-heart' });
    const decisions = await Promise.all(
      [professional(), karim, professional(), karim, professional()].map((who) =>
        together.decide({ caller: who, act: 'read' }),
      ),
    );
    expect(asked).toHaveLength(2);
    const persons = decisions.map((decision) => decision.permit && decision.visibility.persons);
    const [claire, henri] = [[{ patient: 'claire', hidden: [] }], [{ patient: 'henri', hidden: [] }]];
    expect(persons).toMatchObject([claire, henri, claire, henri, claire]);
  });

  it('see what was durable before they were asked for, even while others are being answered', async () => {
    const relation = { organization: 'org-late', origin: 'declared' as const, from: new Date('2026-01-01T00:00:00Z') };
    const late = professional({ organization: 'org-late' });
    const before = relatedTo(late);
    await db.transaction((tx) => access.addRelation(tx, { ...relation, patient: 'latecomer' }));
    const after = relatedTo(late);
    await before;
    expect(await after).toEqual(['latecomer']);
  });
});

describe('a decision whose facts come with the resource', () => {
  const now = new Date('2026-11-01T09:00:00Z');
  const besideOf = async (who: Caller, patient: string, named: boolean) => {
    const decided = access.decideBeside({ caller: who, act: 'read', ...(named && { patient }) });
    if (decided === undefined) return undefined;
    const parts = decided.question.map((_, part) => `$${part + 2}::text`);
    const [answer] = await db.query(decided.beside.select('$1::text', parts), [patient, ...decided.question]);
    return decided.decide({ ...answer }, patient);
  };
  const askers: readonly (readonly [string, Caller])[] = [
    ['of the organisation', professional({ organization: 'org-beside' })],
    ['of one whom others are related to', professional()],
    ['of another', professional({ organization: 'org-heart', practitioner: 'karim' })],
    ['in an emergency', professional({ organization: 'org-none', practitioner: 'rania' })],
    ['of none', caller({ role: 'professional' })],
    ['from another country', professional({ country: 'PT' })],
    ['a partner', caller({ role: 'foreign-professional', country: 'PT' })],
    ['herself', caller({ role: 'citizen', patient: 'beside-hiding' })],
  ];
  const patients = ['claire', 'henri', 'past', 'future', 'beside-hiding', 'beside-urgent', 'nobody', ''];

  beforeAll(async () => {
    const relation = {
      organization: 'org-beside',
      origin: 'declared' as const,
      from: new Date('2026-01-01T00:00:00Z'),
    };
    await db.transaction(async (tx) => {
      await access.addRelation(tx, { ...relation, patient: 'beside-hiding' });
      const urgent = { patient: 'beside-urgent', practitioner: 'rania', reason: 'In the street, unconscious.' };
      await access.openEmergency(tx, { ...urgent, from: now, to: new Date('2026-11-01T11:00:00Z') });
    });
    for (const patient of ['beside-hiding', 'beside-urgent']) {
      const restrictions = [{ category: 'medicines', audience: 'everyone' }] as const;
      await change({ patient, crossBorder: true, restrictions, shared: ['psychiatry'] });
    }
  });

  it.each(askers)('is the one that is asked for by itself: a professional %s, of each person', async (_name, who) => {
    for (const patient of patients) {
      const named = await besideOf(who, patient, true);
      if (named !== undefined) expect(named).toEqual(await access.decide({ caller: who, act: 'read', patient }));
      const besides = await besideOf(who, patient, false);
      const alone = await access.decide({ caller: who, act: 'read' });
      if (besides === undefined || !besides.permit || !alone.permit) {
        expect(besides ?? alone).toEqual(alone);
        continue;
      }
      const { persons } = alone.visibility;
      const seen = persons === 'all' ? persons : persons.filter((person) => person.patient === patient);
      const { emergency = [], ...same } = alone;
      expect(besides).toEqual({
        ...same,
        visibility: { ...alone.visibility, persons: seen },
        ...(emergency.includes(patient) && { emergency: [patient] }),
      });
    }
  });

  it('is not there where the database is asked for nothing', () => {
    const citizen = caller({ role: 'citizen', patient: 'claire' });
    expect(access.decideBeside({ caller: citizen, act: 'read', patient: 'claire' })).toBeUndefined();
    expect(access.decideBeside({ caller: professional({ country: 'PT' }), act: 'read' })).toBeUndefined();
  });

  it('of the role alone names nobody', () => {
    expect(access.decideRole({ caller: professional(), act: 'read' })).toMatchObject({
      permit: true,
      visibility: { persons: [] },
    });
    expect(access.decideRole({ caller: professional({ country: 'PT' }), act: 'read' }).permit).toBe(false);
  });
});

describe('care relations', () => {
  it('show a professional the persons whom his organisation treats today, and nobody else', async () => {
    expect(await relatedTo(professional())).toEqual(['claire']);
    for (const patient of ['past', 'future', 'henri', 'nobody']) {
      const decision = await access.decide({ caller: professional(), act: 'read', patient });
      expect(decision).toEqual({ permit: false, rule: 'default-deny' });
    }
  });

  it('that are personal serve that practitioner alone', async () => {
    expect(await relatedTo(professional({ practitioner: 'karim', organization: 'org-heart' }))).toEqual(['henri']);
    expect(await relatedTo(professional({ practitioner: 'other', organization: 'org-heart' }))).toEqual([]);
  });

  it('end on their day', async () => {
    clock.set('2026-12-02T00:00:00Z');
    expect(await relatedTo(professional())).toEqual(['claire', 'future']);
    clock.set('2026-11-01T10:00:00Z');
  });

  it('added again change their end alone', async () => {
    const relation = {
      patient: 'again',
      organization: 'org-again',
      origin: 'stay' as const,
      from: new Date('2026-01-01T00:00:00Z'),
    };
    const who = professional({ organization: 'org-again' });
    await db.transaction((tx) => access.addRelation(tx, relation));
    expect(await relatedTo(who)).toEqual(['again']);
    await db.transaction((tx) => access.addRelation(tx, { ...relation, to: new Date('2026-02-01T00:00:00Z') }));
    expect(await relatedTo(who)).toEqual([]);
  });

  it('of this node do not serve a professional of another country', async () => {
    const decision = await access.decide({ caller: professional({ country: 'PT' }), act: 'read', patient: 'claire' });
    expect(decision.permit).toBe(false);
  });
});

describe('sharing choices', () => {
  it('share everything until the person chooses', async () => {
    expect(await access.sharing('claire')).toEqual({ patient: 'claire', crossBorder: true, restrictions: [] });
    expect(await hiddenOf(professional(), 'claire')).toEqual([]);
  });

  it('are closed abroad until the person chooses where the policy waits for her word', async () => {
    const strict = createAccess({ db, clock, country: 'FR', policy: 'strict' });
    expect(await strict.sharing('claire')).toEqual({ patient: 'claire', crossBorder: false, restrictions: [] });
    expect([strict.policy().abroadUnasked, access.policy().abroadUnasked]).toEqual([false, true]);
  });

  it('hide a category from its audience at once, with what would repeat it', async () => {
    await change({
      patient: 'claire',
      crossBorder: true,
      restrictions: [{ category: 'pregnancy', audience: 'abroad' }],
    });
    const abroad = caller({ role: 'foreign-professional', country: 'PT' });
    expect(await hiddenOf(professional(), 'claire')).toEqual([]);
    expect(await hiddenOf(abroad, 'claire')).toEqual(closeRestrictions(['pregnancy']));
    await change({
      patient: 'claire',
      crossBorder: true,
      restrictions: [{ category: 'documents', audience: 'everyone' }],
    });
    expect(await hiddenOf(professional(), 'claire')).toEqual(['documents']);
    expect(await hiddenOf(abroad, 'claire')).toEqual(['documents']);
    await change({ patient: 'claire', crossBorder: false, restrictions: [] });
    expect(await access.decide({ caller: abroad, act: 'read', patient: 'claire' })).toEqual({
      permit: false,
      rule: 'ehds-10-opt-out',
    });
    await change({ patient: 'claire', crossBorder: true, restrictions: [] });
    expect(await hiddenOf(abroad, 'claire')).toEqual([]);
  });

  it('keep their history, one version in force, through changes at the same moment', async () => {
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        change({ patient: 'race', crossBorder: index % 2 === 0, restrictions: [] }),
      ),
    );
    const rows = await db.query<{ version: number; valid_to: Date | null; changed_by: string }>(
      'select version, valid_to, changed_by from access_sharing where patient = $1 order by version',
      ['race'],
    );
    expect(rows.map((row) => row.version)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(rows.filter((row) => row.valid_to === null)).toHaveLength(1);
    expect(rows[0]?.changed_by).toBe('claire-account');
  });

  it('refuse what cannot be restricted, with its path, and change nothing', async () => {
    const wrong: unknown[] = [
      { patient: 'strict', crossBorder: true, restrictions: [{ category: 'identity', audience: 'everyone' }] },
      { patient: 'strict', crossBorder: true, restrictions: [{ category: 'problems', audience: 'nobody' }] },
      { patient: 'strict', crossBorder: true, restrictions: [null] },
      { patient: 'strict', crossBorder: 'yes', restrictions: [] },
      { patient: 'strict', crossBorder: true, restrictions: 'all' },
      { patient: "'; --", crossBorder: true, restrictions: [] },
      {
        patient: 'strict',
        crossBorder: true,
        restrictions: Array(1000).fill({ category: 'plan', audience: 'abroad' }),
      },
    ];
    for (const choices of wrong) {
      const outcome = await change(choices as SharingChoices);
      expect(!outcome.ok && outcome.fault.code).toBe('request.bad');
      expect(!outcome.ok && outcome.fault.issues[0]?.path).toBeDefined();
    }
    expect((await access.sharing('strict')).changed).toBeUndefined();
  });
});
