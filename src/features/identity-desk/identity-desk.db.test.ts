import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { wordsDigest } from '#audit';
import {
  type Caller,
  type Insi,
  identityStatusOf,
  insDemonstrationSystem,
  isQualified,
  readInsDatamatrix,
} from '#identity';
import { ok } from '#kernel';
import type { DeskView, PairView, PersonView } from './contract.ts';
import { administrator, importer, ins, openTestDesk, person, type TestDesk } from './testing-desk.ts';

let node: TestDesk;
let app: FastifyInstance;
let caller: Partial<Caller>;

const asked: unknown[] = [];
const disclosed: unknown[] = [];
let answer: Awaited<ReturnType<Insi['search']>> = ok({ found: 'none' });

const put: TestDesk['put'] = (...resources) => node.put(...resources);
const patientOf = (id: string) => node.patientOf(id);
const logOf = (patient: string) => node.logOf(patient);

beforeAll(async () => {
  node = await openTestDesk(() => caller, {
    kind: 'simulated',
    search: async (question) => {
      asked.push(question);
      // Her traits are in the log as disclosed before they leave.
      disclosed.push((await logOf('unsure'))[0]?.action);
      return answer;
    },
  });
  ({ app } = node);
  await put(
    person('claire', { generalPractitioner: [{ display: 'Dr Secret' }] }),
    person('claire-2', { name: [{ use: 'official', family: 'Moreau', given: ['Clara'] }] }),
    person('typo', { identifier: undefined, birthDate: '1984-03-21' }),
    person('other', {
      identifier: undefined,
      name: [{ use: 'official', family: 'Petit', given: ['Louis'] }],
      gender: 'male',
      birthDate: '1970-01-01',
      telecom: undefined,
    }),
    {
      resourceType: 'Condition',
      id: 'asthma',
      subject: { reference: 'Patient/claire' },
      code: { text: 'Asthma' },
    },
  );
});
afterAll(() => node.close());
beforeEach(() => {
  caller = administrator();
});

const desk = async () => (await app.inject({ url: '/api/identity-desk' })).json() as DeskView;
const search = async () => (await app.inject({ method: 'POST', url: '/api/identity-desk/search' })).json() as DeskView;
const act = (payload: object) => app.inject({ method: 'POST', url: '/api/identity-desk/acts', payload });
const reason = 'Both came with the same identity card.';

describe('looking for duplicates', () => {
  it('finds two Patients with one INS first, and who is probably the same, with what differs', async () => {
    const { pairs, open } = await search();
    expect(open).toBe(pairs.length);
    expect(pairs[0]).toMatchObject({ one: 'claire', other: 'claire-2', sharedIns: true });
    expect(pairs[0]?.differing.map(({ trait }) => trait)).toContain('given');
    const typo = pairs.find(({ other }) => other === 'typo');
    expect(typo).toMatchObject({ one: 'claire', grade: 'probable', sharedIns: false });
    expect(typo?.differing).toContainEqual({ trait: 'birthDate', agreement: 'similar' });
    expect(JSON.stringify(pairs)).not.toMatch(/Moreau|1984|2840/);
  });

  it('is in the log, and not in that of whoever was only compared', async () => {
    const before = (await logOf('claire')).length;
    await search();
    expect((await logOf('claire')).length).toBe(before);
    const { entries } = await node.audit.query({ subject: 'op', count: 1_000 });
    expect(entries.at(-1)).toMatchObject({ interaction: 'identity-desk-search', action: 'administer', more: 3 });
  });
});

