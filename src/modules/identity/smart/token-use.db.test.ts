import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceId } from '#kernel';
import { openAppNode, redirectUri } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
beforeAll(async () => {
  node = await openAppNode();
});
afterAll(() => node.close());

const scope = 'launch/patient offline_access patient/Patient.rs patient/Observation.rs';

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
