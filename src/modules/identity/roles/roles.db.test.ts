import fastify from 'fastify';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { newTraceId } from '#kernel';
import type { SimulatedPerson } from '../brokers/simulated/person.ts';
import {
  directoryOver,
  openUpstreamNode,
  serveBroker,
  travellingBrowser,
  type UpstreamNode,
} from '../brokers/testing-upstreams.ts';
import type { Account } from '../contract.ts';
import { createIdentity } from '../create-identity.ts';
import { openKeyring } from '../keyring.ts';
import { registerSignIn } from '../register-sign-in.ts';
import { createSeals } from '../sealed-cookies.ts';
import { openTestNode } from '../test-node.ts';
import { testBrowser } from '../testing-browser.ts';

let node: UpstreamNode;
let peer: Awaited<ReturnType<typeof serveBroker>>;
let resources: Resource[];
let people: SimulatedPerson[];

const resource = (resourceType: string, id: string, more: object): Resource =>
  ({ resourceType, id, ...more }) as unknown as Resource;
const practitioner = resource('Practitioner', 'sophie', {
  identifier: [{ system: 'https://rpps.esante.gouv.fr', value: '10000000017' }],
});
const place = (id: string, finess: string, name: string, more: object = {}) =>
  resource('Organization', id, {
    name,
    identifier: [{ system: 'https://finess.esante.gouv.fr', value: finess }],
    ...more,
  });
const role = (id: string, organization: string, more: object = {}) =>
  resource('PractitionerRole', id, {
    active: true,
    practitioner: { reference: 'Practitioner/sophie' },
    organization: { reference: `Organization/${organization}` },
    code: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/practitioner-role', code: 'doctor' }] }],
    ...more,
  });
const directory = () => [
  practitioner,
  place('practice', '690000011', 'Maison de santé'),
  place('hospital', '690000029', 'Hôpital'),
  place('clinic', '690000037', 'Clinique'),
];
const activity = (finess: string, name: string) => ({ numeroFinessSite: finess, raisonSocialeSite: name });
const practice = activity('690000011', 'Maison de santé');
const hospital = activity('690000029', 'Hôpital');
const sophie = (...activities: object[]): SimulatedPerson => ({
  id: 'sophie',
  name: 'Sophie',
  about: '',
  acr: 'eidas2',
  claims: {
    SubjectNameID: '810000000017',
    family_name: 'Bernard',
    given_name: 'Sophie',
    SubjectRefPro: { exercices: [{ codeProfession: '10', codeSavoirFaire: 'SM54', activities }] },
  },
});

beforeAll(async () => {
  resources = [];
  people = [];
  node = await openUpstreamNode(() => resources);
  peer = await serveBroker(node, 'pro-sante-connect', () => people);
  await node.serve([peer.setup]);
});
afterAll(async () => {
  await node.close();
  await peer.close();
});
beforeEach(async () => {
  resources = directory();
  await node.db.query('delete from identity_account', []);
});

type Browser = ReturnType<typeof travellingBrowser>;
interface Choice {
  readonly key: string;
  readonly place: string;
  readonly profession?: string;
  readonly current: boolean;
}

const enter = async (index?: number) => {
  const browser = travellingBrowser(node);
  const { uid, at } = await browser.signInAt('pro-sante-connect', 'sophie');
  if (index === undefined) return { browser, uid, at };
  const chosen = await browser.post(`/session/interaction/${uid}/role`, { role: index });
  const { location } = (await chosen.json()) as { readonly location: string };
  return { browser, uid, at: (await browser.travel(location)).at };
};
const callerOf = (cookie: string) =>
  node.identity.authenticate({ method: 'GET', headers: { cookie }, traceId: newTraceId() });
const rolesOf = async (browser: Browser) =>
  ((await (await browser.send('/session/roles')).json()) as { readonly roles: readonly Choice[] }).roles;
