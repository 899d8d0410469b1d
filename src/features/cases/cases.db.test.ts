import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditEntry } from '#audit';
import type { Account, Caller, Identity, Role } from '#identity';
import { newTraceId, randomIds } from '#kernel';
import { codeOf, granted, observation, openTestRecordsBy, patient, put } from '#records/testing';
import { answerCase, closeCase, readDesk } from './answer-case.ts';
import type { CasesOptions } from './case-options.ts';
import { casesOf, sealOlderCases } from './case-table.ts';
import { type CaseView, mostOpen, mostOpened } from './contract.ts';
import { caseMigrations } from './migrations.ts';
import { oneMonthAfter, openCase } from './open-case.ts';
import { remindOfCases } from './remind-of-cases.ts';

let options: CasesOptions;
let close: () => Promise<void>;
let now = new Date('2026-11-01T10:00:00.000Z');
const clock = { now: () => now };

const caller = (role: Role, fields: Partial<Caller> = {}): Caller => ({
  subject: `${role}-account`,
  name: 'Somebody',
  role,
  country: 'FR',
  purpose: role === 'citizen' ? 'PATRQT' : role === 'administrator' ? 'SYSADMIN' : 'TREAT',
  client: 'carnet-web',
  traceId: newTraceId(),
  proxyFor: [],
  ...fields,
});
const claire = () => caller('citizen', { subject: 'claire', patient: 'claire' });
const henri = () => caller('citizen', { subject: 'henri', patient: 'henri' });
const doctor = () => caller('professional', { subject: 'sophie', organization: 'org-park', practitioner: 'sophie' });
/** Works with the doctor, and needs no results. */
const pharmacist = () =>
  caller('professional', {
    subject: 'paul',
    organization: 'org-park',
    practitioner: 'paul',
    professional: { hp_professional_role: 'pharmacist' } as NonNullable<Caller['professional']>,
  });
const stranger = () => caller('professional', { subject: 'karim', organization: 'org-far', practitioner: 'karim' });
const operator = () => caller('administrator');

let refusals: () => Promise<readonly AuditEntry[]>;

beforeAll(async () => {
  const opened = await openTestRecordsBy(clock, { migrations: caseMigrations });
  const { db, access, audit, records, words } = opened;
  close = opened.close;
  const account = { id: 'sophie', name: 'Sophie', role: 'professional', language: 'fr' } as const;
  const accounts: Account[] = [{ ...account, practitioner: 'sophie', organization: 'org-park' }];
  const accountsOf: Identity['accountsOf'] = async (whose) =>
    'practitioners' in whose
      ? accounts.filter(({ practitioner = '' }) => whose.practitioners.includes(practitioner))
      : [];
  const identity = { accountsOf } as unknown as CasesOptions['identity'];
  options = { db, identity, access, audit, records, words, clock, ids: randomIds };
  refusals = async () => (await audit.query({ actions: ['administer'], outcome: 'denied', count: 10 })).entries;
  const backend = caller('backend', { purpose: 'HOPERAT' });
  granted(
    await records.change(
      backend,
      [
        put(patient('claire')),
        put(patient('henri')),
        put(patient('anna')),
        put({ resourceType: 'Organization', id: 'org-park', name: 'Cabinet du parc' }),
        put({ resourceType: 'Practitioner', id: 'sophie' }),
        put(observation('by-sophie', 'claire', { performer: [{ reference: 'Practitioner/sophie' }] })),
        put(observation('by-nobody', 'claire')),
        put(observation('henri-pulse', 'henri')),
        put(observation('anna-pulse', 'anna')),
      ],
      'transaction',
    ),
  );
  const from = new Date('2026-01-01T00:00:00Z');
  granted(
    await records.declareRelation(doctor(), { patient: 'claire', organization: 'org-park', origin: 'declared', from }),
  );
  granted(await records.read(doctor(), 'Observation', 'by-sophie', 'read'));
});
afterAll(() => close());