describe('two persons side by side', () => {
  it('are traits and identifiers and nothing else, and the look is in both logs', async () => {
    const answer = await app.inject({ url: '/api/identity-desk/pairs/claire/claire-2' });
    const view = answer.json() as PairView;
    expect(view.persons.map(({ patient }) => patient)).toEqual(['claire', 'claire-2']);
    expect(view.persons[0]?.identifiers).toEqual([ins]);
    expect(Object.keys(view.persons[0] ?? {}).sort()).toEqual([
      'active',
      'birthDate',
      'gender',
      'identifiers',
      'names',
      'patient',
      'qualified',
      'replaces',
      'status',
      'version',
    ]);
    expect(answer.body).not.toMatch(/Secret|39 98|Asthma/);
    for (const id of ['claire', 'claire-2']) {
      expect((await logOf(id))[0]).toMatchObject({
        interaction: 'identity-desk',
        action: 'administer',
        outcome: 'success',
        agent: { subject: 'op' },
      });
    }
  });

  it('does not open the record: the same administrator reads nothing clinical, nor the Patient', async () => {
    const who = { ...importer, ...administrator(), purpose: 'SYSADMIN' } as Caller;
    for (const [type, id] of [
      ['Condition', 'asthma'],
      ['Patient', 'claire'],
    ] as const) {
      expect(await node.records.read(who, type, id, 'read')).toMatchObject({ ok: false });
    }
  });

  it.each(['professional', 'citizen', 'backend'] as const)(
    'a %s gets the same for who is there and who is not',
    async (role) => {
      caller = { role, patient: 'claire', authenticatedAt: new Date() };
      const answers = await Promise.all(
        ['claire/claire-2', 'claire/nobody', 'nobody/no-one'].map((pair) =>
          app.inject({ url: `/api/identity-desk/pairs/${pair}` }),
        ),
      );
      const told = answers.map(({ statusCode, body }) => [statusCode, body.replace(/[0-9a-f]{32}/g, '')].join(' '));
      expect(new Set(told).size).toBe(1);
      expect(answers[0]?.statusCode).toBe(403);
      expect((await app.inject({ url: '/api/identity-desk' })).statusCode).toBe(403);
      expect((await act({ act: 'merge', source: 'claire-2', target: 'claire', reason })).statusCode).toBe(403);
      expect((await patientOf('claire-2')).link).toBeUndefined();
    },
  );
});

describe('merging', () => {
  it('links both, says why in both logs, takes the pair off the list, and is undone', async () => {
    await search();
    const before = await patientOf('claire-2');
    const merged = await act({ act: 'merge', source: 'claire-2', target: 'claire', reason });
    expect(merged.statusCode).toBe(200);
    const view = merged.json() as DeskView;
    expect(view.pairs.some(({ other }) => other === 'claire-2')).toBe(false);
    expect(view.acts[0]).toMatchObject({ act: 'merge', one: 'claire-2', other: 'claire', reason, by: 'Somebody' });
    expect(await patientOf('claire-2')).toMatchObject({
      active: false,
      link: [{ other: { reference: 'Patient/claire' }, type: 'replaced-by' }],
    });
    for (const id of ['claire', 'claire-2']) {
      const [last] = (await logOf(id)).filter(({ interaction }) => interaction === '$merge');
      expect(last).toMatchObject({ action: 'update', outcome: 'success', agent: { subject: 'op' } });
      expect(last?.words).toBe(wordsDigest(last?.traceId ?? '', reason));
    }
    // Nobody finds a pair again that is one person by now.
    expect((await search()).pairs.some(({ other }) => other === 'claire-2')).toBe(false);

    const parted = await act({
      act: 'unmerge',
      source: 'claire-2',
      target: 'claire',
      reason: 'They are sisters after all.',
    });
    expect(parted.statusCode).toBe(200);
    const { meta: _, active, ...after } = await patientOf('claire-2');
    const { meta: __, ...original } = before;
    expect([after, active]).toEqual([original, true]);
    expect((await desk()).acts.map(({ act: done }) => done)).toEqual(['unmerge', 'merge']);
    expect((await search()).pairs.some(({ other }) => other === 'claire-2')).toBe(true);
  });

  it('asks for a reason, a recent sign-in and two Patients that are there', async () => {
    const wish = { act: 'merge', source: 'claire-2', target: 'claire', reason };
    expect((await act({ ...wish, reason: 'why' })).statusCode).toBe(400);
    expect((await act({ ...wish, source: 'claire' })).statusCode).toBe(400);
    expect((await act({ ...wish, source: 'nobody' })).statusCode).toBe(404);
    expect((await act({ ...wish, act: 'unmerge' })).statusCode).toBe(422);
    caller = { ...administrator(), authenticatedAt: new Date(Date.now() - 3_600_000) };
    expect((await act(wish)).statusCode).toBe(401);
    expect((await patientOf('claire-2')).link).toBeUndefined();
  });

  it('leaves what somebody said are two persons off the list', async () => {
    await search();
    const said = await act({
      act: 'apart',
      source: 'claire',
      target: 'typo',
      reason: 'Twins, born nine minutes apart.',
    });
    expect(said.statusCode).toBe(200);
    expect((await search()).pairs.some(({ other }) => other === 'typo')).toBe(false);
    expect((await patientOf('typo')).link).toBeUndefined();
  });
});

