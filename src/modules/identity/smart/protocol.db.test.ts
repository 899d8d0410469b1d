import { createHash, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceId } from '#kernel';
import { describeProvider } from './describe-provider.ts';
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

describe('a refresh token', () => {
  it('is good once: whoever brings it again ends the whole connection', async () => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const first = await kit.connect(app, 'acc-claire', scope);
    const second = await kit.refresh(app, first.refresh_token ?? '');
    expect(second).toMatchObject({ status: 200, patient: 'fr-claire', scope });
    expect(second.refresh_token).not.toBe(first.refresh_token);
    expect((await kit.callerOf(second.access_token)).ok).toBe(true);
    expect(await kit.refresh(app, first.refresh_token ?? '')).toMatchObject({ status: 400, error: 'invalid_grant' });
    expect((await kit.refresh(app, second.refresh_token ?? '')).status).toBe(400);
    expect((await kit.callerOf(second.access_token)).ok).toBe(false);
  });

  it('is of its own app, and gives less but never more', async () => {
    const { kit } = node;
    const app = await kit.publicApp(`${scope} patient/Condition.rs`);
    const other = await kit.publicApp(scope);
    const tokens = await kit.connect(app, 'acc-claire', scope);
    expect(await kit.refresh(other, tokens.refresh_token ?? '')).toMatchObject({ status: 400, error: 'invalid_grant' });
    for (const more of [`${scope} patient/Condition.rs`, 'patient/*.rs', 'patient/Observation.cruds', 'fhir']) {
      expect(await kit.refresh(app, tokens.refresh_token ?? '', { scope: more })).toMatchObject({
        status: 400,
        error: 'invalid_scope',
      });
    }
    const less = await kit.refresh(app, tokens.refresh_token ?? '', { scope: 'patient/Patient.rs' });
    expect(less).toMatchObject({ status: 200, scope: 'patient/Patient.rs' });
    const caller = await kit.callerOf(less.access_token);
    expect(caller.ok && caller.value.scopes?.granted.map(({ type }) => type)).toEqual(['Patient']);
  });
});

describe('a token', () => {
  it('can be given back, which ends the connection, and by its own app alone', async () => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const other = await kit.publicApp(scope);
    for (const which of ['access_token', 'refresh_token'] as const) {
      const tokens = await kit.connect(app, 'acc-claire', scope);
      await kit.form('/oidc/token/revocation', { client_id: other, token: tokens[which] });
      expect((await kit.callerOf(tokens.access_token)).ok).toBe(true);
      expect((await kit.form('/oidc/token/revocation', { client_id: app, token: tokens[which] })).status).toBe(200);
      expect((await kit.callerOf(tokens.access_token)).ok).toBe(false);
      expect((await kit.refresh(app, tokens.refresh_token ?? '')).status).toBe(400);
    }
  });

  it('is looked into by the app that it is of, where the app proves itself', async () => {
    const { kit } = node;
    const app = await kit.keyedApp({ client_name: 'Keyed', redirect_uris: [redirectUri], scope });
    const other = await kit.keyedApp({ client_name: 'Other', redirect_uris: [redirectUri], scope });
    const user = kit.person('acc-claire');
    const back = await user.allow(await user.toConsent(kit.authorizeUrl(app.id, scope)));
    const tokens = await kit.redeem(app.id, back.searchParams.get('code') ?? '', await app.proof());
    const look = async (who: typeof app, token = tokens.access_token) =>
      (await (
        await kit.form('/oidc/introspect', { client_id: who.id, token, ...(await who.proof()) })
      ).json()) as object;
    expect(await look(app)).toMatchObject({
      active: true,
      client_id: app.id,
      scope,
      sub: 'acc-claire',
      patient: 'fr-claire',
      exp: expect.any(Number),
    });
    expect(await look(other)).toEqual({ active: false });
    expect(await look(app, 'x'.repeat(43))).toEqual({ active: false });
    expect((await kit.form('/oidc/introspect', { client_id: app.id, token: tokens.access_token })).status).toBe(401);
    const open = await kit.publicApp(scope);
    const mine = await kit.connect(open, 'acc-claire', scope);
    const told = await kit.form('/oidc/introspect', { client_id: open, token: mine.access_token });
    expect(await told.json()).toEqual({ active: false });
  });

  it('of one kind does not pass as one of another', async () => {
    const { kit } = node;
    const app = await kit.publicApp(`openid ${scope}`);
    const tokens = await kit.connect(app, 'acc-claire', `openid ${scope}`);
    expect((await kit.callerOf(tokens.refresh_token)).ok).toBe(false);
    expect((await kit.callerOf(tokens.id_token)).ok).toBe(false);
    expect((await kit.callerOf(tokens.code)).ok).toBe(false);
    const cookie = `carnet-fr-${new URL(node.publicUrl).port}-session=${tokens.access_token}`;
    expect((await kit.callerOf('x', { headers: { cookie } })).ok).toBe(false);
  });
});