async function visitOfDoctor() {
  const { entries } = await options.audit.accessLog({ patient: 'claire', count: 200 });
  const found = entries.find(({ agent, interaction }) => agent.subject === 'sophie' && interaction === 'read');
  if (found === undefined) throw new Error('the visit is not in the log');
  return { kind: 'visit' as const, entry: found.id, at: found.at.toISOString(), what: 'Who is this?' };
}
const aboutEntry = (address: string) => ({
  kind: 'entry' as const,
  entry: address,
  what: 'The value is wrong.',
  why: 'I was sitting.',
  wish: '72',
  language: 'en',
});

describe('a visit that she does not know', () => {
  let opened: CaseView;

  it('opens a case whose facts come from her log, due in a month', async () => {
    opened = granted(await openCase(options, claire(), 'claire', await visitOfDoctor()));
    expect(opened).toMatchObject({
      state: 'open',
      due: '2026-12-01T10:00:00.000Z',
      visit: { name: 'Somebody', rule: 'care-relation', parts: ['results'] },
    });
    expect(JSON.stringify(opened)).not.toContain('sophie');
  });

  it('is not to be told from one that there is not, in another’s log', async () => {
    const visit = await visitOfDoctor();
    const ofAnother = await openCase(options, henri(), 'henri', visit);
    const ofNobody = await openCase(options, henri(), 'henri', { ...visit, entry: '123456789' });
    const inHerRecord = await openCase(options, henri(), 'claire', visit);
    const inNoRecord = await openCase(options, henri(), 'nobody', visit);
    expect(ofAnother).toEqual(ofNobody);
    expect(inHerRecord).toEqual(inNoRecord);
    expect(codeOf(inHerRecord)).toBe('resource.not-found');
  });

  it('reaches the operator, with by what he can search on, and no professional', async () => {
    const desk = granted(await readDesk(options, operator()));
    expect(desk).toMatchObject({ of: 'operator', cases: [{ id: opened.id, traces: { account: 'sophie' } }] });
    expect(granted(await readDesk(options, doctor())).cases).toEqual([]);
    expect(codeOf(await readDesk(options, claire()))).toBe('access.denied');
    const { entries } = await options.audit.accessLog({ patient: 'claire', count: 1 });
    expect(entries[0]).toMatchObject({ interaction: 'case', agent: { role: 'administrator' } });
    expect(await refusals()).toMatchObject([{ interaction: 'case', agent: { role: 'citizen' } }]);
  });

  it('is closed by nobody else, and answered by nobody but the operator, once', async () => {
    const answer = { outcome: 'answered' as const, answer: 'She is your doctor’s colleague.' };
    const absent = await closeCase(options, henri(), 'henri', 'absent');
    expect(await closeCase(options, henri(), 'henri', opened.id)).toEqual(absent);
    expect(await answerCase(options, doctor(), opened.id, answer)).toEqual(
      await answerCase(options, doctor(), 'absent', answer),
    );
    const both = await Promise.all([1, 2].map(() => answerCase(options, operator(), opened.id, answer)));
    expect(both.map(codeOf).sort()).toEqual(['case.ended', 'ok']);
    const [kept] = await casesOf(options, 'claire');
    expect(kept).toMatchObject({ state: 'answered', answer: 'She is your doctor’s colleague.' });
  });
});

