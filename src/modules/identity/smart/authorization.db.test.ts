import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAppNode, operator, redirectUri } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
beforeAll(async () => {
  node = await openAppNode();
});
afterAll(() => node.close());

const scope = 'launch/patient offline_access patient/Patient.rs patient/Observation.rs';

describe('an authorization request', () => {
  it.each([
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['with PKCE in the clear', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['for another server', { aud: 'https://evil.example/fhir' }, 'invalid_request'],
    ['for no server', { aud: undefined }, 'invalid_request'],
    ['for another resource', { aud: undefined, resource: 'https://evil.example/fhir' }, 'invalid_target'],
    ['for a token at once', { response_type: 'token' }, 'unsupported_response_type'],
    ['for a launch that nobody began', { launch: 'x'.repeat(32) }, 'invalid_request'],
    ['for a malformed scope', { scope: 'patient/Observation.sr' }, 'invalid_scope'],
    ['for a type that is none', { scope: 'patient/Nothing.rs' }, 'invalid_scope'],
    ['for what it is not registered for', { scope: 'patient/Condition.rs' }, 'invalid_scope'],
    ['for more than it is registered for', { scope: 'patient/Observation.cruds' }, 'invalid_scope'],
    ['for what a service may', { scope: 'system/Observation.rs' }, 'invalid_scope'],
    ['for what the node’s own pages may', { scope: 'openid fhir' }, 'invalid_scope'],
  ] as const)('%s is refused', async (_what, change, error) => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const back = await kit.person('acc-claire').go(kit.authorizeUrl(app, scope, change));
    expect(`${back.origin}${back.pathname}`).toBe(redirectUri);
    const told = new URLSearchParams(back.search || back.hash.slice(1));
    expect(told.get('error')).toBe(error);
    expect(told.get('code')).toBeNull();
  });

  it('goes nowhere with an address that is not registered, and for an app that waits or was refused', async () => {
    const { kit, identity } = node;
    const app = await kit.publicApp(scope);
    const user = kit.person('acc-claire');
    for (const wrong of [
      'https://evil.example/back',
      `${redirectUri}/`,
      `${redirectUri}?x=1`,
      redirectUri.replace('9999', '9998'),
    ]) {
      const at = await user.go(kit.authorizeUrl(app, scope, { redirect_uri: wrong }));
      expect(at.pathname).toBe('/oidc/auth');
    }
    const answer = await kit.register({ client_name: 'Waiting', redirect_uris: [redirectUri], scope });
    const { client_id: waiting } = (await answer.json()) as { client_id: string };
    expect((await user.go(kit.authorizeUrl(waiting, scope))).pathname).toBe('/oidc/auth');
    expect(await kit.redeem(waiting, 'x')).toMatchObject({ status: 401, error: 'invalid_client' });
    await identity.apps.decide(waiting, 'refused', operator);
    expect((await user.go(kit.authorizeUrl(waiting, scope))).pathname).toBe('/oidc/auth');
  });

  it('may be pushed, and used once', async () => {
    const { kit } = node;
    const app = await kit.keyedApp({ client_name: 'Pushing', redirect_uris: [redirectUri], scope });
    const url = new URL(kit.authorizeUrl(app.id, `${scope}`));
    const fields = { ...Object.fromEntries(url.searchParams), prompt: 'consent' };
    const unproven = await kit.form('/oidc/par', fields);
    expect(unproven.status).toBe(401);
    const pushed = await kit.form('/oidc/par', { ...fields, ...(await app.proof()) });
    expect(pushed.status).toBe(201);
    const { request_uri: request } = (await pushed.json()) as { request_uri: string };
    const user = kit.person('acc-claire');
    const begin = `${node.publicUrl}/oidc/auth?client_id=${app.id}&request_uri=${encodeURIComponent(request)}`;
    const back = await user.allow(await user.toConsent(begin));
    const code = back.searchParams.get('code') ?? '';
    expect(await kit.redeem(app.id, code, await app.proof())).toMatchObject({ status: 200, scope: expect.any(String) });
    const again = await user.toConsent(begin);
    expect(again.pathname.startsWith('/connect/') ? 'asked again' : 'refused').toBe('refused');
    const foreign = await kit.form('/oidc/par', {
      ...fields,
      aud: 'https://evil.example/fhir',
      ...(await app.proof()),
    });
    expect(foreign.status).toBe(400);
  });
});

describe('a code', () => {
  const codeFor = async (app: string) => {
    const user = node.kit.person('acc-claire');
    const back = await user.allow(await user.toConsent(node.kit.authorizeUrl(app, scope)));
    return back.searchParams.get('code') ?? '';
  };

  it('is redeemed once, and whoever brings it again ends what came of it', async () => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const code = await codeFor(app);
    const tokens = await kit.redeem(app, code);
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(true);
    expect(await kit.redeem(app, code)).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect((await kit.refresh(app, tokens.refresh_token ?? '')).status).toBe(400);
    expect((await node.identity.apps.connections('acc-claire')).filter((each) => each.app.id === app)).toEqual([]);
  });

  it('is not redeemed with another verifier, for another address, or by another app', async () => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const other = await kit.publicApp(scope);
    for (const [client, change] of [
      [app, { code_verifier: 'x'.repeat(43) }],
      [app, { code_verifier: undefined }],
      [app, { redirect_uri: 'http://localhost:9999/app/other' }],
      [other, {}],
    ] as const) {
      expect((await kit.redeem(client, await codeFor(app), change)).status).toBe(400);
    }
  });

  it('is not redeemed without the key of the app', async () => {
    const { kit } = node;
    const app = await kit.keyedApp({ client_name: 'Keyed', redirect_uris: [redirectUri], scope });
    expect(await kit.redeem(app.id, await codeFor(app.id))).toMatchObject({ status: 401, error: 'invalid_client' });
    expect((await kit.redeem(app.id, await codeFor(app.id), await app.proof())).status).toBe(200);
  });
});
