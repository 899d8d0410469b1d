import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceId } from '#kernel';
import type { Account } from '../contract.ts';
import { createIdentity, type NodeIdentity } from '../create-identity.ts';
import type { IdentityOptions } from '../options.ts';
import { endAccountAccess } from '../passkeys/end-access.ts';
import { registerSignIn } from '../register-sign-in.ts';
import { openAppNode } from '../smart/testing-apps.ts';
import { openTestNode } from '../test-node.ts';
import { testBrowser } from '../testing-browser.ts';
import { type Sessions, sessionsOfPage } from './contract.ts';
import { createSessions } from './create-sessions.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
let options: IdentityOptions;
let identity: NodeIdentity;
/** The same database in another process, as far as memory goes. */
let elsewhere: NodeIdentity;
let sessions: Sessions;
let app: FastifyInstance;

const event = { client: 'carnet-web', traceId: 'c'.repeat(32), address: '127.0.0.1' };
const claire: Account = { id: 'acc-claire', name: 'Claire', role: 'citizen', language: 'fr', alias: 'citizen' };
const rui: Account = { id: 'acc-rui', name: 'Rui', role: 'citizen', language: 'pt', alias: 'rui' };

beforeAll(async () => {
  node = await openTestNode();
  options = node.options();
  identity = createIdentity(options);
  elsewhere = createIdentity(options);
  sessions = createSessions(options);
  await identity.putAccount(claire);
  await identity.putAccount(rui);
  app = fastify({ genReqId: () => newTraceId() });
  registerSignIn(app, { ...options, identity });
  await app.listen({ port: Number(new URL(options.publicUrl).port), host: 'localhost' });
});
afterAll(async () => {
  await app.close();
  await node.close();
});

const android =
  'Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36';

async function signedIn(account: Account, userAgent?: string) {
  const browser = testBrowser(options.publicUrl, userAgent);
  await browser.signIn(account.id);
  const caller = await identity.authenticate({
    method: 'GET',
    headers: { cookie: browser.cookies() },
    traceId: 'd'.repeat(32),
  });
  if (!caller.ok) throw new Error(caller.fault.code);
  return { browser, caller: caller.value };
}

const codeAt = async (at: NodeIdentity, cookie: string) => {
  const caller = await at.authenticate({ method: 'GET', headers: { cookie }, traceId: 'e'.repeat(32) });
  return caller.ok ? 'ok' : caller.fault.code;
};
const listed = async (account: string, token?: string) => (await sessions.list(account, token)).sessions;
const twoSeconds = () => new Promise((passed) => setTimeout(passed, 2_050));