describe('an entry that is wrong', () => {
  it('reaches the organisation of its author, and no other', async () => {
    const opened = granted(await openCase(options, claire(), 'claire', aboutEntry('Observation/by-sophie')));
    expect(opened).toMatchObject({
      answers: 'Cabinet du parc',
      entry: { address: 'Observation/by-sophie', version: 1 },
    });
    expect(granted(await readDesk(options, doctor())).cases).toMatchObject([{ id: opened.id, entry: opened.entry }]);
    const [unseen] = granted(await readDesk(options, pharmacist())).cases;
    expect(unseen?.entry).toEqual({ address: 'Observation/by-sophie', version: 1, title: 'Observation' });
    expect(granted(await readDesk(options, stranger())).cases).toEqual([]);
    expect(granted(await readDesk(options, operator())).cases.map(({ id }) => id)).not.toContain(opened.id);
    const answer = { outcome: 'refused' as const, answer: 'It is right.' };
    expect(codeOf(await answerCase(options, stranger(), opened.id, answer))).toBe('resource.not-found');
    expect(codeOf(await answerCase(options, operator(), opened.id, answer))).toBe('resource.not-found');
  });

  it('is said to be corrected when it has been, and is marked as an error on the spot', async () => {
    const [waiting] = granted(await readDesk(options, doctor())).cases;
    const id = waiting?.id ?? '';
    const corrected = { outcome: 'corrected' as const, answer: 'Mended.' };
    expect(codeOf(await answerCase(options, doctor(), id, corrected))).toBe('case.not-corrected');
    expect(codeOf(await answerCase(options, doctor(), id, { outcome: 'withdrawn', answer: 'Of somebody else.' }))).toBe(
      'ok',
    );
    const entry = granted(await options.records.read(claire(), 'Observation', 'by-sophie', 'read'));
    expect(JSON.parse(entry.text).status).toBe('entered-in-error');
    expect(
      granted(await openCase(options, claire(), 'claire', aboutEntry('Observation/by-sophie'))).entry?.version,
    ).toBe(2);
  });

  it('reaches the operator where the record does not say who wrote it; he corrects none', async () => {
    const opened = granted(await openCase(options, claire(), 'claire', aboutEntry('Observation/by-nobody')));
    expect(opened.answers).toBeUndefined();
    const correct = { outcome: 'withdrawn' as const, answer: 'Done.' };
    expect(codeOf(await answerCase(options, operator(), opened.id, correct))).toBe('request.bad');
  });

  it('is not to be told from an absent one in another’s record', async () => {
    const others = await openCase(options, claire(), 'claire', aboutEntry('Observation/henri-pulse'));
    const absent = await openCase(options, claire(), 'claire', aboutEntry('Observation/absent'));
    expect(others).toEqual(absent);
    expect(codeOf(others)).toBe('resource.not-found');
  });

  it('is no matter of a case where she added it herself', async () => {
    const { id: _, ...resource } = observation('x', 'claire');
    const draft = { resource, source: JSON.stringify(resource) };
    const [own] = granted(await options.records.change(claire(), [{ op: 'create', draft }], 'create'));
    const about = aboutEntry(`Observation/${own?.stored.id}`);
    expect(codeOf(await openCase(options, claire(), 'claire', about))).toBe('request.bad');
  });
});

describe('the words of a case', () => {
  const rows = async () =>
    JSON.stringify(await options.db.query(`select * from rights_case where patient = 'anna' order by id`, []));
  const anna = () => caller('citizen', { subject: 'anna', patient: 'anna' });

  it('lie sealed, and the answer to them', async () => {
    const asked = { ...aboutEntry('Observation/anna-pulse'), what: 'Plainly wrong' };
    const opened = granted(await openCase(options, anna(), 'anna', asked));
    granted(await answerCase(options, operator(), opened.id, { outcome: 'refused', answer: 'Plainly right' }));
    expect(await casesOf(options, 'anna')).toEqual([
      expect.objectContaining({ what: 'Plainly wrong', answer: 'Plainly right', state: 'refused' }),
    ]);
    expect(await rows()).not.toMatch(/Plainly|pulse|Anna/);
  });

  it('do not open in another case or for another person', async () => {
    const [one] = await options.db.query<{ id: string }>(`select id from rights_case where patient = 'anna'`, []);
    const moved = `update rights_case set id = $2 where id = $1`;
    await options.db.query(moved, [one?.id, 'elsewhere']);
    await expect(casesOf(options, 'anna')).rejects.toThrow(/changed, or is not where it belongs/);
    await options.db.query(moved, ['elsewhere', one?.id]);
  });

  it('of an older build are read, and sealed by and by, with an answer that it gave beside this one', async () => {
    await options.db.query(
      `insert into rights_case (id, patient, person, kind, addressee, subject, what, opened_by, opened, due, state, answer, ended)
       values ('older', 'anna', 'Anna Plainly', 'entry', '', '{"address":"Observation/anna-pulse","version":1,"title":"Pulse"}',
               'Plainly old', 'anna', now(), now(), 'refused', 'Plainly answered', now())`,
      [],
    );
    const before = await casesOf(options, 'anna');
    expect(before.find(({ id }) => id === 'older')).toMatchObject({ what: 'Plainly old', answer: 'Plainly answered' });
    expect(await sealOlderCases(options)).toBe(1);
    expect(await casesOf(options, 'anna')).toEqual(before);
    expect(await rows()).not.toMatch(/Plainly|Pulse/);
    expect(await sealOlderCases(options)).toBe(0);
  });
});