const placesOf = async (browser: Browser) => (await rolesOf(browser)).map((each) => each.place);
const ask = async (browser: Browser, named: string) => {
  const key = (await rolesOf(browser)).find((each) => each.place === named)?.key;
  return browser.post('/session/role', { role: key });
};
const change = async (browser: Browser, named: string) => {
  const { location } = (await (await ask(browser, named)).json()) as { readonly location: string };
  return browser.travel(location);
};
const accessTokenOf = async (browser: Browser) => {
  const sealed = /-session=([^;]+)/.exec(browser.cookies().replace(/[^;]*upstream-session=[^;]*/, ''))?.[1] ?? '';
  const claims = await createSeals(openKeyring(node.options)).open('session', sealed);
  return decodeJwt(claims ?? '');
};
const lastLogged = async () => (await node.logged()).at(-1);

describe('a professional of several roles', () => {
  it('carries the one that she chose in session, token, caller and log', async () => {
    people = [sophie(practice, hospital)];
    const { browser } = await enter(1);
    expect(await browser.session()).toMatchObject({ organization: 'Hôpital', profession: '2211' });
    expect(await accessTokenOf(browser)).toMatchObject({
      organization: 'hospital',
      practitioner: 'sophie',
      professional_role: '2211',
    });
    const caller = await callerOf(browser.cookies());
    expect(caller).toMatchObject({ value: { organization: 'hospital', practitioner: 'sophie' } });
    const [entry] = await node.db.query<object>(
      `select agent ->> 'organization' as organization, agent ->> 'role' as role from audit_entry
       where action = 'sign-in' order by id desc limit 1`,
      [],
    );
    expect(entry).toEqual({ organization: 'Hôpital', role: '2211' });
  });

  it('changes it later: a new session and token, the old ones ended, and no fresher proof of who she is', async () => {
    people = [sophie(practice, hospital)];
    const { browser } = await enter(0);
    expect(await rolesOf(browser)).toMatchObject([
      { place: 'Maison de santé', current: true },
      { place: 'Hôpital', current: false },
    ]);
    const before = browser.cookies();
    const former = await callerOf(before);
    await new Promise((passed) => setTimeout(passed, 1_100));
    expect((await change(browser, 'Hôpital')).at).toBe('/account');
    expect(await browser.session()).toMatchObject({ signedIn: true, organization: 'Hôpital' });
    const now = await callerOf(browser.cookies());
    if (!former.ok || !now.ok) throw new Error('Nobody is signed in');
    expect(now.value).toMatchObject({ organization: 'hospital', assurance: 'substantial' });
    expect(now.value.authenticatedAt).toEqual(former.value.authenticatedAt);
    expect([now.value.subject, now.value.token]).not.toEqual([former.value.subject, former.value.token]);
    expect(await callerOf(before)).toMatchObject({ fault: { code: 'sign-in.required' } });
    const sessions = await node.db.query<object>('select account from identity_session', []);
    expect(sessions).toEqual([{ account: now.value.subject }]);
    const [left] = await node.db.query<object>(
      "select action, agent ->> 'organization' as organization from audit_entry where interaction = 'change-role'",
      [],
    );
    expect(left).toEqual({ action: 'sign-out', organization: 'Maison de santé' });
    // And back, by what the upstream said when she signed in.
    await change(browser, 'Maison de santé');
    expect(await browser.session()).toMatchObject({ organization: 'Maison de santé' });
  });

  it('is asked too where the directory gives what the upstream does not, each place once', async () => {
    resources = [...directory(), role('r1', 'practice'), role('r2', 'clinic')];
    people = [sophie(practice)];
    const { browser, uid, at } = await enter();
    expect(at).toBe(`/sign-in/${uid}?upstream=choose`);
    const offered = await (await browser.send(`/session/interaction/${uid}/role`)).json();
    expect(offered).toEqual({
      roles: [
        { place: 'Maison de santé', profession: '2211' },
        { place: 'Clinique', profession: '2211' },
      ],
    });
    const { browser: there } = await enter(1);
    expect(await there.session()).toMatchObject({ organization: 'Clinique' });
    expect(await callerOf(there.cookies())).toMatchObject({
      value: { organization: 'clinic', practitioner: 'sophie' },
    });
    expect(await placesOf(there)).toEqual(['Clinique', 'Maison de santé']);
  });

  it.each([
    ['is not active', { active: false }],
    ['is over', { period: { end: '2020-01-01' } }],
    ['has not begun', { period: { start: '2999-01-01' } }],
    ['has a code that the node does not know', { code: [{ coding: [{ system: 'urn:made', code: 'god' }] }] }],
    ['is another’s', { practitioner: { reference: 'Practitioner/other' } }],
    ['is at a place that is not there', { organization: { reference: 'Organization/nowhere' } }],
    ['names no place', { organization: undefined }],
  ])('is offered no role that %s', async (_what, over) => {
    resources = [...directory(), role('r2', 'clinic', over)];
    people = [sophie(practice)];
    const { browser, at } = await enter();
    expect(at).toBe('/record');
    expect(await placesOf(browser)).toEqual(['Maison de santé']);
  });

  it('is at another place what the directory says that she is there', async () => {
    const code = [{ coding: [{ system: 'urn:oid:2.16.840.1.113883.2.9.6.2.7', code: '2221' }] }];
    resources = [...directory(), role('r2', 'clinic', { code })];
    people = [sophie(practice)];
    const { browser } = await enter(1);
    expect(await browser.session()).toMatchObject({ organization: 'Clinique', profession: '2221' });
  });
});