describe('a token that is bound to a key', () => {
  const bound = async () => {
    const { kit } = node;
    const { publicKey, privateKey } = await generateKeyPair('ES256');
    const jwk = await exportJWK(publicKey);
    const proof = (claims: Readonly<Record<string, unknown>>, key = privateKey, header: object = { jwk }) => {
      const all = { jti: randomUUID(), iat: Math.floor(Date.now() / 1000), ...claims };
      return new SignJWT(all).setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', ...header }).sign(key);
    };
    const atToken = (more: Readonly<Record<string, unknown>> = {}) =>
      proof({ htm: 'POST', htu: `${node.publicUrl}/oidc/token`, ...more });
    const app = await kit.publicApp(scope);
    const user = kit.person('acc-claire');
    const back = await user.allow(await user.toConsent(kit.authorizeUrl(app, scope)));
    const tokens = await kit.redeem(app, back.searchParams.get('code') ?? '', {}, { dpop: await atToken() });
    const token = tokens.access_token ?? '';
    const ath = createHash('sha256').update(token).digest('base64url');
    const atApi = (claims: Readonly<Record<string, unknown>> = {}, ...rest: [typeof privateKey?, object?]) =>
      proof({ htm: 'GET', htu: `${kit.audience}/Patient`, ath, ...claims }, ...rest);
    const ask = async (dpop: string | undefined, scheme = 'DPoP') => {
      const headers = { authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) };
      return (await kit.callerOf(token, { headers, url: '/fhir/Patient?name=x' })).ok;
    };
    return { app, tokens, jwk, privateKey, proof, atToken, atApi, ask };
  };

  it('is good with a fresh proof of that key for that request, once', async () => {
    const { tokens, atApi, ask, jwk, proof } = await bound();
    expect(tokens).toMatchObject({ status: 200, token_type: 'DPoP' });
    const good = await atApi();
    expect(await ask(good)).toBe(true);
    expect(await ask(good)).toBe(false);
    expect(await ask(undefined)).toBe(false);
    expect(await ask(undefined, 'Bearer')).toBe(false);
    expect(await ask(await atApi(), 'Bearer')).toBe(false);
    for (const wrong of [
      { htm: 'POST' },
      { htu: `${node.publicUrl}/fhir/Observation` },
      { htu: 'https://evil.example/fhir/Patient' },
      { ath: 'x' },
      { ath: undefined },
      { iat: Math.floor(Date.now() / 1000) - 120 },
      { iat: Math.floor(Date.now() / 1000) + 120 },
      { jti: undefined },
    ]) {
      expect(await ask(await atApi(wrong))).toBe(false);
    }
    const thief = await generateKeyPair('ES256');
    const theirs = await exportJWK(thief.publicKey);
    expect(await calculateJwkThumbprint(theirs)).not.toBe(await calculateJwkThumbprint(jwk));
    expect(await ask(await atApi({}, thief.privateKey, { jwk: theirs }))).toBe(false);
    expect(await ask(await atApi({}, thief.privateKey))).toBe(false);
    expect(await ask(await proof({ htm: 'GET' }))).toBe(false);
  });

  it('is renewed by that key alone, and no proof counts twice', async () => {
    const { kit } = node;
    const { app, tokens, atToken } = await bound();
    expect((await kit.refresh(app, tokens.refresh_token ?? '')).status).toBe(400);
    const once = await atToken();
    const renewed = await kit.refresh(app, tokens.refresh_token ?? '', {}, { dpop: once });
    expect(renewed).toMatchObject({ status: 200, token_type: 'DPoP' });
    expect((await kit.refresh(app, renewed.refresh_token ?? '', {}, { dpop: once })).status).toBe(400);
    expect((await kit.refresh(app, renewed.refresh_token ?? '', {}, { dpop: await atToken() })).status).toBe(200);
  });

  it('is not made of a token that came without a key', async () => {
    const { kit } = node;
    const tokens = await kit.connect(await kit.publicApp(scope), 'acc-claire', scope);
    const headers = { authorization: `DPoP ${tokens.access_token}` };
    expect((await node.identity.authenticate({ method: 'GET', url: '/fhir', headers, traceId: newTraceId() })).ok).toBe(
      false,
    );
  });
});

