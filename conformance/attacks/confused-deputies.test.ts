import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redirectUri } from '../../src/modules/identity/smart/testing-apps.ts';
import { type AttackedNode, newTally, openAttackedNode } from './testing.ts';

// Confused deputies: what was given to one app, or asked by it, is of no use to another; and answers go where the app is
// registered, to the letter.

const tally = newTally('confused deputies');
let node: AttackedNode;
beforeAll(async () => {
  node = await openAttackedNode();
});
afterAll(async () => {
  tally.print();
  await node?.close();
});

const scope = 'launch/patient offline_access patient/Observation.rs';
const keyed = (name: string) => node.kit.keyedApp({ client_name: name, redirect_uris: [redirectUri], scope });

describe('a redirect address that differs by a hair', () => {
  it('is gone to by nobody', async () => {
    const app = await node.kit.publicApp(scope);
    const user = node.kit.person(node.accountOf('citizen'));
    const { origin } = new URL(redirectUri);
    const hairs = [
      `${redirectUri}/`,
      `${redirectUri}/..`,
      `${redirectUri}/../evil`,
      `${redirectUri}/%2e%2e/evil`,
      `${redirectUri}?`,
      `${redirectUri}?x=1`,
      `${redirectUri}#`,
      `${redirectUri}#x`,
      `${redirectUri}%20`,
      `${redirectUri} `,
      `${redirectUri}%00`,
      `${redirectUri};x`,
      `${redirectUri}\\`,
      redirectUri.toUpperCase(),
      redirectUri.replace('/app', '/APP'),
      redirectUri.replace('/app', '//app'),
      redirectUri.replace('/app', '/%61pp'),
      redirectUri.replace('localhost', 'LOCALHOST'),
      redirectUri.replace('localhost', 'localhost.'),
      redirectUri.replace('localhost', '127.0.0.1'),
      redirectUri.replace('localhost', 'localhost.evil.example'),
      redirectUri.replace('localhost', 'evil.example@localhost'),
      redirectUri.replace('localhost', 'localhost@evil.example'),
      redirectUri.replace('9999', '9998'),
      redirectUri.replace('http:', 'https:'),
      redirectUri.replace('http:', 'javascript:'),
      `${origin}@evil.example/app/back`,
      `//localhost:9999/app/back`,
      '/app/back',
    ];
    for (const address of hairs) {
      for (const more of [{}, { response_mode: 'form_post' }, { response_mode: 'fragment' }]) {
        const at = await user.go(node.kit.authorizeUrl(app, scope, { redirect_uri: address, ...more }));
        const stays = at.origin === node.config.publicUrl && at.pathname === '/oidc/auth';
        tally.attempt(stays, () => `${address}: went to ${at.href}`);
      }
    }
    const twice = await user.go(`${node.kit.authorizeUrl(app, scope)}&redirect_uri=https%3A%2F%2Fevil.example%2F`);
    const harmless = twice.hostname === 'localhost' && twice.searchParams.get('code') === null;
    tally.attempt(harmless && !/sign-in|connect/.test(twice.pathname), () => `two addresses: ${twice.href}`);
    expect(tally.through()).toEqual([]);
  });
});

