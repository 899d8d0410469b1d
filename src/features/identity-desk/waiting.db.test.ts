import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsDigest } from '#audit';
import type { Resource } from '#fhir';
import { type Caller, identityReliability, identityStatusOf } from '#identity';
import type { DeskView, PersonView, RefusalLine, WaitingList, WaitingView } from './contract.ts';
import { administrator, importer, openTestDesk, person, type TestDesk } from './testing-desk.ts';

let node: TestDesk;
let app: TestDesk['app'];
let waiting: TestDesk['waiting'];
let caller: Partial<Caller>;

const reason = 'The same identity card, seen here.';
const put: TestDesk['put'] = (...resources) => node.put(...resources);
const patientOf = (id: string) => node.patientOf(id);
const logOf = (patient: string) => node.logOf(patient);
const desk = async () => (await app.inject({ url: '/api/identity-desk' })).json() as DeskView;

beforeAll(async () => {
  node = await openTestDesk(() => caller);
  ({ app, waiting } = node);
  await put(
    person('claire', { generalPractitioner: [{ display: 'Dr Secret' }] }),
    person('other', {
      identifier: undefined,
      name: [{ use: 'official', family: 'Petit', given: ['Louis'] }],
      gender: 'male',
      birthDate: '1970-01-01',
      telecom: undefined,
    }),
  );
});
afterAll(() => node.close());
beforeEach(() => {
  caller = administrator();
});

