import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { fixedClock } from '#kernel';
import { followMerge } from '../../accounts.ts';
import { purgeExpired } from '../../consume-once.ts';
import { openKeyring } from '../../keyring.ts';
import { createSeals } from '../../sealed-cookies.ts';
import type { Proven } from '../contract.ts';
import { eidasIdentifierSystem } from '../foreign-citizen.ts';
import { citizenAccount, waitingReference } from '../link-account.ts';
import type { SimulatedPerson } from '../simulated/person.ts';
import { claire, pivot } from '../testing-claire.ts';
import {
  directoryOver,
  openUpstreamNode,
  serveBroker,
  simulatedPerson,
  travellingBrowser,
  type UpstreamNode,
} from '../testing-upstreams.ts';
import type { WaitingSignIns } from './contract.ts';
import { createWaitingDoor, createWaitingSignIns, type ProvenCitizen } from './create-waiting.ts';
import { patientOf } from './waiting-patient.ts';

let node: UpstreamNode;
let peer: Awaited<ReturnType<typeof serveBroker>>;
let resources: Resource[];
let people: SimulatedPerson[];
let desk: WaitingSignIns;

const person = (id: string, over: object = {}) => simulatedPerson(id, 'eidas2', { ...pivot, ...over });

beforeAll(async () => {
  resources = [];
  people = [];
  node = await openUpstreamNode(() => resources);
  peer = await serveBroker(node, 'franceconnect', () => people);
  await node.serve([peer.setup]);
  desk = createWaitingSignIns(node.options);
});
afterAll(async () => {
  await node.close();
  await peer.close();
});
beforeEach(async () => {
  await node.db.query('delete from identity_waiting', []);
  await node.db.query('delete from identity_account', []);
});

const signIn = async (who: string) => {
  const browser = travellingBrowser(node);
  const { at } = await browser.signInAt('franceconnect', who);
  const query = new URL(at, node.origin).searchParams;
  return { browser, at, problem: query.get('problem'), reference: query.get('reference') ?? '' };
};
const sessionOf = async (who: string) => (await signIn(who)).browser.session();
const link = (reference: string, patient: string) => node.db.transaction((tx) => desk.link(tx, reference, patient));
const rows = (table: string) => node.db.query<Record<string, unknown>>(`select * from ${table}`, []);