describe('the caller of a session', () => {
  it('says when and how surely the person signed in', async () => {
    const { caller } = await signedIn(claire);
    expect(caller.assurance).toBe('low');
    expect(Math.abs((caller.authenticatedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(5_000);
  });
});

describe('the sessions of a person', () => {
  it('are listed in words, with the one that asks, and nobody else’s', async () => {
    await sessions.endOthers(claire, undefined, event);
    const here = await signedIn(claire);
    await signedIn(claire, android);
    await signedIn(rui);
    expect(await listed(claire.id, here.caller.token)).toMatchObject([
      {
        current: true,
        browser: 'Firefox',
        system: 'Linux',
        means: 'demonstration',
        network: expect.stringMatching(/^(127\.0\.0\.1|0:0:0:0::\/64)$/),
      },
      { current: false, browser: 'Chrome', system: 'Android' },
    ]);
    expect(await listed(rui.id)).toHaveLength(1);
  });

  it('end with cookie, grant and provider session, in every process within two seconds', async () => {
    const here = await signedIn(claire);
    const there = await signedIn(claire, android);
    const stolen = there.browser.cookies();
    expect(await codeAt(elsewhere, stolen)).toBe('ok');
    const ended = (await listed(claire.id, there.caller.token)).find((each) => each.current);
    expect((await sessions.end(claire, ended?.id ?? '', event)).ok).toBe(true);
    await twoSeconds();
    expect(await codeAt(identity, stolen)).toBe('sign-in.required');
    expect(await codeAt(elsewhere, stolen)).toBe('sign-in.required');
    expect((await there.browser.follow('/session/login')).at).toMatch(/^\/sign-in\//);
    expect((await here.browser.session()).signedIn).toBe(true);
    expect((await listed(claire.id)).map((each) => each.id)).not.toContain(ended?.id);
  });

  it('leave an entry in the log when they end', async () => {
    await sessions.endOthers(claire, undefined, event);
    const rows = await node.db.query<object>(
      `select interaction, action, agent ->> 'subject' as subject from audit_entry
       where action = 'sign-out' and interaction like 'end-%' order by at, id`,
      [],
    );
    expect(rows).toContainEqual({ interaction: 'end-session', action: 'sign-out', subject: 'acc-claire' });
    expect(rows).toContainEqual({ interaction: 'end-other-sessions', action: 'sign-out', subject: 'acc-claire' });
  });

  it('end all but the one that asks', async () => {
    const here = await signedIn(claire);
    const there = await signedIn(claire, android);
    const others = (await listed(claire.id, here.caller.token)).filter((each) => !each.current);
    expect(await sessions.endOthers(claire, here.caller.token, event)).toBe(others.length);
    await twoSeconds();
    expect((await there.browser.session()).signedIn).toBe(false);
    expect((await here.browser.session()).signedIn).toBe(true);
    expect(await listed(claire.id, here.caller.token)).toMatchObject([{ current: true }]);
  });

  it('come in pages when there are thousands, each once, and one act ends all of them', async () => {
    await sessions.endOthers(rui, undefined, event);
    const { caller } = await signedIn(rui);
    const many = 3_000;
    await node.db.query(
      `insert into identity_session
         (provider_uid, id, account, started, authenticated, means, network, seen, expires, token, token_expires)
       select 'many-' || n, 'many-' || n, 'acc-rui', now(), now(), 'passkey', '', date_trunc('second', now()) - n / 3 * interval '1 second',
              now() + interval '1 day', 'many-' || n, now() + interval '1 day'
         from generate_series(1, ${many}) n`,
      [],
    );
    const first = await sessions.list(rui.id, caller.token);
    expect(first.sessions).toHaveLength(sessionsOfPage);
    expect(first.sessions[0]?.current).toBe(true);
    const found = [...first.sessions];
    for (let { next } = first; next !== undefined; ) {
      const page = await sessions.list(rui.id, caller.token, next);
      expect(page.sessions.length).toBeLessThanOrEqual(sessionsOfPage);
      found.push(...page.sessions);
      next = page.next;
    }
    expect(new Set(found.map(({ id }) => id)).size).toBe(many + 1);
    expect(found).toHaveLength(many + 1);
    const others = found.slice(1).map(({ seen }) => seen.getTime());
    expect(others).toEqual(others.toSorted((a, b) => b - a));
    for (const none of ['', 'x', '1', '1.', '1.a b', `${'9'.repeat(14)}.a`, '-1.a']) {
      expect((await sessions.list(rui.id, caller.token, none)).sessions[0]?.current).toBe(true);
    }
    expect((await sessions.list(rui.id, caller.token, '9999999999999.a')).sessions).toHaveLength(sessionsOfPage);
    expect(await sessions.endOthers(rui, caller.token, event)).toBe(many);
    expect(await listed(rui.id, caller.token)).toMatchObject([{ current: true }]);
  });

  it('are ended by their own person alone; those of others are not there', async () => {
    const his = await signedIn(rui);
    const [session] = await listed(rui.id, his.caller.token);
    const foreign = await sessions.end(claire, session?.id ?? '', event);
    expect(foreign).toMatchObject({ fault: { code: 'resource.not-found' } });
    expect(foreign).toEqual(await sessions.end(claire, 'no-such', event));
    expect((await his.browser.session()).signedIn).toBe(true);
  });

  it('are gone after sign-out', async () => {
    const { browser, caller } = await signedIn(rui, android);
    const before = (await listed(rui.id, caller.token)).length;
    await browser.logout();
    expect(await listed(rui.id, caller.token)).toHaveLength(before - 1);
  });

  it('leave to an app what it was given to keep', async () => {
    const { caller } = await signedIn(rui);
    const grants = `update identity_oidc set payload = jsonb_set(payload, '{authorizations,kept}',
      '{"grantId": "grant-kept", "persistsLogout": true}') where model = 'Session' and payload ->> 'accountId' = 'acc-rui'`;
    await node.db.query(grants, []);
    await node.db.query(
      `insert into identity_oidc (model, id, payload, grant_id, expires)
       values ('RefreshToken', 'kept', '{}', 'grant-kept', now() + interval '1 day')`,
      [],
    );
    await sessions.endOthers(rui, undefined, event);
    const kept = await node.db.query<object>(`select 1 as one from identity_oidc where id = 'kept'`, []);
    expect(kept).toHaveLength(1);
    expect(await listed(rui.id, caller.token)).toEqual([]);
  });
});

describe('a step up', () => {
  it('asks a person who is signed in to prove herself anew, and gives the session a new token in the place of the old', async () => {
    const { browser, caller } = await signedIn(claire);
    const before = browser.cookies();
    // Without it the provider knows the browser and lets it in.
    expect(new URL((await browser.follow('/session/login?returnTo=%2Faccount')).at).pathname).toBe('/account');
    const page = await browser.follow('/session/login?returnTo=%2Faccount&max_age=300');
    expect(page.at).toMatch(/^\/sign-in\//);
    await new Promise((passed) => setTimeout(passed, 1_000));
    const chosen = (await (await browser.choose(page.at.slice('/sign-in/'.length), 'acc-claire')).json()) as {
      location: string;
    };
    expect(new URL((await browser.follow(chosen.location)).at).pathname).toBe('/account');
    const after = await identity.authenticate({
      method: 'GET',
      headers: { cookie: browser.cookies() },
      traceId: 'f'.repeat(32),
    });
    if (!after.ok) throw new Error(after.fault.code);
    expect(after.value.authenticatedAt?.getTime()).toBeGreaterThan(caller.authenticatedAt?.getTime() ?? Infinity);
    expect((await listed(claire.id, after.value.token)).filter((each) => each.current)).toHaveLength(1);
    await twoSeconds();
    expect(await codeAt(elsewhere, before)).toBe('sign-in.required');
  });

  it.each(['', 'x', '-1', '1e9', '999999'])('takes no max_age that is %o', async (maxAge) => {
    const { browser } = await signedIn(claire);
    const location = (await browser.send(`/session/login?max_age=${maxAge}`)).headers.get('location') ?? '';
    expect(new URL(location).searchParams.get('max_age')).toBeNull();
  });
});

describe('an app in a session', () => {
  let apps: Awaited<ReturnType<typeof openAppNode>>;
  beforeAll(async () => {
    apps = await openAppNode();
  });
  afterAll(() => apps.close());

  it('is signed in to with an entry of the log, and ends with the session, but for what was to outlast it', async () => {
    const { kit, db } = apps;
    const brief = await kit.publicApp('launch/patient online_access patient/Patient.rs');
    const lasting = await kit.publicApp('launch/patient offline_access patient/Patient.rs');
    const { user, ...first } = await kit.connect(
      brief,
      'acc-claire',
      'launch/patient online_access patient/Patient.rs',
    );
    const entries = await db.query<object>(
      `select agent ->> 'client' as client, rule from audit_entry where interaction = 'sign-in' order by at, id`,
      [],
    );
    expect(entries).toEqual([{ client: brief, rule: 'demonstration' }]);
    const scope = 'launch/patient offline_access patient/Patient.rs';
    const back = await user.allow(await user.toConsent(kit.authorizeUrl(lasting, scope)));
    const second = await kit.redeem(lasting, back.searchParams.get('code') ?? '');
    expect((await kit.callerOf(first.access_token)).ok).toBe(true);

    const mine = createSessions(apps.options);
    const [session] = (await mine.list('acc-claire')).sessions;
    expect(session).toMatchObject({ means: 'demonstration', browser: 'Firefox' });
    expect((await mine.end(claire, session?.id ?? '', event)).ok).toBe(true);
    await twoSeconds();
    expect((await kit.callerOf(first.access_token)).ok).toBe(false);
    expect((await kit.refresh(brief, first.refresh_token ?? '')).status).toBe(400);
    const kept = await kit.refresh(lasting, second.refresh_token ?? '');
    expect(kept.status).toBe(200);
    await endAccountAccess(apps.options, 'acc-claire', 'acc-operator');
    expect((await kit.refresh(lasting, kept.refresh_token ?? '')).status).toBe(400);
  });

  it('that signs its person out signs her out of the pages, wherever her cookie is', async () => {
    const browser = testBrowser(apps.publicUrl);
    await browser.signIn('acc-henri');
    const stolen = browser.cookies();
    const form = await (await browser.send('/oidc/end-session')).text();
    const xsrf = /name="xsrf" value="(\w+)"/.exec(form)?.[1] ?? '';
    const ended = await browser.send('/oidc/end-session/confirm', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `xsrf=${xsrf}&logout=yes`,
    });
    expect(ended.status).toBe(303);
    await twoSeconds();
    expect(await codeAt(apps.identity, stolen)).toBe('sign-in.required');
    expect(await createSessions(apps.options).list('acc-henri')).toEqual({ sessions: [] });
  });
});