describe('a sign-in that waits', () => {
  const waits = (payload: object, reference = 'K7Q29MPD') =>
    app.inject({ method: 'POST', url: `/api/identity-desk/waiting/${reference}/acts`, payload });
  const opened = async (reference = 'K7Q29MPD') => app.inject({ url: `/api/identity-desk/waiting/${reference}` });
  const lastOf = async (subject: string) => (await node.audit.query({ subject, count: 1_000 })).entries.at(-1);
  beforeEach(() => waiting.begin('K7Q29MPD'));

  it('is listed without its person', async () => {
    const list = (await app.inject({ url: '/api/identity-desk/waiting' })).json() as WaitingList;
    expect(list).toMatchObject({
      open: 1,
      waiting: [{ reference: 'K7Q29MPD', assurance: 'substantial', cause: 'none' }],
    });
    expect(JSON.stringify(list)).not.toMatch(/Moreau|1984|Claire/);
  });

  it('shows what the upstream said beside who is like her, and each of them finds the look in her log', async () => {
    const view = (await opened()).json() as WaitingView;
    expect(view.said).toMatchObject({ birthDate: '1984-03-12', status: 'PROV', identifiers: [] });
    expect(view.candidates[0]?.person.patient).toMatch(/^claire|^unsure/);
    expect(view.candidates.map(({ person: { patient } }) => patient)).not.toContain('other');
    expect(JSON.stringify(view)).not.toMatch(/Secret|39 98|Asthma/);
    expect((await logOf('claire'))[0]).toMatchObject({ interaction: 'identity-desk', agent: { subject: 'op' } });
    expect((await opened('AAAAAAAA')).statusCode).toBe(404);
  });

  it('becomes the way to a record, with the reason bound to the entry in her log', async () => {
    const linked = await waits({ act: 'link', patient: 'claire', reason });
    expect([linked.statusCode, linked.json()]).toEqual([200, { waiting: [], open: 0 }]);
    expect(waiting.linked).toEqual(['claire']);
    const [entry] = (await logOf('claire')).filter(({ interaction }) => interaction === 'link-identity');
    expect(entry).toMatchObject({ action: 'change-rights', outcome: 'success', agent: { subject: 'op' } });
    expect(entry?.words).toBe(wordsDigest(entry?.traceId ?? '', reason));
    expect((await desk()).acts[0]).toMatchObject({ act: 'link', one: 'claire', reference: 'K7Q29MPD', reason });
    expect((await waits({ act: 'link', patient: 'claire', reason })).statusCode).toBe(404);
  });

  it('is refused with a reason, which is in the log of nobody', async () => {
    expect((await waits({ act: 'refuse', reason: 'The document was of somebody else.' })).statusCode).toBe(200);
    expect(await lastOf('op')).toMatchObject({ interaction: 'refuse-identity', action: 'administer' });
    expect((await lastOf('op'))?.patient).toBeUndefined();
    expect((await desk()).acts[0]).toMatchObject({ act: 'refuse', one: '', reference: 'K7Q29MPD' });
  });

  it('is made a provisional Patient of where nobody here is certainly she', async () => {
    const anne = {
      resourceType: 'Patient',
      identifier: [{ system: 'urn:carnet:eidas:PersonIdentifier', value: 'PT/FR/1' }],
      name: [{ use: 'official', family: 'Nouvelle', given: ['Anne'] }],
      birthDate: '1999-09-09',
    } as unknown as Resource;
    waiting.begin('NEWPERSN', anne);
    const made = await waits({ act: 'new', reason: 'No record yet, passport seen.' }, 'NEWPERSN');
    expect(made.statusCode).toBe(200);
    const id = waiting.linked.at(-1) ?? '';
    const patient = await patientOf(id);
    expect([patient.resourceType, identityStatusOf(patient)]).toEqual(['Patient', 'PROV']);
    const interactions = (await logOf(id)).map(({ interaction, action }) => `${action} ${interaction}`);
    expect(interactions).toEqual(expect.arrayContaining(['create identity-desk', 'change-rights link-identity']));
    waiting.begin('SAMEAGAN', anne);
    const again = await waits({ act: 'new', reason: 'No record yet, passport seen.' }, 'SAMEAGAN');
    expect([again.statusCode, again.body]).toEqual([422, expect.stringContaining('identity.certain')]);
    expect(waiting.linked.at(-1)).toBe(id);
  });

  it('asks for a reason, a recent sign-in, and a record that is there and in force', async () => {
    const wish = { act: 'link', patient: 'claire', reason };
    expect((await waits({ ...wish, reason: 'why' })).statusCode).toBe(400);
    expect((await waits({ ...wish, act: 'take' })).statusCode).toBe(400);
    expect((await waits({ ...wish, patient: "x' or 1=1" })).statusCode).toBe(400);
    expect((await waits({ ...wish, patient: 'nobody' })).statusCode).toBe(404);
    await put(person('gone', { active: false, identifier: undefined }));
    expect((await waits({ ...wish, patient: 'gone' })).statusCode).toBe(400);
    caller = { ...administrator(), authenticatedAt: new Date(Date.now() - 3_600_000) };
    expect((await waits(wish)).statusCode).toBe(401);
    expect(waiting.signIns.open('K7Q29MPD')).toBeDefined();
  });

  it.each(['professional', 'citizen', 'backend'] as const)('is nothing for a %s, there or not', async (role) => {
    caller = { role, patient: 'claire', authenticatedAt: new Date() };
    const before = waiting.linked.length;
    const answers = [
      await app.inject({ url: '/api/identity-desk/waiting' }),
      await opened(),
      await opened('AAAAAAAA'),
      await waits({ act: 'link', patient: 'claire', reason }),
      await app.inject({ url: '/api/identity-desk/refusals' }),
      await app.inject({
        method: 'POST',
        url: '/api/identity-desk/persons/claire/unlink',
        payload: { link: 'l1', reason },
      }),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([403, 403, 403, 403, 403, 403]);
    expect(waiting.linked.length).toBe(before);
  });

  it('gives a link that can be taken away again, with what came of it, in her log', async () => {
    await waits({ act: 'link', patient: 'claire', reason });
    const { links } = (await app.inject({ url: '/api/identity-desk/persons/claire' })).json() as PersonView;
    expect(links).toMatchObject([{ id: 'link-claire', kind: 'franceconnect', byDesk: true }]);
    const unlink = (payload: object) =>
      app.inject({ method: 'POST', url: '/api/identity-desk/persons/claire/unlink', payload });
    expect((await unlink({ link: 'no-such', reason })).statusCode).toBe(404);
    expect((await unlink({ link: 'link-claire', reason: '' })).statusCode).toBe(400);
    await node.db.query(
      `insert into identity_account (id, name, role, language, patient) values ('acc', 'C', 'citizen', 'fr', 'claire')`,
      [],
    );
    await node.db.query(
      `insert into identity_session (provider_uid, id, account, started, authenticated, means, network, seen, expires)
       values ('p', 's', 'acc', now(), now(), 'franceconnect', '', now(), now() + interval '1 hour')`,
      [],
    );
    expect((await unlink({ link: 'link-claire', reason })).statusCode).toBe(204);
    expect((await logOf('claire'))[0]).toMatchObject({ interaction: 'unlink-identity', action: 'change-rights' });
    expect(await node.db.query('select id from identity_session', [])).toEqual([]);
  });
});

describe('changes of a qualified identity that were refused', () => {
  const qualified = () => ({ ...person('protected'), extension: [identityReliability('RECUP')] });
  const doctor: Caller = {
    ...importer,
    role: 'professional',
    subject: 'dr',
    name: 'Dr Bernard',
    purpose: 'TREAT',
    organization: 'practice',
    practitioner: 'bernard',
  };
  const tries = async (who: Caller, id: string, change: object) => {
    const resource = { ...qualified(), id, ...change } as Resource & { readonly id: string };
    const draft = { resource, source: JSON.stringify(resource) };
    return node.records.change(who, [{ op: 'update', id, draft }], 'update');
  };

  it('stand in the log by their own rule, and on the desk’s list by who, when and whom, never what', async () => {
    await put(qualified());
    await node.records.declareRelation(importer, {
      patient: 'protected',
      organization: 'practice',
      origin: 'appointment',
      from: new Date(Date.now() - 1_000),
    } as never);
    const relations = await node.db.query<object>("select 1 from access_relation where patient = 'protected'", []);
    expect(relations).toHaveLength(1);
    for (const birthDate of ['1984-03-13', '1984-03-14']) {
      expect(await tries(doctor, 'protected', { birthDate })).toMatchObject({ fault: { code: 'identity.qualified' } });
    }
    const [entry] = await logOf('protected');
    expect(entry).toMatchObject({ rule: 'identity.qualified', outcome: 'denied', agent: { subject: 'dr' } });
    const { refusals } = (await app.inject({ url: '/api/identity-desk/refusals' })).json() as {
      readonly refusals: readonly RefusalLine[];
    };
    expect(refusals).toMatchObject([{ account: 'dr', name: 'Dr Bernard', patient: 'protected', times: 2 }]);
    expect(JSON.stringify(refusals)).not.toMatch(/1984-03-1/);
  });

  it('are those of identity watch alone: what he may not see, or gets wrong otherwise, is not on the list', async () => {
    const stranger = { ...doctor, subject: 'stranger', organization: 'elsewhere' };
    expect(await tries(stranger, 'protected', { birthDate: '1999-01-01' })).toMatchObject({ ok: false });
    expect(await tries(doctor, 'protected', { birthDate: 'yesterday' })).toMatchObject({ ok: false });
    const rows = await node.db.query<{ account: string }>('select account from identity_refusal', []);
    expect(rows.map(({ account }) => account)).toEqual(['dr']);
  });
});
