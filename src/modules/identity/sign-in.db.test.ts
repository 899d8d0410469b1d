import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceId } from '#kernel';
import type { NodeIdentity } from './create-identity.ts';
import { createIdentity, registerSignIn, rotateIdentityKeys } from './index.ts';
import type { IdentityOptions } from './options.ts';
import { createRates } from './rates.ts';
import { safeReturn } from './session-routes.ts';
import { openTestNode } from './test-node.ts';
import { testBrowser } from './testing-browser.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
let options: IdentityOptions;
let identity: NodeIdentity;
let app: FastifyInstance;

async function serve(over: Partial<IdentityOptions> = {}): Promise<FastifyInstance> {
  const started = fastify({ genReqId: () => newTraceId() });
  const all = { ...options, ...over };
  registerSignIn(started, { ...all, identity: createIdentity(all) });
  await started.listen({ port: Number(new URL(all.publicUrl).port), host: 'localhost' });
  return started;
}

beforeAll(async () => {
  node = await openTestNode();
  const bounds = { 'sign-in': 0, token: 0, 'person-search': 0, 'cross-border': 0 };
  const { db, clock, log } = node.options();
  options = node.options({ rates: createRates({ db, clock, log, bounds }) });
  identity = createIdentity(options);
  await identity.putAccount(
    {
      id: 'acc-claire',
      name: 'Claire Moreau',
      role: 'citizen',
      language: 'fr',
      patient: 'fr-claire',
      alias: 'citizen',
      about: { en: 'x' },
    },
    [{ patient: 'fr-leo', origin: 'parent', from: new Date(0) }],
  );
  await identity.putAccount({ id: 'acc-admin', name: 'Admin', role: 'administrator', language: 'en', alias: 'admin' });
  await identity.putAccount({ id: 'acc-import', name: 'Import', role: 'backend', language: 'en', alias: 'importer' });
  await identity.putAccount({ id: 'acc-real', name: 'Somebody Real', role: 'citizen', language: 'en', patient: 'p' });
  app = await serve();
});
afterAll(async () => {
  await app.close();
  await node.close();
});

const browser = () => testBrowser(options.publicUrl);

const pathOf = (address: string) => address.slice(new URL(address).origin.length);
const logged = async (action: string, outcome: string) => {
  const [row] = await node.db.query<{ n: number }>(
    'select count(*)::integer as n from audit_entry where action = $1 and outcome = $2',
    [action, outcome],
  );
  return row?.n ?? 0;
};