describe('what one app asked', () => {
  it('is not another’s to go on with, nor to be changed on the way', async () => {
    const [one, other] = [await keyed('One'), await keyed('Other')];
    const push = async () => {
      const fields = Object.fromEntries(new URL(node.kit.authorizeUrl(one.id, scope)).searchParams);
      const pushed = await node.kit.form('/oidc/par', { ...fields, ...(await one.proof()) });
      return ((await pushed.json()) as { request_uri: string }).request_uri;
    };
    const user = node.kit.person(node.accountOf('citizen'));
    const begin = (client: string, request: string, more = '') =>
      `${node.config.publicUrl}/oidc/auth?client_id=${client}&request_uri=${encodeURIComponent(request)}${more}`;
    const asOther = await user.toConsent(begin(other.id, await push()));
    tally.attempt(!asOther.pathname.startsWith('/connect/'), () => `another app goes on at ${asOther.pathname}`);
    for (const more of [
      '&redirect_uri=https%3A%2F%2Fevil.example%2F',
      '&scope=patient%2F*.cruds',
      '&aud=https%3A%2F%2Fevil.example%2Ffhir',
      '&code_challenge=x&code_challenge_method=plain',
    ]) {
      const at = await user.toConsent(begin(one.id, await push(), more));
      const asked = at.pathname.startsWith('/connect/') ? await user.question(at) : undefined;
      const same = asked === undefined || (asked.resources.length === 1 && asked.app.returnsTo === 'localhost:9999');
      tally.attempt(same && at.hostname !== 'evil.example', () => `${more}: ${at.href} ${JSON.stringify(asked)}`);
    }
    const unsigned = [{ alg: 'none' }, { client_id: one.id, redirect_uri: 'https://evil.example/', scope }]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    for (const more of [{ request: `${unsigned}.` }, { request_uri: 'http://localhost:9/request' }]) {
      const at = await user.go(node.kit.authorizeUrl(one.id, scope, more));
      tally.attempt(!/connect|sign-in/.test(at.pathname) && at.hostname !== 'evil.example', () => at.href);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('what a person gave one app', () => {
  it('gives another none of it: no code without her answer, no token by its refresh token or code', async () => {
    const [one, other] = [await keyed('One'), await keyed('Other')];
    const user = node.kit.person(node.accountOf('citizen'));
    const back = await user.allow(await user.toConsent(node.kit.authorizeUrl(one.id, scope)));
    const silent = await user.go(node.kit.authorizeUrl(other.id, scope, { prompt: 'none' }));
    tally.attempt(silent.searchParams.get('code') === null, () => `a code without a question: ${silent.href}`);
    const asked = await user.toConsent(node.kit.authorizeUrl(other.id, scope));
    tally.attempt(asked.pathname.startsWith('/connect/'), () => `not asked: ${asked.href}`);
    const code = back.searchParams.get('code') ?? '';
    const stolen = await node.kit.redeem(other.id, code, await other.proof());
    tally.attempt(stolen.status >= 400, () => 'the code of another');
    const mixed = await node.kit.redeem(one.id, code, await other.proof());
    tally.attempt(mixed.status >= 400, () => 'the code of another, under its name');
    const again = await user.allow(await user.toConsent(node.kit.authorizeUrl(one.id, scope)));
    const tokens = await node.kit.redeem(one.id, again.searchParams.get('code') ?? '', await one.proof());
    expect(tokens.status).toBe(200);
    for (const [client, proof] of [
      [other.id, await other.proof()],
      [one.id, await other.proof()],
      [one.id, {}],
      [other.id, await one.proof()],
    ] as const) {
      const renewed = await node.kit.refresh(client, tokens.refresh_token ?? '', proof);
      tally.attempt(renewed.status >= 400, () => `renewed by ${client === one.id ? 'one' : 'other'}`);
    }
    expect(tally.through()).toEqual([]);
  });
});

describe('how an app proves itself', () => {
  it('counts for this server, this app, its key and no other', async () => {
    const [one, other] = [await keyed('One'), await keyed('Other')];
    const now = Math.floor(Date.now() / 1000);
    const { publicUrl } = node.config;
    const ask = async (client: string, proof: Readonly<Record<string, string>>) =>
      (await node.kit.form('/oidc/introspect', { client_id: client, token: 'x'.repeat(43), ...proof })).status;
    expect(await ask(one.id, await one.proof())).toBe(200);
    const { client_assertion: good = '', client_assertion_type: type } = await one.proof();
    const [, payload = ''] = good.split('.');
    const mac = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'k1' })).toString('base64url');
    const forged = createHmac('sha256', JSON.stringify(one.jwk)).update(`${mac}.${payload}`).digest('base64url');
    const none = Buffer.from(JSON.stringify({ alg: 'none' })).toString('base64url');
    const wrong: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
      ['by the key of another', one.id, await other.proof({ iss: one.id, sub: one.id })],
      ['in the name of another', one.id, await one.proof({ sub: other.id })],
      ['under another name', other.id, await one.proof()],
      ['without a signature', one.id, { client_assertion_type: type, client_assertion: `${none}.${payload}.` }],
      ['signed as a secret', one.id, { client_assertion_type: type, client_assertion: `${mac}.${payload}.${forged}` }],
      ['over', one.id, await one.proof({ exp: now - 90 })],
      ['for ever', one.id, await one.proof({ exp: now + 86_400 })],
    ];
    for (const aud of [
      'https://evil.example/oidc/token',
      `${publicUrl}.evil.example/oidc/token`,
      `${publicUrl}/oidc/token/../../evil`,
      publicUrl.replace('http:', 'https:'),
      `${publicUrl}/fhir`,
      publicUrl,
      '',
    ]) {
      tally.attempt((await ask(one.id, await one.proof({ aud }))) >= 400, () => `aud ${aud}`);
      const listed = await ask(one.id, await one.proof({ aud: [aud] }));
      tally.attempt(listed >= 400, () => `aud [${aud}]`);
    }
    for (const [name, client, proof] of wrong) tally.attempt((await ask(client, proof)) >= 400, () => name);
    const used = await one.proof();
    await ask(one.id, used);
    tally.attempt((await ask(one.id, used)) >= 400, () => 'a proof twice');
    expect(tally.through()).toEqual([]);
  });
});