describe('asking INSi', () => {
  const known = {
    ins: ins.value,
    domain: insDemonstrationSystem.replace('urn:oid:', ''),
    birthName: 'MOREAU',
    givenNames: 'CLAIRE JEANNE',
    sex: 'female',
    birthDate: '1984-03-12',
    birthPlace: '69383',
  } as const;
  const verify = (payload: object, id = 'unsure') =>
    app.inject({ method: 'POST', url: `/api/identity-desk/persons/${id}/verify`, payload });
  const codeFor = (id: string) => app.inject({ url: `/api/ins-code/${id}` });
  beforeAll(() => put(person('unsure', { identifier: undefined })));

  it('changes nothing where INSi knows nobody, does not answer, or knows her otherwise', async () => {
    const before = await patientOf('unsure');
    expect((await verify({ proof: 'passport' })).json()).toEqual({ outcome: 'none', differing: [], status: 'PROV' });
    answer = { ok: false, fault: { code: 'insi.unavailable', kind: 'unavailable', issues: [] } };
    expect((await verify({ proof: 'passport' })).statusCode).toBe(503);
    answer = ok({ found: 'one', identity: { ...known, birthDate: '1984-03-21' } });
    expect((await verify({ proof: 'passport' })).json()).toMatchObject({
      outcome: 'different',
      differing: ['birthDate'],
    });
    expect(await patientOf('unsure')).toEqual(before);
    expect(asked[0]).toEqual({ birthName: 'Moreau', givenName: 'Claire', sex: 'female', birthDate: '1984-03-12' });
    expect(disclosed).toEqual(['disclose', 'disclose', 'disclose']);
  });

  it('makes a recovered identity of one that nobody compared, and a qualified one of one that was', async () => {
    answer = ok({ found: 'one', identity: known });
    expect((await verify({ proof: 'none' })).json()).toEqual({ outcome: 'same', differing: [], status: 'RECUP' });
    expect((await verify({ proof: 'identity-card' })).json()).toMatchObject({ status: 'QUAL' });
    const patient = await patientOf('unsure');
    expect([identityStatusOf(patient), isQualified(patient)]).toEqual(['QUAL', true]);
    const [last] = (await logOf('unsure')).filter(({ interaction }) => interaction === 'insi');
    expect(last).toMatchObject({ action: 'update', interaction: 'insi', agent: { subject: 'op' } });
    expect(last?.words).toBe(wordsDigest(last?.traceId ?? '', 'identity-card'));
  });

  it('is for administrators who signed in a short while ago, and say what they compared', async () => {
    const before = asked.length;
    expect((await verify({ proof: 'his word' })).statusCode).toBe(400);
    expect((await verify({ proof: 'passport' }, 'nobody')).statusCode).toBe(404);
    caller = { ...administrator(), authenticatedAt: new Date(0) };
    expect((await verify({ proof: 'passport' })).statusCode).toBe(401);
    caller = { role: 'professional', authenticatedAt: new Date() };
    expect((await verify({ proof: 'passport' })).statusCode).toBe(403);
    expect(asked.length).toBe(before);
  });

  it('gives the picture of a qualified INS to the desk and to the person herself, to nobody else', async () => {
    const desked = (await app.inject({ url: '/api/identity-desk/persons/unsure' })).json() as PersonView;
    expect(desked.person.status).toBe('QUAL');
    const [card] = await node.records.identityDesk
      .cards({ ...importer, ...administrator() }, ['unsure'])
      .then((cards) => (cards.ok ? cards.value : []));
    expect(readInsDatamatrix(card?.datamatrix ?? '')).toMatchObject({ ok: true, value: { ins: ins.value } });
    expect(desked.code).toMatchObject({ ins: ins.value });
    caller = { role: 'citizen', patient: 'unsure', subject: 'herself', purpose: 'PATRQT' };
    expect((await codeFor('unsure')).json()).toEqual(desked.code);
    expect((await logOf('unsure'))[0]).toMatchObject({ interaction: 'ins-code', agent: { subject: 'herself' } });
    const [others, nobodys] = [await codeFor('claire'), await codeFor('nobody')];
    expect([others.statusCode, nobodys.statusCode]).toEqual([404, 404]);
    caller = { role: 'citizen', patient: 'claire', subject: 'claire', purpose: 'PATRQT' };
    expect((await codeFor('claire')).statusCode).toBe(404);
  });
});