describe('signing in with a browser', () => {
  it('goes from login over the page to the session, by code and PKCE, and is logged', async () => {
    const before = await logged('sign-in', 'success');
    const user = browser();
    expect(await user.session()).toEqual({ signedIn: false, proxyFor: [] });

    const start = await user.send('/session/login?returnTo=/record');
    const asked = new URL(start.headers.get('location') ?? '').searchParams;
    expect(asked.get('code_challenge_method')).toBe('S256');
    expect(asked.get('response_type')).toBe('code');
    expect(asked.get('resource')).toBe(`${options.publicUrl}/fhir`);

    const page = await user.follow('/session/login?returnTo=%2Frecord%3Ftab%3D1');
    expect(page.at).toMatch(/^\/sign-in\/[\w-]+$/);
    const uid = page.at.slice('/sign-in/'.length);
    const shown = await (await user.send(`/session/interaction/${uid}`)).json();
    expect(shown).toEqual({
      client: 'carnet-web',
      demonstration: true,
      accounts: [
        { id: 'acc-admin', name: 'Admin', role: 'administrator', about: {} },
        { id: 'acc-claire', name: 'Claire Moreau', role: 'citizen', about: { en: 'x' } },
      ],
      upstreams: [],
    });

    const chosen = (await (await user.choose(uid, 'acc-claire')).json()) as { location: string };
    expect(chosen.location).toMatch(new RegExp(`^${options.publicUrl}/oidc/auth/`));
    const back = await user.follow(chosen.location);
    expect(pathOf(back.at)).toBe('/record?tab=1');
    expect(await user.session()).toEqual({
      signedIn: true,
      name: 'Claire Moreau',
      role: 'citizen',
      patient: 'fr-claire',
      proxyFor: [{ patient: 'fr-leo', origin: 'parent' }],
      language: 'fr',
    });
    expect(await logged('sign-in', 'success')).toBe(before + 1);
  });

  it('keeps the token from scripts: cookies are httpOnly, SameSite and sealed, and no page shows it', async () => {
    const user = browser();
    const page = await user.follow('/session/login');
    const uid = page.at.slice('/sign-in/'.length);
    const { location } = (await (await user.choose(uid, 'acc-claire')).json()) as { location: string };
    const resumed = await user.send(location);
    const callback = await user.send(resumed.headers.get('location') ?? '');
    const cookies = callback.headers.getSetCookie();
    const session = cookies.find((cookie) => cookie.includes('-session='));
    expect(session).toMatch(/; HttpOnly; SameSite=Lax/);
    expect(session).toMatch(/^carnet-fr-\d+-session=eyJhbGciOiJkaXIi/);
    expect(callback.headers.get('cache-control')).toBe('no-store');
  });

  it('opens the FHIR side with the cookie that it set', async () => {
    const user = browser();
    await user.signIn('acc-claire');
    const cookie = [...user.jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const caller = await identity.authenticate({ method: 'GET', headers: { cookie }, traceId: newTraceId() });
    expect(caller.ok && [caller.value.subject, caller.value.client]).toEqual(['acc-claire', 'carnet-web']);
  });

  it('signs in again without asking while the provider knows the browser', async () => {
    const user = browser();
    await user.signIn('acc-claire');
    for (const name of user.jar.keys()) if (name.endsWith('-session')) user.jar.delete(name);
    expect((await user.session()).signedIn).toBe(false);
    const back = await user.follow('/session/login?returnTo=/again');
    expect(pathOf(back.at)).toBe('/again');
    expect((await user.session()).signedIn).toBe(true);
  });

  it('ends everywhere on sign-out: cookie, provider session and token', async () => {
    const before = await logged('sign-out', 'success');
    const user = browser();
    await user.signIn('acc-claire');
    const stolen = [...user.jar].map(([name, { value }]) => `${name}=${value}`).join('; ');
    const refused = await user.logout({});
    expect(refused.status).toBe(403);
    expect((await user.session()).signedIn).toBe(true);
    expect(await (await user.logout()).json()).toEqual({ signedIn: false });
    expect((await user.session()).signedIn).toBe(false);
    const replayed = await (await fetch(`${options.publicUrl}/session`, { headers: { cookie: stolen } })).json();
    expect(replayed).toEqual({ signedIn: false, proxyFor: [] });
    expect((await user.follow('/session/login')).at).toMatch(/^\/sign-in\//);
    expect(await logged('sign-out', 'success')).toBe(before + 1);
  });

  it('lets another person sign in after one signed out, and over one in another window', async () => {
    const user = browser();
    const first = await user.follow('/session/login');
    const other = browser();
    for (const [name, kept] of user.jar) other.jar.set(name, kept);
    await user.signIn('acc-claire');
    expect((await user.session()).name).toBe('Claire Moreau');
    // The window that was open before still has its page; the provider session is now Claire's.
    for (const [name, kept] of user.jar)
      if (name.endsWith('-op') || name.endsWith('-op.sig')) other.jar.set(name, kept);
    const uid = first.at.slice('/sign-in/'.length);
    const chosen = (await (await other.choose(uid, 'acc-admin')).json()) as { location: string };
    await other.follow(chosen.location);
    expect((await other.session()).name).toBe('Admin');
  });

  it('lets another person sign in on a page that began under the session of the first', async () => {
    const user = browser();
    await user.signIn('acc-claire');
    const start = await user.send('/session/login?returnTo=/switched');
    const asked = new URL(start.headers.get('location') ?? '');
    asked.searchParams.set('prompt', 'login');
    const page = await user.follow(asked.href);
    expect(page.at).toMatch(/^\/sign-in\//);
    const chosen = (await (await user.choose(page.at.slice('/sign-in/'.length), 'acc-admin')).json()) as {
      location: string;
    };
    expect(pathOf((await user.follow(chosen.location)).at)).toBe('/switched');
    expect((await user.session()).name).toBe('Admin');
  });
});

describe('a sign-in that is not as it should be', () => {
  it('is refused without the header of this node’s pages, from another site, and without the cookie of its browser', async () => {
    const user = browser();
    const page = await user.follow('/session/login');
    const uid = page.at.slice('/sign-in/'.length);
    const json = { 'content-type': 'application/json' };
    expect((await user.choose(uid, 'acc-claire', json)).status).toBe(403);
    const crossSite = { ...json, 'x-carnet-request': '1', 'sec-fetch-site': 'cross-site' };
    expect((await user.choose(uid, 'acc-claire', crossSite)).status).toBe(403);
    const stranger = browser();
    expect((await stranger.send(`/session/interaction/${uid}`)).status).toBe(401);
    expect((await stranger.choose(uid, 'acc-claire')).status).toBe(401);
    expect((await user.send('/session/interaction/another-uid')).status).toBe(401);
    const outcome = (await (await stranger.choose(uid, 'acc-claire')).json()) as { resourceType: string };
    expect(outcome.resourceType).toBe('OperationOutcome');
  });

  it('takes neither unknown accounts, backends, nor accounts that are no demonstration', async () => {
    const before = await logged('sign-in', 'denied');
    const user = browser();
    const uid = (await user.follow('/session/login')).at.slice('/sign-in/'.length);
    for (const account of ['nobody', 'acc-import', 'acc-real', 'x'.repeat(300)]) {
      expect((await user.choose(uid, account)).status).toBe(400);
    }
    const malformed = await user.send(`/session/interaction/${uid}`, {
      method: 'POST',
      headers: { 'x-carnet-request': '1', 'content-type': 'application/json' },
      body: '{"account":',
    });
    expect(malformed.status).toBe(400);
    expect(await logged('sign-in', 'denied')).toBe(before + 5);
  });

  it('lets an account be tried again after a while where it failed five times, and others at once', async () => {
    const before = await logged('sign-in', 'denied');
    const user = browser();
    const uid = (await user.follow('/session/login')).at.slice('/sign-in/'.length);
    const statuses: number[] = [];
    for (let each = 0; each < 8; each++) statuses.push((await user.choose(uid, 'acc-guessed')).status);
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429, 429]);
    const refused = await user.choose(uid, 'acc-guessed');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(await logged('sign-in', 'denied')).toBe(before + 9);
    expect((await user.choose(uid, 'acc-claire')).status).toBe(200);
  });

  it('comes out where the page offers another try when state, code or cookie are wrong', async () => {
    const user = browser();
    const failed = async (address: string) => (await user.send(address)).headers.get('location');
    expect(await failed('/session/callback?code=x&state=y')).toBe('/?signIn=failed');
    await user.send('/session/login');
    expect(await failed('/session/callback?code=x&state=y')).toBe('/?signIn=failed');
    expect((await user.session()).signedIn).toBe(false);
  });

  it('goes on while the keys of the node are rotated, for who was signed in and who comes then', async () => {
    const before = browser();
    await before.signIn('acc-claire');
    const began = browser();
    const page = await began.follow('/session/login');
    rotateIdentityKeys(options.keysDir);
    // Within two seconds every process has looked, and ten seconds after the rotation the new keys are used.
    await new Promise((looked) => setTimeout(looked, 2_200));
    expect((await before.session()).signedIn).toBe(true);
    const chosen = (await (await began.choose(page.at.slice('/sign-in/'.length), 'acc-claire')).json()) as {
      location: string;
    };
    await began.follow(chosen.location);
    expect((await began.session()).signedIn).toBe(true);
    await new Promise((settled) => setTimeout(settled, 10_500));
    const after = browser();
    await after.signIn('acc-admin');
    expect((await after.session()).signedIn).toBe(true);
    expect((await before.session()).signedIn).toBe(true);
  });

  it('redeems a code once', async () => {
    const user = browser();
    const uid = (await user.follow('/session/login')).at.slice('/sign-in/'.length);
    const { location } = (await (await user.choose(uid, 'acc-claire')).json()) as { location: string };
    const resumed = await user.send(location);
    const callback = resumed.headers.get('location') ?? '';
    const pending = new Map(user.jar);
    expect((await user.send(callback)).headers.get('location')).toBe('/');
    for (const [name, kept] of pending) user.jar.set(name, kept);
    expect((await user.send(callback)).headers.get('location')).toBe('/?signIn=failed');
  });

  it('gives no code without PKCE, to another address, or for another audience', async () => {
    const ask = async (change: Record<string, string | undefined>) => {
      const query = new URLSearchParams();
      const all: Record<string, string | undefined> = {
        client_id: 'carnet-web',
        response_type: 'code',
        redirect_uri: `${options.publicUrl}/session/callback`,
        scope: 'openid fhir',
        resource: `${options.publicUrl}/fhir`,
        code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
        code_challenge_method: 'S256',
        ...change,
      };
      for (const [name, value] of Object.entries(all)) if (value !== undefined) query.set(name, value);
      const response = await fetch(`${options.publicUrl}/oidc/auth?${query}`, { redirect: 'manual' });
      return response.headers.get('location') ?? String(response.status);
    };
    expect(await ask({})).toMatch(/^\/sign-in\//);
    expect(await ask({ code_challenge: undefined, code_challenge_method: undefined })).toContain(
      'error=invalid_request',
    );
    expect(await ask({ code_challenge_method: 'plain' })).toContain('error=invalid_request');
    expect(await ask({ redirect_uri: 'https://evil.example/callback' })).toBe('400');
    expect(await ask({ resource: 'https://evil.example/fhir' })).toContain('error=invalid_target');
    expect(await ask({ response_type: 'token' })).toContain('error=');
  });

  it('builds no address from what a request claims of the host', async () => {
    const discovery = await fetch(`${options.publicUrl}/oidc/.well-known/openid-configuration`, {
      headers: { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    const text = await discovery.text();
    expect(text).not.toContain('evil.example');
    expect((JSON.parse(text) as { issuer: string }).issuer).toBe(`${options.publicUrl}/oidc`);
    expect(text).toContain(`"token_endpoint":"${options.publicUrl}/oidc/token"`);
  });

  it('returns to paths of this node alone', () => {
    const origin = 'http://localhost:8100';
    expect(safeReturn('/record?a=1#b', origin)).toBe('/record?a=1#b');
    for (const asked of [
      '//evil.example',
      '/\\evil.example',
      '/..//evil.example',
      '/.//evil.example',
      '/%2e%2E//evil.example',
      '/record/../..//evil.example/a',
      'https://evil.example',
      'javascript:alert(1)',
      '/\t/evil.example',
      '/a\nb',
      '',
      undefined,
      ['/a'],
      `/${'a'.repeat(3000)}`,
    ]) {
      expect(safeReturn(asked, origin)).toBe('/');
    }
  });
});

describe('a node outside demonstration mode', () => {
  it('offers no account and takes none', async () => {
    await app.close();
    app = await serve({ demonstration: false });
    const user = browser();
    const uid = (await user.follow('/session/login')).at.slice('/sign-in/'.length);
    expect(await (await user.send(`/session/interaction/${uid}`)).json()).toEqual({
      client: 'carnet-web',
      demonstration: false,
      accounts: [],
      upstreams: [],
    });
    expect((await user.choose(uid, 'acc-claire')).status).toBe(403);
  });
});
