import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppNode, operator, redirectUri } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
beforeAll(async () => {
  node = await openAppNode();
});
afterAll(() => node.close());

const full = 'openid fhirUser launch/patient offline_access patient/Patient.rs patient/Observation.rs';

describe('an app that a person connects', () => {
  it('is told what it was given, for whom, and by whom, and may do that and no more', async () => {
    const { kit } = node;
    const app = await kit.publicApp(full);
    const user = kit.person('acc-claire');
    const at = await user.toConsent(kit.authorizeUrl(app, full));
    expect(at.pathname).toMatch(/^\/connect\//);
    expect(await user.question(at)).toMatchObject({
      app: { name: 'Heart diary', returnsTo: 'localhost:9999', approved: expect.any(String) },
      person: { name: 'Claire', role: 'citizen' },
      resources: [
        { word: 'patient/Patient.rs', type: 'Patient', acts: 'rs' },
        { word: 'patient/Observation.rs', type: 'Observation', acts: 'rs' },
      ],
      identity: ['fhirUser'],
      lasting: 'offline',
      days: 30,
      patient: { choices: [{ id: 'fr-claire' }, { id: 'fr-leo' }] },
    });
    const back = await user.allow(at, { patient: 'fr-leo' });
    expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
    expect(back.searchParams.get('state')).toBe('s-1');
    expect(back.searchParams.get('iss')).toBe(`${node.publicUrl}/oidc`);
    const tokens = await kit.redeem(app, back.searchParams.get('code') ?? '');
    expect(tokens).toMatchObject({
      status: 200,
      token_type: 'Bearer',
      expires_in: 900,
      scope: full,
      patient: 'fr-leo',
      need_patient_banner: true,
      fhirUser: `${kit.audience}/Patient/fr-claire`,
    });
    expect(decodeJwt(tokens.id_token ?? '')).toMatchObject({
      sub: 'acc-claire',
      aud: app,
      fhirUser: `${kit.audience}/Patient/fr-claire`,
    });
    const caller = await kit.callerOf(tokens.access_token);
    expect(caller.ok && caller.value).toMatchObject({
      subject: 'acc-claire',
      client: app,
      app: { id: app, name: 'Heart diary' },
      authenticatedAt: expect.any(Date),
      scopes: {
        patient: 'fr-leo',
        granted: [
          { context: 'patient', type: 'Patient', acts: 'rs', parameters: [] },
          { context: 'patient', type: 'Observation', acts: 'rs', parameters: [] },
        ],
      },
    });
  });

  it('gets what the person leaves, of narrowed scopes and of identity too', async () => {
    const { kit } = node;
    const scope = `${full} patient/Condition.rs?category=problem-list-item`;
    const app = await kit.publicApp('openid fhirUser offline_access launch/patient patient/*.cruds');
    const tokens = await kit.connect(app, 'acc-henri', scope, {
      scopes: ['patient/Condition.rs?category=problem-list-item'],
    });
    expect(tokens).toMatchObject({
      status: 200,
      scope: 'openid launch/patient patient/Condition.rs?category=problem-list-item',
      patient: 'fr-henri',
    });
    expect(tokens.refresh_token).toBeUndefined();
    expect(tokens.fhirUser).toBeUndefined();
    const caller = await kit.callerOf(tokens.access_token);
    expect(caller.ok && caller.value.scopes?.granted).toEqual([
      { context: 'patient', type: 'Condition', acts: 'rs', parameters: [['category', 'problem-list-item']] },
    ]);
  });

  it('hears access_denied where she refuses, or leaves nothing', async () => {
    const { kit } = node;
    const app = await kit.publicApp(full);
    for (const given of [
      { allow: false },
      { allow: true, scopes: [] },
      { allow: true, scopes: ['patient/Condition.rs'] },
    ]) {
      const user = kit.person('acc-claire');
      const at = await user.toConsent(kit.authorizeUrl(app, full));
      const { location } = (await (await user.answer(at, given)).json()) as { location: string };
      const back = await user.go(location);
      expect(back.searchParams.get('error')).toBe('access_denied');
      expect(back.searchParams.get('code')).toBeNull();
    }
  });

  it('is asked about for a patient of hers alone', async () => {
    const { kit } = node;
    const app = await kit.publicApp(full);
    const user = kit.person('acc-claire');
    const at = await user.toConsent(kit.authorizeUrl(app, full));
    const scopes = ['patient/Patient.rs'];
    expect((await user.answer(at, { allow: true, scopes, patient: 'fr-henri' })).status).toBe(401);
    expect((await user.answer(at, { allow: true, scopes })).status).toBe(400);
    expect((await user.answer(at, { allow: 'yes', scopes })).status).toBe(400);
    const stranger = kit.person('acc-henri');
    await stranger.go('/session/login');
    expect((await stranger.answer(at, { allow: true, scopes, patient: 'fr-henri' })).status).toBe(401);
    expect(
      (
        await user.browser.post(
          `/session/interaction/${at.pathname.split('/')[2]}/consent`,
          { allow: true, scopes },
          {
            'content-type': 'application/json',
          },
        )
      ).status,
    ).toBe(403);
  });

  it('is ended by her at once, with what it could renew', async () => {
    const { kit, identity } = node;
    const app = await kit.publicApp(full);
    const tokens = await kit.connect(app, 'acc-claire', full);
    const caller = await kit.callerOf(tokens.access_token);
    if (!caller.ok) throw new Error('the token is not good');
    const listed = (await identity.apps.connections('acc-claire')).filter((each) => each.app.id === app);
    expect(listed).toMatchObject([
      { app: { name: 'Heart diary' }, patient: 'fr-claire', lasting: 'offline', scope: full },
    ]);
    const [{ id = '' } = {}] = listed;
    expect(await identity.apps.disconnect({ ...caller.value, subject: 'acc-henri' }, id)).toBe(false);
    expect(await identity.apps.disconnect(caller.value, id)).toBe(true);
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect(await kit.refresh(app, tokens.refresh_token ?? '')).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect((await identity.apps.connections('acc-claire')).filter((each) => each.app.id === app)).toEqual([]);
    expect(await identity.apps.disconnect(caller.value, id)).toBe(false);
  });

  it('ends for everybody when the operator refuses it', async () => {
    const { kit, identity } = node;
    const app = await kit.publicApp(full);
    const tokens = await kit.connect(app, 'acc-claire', full);
    await identity.apps.decide(app, 'refused', operator);
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect(await kit.refresh(app, tokens.refresh_token ?? '')).toMatchObject({ status: 401, error: 'invalid_client' });
    await identity.apps.decide(app, 'approved', operator);
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect(await kit.refresh(app, tokens.refresh_token ?? '')).toMatchObject({ status: 400, error: 'invalid_grant' });
  });

  it('stays when she signs out where she let it, and ends where she did not', async () => {
    const { kit } = node;
    const scope = full.replace('offline_access', 'online_access');
    const app = await kit.publicApp(`${full} online_access`);
    const offline = await kit.connect(app, 'acc-claire', full);
    const online = await kit.connect(app, 'acc-claire', scope);
    expect(online).toMatchObject({ status: 200, expires_in: 900, refresh_token: expect.any(String) });
    await online.user.browser.logout();
    await offline.user.browser.logout();
    expect((await kit.callerOf(online.access_token)).ok).toBe(false);
    expect((await kit.refresh(app, online.refresh_token ?? '')).status).toBe(400);
    expect((await kit.callerOf(offline.access_token)).ok).toBe(true);
    expect((await kit.refresh(app, offline.refresh_token ?? '')).status).toBe(200);
  });

  it('keeps tokens and codes in the database as digests alone', async () => {
    const { kit, db } = node;
    const app = await kit.publicApp(full);
    const { access_token: access = '', refresh_token: renew = '', code } = await kit.connect(app, 'acc-claire', full);
    const rows = await db.query<{ text: string }>('select identity_oidc::text as text from identity_oidc', []);
    const all = rows.map(({ text }) => text).join('\n');
    for (const secret of [access, renew, code]) {
      expect(secret).toMatch(/^[\w-]{43}$/);
      expect(all).not.toContain(secret);
    }
  });
});

describe('a launch from a page of this node', () => {
  const scope = 'launch openid fhirUser patient/Patient.rs';
  it('opens the app for that patient, once, and for who began it', async () => {
    const { kit, identity } = node;
    const app = await kit.publicApp(scope, { initiate_login_uri: 'http://localhost:9999/app/launch?x=1' });
    const doctor = { ...operator, subject: 'acc-doctor', role: 'professional' as const };
    const prepare = async () => {
      const made = await identity.apps.prepareLaunch(doctor, { app, patient: 'fr-henri', encounter: 'enc-1' });
      if (!made.ok) throw new Error('no launch');
      const location = new URL(made.value.location);
      expect(location.searchParams.get('iss')).toBe(kit.audience);
      expect(location.searchParams.get('x')).toBe('1');
      return location.searchParams.get('launch') ?? '';
    };
    const launch = await prepare();
    const user = kit.person('acc-doctor');
    const at = await user.toConsent(kit.authorizeUrl(app, `${scope} launch/encounter`, { launch }));
    expect((await user.question(at)).patient).toEqual({ chosen: { id: 'fr-henri', name: 'fr-henri' }, choices: [] });
    const back = await user.allow(at, { patient: 'fr-claire' });
    expect(await kit.redeem(app, back.searchParams.get('code') ?? '')).toMatchObject({
      patient: 'fr-henri',
      encounter: 'enc-1',
      fhirUser: `${kit.audience}/Practitioner/fr-doctor`,
    });
    const again = await user.go(kit.authorizeUrl(app, scope, { launch }));
    expect(again.searchParams.get('error')).toBe('invalid_request');
    const stranger = kit.person('acc-claire');
    const other = await stranger.toConsent(kit.authorizeUrl(app, scope, { launch: await prepare() }));
    expect((await stranger.browser.send(`/session/interaction/${other.pathname.split('/')[2]}/consent`)).status).toBe(
      401,
    );
    const otherApp = await kit.publicApp(scope);
    const confused = await user.go(kit.authorizeUrl(otherApp, scope, { launch: await prepare() }));
    expect(confused.searchParams.get('error')).toBe('invalid_request');
    expect((await identity.apps.prepareLaunch(doctor, { app: otherApp, patient: 'fr-henri' })).ok).toBe(false);
  });

  it('is used up by the first request of a browser, and by the answer to that', async () => {
    const { kit, identity } = node;
    const app = await kit.publicApp(scope, { initiate_login_uri: 'http://localhost:9999/app/launch' });
    const doctor = { ...operator, subject: 'acc-doctor', role: 'professional' as const };
    const prepare = async () => {
      const made = await identity.apps.prepareLaunch(doctor, { app, patient: 'fr-henri' });
      return made.ok ? (new URL(made.value.location).searchParams.get('launch') ?? '') : '';
    };
    const user = kit.person('acc-doctor');
    const launch = await prepare();
    // The page of the sign-in and that of the consent belong to the one request; both may be loaded as often as one likes.
    const at = await user.toConsent(kit.authorizeUrl(app, scope, { launch }));
    expect((await user.question(at)).patient?.chosen?.id).toBe('fr-henri');
    expect((await user.question(at)).patient?.chosen?.id).toBe('fr-henri');
    const abandoned = await user.go(kit.authorizeUrl(app, scope, { launch }));
    expect(abandoned.searchParams.get('error')).toBe('invalid_request');

    // A request may be pushed again, but one browser alone goes on with the launch.
    const pushed = new URL(kit.authorizeUrl(app, scope, { launch: await prepare() })).searchParams;
    const push = async () => {
      const answer = await kit.form('/oidc/par', Object.fromEntries(pushed));
      const { request_uri: uri } = (await answer.json()) as { request_uri: string };
      return `${node.publicUrl}/oidc/auth?${new URLSearchParams({ client_id: app, request_uri: uri })}`;
    };
    const [one, two] = [await push(), await push()];
    const first = await user.toConsent(one);
    for (const address of [one, two]) {
      const second = await user.go(address);
      expect(second.searchParams.get('error')).toBe('invalid_request');
    }
    expect((await (await user.answer(first, { allow: false, scopes: [] })).json()) as object).toHaveProperty(
      'location',
    );
    expect((await user.answer(first, { allow: true, scopes: scope.split(' ') })).status).toBe(401);
    expect(await node.db.query(`select 1 from identity_oidc where model = 'Launch' and consumed is null`)).toEqual([]);
  });
});