describe('in time', () => {
  it('is a month as people count it', () => {
    const due = (day: string) =>
      oneMonthAfter(new Date(`${day}T10:00:00Z`))
        .toISOString()
        .slice(0, 10);
    expect([due('2027-01-31'), due('2026-11-22'), due('2026-12-15')]).toEqual([
      '2027-02-28',
      '2026-12-22',
      '2027-01-15',
    ]);
  });

  it('tells in her log once what was not answered, whichever process looks', async () => {
    now = new Date('2026-12-02T10:00:00.000Z');
    const node = caller('backend', { subject: 'node', name: 'Carnet', purpose: 'HOPERAT' });
    const reminded = await Promise.all([1, 2].map(() => remindOfCases({ ...options, caller: node })));
    expect(reminded.reduce((sum, n) => sum + n)).toBe(2);
    const { entries } = await options.audit.accessLog({ patient: 'claire', count: 200 });
    expect(entries.filter(({ interaction }) => interaction === 'case-overdue').length).toBe(2);
    expect(await remindOfCases({ ...options, caller: node })).toBe(0);
  });

  it('is bounded: no more open cases than one may follow, whatever comes at once', async () => {
    now = new Date('2026-12-03T10:00:00.000Z');
    const many = Array.from({ length: mostOpen + 5 }, () =>
      openCase(options, henri(), 'henri', aboutEntry('Observation/henri-pulse')),
    );
    const codes = (await Promise.all(many)).map(codeOf);
    expect(codes.filter((code) => code === 'ok').length).toBe(mostOpen);
    expect(codes.filter((code) => code === 'case.most').length).toBe(5);
  });

  it('is bounded in time too: to open and take back leaves no row more, and taking back is always possible', async () => {
    now = new Date('2027-03-03T10:00:00.000Z');
    const wish = aboutEntry('Observation/henri-pulse');
    const ask = () => openCase(options, henri(), 'henri', wish);
    const takeBack = async (one: CaseView) =>
      expect(codeOf(await closeCase(options, henri(), 'henri', one.id))).toBe('ok');
    const still = await options.db.query<CaseView>(
      `select id from rights_case where patient = 'henri' and state = 'open'`,
      [],
    );
    for (const one of still) await takeBack(one);
    const made: CaseView[] = [];
    for (let n = 0; n < mostOpened.cases; n++) {
      const one = await ask();
      if (!one.ok) throw new Error(one.fault.code);
      made.push(one.value);
      if (n < mostOpened.cases - 1) await takeBack(one.value);
    }
    expect(codeOf(await ask())).toBe('request.too-often');
    await takeBack(made.at(-1) as CaseView);
    expect(codeOf(await ask())).toBe('request.too-often');
    now = new Date('2027-04-03T10:00:00.000Z');
    expect(codeOf(await ask())).toBe('ok');
  });
});
