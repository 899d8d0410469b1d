import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AttackedNode, newTally, openAttackedNode, sayOf } from './testing.ts';

// Launch handles of SMART App Launch: what opens an app for a patient opens it for nobody else, by nobody else, in no other
// app, once; and nobody gets one for a patient whom he may not see.

const tally = newTally('launch handles');
const scope = 'launch openid fhirUser patient/Patient.rs patient/Observation.rs';
const launchPage = 'http://localhost:9999/app/launch';
let node: AttackedNode;
let app: string;
let otherApp: string;
let patients: readonly string[];
/** Professionals with the Patients whom each may see. */
let professionals: { readonly alias: string; readonly id: string; readonly sees: readonly string[] }[];

beforeAll(async () => {
  node = await openAttackedNode();
  app = await node.kit.publicApp(scope, { initiate_login_uri: launchPage });
  otherApp = await node.kit.publicApp(scope, { initiate_login_uri: launchPage });
  const all = await node.ask(await node.tokenOf('importer'), { url: '/fhir/Patient?_count=200' });
  const { entry } = JSON.parse(all.body) as { entry: readonly { resource: { id: string } }[] };
  patients = entry.map(({ resource }) => resource.id);
  professionals = [];
  for (const { id, alias, role } of await node.core.identity.accounts()) {
    if (role !== 'professional' || alias === undefined) continue;
    const token = await node.tokenOf(alias);
    const sees: string[] = [];
    for (const patient of patients) {
      if ((await node.ask(token, { url: `/fhir/Patient/${patient}` })).status === 200) sees.push(patient);
    }
    professionals.push({ alias, id, sees });
  }
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const browsers = new Map<string, ReturnType<AttackedNode['signedIn']>>();

async function launch(alias: string, body: object) {
  const browser = browsers.get(alias) ?? node.signedIn(alias);
  browsers.set(alias, browser);
  return node.ask(await browser, { method: 'POST', url: '/api/apps/launch', body });
}

async function handleOf(alias: string, patient: string, more: object = {}): Promise<string> {
  const answer = await launch(alias, { app, patient, ...more });
  const { location } = JSON.parse(answer.body) as { location?: string };
  if (location === undefined) throw new Error(`no launch: ${answer.status} ${answer.body}`);
  return new URL(location).searchParams.get('launch') ?? '';
}

/** A professional who may see two patients, and one of each. */
function opener() {
  const found = professionals.find(({ sees }) => sees.length > 1);
  const [one, two] = found?.sees ?? [];
  if (found === undefined || one === undefined || two === undefined) throw new Error('nobody treats two patients');
  return { ...found, one, two };
}

describe('a launch', () => {
  it('is given for no patient whom one may not see, and does not tell her from one who does not exist', async () => {
    for (const { alias, sees } of professionals) {
      const absent = sayOf(await launch(alias, { app, patient: 'nobody-here' }), 'nobody-here');
      for (const patient of patients.filter((each) => !sees.includes(each))) {
        const said = sayOf(await launch(alias, { app, patient }), patient);
        tally.attempt(said === absent && said.startsWith('[404'), () => `${alias} launched for ${patient}: ${said}`);
      }
    }
    for (const [alias, own] of [
      ['citizen', 'fr-claire-moreau'],
      ['henri', 'fr-henri-moreau'],
    ] as const) {
      for (const patient of patients) {
        const given = (await launch(alias, { app, patient })).status === 200;
        const may = (await node.ask(await node.tokenOf(alias), { url: `/fhir/Patient/${patient}` })).status === 200;
        tally.attempt(!given || may || patient === own, () => `${alias} launched for ${patient}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('is given for no encounter of another patient, no other kind of id, and no app that cannot be opened', async () => {
    const { alias, one, two } = opener();
    const token = await node.tokenOf('importer');
    const visits = async (patient: string) => {
      const { body } = await node.ask(token, { url: `/fhir/Encounter?patient=${patient}&_count=100` });
      const { entry = [] } = JSON.parse(body) as { entry?: readonly { resource: { id: string } }[] };
      return entry.map(({ resource }) => resource.id);
    };
    const strange = (await Promise.all(patients.filter((each) => each !== one).map(visits))).flat();
    expect(strange.length).toBeGreaterThan(0);
    const waiting = (await (
      await node.kit.register({ client_name: 'Waits', redirect_uris: ['http://localhost:9999/x'], scope })
    ).json()) as { client_id: string };
    const bodies: object[] = [
      ...strange.map((encounter) => ({ app, patient: one, encounter })),
      ...['../Patient/x', 'a/b', '', ' ', 'x'.repeat(65), 'a\u0000', '*', two, 7, null, [], {}].map((encounter) => ({
        app,
        patient: one,
        encounter,
      })),
      ...['', '*', waiting.client_id, 'carnet-web', 'carnet-cli', 'x'.repeat(200), `${app} `, [app], null].map(
        (name) => ({
          app: name,
          patient: one,
        }),
      ),
      ...[`Patient/${one}`, `${one},${two}`, `${one}&patient=${two}`, [one], { id: one }, '%', '*', ''].map(
        (patient) => ({
          app,
          patient,
        }),
      ),
    ];
    for (const body of bodies) {
      const answer = await launch(alias, body);
      tally.attempt(
        answer.status >= 400 && answer.status < 500,
        () => `${JSON.stringify(body)}: ${answer.status} ${answer.body}`,
      );
    }
    expect(tally.through()).toEqual([]);
  });

  it('says nothing of whom it is for, and is like no other', async () => {
    const { alias, id, one } = opener();
    const handles = await Promise.all(Array.from({ length: 60 }, () => handleOf(alias, one)));
    for (const handle of handles) {
      const shown = `${handle} ${Buffer.from(handle, 'base64url').toString('latin1')}`;
      tally.attempt(!shown.includes(one) && !shown.includes(id) && handle.length >= 32, () => `it says ${shown}`);
    }
    tally.attempt(new Set(handles).size === handles.length, () => 'two are the same');
    const kept = await node.core.db.query<{ id: string }>(`select id from identity_oidc where model = 'Launch'`, []);
    const stored = new Set(kept.map((row) => row.id));
    tally.attempt(
      handles.every((handle) => !stored.has(handle)),
      () => 'the database has them in the clear',
    );
    expect(tally.through()).toEqual([]);
  });
});

describe('a handle', () => {
  it('that was guessed, cut, changed or smuggled in opens nothing', async () => {
    const { alias, id, one } = opener();
    const handle = await handleOf(alias, one);
    const user = node.kit.person(id);
    await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: handle }));
    const changed = [...handle].map(
      (letter, n) => `${handle.slice(0, n)}${letter === 'A' ? 'B' : 'A'}${handle.slice(n + 1)}`,
    );
    const guesses = [
      ...changed,
      ...[handle.slice(1), handle.slice(0, -1), `${handle}A`, `${handle}=`, ` ${handle}`, handle.toUpperCase()],
      ...['%', '_', '*', "' or '1'='1", 'null', 'undefined', '__proto__', one, id, 'x'.repeat(5_000), '\u0000', '../'],
    ];
    for (const launch of guesses) {
      const at = await user.go(node.kit.authorizeUrl(app, scope, { launch }));
      tally.attempt(
        !at.pathname.startsWith('/connect/') && at.searchParams.get('code') === null,
        () => `${launch.slice(0, 80)} led to ${at.href.slice(0, 120)}`,
      );
    }
    const twice = `${node.kit.authorizeUrl(app, scope, { launch: 'guessed' })}&launch=${handle}`;
    const at = await user.go(twice);
    tally.attempt(!at.pathname.startsWith('/connect/'), () => `two handles at once led to ${at.href}`);
    expect(tally.through()).toEqual([]);
  });

  it('goes with no other account and no other app', async () => {
    const { alias, id, one } = opener();
    for (const stranger of await node.core.identity.accounts()) {
      if (stranger.id === id || !['professional', 'citizen', 'administrator'].includes(stranger.role)) continue;
      const handle = await handleOf(alias, one);
      const thief = node.kit.person(stranger.id);
      const at = await thief.toConsent(node.kit.authorizeUrl(app, scope, { launch: handle }));
      const question = await thief.browser.send(`/session/interaction/${at.pathname.split('/')[2]}/consent`);
      const answered = await thief.answer(at, { allow: true, scopes: scope.split(' '), patient: one });
      tally.attempt(
        question.status >= 400 && answered.status >= 400 && !(await answered.text()).includes('location'),
        () => `${stranger.alias} went on with a launch of ${alias}: ${question.status} ${answered.status}`,
      );
    }
    const user = node.kit.person(id);
    await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: await handleOf(alias, one) }));
    for (const client of [otherApp, await node.kit.publicApp(scope)]) {
      const at = await user.go(node.kit.authorizeUrl(client, scope, { launch: await handleOf(alias, one) }));
      tally.attempt(at.searchParams.get('error') === 'invalid_request', () => `another app: ${at.href}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('opens its own patient alone, whatever is answered', async () => {
    const { alias, id, one, two } = opener();
    for (const patient of [two, ...patients.filter((each) => each !== one).slice(0, 5), 'nobody', '', '../x']) {
      const user = node.kit.person(id);
      const handle = await handleOf(alias, one);
      const at = await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: handle }));
      const back = await user.allow(at, { patient }).catch(() => undefined);
      const code = back?.searchParams.get('code') ?? '';
      const token = code === '' ? undefined : await node.kit.redeem(app, code);
      tally.attempt(
        token === undefined || token.patient === one,
        () => `answered ${patient}: opened ${String(token?.patient)}`,
      );
      if (token?.access_token === undefined) continue;
      for (const other of patients.filter((each) => each !== one)) {
        const read = await node.ask(token.access_token, { url: `/fhir/Patient/${other}` });
        tally.attempt(read.status === 404, () => `the app opened for ${one} read ${other}: ${read.status}`);
      }
    }
    expect(tally.through()).toEqual([]);
  });

  it('is good once, however many come with it at the same moment', async () => {
    const { alias, id, one } = opener();
    const users: ReturnType<typeof node.kit.person>[] = [];
    // One after the other: of several who sign in at the same moment one may have to sign in again, and then comes first.
    for (let n = 0; n < 6; n++) {
      const user = node.kit.person(id);
      await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: await handleOf(alias, one) }));
      users.push(user);
    }
    const handle = await handleOf(alias, one);
    const came = await Promise.all(
      users.map(async (user) => ({ user, at: await user.go(node.kit.authorizeUrl(app, scope, { launch: handle })) })),
    );
    const asked = came.filter(({ at }) => at.pathname.startsWith('/connect/'));
    tally.attempt(asked.length === 1, () => `${asked.length} were asked about one launch`);
    const refused = came.filter(({ at }) => at.searchParams.get('error') === 'invalid_request');
    tally.attempt(refused.length === 5, () => `${refused.length} were refused`);
    const [first] = asked;
    if (first === undefined) throw new Error('nobody was asked');
    // The one who was asked answers many times at once.
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => first.user.answer(first.at, { allow: true, scopes: scope.split(' ') })),
    );
    const given = answers.filter(({ status }) => status === 200);
    tally.attempt(given.length === 1, () => `${given.length} answers were taken`);
    for (let n = 0; n < 5; n++) {
      const at = await first.user.go(node.kit.authorizeUrl(app, scope, { launch: handle }));
      tally.attempt(at.searchParams.get('error') === 'invalid_request', () => `used again: ${at.href}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('is spent by the first request that names it, whatever comes of that', async () => {
    const { alias, id, one } = opener();
    const user = node.kit.person(id);
    await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: await handleOf(alias, one) }));
    const before = async (handle: string, way: string): Promise<void> => {
      const named = (change: Readonly<Record<string, string | undefined>> = {}, client = app, words = scope) =>
        node.kit.authorizeUrl(client, words, { launch: handle, ...change });
      if (way === 'abandoned') await user.toConsent(named());
      if (way === 'refused') {
        const at = await user.toConsent(named());
        const { location } = (await (await user.answer(at, { allow: false, scopes: [] })).json()) as {
          location: string;
        };
        const back = await user.go(location);
        tally.attempt(back.searchParams.get('error') === 'access_denied', () => `refused: ${back.href}`);
        // The page of the consent is gone back to, and answered otherwise.
        const again = await user.answer(at, { allow: true, scopes: scope.split(' ') });
        tally.attempt(again.status >= 400, () => `a refusal was taken back: ${again.status}`);
      }
      if (way === 'nothing left') {
        const at = await user.toConsent(named());
        await user.answer(at, { allow: true, scopes: [] });
      }
      if (way === 'signed out') await node.kit.person(id).go(named());
      if (way === 'another account') {
        const stranger = (await node.core.identity.accounts()).find((each) => each.alias === 'henri');
        await node.kit.person(stranger?.id ?? '').toConsent(named());
      }
      if (way === 'another app') await user.go(named({}, otherApp));
      if (way === 'scopes it has not') await user.go(named({}, app, `${scope} patient/Condition.cruds`));
      if (way === 'no prompt') await user.go(named({ prompt: 'none' }));
    };
    const ways = ['abandoned', 'refused', 'nothing left', 'signed out', 'another account', 'another app'];
    for (const way of [...ways, 'scopes it has not', 'no prompt']) {
      const handle = await handleOf(alias, one);
      await before(handle, way);
      for (const who of [user, node.kit.person(id)]) {
        const at = await who.go(node.kit.authorizeUrl(app, scope, { launch: handle }));
        tally.attempt(at.searchParams.get('error') === 'invalid_request', () => `${way}: then ${at.href}`);
      }
      const pushed = new URL(node.kit.authorizeUrl(app, scope, { launch: handle })).searchParams;
      const { status } = await node.kit.form('/oidc/par', Object.fromEntries(pushed));
      tally.attempt(status === 400, () => `${way}: then pushed, ${status}`);
    }
    expect(tally.through()).toEqual([]);
  });

  it('ends after five minutes, and with the reach of who began it', async () => {
    const { alias, id, one } = opener();
    const late = await handleOf(alias, one);
    await node.core.db.query(
      `update identity_oidc set expires = now() - interval '1 second' where model = 'Launch' and payload->>'patient' = $1`,
      [one],
    );
    const user = node.kit.person(id);
    await user.toConsent(node.kit.authorizeUrl(app, scope, { launch: await handleOf(alias, one) }));
    const at = await user.go(node.kit.authorizeUrl(app, scope, { launch: late }));
    tally.attempt(at.searchParams.get('error') === 'invalid_request', () => `after its time: ${at.href}`);

    const handle = await handleOf(alias, one);
    const other = node.kit.person(id);
    const waiting = await other.toConsent(node.kit.authorizeUrl(app, scope, { launch: handle }));
    // She shuts him out while the page of the consent stands open.
    await node.core.db.query(`update access_relation set valid_to = now() where patient = $1`, [one]);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    const answered = await other.answer(waiting, { allow: true, scopes: scope.split(' '), patient: one });
    tally.attempt(
      answered.status >= 400 && !(await answered.text()).includes('code='),
      () => `a patient out of reach was opened: ${answered.status}`,
    );
    expect(tally.through()).toEqual([]);
  });
});