describe('a service', () => {
  const service = (more: object = {}) =>
    node.kit.keyedApp({
      client_name: 'Night report',
      grant_types: ['client_credentials'],
      scope: 'system/Patient.rs system/Observation.rs?category=laboratory',
      ...more,
    });
  const ask = async (
    app: Awaited<ReturnType<typeof service>>,
    fields: Record<string, string> = {},
    claims: object = {},
  ) => {
    const proof = await app.proof(claims as Readonly<Record<string, unknown>>);
    const answer = await node.kit.form('/oidc/token', {
      grant_type: 'client_credentials',
      scope: 'system/Patient.rs',
      ...proof,
      ...fields,
    });
    return { status: answer.status, ...((await answer.json()) as { access_token?: string; error?: string }) };
  };

  it('gets a token for five minutes, as an account of its own, with the scopes that it asked for', async () => {
    const app = await service();
    const tokens = await ask(app);
    expect(tokens).toMatchObject({ status: 200, token_type: 'Bearer', expires_in: 300, scope: 'system/Patient.rs' });
    const caller = await node.kit.callerOf(tokens.access_token);
    expect(caller.ok && caller.value).toMatchObject({
      subject: app.id,
      name: 'Night report',
      role: 'backend',
      purpose: 'HOPERAT',
      app: { id: app.id },
      scopes: { granted: [{ context: 'system', type: 'Patient', acts: 'rs' }] },
    });
    const behalf = await node.identity.onBehalfOf(app.id, 'subscription');
    expect(behalf?.scopes?.granted.map(({ type }) => type)).toEqual(['Patient', 'Observation']);
    await node.identity.apps.decide(app.id, 'refused', operator);
    expect((await node.kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect(await node.identity.onBehalfOf(app.id, 'subscription')).toBeUndefined();
  });

  it('gets none for more than the operator approved, and none of a person', async () => {
    const app = await service();
    for (const asked of [
      'system/*.rs',
      'system/Patient.cruds',
      'system/Observation.rs',
      'patient/Patient.rs',
      'user/Patient.rs',
      'openid',
      'fhir',
      '',
    ]) {
      expect(await ask(app, { scope: asked })).toMatchObject({ status: 400, error: 'invalid_scope' });
    }
    expect((await ask(app, { scope: 'system/Observation.rs?category=laboratory' })).status).toBe(200);
    const answer = await node.kit.form('/oidc/token', {
      grant_type: 'client_credentials',
      client_id: await node.kit.publicApp(scope),
      scope: 'system/Patient.rs',
    });
    expect(answer.status).toBe(400);
  });

  it('gets none by a proof that is wrong in any way', async () => {
    const app = await service();
    const other = await service();
    const now = Math.floor(Date.now() / 1000);
    for (const claims of [
      { aud: 'https://evil.example/token' },
      { aud: undefined },
      { exp: now - 60 },
      { exp: now + 3_600 },
      { exp: undefined },
      { jti: undefined },
      { iss: other.id },
      { sub: other.id },
      { nbf: now + 60 },
    ]) {
      expect(await ask(app, {}, claims)).toMatchObject({ status: 401, error: 'invalid_client' });
    }
    const { client_assertion: stolen = '' } = await other.proof({ iss: app.id, sub: app.id });
    expect((await ask(app, { client_assertion: stolen })).status).toBe(401);
    const { client_assertion: once = '' } = await app.proof();
    expect((await ask(app, { client_assertion: once })).status).toBe(200);
    expect((await ask(app, { client_assertion: once })).status).not.toBe(200);
  });
});

describe('keys that an app keeps at an address', () => {
  it('are not fetched from the inner network', async () => {
    let asked = 0;
    const inner = createServer((_request, response) => {
      asked += 1;
      response.setHeader('content-type', 'application/json').end('{"keys":[]}');
    });
    await new Promise<void>((listening) => inner.listen(0, '127.0.0.1', listening));
    const { port } = inner.address() as AddressInfo;
    const real = await openAppNode({ demonstration: false });
    try {
      for (const address of [
        `http://127.0.0.1:${port}/jwks`,
        `http://localhost:${port}/jwks`,
        'https://169.254.169.254/jwks',
        'https://10.0.0.1/jwks',
      ]) {
        const answer = await real.kit.register({
          client_name: 'Inner',
          grant_types: ['client_credentials'],
          token_endpoint_auth_method: 'private_key_jwt',
          jwks_uri: address,
          scope: 'system/Patient.rs',
        });
        const { client_id: id } = (await answer.json()) as { client_id: string };
        await real.identity.apps.decide(id, 'approved', operator);
        const other = await real.kit.keyedApp({
          client_name: 'Other',
          grant_types: ['client_credentials'],
          scope: 'system/Patient.rs',
        });
        const tried = await real.kit.form('/oidc/token', {
          grant_type: 'client_credentials',
          scope: 'system/Patient.rs',
          ...(await other.proof({ iss: id, sub: id })),
        });
        expect(tried.status).toBeGreaterThanOrEqual(400);
      }
      expect(asked).toBe(0);
    } finally {
      await real.close();
      inner.close();
    }
  });
});

describe('scripts of other sites', () => {
  it('redeem codes from where their app comes back to, and read nothing from elsewhere', async () => {
    const { kit } = node;
    const app = await kit.publicApp(scope);
    const allowedFor = async (origin: string, client = app) =>
      (await kit.redeem(client, 'x', {}, { origin })).headers.get('access-control-allow-origin');
    expect(await allowedFor('http://localhost:9999')).toBe('http://localhost:9999');
    expect(await allowedFor('https://evil.example')).toBeNull();
    expect(await allowedFor('null')).toBeNull();
    const keyed = await kit.keyedApp({ client_name: 'Keyed', redirect_uris: [redirectUri], scope });
    expect(await allowedFor('http://localhost:9999', keyed.id)).toBeNull();
    expect(await allowedFor('http://localhost:9999', 'carnet-web')).toBeNull();
    const beforehand = async (origin: string) => {
      const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'dpop' };
      const answer = await fetch(`${node.publicUrl}/oidc/token`, { method: 'OPTIONS', headers });
      return answer.headers.get('access-control-allow-origin');
    };
    await expect.poll(() => beforehand('http://localhost:9999'), { timeout: 5_000 }).toBe('http://localhost:9999');
    expect(await beforehand('https://evil.example')).toBeNull();
  });
});

describe('what is told of the provider', () => {
  it('is what the provider itself says', async () => {
    const told = describeProvider(node.publicUrl);
    const own = (await (await fetch(`${told.issuer}/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    const others = new Set(['registration_endpoint', 'scopes_supported']);
    for (const [name, value] of Object.entries(told).filter(([name]) => !others.has(name))) {
      const said = own[name];
      const inOrder = (each: unknown) => (Array.isArray(each) ? [...each].sort() : each);
      expect([name, inOrder(said)]).toEqual([name, inOrder(value)]);
    }
    expect(own.authorization_response_iss_parameter_supported).toBe(true);
    expect((await fetch(told.registration_endpoint, { method: 'POST' })).status).toBe(400);
  });
});

describe('an app that signs its user out', () => {
  it('comes back to where it said, and ends what was given for the time of the sign-in', async () => {
    const { kit } = node;
    const out = 'http://localhost:9999/app/out';
    const asked = 'openid patient/Patient.rs online_access';
    const app = await kit.publicApp(asked, { post_logout_redirect_uris: [out] });
    const { user, ...tokens } = await kit.connect(app, 'acc-claire', asked);
    const leave = (address: string) =>
      user.browser.send(
        `/oidc/end-session?id_token_hint=${tokens.id_token}&post_logout_redirect_uri=${encodeURIComponent(address)}&state=x`,
      );
    expect((await leave('https://evil.example/out')).status).toBe(400);
    const page = await (await leave(out)).text();
    expect(page).toContain('Sign out of Carnet?');
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
    const form = (value: string) =>
      user.browser.send('/oidc/end-session/confirm', {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ xsrf: value, logout: 'yes' }).toString(),
      });
    expect((await form('guessed')).status).toBe(400);
    expect((await kit.callerOf(tokens.access_token)).ok).toBe(true);
    expect((await form(xsrf)).headers.get('location')).toBe(`${out}?state=x`);
    await expect.poll(async () => (await kit.callerOf(tokens.access_token)).ok).toBe(false);
    expect((await kit.refresh(app, tokens.refresh_token ?? '')).status).toBe(400);
  });
});

describe('an app that wants to hear of sign-outs', () => {
  it('hears of the one of its user', async () => {
    const heard: string[] = [];
    const backend = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        heard.push(body);
        response.end();
      });
    });
    await new Promise<void>((listening) => backend.listen(0, 'localhost', listening));
    try {
      const { port } = backend.address() as AddressInfo;
      const { kit } = node;
      const app = await kit.publicApp(scope, { backchannel_logout_uri: `http://localhost:${port}/out` });
      const { user } = await kit.connect(app, 'acc-claire', scope);
      await user.browser.logout();
      await expect.poll(() => heard.length).toBe(1);
      const token = decodeJwt(new URLSearchParams(heard[0]).get('logout_token') ?? '');
      expect(token).toMatchObject({ iss: `${node.publicUrl}/oidc`, aud: app, sub: 'acc-claire' });
    } finally {
      backend.close();
    }
  });
});