describe('a sign-in that leads to no record', () => {
  it('waits under a reference that its person is told, once however often she comes', async () => {
    resources = [];
    people = [person('fc-1')];
    const first = await signIn('fc-1');
    expect(first).toMatchObject({ problem: 'upstream.waiting', reference: expect.stringMatching(/^[2-9A-Z]{8}$/) });
    expect((await signIn('fc-1')).reference).toBe(first.reference);
    const { waiting, open } = await desk.list(10);
    expect(open).toBe(1);
    expect(waiting[0]).toMatchObject({
      reference: first.reference,
      kind: 'franceconnect',
      label: 'FranceConnect',
      assurance: 'substantial',
      cause: 'none',
      times: 2,
    });
    expect((waiting[0]?.until.getTime() ?? 0) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect(await rows('identity_account')).toEqual([]);
  });

  it('tells the desk alone why, and what the upstream said, which lies sealed', async () => {
    resources = [claire(), claire({ id: 'fr-again' })];
    people = [person('fc-1')];
    const { reference, problem } = await signIn('fc-1');
    expect(problem).toBe('upstream.waiting');
    expect(await desk.open(reference)).toMatchObject({
      cause: 'several',
      name: 'Claire MOREAU',
      traits: { by: 'strict-traits', birthName: 'MOREAU', birthDate: '1984-03-12', birthPlace: '69383' },
    });
    expect(JSON.stringify(await rows('identity_waiting'))).not.toMatch(/MOREAU|Claire|1984-03|69383|fc-1/);
    expect(await node.everythingLogged()).not.toMatch(/MOREAU|1984-03-12/);
  });

  it.each([{ birthdate: '1984-00-00' }, { birthplace: '', birthcountry: '' }])(
    'waits where birth date or place are not whole: %o',
    async (over) => {
      resources = [claire()];
      people = [person('fc-1', over)];
      const { reference, problem } = await signIn('fc-1');
      expect(problem).toBe('upstream.waiting');
      expect((await desk.open(reference))?.cause).toBe('none');
    },
  );

  it('waits too where another subject of that upstream reaches the record', async () => {
    resources = [claire()];
    people = [person('fc-1'), person('fc-2')];
    expect((await signIn('fc-1')).at).toBe('/record');
    const second = await signIn('fc-2');
    expect(second.problem).toBe('upstream.other-person');
    expect((await desk.open(second.reference))?.cause).toBe('other');
    expect(await link(second.reference, 'fr-claire')).toMatchObject({ fault: { code: 'upstream.other-person' } });
    expect(await rows('identity_link')).toHaveLength(1);
  });

  it('is bounded in number: what comes then is sent to the desk and leaves nothing', async () => {
    await node.db.query(
      `insert into identity_waiting (reference, who, kind, label, assurance, cause, content, first, last, times, expires)
       select 'X' || n, convert_to('x' || n, 'UTF8'), 'eidas', '', 'low', 'none', 'x', now(), now(), 1, now() + interval '1 day'
       from generate_series(1, 1000) n`,
      [],
    );
    resources = [];
    people = [person('fc-1')];
    expect(await signIn('fc-1')).toMatchObject({ problem: 'upstream.no-record', reference: '' });
    expect(await rows('identity_waiting')).toHaveLength(1_000);
  });

  it('is forgotten after its time', async () => {
    people = [person('fc-1')];
    const { reference } = await signIn('fc-1');
    const later = fixedClock(new Date(Date.now() + 30 * 86_400_000 + 1_000).toISOString());
    expect(await createWaitingSignIns({ ...node.options, clock: later }).open(reference)).toBeUndefined();
    await purgeExpired(node.db, new Date(Date.now() + 31 * 86_400_000));
    expect(await rows('identity_waiting')).toEqual([]);
  });

  it('is nothing that a made-up reference opens', async () => {
    for (const made of ['', "' or true --", 'AAAAAAAA', 'aaaaaaaa'.repeat(20)]) {
      expect(await desk.open(made)).toBeUndefined();
      expect(await link(made, 'fr-claire')).toMatchObject({ fault: { code: 'resource.not-found' } });
    }
  });
});

describe('what the desk decides', () => {
  it('links the identity to a record, which she reaches from then on whatever her traits say', async () => {
    resources = [claire({ id: 'fr-maiden', name: [{ use: 'official', family: 'Durand', given: ['Claire'] }] })];
    people = [person('fc-1')];
    const { reference } = await signIn('fc-1');
    expect(await link(reference, 'fr-maiden')).toMatchObject({ ok: true });
    expect(await rows('identity_waiting')).toEqual([]);
    expect(await sessionOf('fc-1')).toMatchObject({ signedIn: true, patient: 'fr-maiden' });
    expect(await desk.links('fr-maiden')).toMatchObject([{ kind: 'franceconnect', byDesk: true }]);
    // What was decided once is no longer open.
    expect(await link(reference, 'fr-other')).toMatchObject({ fault: { code: 'resource.not-found' } });
  });

  it('uses the account that the person has', async () => {
    await node.identity.putAccount({
      id: 'acc-claire',
      name: 'Claire',
      role: 'citizen',
      language: 'fr',
      patient: 'fr-maiden',
    });
    resources = [claire({ id: 'fr-maiden', birthDate: '1984-03-13' })];
    people = [person('fc-1')];
    await link((await signIn('fc-1')).reference, 'fr-maiden');
    await sessionOf('fc-1');
    expect((await node.identity.accounts()).map(({ id }) => id)).toEqual(['acc-claire']);
  });

  it('refuses, after which nothing of it is kept and its person is told', async () => {
    resources = [];
    people = [person('fc-1')];
    const { reference } = await signIn('fc-1');
    expect((await node.db.transaction((tx) => desk.refuse(tx, reference))).ok).toBe(true);
    expect(await rows('identity_waiting')).toMatchObject([{ content: null, refused: true }]);
    expect(await signIn('fc-1')).toMatchObject({ problem: 'upstream.desk-refused', reference: '' });
    expect(await rows('identity_waiting')).toMatchObject([{ content: null }]);
    expect((await desk.list(10)).open).toBe(0);
    expect(await node.db.transaction((tx) => desk.refuse(tx, reference))).toMatchObject({ ok: false });
  });

  it('takes a link away, after which traits give none again and the desk is asked', async () => {
    resources = [claire()];
    people = [person('fc-1')];
    expect((await signIn('fc-1')).at).toBe('/record');
    const [made] = await desk.links('fr-claire');
    expect(made).toMatchObject({ byDesk: false });
    const unlink = (id: string, patient = 'fr-claire') => node.db.transaction((tx) => desk.unlink(tx, patient, id));
    expect(await unlink(made?.id ?? '', 'fr-other')).toMatchObject({ fault: { code: 'resource.not-found' } });
    expect(await unlink(made?.id ?? '')).toMatchObject({ ok: true, value: { account: expect.any(String) } });
    const back = await signIn('fc-1');
    expect(back.problem).toBe('upstream.waiting');
    expect((await desk.open(back.reference))?.cause).toBe('parted');
    await purgeExpired(node.db, new Date(Date.now() + 40 * 86_400_000));
    expect(await rows('identity_waiting')).toMatchObject([{ content: null, parted: true }]);
    const again = await signIn('fc-1');
    await link(again.reference, 'fr-claire');
    expect(await sessionOf('fc-1')).toMatchObject({ patient: 'fr-claire' });
  });
});

describe('a link', () => {
  const merged = (id: string, into: string) =>
    claire({ id, active: false, link: [{ type: 'replaced-by', other: { reference: `Patient/${into}` } }] });

  it('moves with a merge, and back with its undoing', async () => {
    resources = [claire()];
    people = [person('fc-1')];
    await signIn('fc-1');
    const follow = (patient: string, by?: string) => node.db.transaction((tx) => followMerge(tx, patient, by));
    const patients = async () => (await node.identity.accounts()).map(({ patient }) => patient);
    await follow('fr-claire', 'fr-b');
    await follow('fr-b', 'fr-c');
    expect(await patients()).toEqual(['fr-c']);
    resources = [claire({ id: 'fr-c' })];
    expect(await sessionOf('fc-1')).toMatchObject({ patient: 'fr-c' });
    await follow('fr-c');
    expect(await patients()).toEqual(['fr-c']);
    await follow('fr-b');
    expect(await patients()).toEqual(['fr-b']);
    await follow('fr-claire');
    expect(await patients()).toEqual(['fr-claire']);
  });

  it('follows at the next sign-in where records were merged before accounts did', async () => {
    resources = [claire()];
    people = [person('fc-1')];
    await signIn('fc-1');
    resources = [merged('fr-claire', 'fr-b'), claire({ id: 'fr-b' })];
    expect(await sessionOf('fc-1')).toMatchObject({ signedIn: true, patient: 'fr-b' });
    resources = [merged('fr-b', 'fr-claire'), merged('fr-claire', 'fr-b')];
    expect((await signIn('fc-1')).problem).toBe('upstream.waiting');
  });

  it('goes with its account', async () => {
    resources = [claire()];
    people = [person('fc-1')];
    await signIn('fc-1');
    await node.db.query('delete from identity_account', []);
    expect(await rows('identity_link')).toEqual([]);
    resources = [];
    expect((await signIn('fc-1')).problem).toBe('upstream.waiting');
  });

  it('is one, and of one account, however many sign in at once', async () => {
    resources = [claire()];
    const { db, clock } = node.options;
    const waiting = createWaitingDoor({ db, clock, seals: createSeals(openKeyring(node.options)), days: 30 });
    const parts = {
      db,
      clock,
      waiting,
      directory: directoryOver(() => resources),
      putAccount: node.identity.putAccount,
    };
    const proven = (issuer: string, subject: string): ProvenCitizen => ({
      upstream: { name: 'fc', kind: 'franceconnect', label: 'FranceConnect' },
      issuer,
      subject,
      assurance: 'substantial',
      identity: {
        role: 'citizen',
        language: 'fr',
        name: 'Claire',
        traits: {
          by: 'strict-traits',
          birthName: 'Moreau',
          givenNames: ['Claire', 'Jeanne', 'Marie'],
          sex: 'female',
          birthDate: '1984-03-12',
          birthPlace: '69383',
        },
      },
    });
    const enter = (who: Proven & ProvenCitizen) => citizenAccount(parts, who, who.identity);
    const accounts = await Promise.all(
      Array.from({ length: 8 }, (_, n) => enter(proven(n % 2 === 0 ? 'https://one' : 'https://two', 'same'))),
    );
    expect(new Set(accounts.map((each) => each.ok && each.value.id)).size).toBe(1);
    expect(await rows('identity_account')).toHaveLength(1);
    expect(await rows('identity_link')).toHaveLength(2);
    await db.query('delete from identity_account', []);
    const rivals = await Promise.all(Array.from({ length: 8 }, (_, n) => enter(proven('https://one', `subject-${n}`))));
    expect(rivals.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await rows('identity_link')).toHaveLength(1);
    const references = rivals.flatMap((each) => (each.ok ? [] : [waitingReference(each.fault)]));
    expect(new Set(references).size).toBe(7);
  });
});

describe('the Patient that an upstream’s words make', () => {
  it('claims no status and no INS, and leaves a number out that could be of two kinds', () => {
    const made = patientOf({
      by: 'identifier',
      identifiers: [
        { system: eidasIdentifierSystem, value: 'PT/FR/1' },
        { system: 'http://spms.min-saude.pt/rnu/sns', value: '123456789' },
        { system: 'urn:carnet:person-identifier:pt:nif', value: '123456789' },
      ],
      family: 'Silva',
      given: 'Ana Maria',
      birthDate: '1990-02-01',
    });
    expect(made).toEqual({
      resourceType: 'Patient',
      active: true,
      identifier: [{ system: eidasIdentifierSystem, value: 'PT/FR/1' }],
      name: [{ use: 'official', family: 'Silva', given: ['Ana', 'Maria'] }],
      birthDate: '1990-02-01',
    });
  });

  it.each([
    ['1990-00-00', '1990'],
    ['1990-05-00', '1990-05'],
    ['0000-00-00', undefined],
  ])('says of a birth date %s what is known', (birthDate, expected) => {
    const traits = { by: 'strict-traits', birthName: 'A', givenNames: ['B'], sex: 'unknown', birthDate } as const;
    expect((patientOf(traits) as { readonly birthDate?: string }).birthDate).toBe(expected);
  });
});