describe('a role that is not hers', () => {
  it('is refused, whoever’s it is, and logged', async () => {
    people = [sophie(practice)];
    const other: Account = {
      id: 'acc-other',
      name: 'Other',
      role: 'professional',
      language: 'fr',
      practitioner: 'other',
      organization: 'clinic',
    };
    await node.identity.putAccount(other);
    const { browser } = await enter();
    for (const made of ['acc-other', '', 'clinic', null, { key: 'acc-other' }]) {
      const answer = await browser.post('/session/role', { role: made });
      expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining('sign-in.role')]);
    }
    expect(await lastLogged()).toMatchObject({ outcome: 'denied', rule: 'sign-in.role' });
    const [own] = await rolesOf(browser);
    expect((await browser.post('/session/role', { role: own?.key })).status).toBe(403);
    expect(await browser.session()).toMatchObject({ organization: 'Maison de santé' });
  });

  it('is not kept for her where it is taken from her between asking and changing', async () => {
    resources = [...directory(), role('r2', 'clinic')];
    people = [sophie(practice)];
    const { browser } = await enter(0);
    const { location } = (await (await ask(browser, 'Clinique')).json()) as { readonly location: string };
    resources = directory();
    expect((await browser.travel(location)).at).toMatch(/^\/sign-in\//);
    expect(await browser.session()).toMatchObject({ organization: 'Maison de santé' });
  });

  it('is no longer offered once the upstream has said otherwise', async () => {
    people = [sophie(practice, hospital)];
    await enter(0);
    people = [sophie(practice)];
    const { browser } = await enter();
    expect(await placesOf(browser)).toEqual(['Maison de santé']);
  });

  it('comes by no cookie that was used, of another session, or none', async () => {
    people = [sophie(practice, hospital)];
    const { browser } = await enter(0);
    const asked = await ask(browser, 'Hôpital');
    const { location } = (await asked.json()) as { readonly location: string };
    const cookie = asked.headers.getSetCookie().find((each) => each.includes('-role='));
    const [name = '', value = ''] = cookie?.split(';')[0]?.split('=') ?? [];
    await browser.travel(location);
    expect(await browser.session()).toMatchObject({ organization: 'Hôpital' });
    browser.jar.set(name, { value, path: '/' });
    expect((await browser.travel(location)).at).toMatch(/^\/sign-in\//);
    const second = (await enter(0)).browser;
    second.jar.set(name, { value, path: '/' });
    expect((await second.travel(location)).at).toMatch(/^\/sign-in\//);
    expect((await second.travel('/session/login?role=1')).at).toMatch(/^\/sign-in\//);
    expect(await second.session()).toMatchObject({ organization: 'Maison de santé' });
    expect((await second.post('/session/role', {}, { 'content-type': 'application/json' })).status).toBe(403);
    expect((await node.browser().send('/session/roles')).status).toBe(401);
  });

  it('is nothing that a token of the role before gains', async () => {
    people = [sophie(practice)];
    const { browser } = await enter();
    const cookie = browser.cookies();
    const caller = await callerOf(cookie);
    if (!caller.ok) throw new Error(caller.fault.code);
    const account = (await node.identity.accounts()).find(({ id }) => id === caller.value.subject);
    if (account === undefined) throw new Error('There is no account');
    await node.db.query(
      `insert into identity_app (id, name, kind, status, scope, metadata, registered)
       values ('app', 'App', 'public', 'approved', '', '{}', now()) on conflict do nothing`,
      [],
    );
    await node.db.query(
      `insert into identity_connection (id, app, account, scope, lasting, since, until)
       values ('grant', 'app', $1, '', 'offline', now(), now() + interval '1 day')`,
      [account.id],
    );
    await node.identity.putAccount(account);
    expect((await callerOf(cookie)).ok).toBe(true);
    await node.identity.putAccount({ ...account, organization: 'clinic' });
    expect(await callerOf(cookie)).toMatchObject({ fault: { code: 'sign-in.required' } });
    const ended = await node.db.query<{ ended: boolean }>(
      "select ended is not null as ended from identity_connection where id = 'grant'",
      [],
    );
    expect(ended).toEqual([{ ended: true }]);
  });
});

it('is asked of who signs in by other means as well, and of nobody but professionals', async () => {
  const plain = await openTestNode();
  resources = [...directory(), role('r2', 'clinic')];
  const options = plain.options({ directory: directoryOver(() => resources) });
  const identity = createIdentity(options);
  const base = { language: 'fr', practitioner: 'sophie' } as const;
  await identity.putAccount({
    ...base,
    id: 'doc',
    name: 'Doc',
    role: 'professional',
    alias: 'doc',
    organization: 'practice',
  });
  await identity.putAccount({ ...base, id: 'cit', name: 'Cit', role: 'citizen', alias: 'cit' });
  const app = fastify({ genReqId: () => newTraceId() });
  registerSignIn(app, { ...options, identity });
  await app.listen({ port: Number(new URL(options.publicUrl).port), host: 'localhost' });
  const browser = testBrowser(options.publicUrl);
  const uid = await browser.begin();
  expect(await (await browser.choose(uid, 'doc')).json()).toEqual({ location: `/sign-in/${uid}?upstream=choose` });
  expect(await browser.session()).toMatchObject({ signedIn: false });
  const chosen = await browser.post(`/session/interaction/${uid}/role`, { role: 1 });
  await browser.follow(((await chosen.json()) as { readonly location: string }).location);
  expect(await browser.session()).toMatchObject({ signedIn: true, organization: 'clinic' });
  // A passkey of that role's account opens it as long as the directory gives the role.
  const [made] = (await identity.accounts()).filter(({ organization }) => organization === 'clinic');
  await identity.putAccount({ ...(made as Account), alias: 'doc-at-clinic' });
  const again = testBrowser(options.publicUrl);
  const there = await again.begin();
  expect(await (await again.choose(there, made?.id ?? '')).json()).toHaveProperty('location');
  resources = directory();
  const refused = await again.choose(there, made?.id ?? '');
  expect([refused.status, await refused.text()]).toEqual([403, expect.stringContaining('sign-in.role')]);
  const [denied] = await plain.db.query<object>(
    "select outcome, rule from audit_entry where interaction = 'choose-role' order by id desc limit 1",
    [],
  );
  expect(denied).toEqual({ outcome: 'denied', rule: 'sign-in.role' });
  const citizen = testBrowser(options.publicUrl);
  await citizen.signIn('cit');
  expect(await (await citizen.send('/session/roles')).json()).toEqual({ roles: [] });
  await app.close();
  await plain.close();
});
