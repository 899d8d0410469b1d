import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeProvider } from './describe-provider.ts';
import { openAppNode, redirectUri } from './testing-apps.ts';

let node: Awaited<ReturnType<typeof openAppNode>>;
beforeAll(async () => {
  node = await openAppNode();
});
afterAll(() => node.close());

const scope = 'launch/patient offline_access patient/Patient.rs patient/Observation.rs';

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
