import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newTraceId } from '#kernel';
import { createIdentity, type NodeIdentity } from '../create-identity.ts';
import type { IdentityOptions } from '../options.ts';
import { registerSignIn } from '../register-sign-in.ts';
import { openTestNode } from '../test-node.ts';
import { testBrowser } from '../testing-browser.ts';
import { createPasskeys } from './create-passkeys.ts';
import { createInvitations } from './invitations.ts';
import { type SoftwareCredential, softwareAuthenticator } from './testing-authenticator.ts';

let node: Awaited<ReturnType<typeof openTestNode>>;
let options: IdentityOptions;
let identity: NodeIdentity;
let app: FastifyInstance;

beforeAll(async () => {
  node = await openTestNode();
  options = node.options({ demonstration: false });
  identity = createIdentity(options);
  await identity.putAccount({ id: 'acc-claire', name: 'Claire Moreau', role: 'citizen', language: 'fr' });
  app = fastify({ genReqId: () => newTraceId() });
  registerSignIn(app, { ...options, identity });
  await app.listen({ port: Number(new URL(options.publicUrl).port), host: 'localhost' });
});
afterAll(async () => {
  await app.close();
  await node.close();
});

const browser = () => testBrowser(options.publicUrl);
const json = { 'content-type': 'application/json' };

async function invited(): Promise<string> {
  const passkeys = createPasskeys(options);
  const made = await createInvitations({ ...options, passkeys }).make('acc-claire', { days: 1 });
  return made.ok ? made.value.token : '';
}

/** As the page of an invitation does it. */
async function madeByInvitation(): Promise<SoftwareCredential> {
  const [user, token] = [browser(), await invited()];
  const opened = (await (await user.post('/session/invitation', { token })).json()) as { name: string; options: never };
  expect(opened.name).toBe('Claire Moreau');
  const credential = softwareAuthenticator(options.publicUrl).create(opened.options);
  const kept = await user.post('/session/invitation/passkey', { token, name: 'Phone', response: credential.created });
  expect([kept.status, await kept.json()]).toEqual([200, { name: 'Phone' }]);
  return credential;
}

describe('a node outside of demonstration mode', () => {
  it('lets a person in by the passkey that an invitation gave her, and logs by what', async () => {
    const credential = await madeByInvitation();
    const user = browser();
    const at = `/session/interaction/${await user.begin('/record')}/passkey`;
    const asked = (await (await user.post(`${at}/options`, {})).json()) as { challenge: string };
    const answer = await user.post(at, { response: credential.sign(asked) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { location } = (await answer.json()) as { location: string };
    expect(new URL((await user.follow(location)).at).pathname).toBe('/record');
    const headers = { cookie: user.cookies() };
    const caller = await identity.authenticate({ method: 'GET', headers, traceId: newTraceId() });
    expect(caller).toMatchObject({ ok: true, value: { subject: 'acc-claire', assurance: 'substantial' } });
    const entries = await node.db.query<object>(
      `select outcome, rule from audit_entry where interaction = 'sign-in' order by at, id`,
      [],
    );
    expect(entries).toEqual([{ outcome: 'success', rule: 'passkey' }]);
  });

  it('takes no step from another site, nor without the header of its pages', async () => {
    const user = browser();
    const at = `/session/interaction/${await user.begin()}/passkey`;
    const crossSite = { ...json, 'x-carnet-request': '1', 'sec-fetch-site': 'cross-site' };
    for (const path of [`${at}/options`, at, '/session/invitation', '/session/invitation/passkey']) {
      expect((await user.post(path, {}, json)).status).toBe(403);
      expect((await user.post(path, {}, crossSite)).status).toBe(403);
    }
  });

  it('gives the challenge of an interaction to the browser that began it, and to no other', async () => {
    const uid = await browser().begin();
    const stranger = browser();
    for (const path of ['passkey/options', 'passkey']) {
      expect((await stranger.post(`/session/interaction/${uid}/${path}`, {})).status).toBe(401);
    }
  });

  it('answers a passkey and an invitation that there are not as those that are wrong', async () => {
    const credential = await madeByInvitation();
    const user = browser();
    const at = `/session/interaction/${await user.begin()}/passkey`;
    const text = async (response: object) => {
      await user.post(`${at}/options`, {});
      const answer = await user.post(at, { response });
      return [answer.status, await answer.text()];
    };
    const wrong = await text(credential.sign({ challenge: 'AAAA' }));
    expect(wrong[0]).toBe(403);
    const unknown = { ...credential.sign({ challenge: 'AAAA' }), id: 'AAAA', rawId: 'AAAA' };
    expect(await text(unknown)).toEqual(wrong);
    expect(await text({})).toEqual(wrong);
    const bodies = await Promise.all(
      ['A'.repeat(43), 'x', 7].map(async (token) => (await user.post('/session/invitation', { token })).text()),
    );
    expect(new Set(bodies).size).toBe(1);
  });
});
