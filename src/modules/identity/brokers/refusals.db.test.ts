import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claire, pivot } from './testing-claire.ts';
import { type Lies, openLyingBroker } from './testing-lying-broker.ts';
import { openUpstreamNode, travellingBrowser, type UpstreamNode } from './testing-upstreams.ts';

let node: UpstreamNode;
let broker: Awaited<ReturnType<typeof openLyingBroker>>;

beforeAll(async () => {
  node = await openUpstreamNode(() => [claire()]);
  broker = await openLyingBroker(pivot);
  await node.serve([broker.setup, { ...broker.setup, name: 'other' }]);
});
afterAll(async () => {
  await node.close();
  await broker.close();
});

/** Begins a sign-in; what the broker was asked. */
async function leave(browser = travellingBrowser(node), query = '') {
  const uid = await browser.begin('/record', query);
  const left = await browser.send(`/session/upstream/lying/start?uid=${uid}`);
  const asked = new URL(left.headers.get('location') ?? '').searchParams;
  return { browser, uid, asked };
}

/** Comes back with these parameters over those of an honest answer. */
async function comeBack(
  { browser, asked }: Awaited<ReturnType<typeof leave>>,
  over: Readonly<Record<string, string | undefined>> = {},
  name = 'lying',
) {
  const honest = { code: 'code', state: asked.get('state') ?? '', iss: broker.origin };
  const parameters = Object.entries({ ...honest, ...over }).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value] as [string, string]],
  );
  return browser.travel(`/session/upstream/${name}/callback?${new URLSearchParams(parameters)}`);
}

const problemOf = ({ at }: { readonly at: string }) => new URL(at, node.origin).searchParams.get('problem');

async function tryWith(lies: Lies, over: Readonly<Record<string, string | undefined>> = {}) {
  const left = await leave();
  broker.tell(left.asked.get('nonce') ?? '', lies);
  const back = await comeBack(left, over);
  expect(await left.browser.session()).toMatchObject({ signedIn: problemOf(back) === null && back.at === '/record' });
  return back;
}

describe('a broker', () => {
  it('that says what it should signs in', async () => {
    expect((await tryWith({})).at).toBe('/record');
  });

  it('is asked with PKCE, state, nonce and the level that the operator wants', async () => {
    const { asked } = await leave();
    expect(Object.fromEntries(asked)).toMatchObject({
      client_id: 'carnet',
      response_type: 'code',
      redirect_uri: `${node.origin}/session/upstream/lying/callback`,
      code_challenge_method: 'S256',
      acr_values: 'eidas2',
      state: expect.stringMatching(/.{40}/),
      nonce: expect.stringMatching(/.{40}/),
    });
  });

  it.each<[string, string, Lies, Readonly<Record<string, string | undefined>>]>([
    ['a wrong issuer in the id token', 'JWT_CLAIM', { idToken: { iss: 'https://evil.example' } }, {}],
    ['an answer of a mixed-up issuer (RFC 9207)', 'INVALID_RESPONSE', {}, { iss: 'https://evil.example' }],
    ['an answer without its issuer', 'INVALID_RESPONSE', {}, { iss: undefined }],
    ['another audience', 'JWT_CLAIM', { idToken: { aud: 'somebody-else' } }, {}],
    ['a nonce that was swapped', 'JWT_CLAIM', { idToken: { nonce: 'of-another-sign-in' } }, {}],
    ['an id token without a nonce', 'INVALID_RESPONSE', { idToken: { nonce: undefined } }, {}],
    ['an id token that has expired', 'TIMESTAMP', { idToken: { iat: 1_000, exp: 2_000 } }, {}],
    ['an id token that another key signed', 'INVALID_RESPONSE', { signer: 'another' }, {}],
    [
      'userinfo of another subject than the id token',
      'ATTRIBUTE_COMPARISON',
      { userinfo: { sub: 'somebody-else' } },
      {},
    ],
    ['a state that is not that of this browser', 'INVALID_RESPONSE', {}, { state: 'a'.repeat(43) }],
    ['an answer without a code', 'INVALID_RESPONSE', {}, { code: undefined }],
    ['an error of the broker', 'invalid_request', {}, { code: undefined, error: 'invalid_request' }],
    ['userinfo that does not end', 'PARSE_ERROR', { endless: true }, {}],
  ])('is refused with %s (%s)', async (_what, word, lies, over) => {
    expect(problemOf(await tryWith(lies, over))).toBe('upstream.refused');
    const [line] = (await node.everythingLogged())
      .split('\n')
      .filter((each) => each.startsWith('upstream.'))
      .slice(-1);
    expect(line).toContain(word);
    expect((await node.logged()).at(-1)).toMatchObject({
      outcome: expect.stringMatching(/failed|denied/),
      subject: 'unknown',
    });
  });

  it.each([
    ['too low', { acr: 'eidas1' }],
    ['unknown', { acr: 'toString' }],
    ['absent', { acr: undefined }],
  ])('is refused with a level of assurance that is %s', async (_what, idToken) => {
    expect(problemOf(await tryWith({ idToken }))).toBe('upstream.assurance');
  });

  it('is refused with a session of a minute ago where a fresh sign-in is asked', async () => {
    const left = await leave(travellingBrowser(node), '&max_age=0');
    expect(left.asked.get('prompt')).toBe('login');
    broker.tell(left.asked.get('nonce') ?? '', { idToken: { auth_time: Math.floor(Date.now() / 1000) - 60 } });
    expect(problemOf(await comeBack(left))).toBe('upstream.refused');
  });

  it('that proves a fresh sign-in signs in anew', async () => {
    const left = await leave(travellingBrowser(node), '&max_age=0');
    broker.tell(left.asked.get('nonce') ?? '', { idToken: { auth_time: Math.floor(Date.now() / 1000) } });
    expect((await comeBack(left)).at).toBe('/record');
  });

  it('is not asked where its metadata lead inside of the network', async () => {
    const inside = { metadata: { token_endpoint: 'http://127.0.0.1:1/token' } };
    broker.tell('', inside);
    await node.serve([broker.setup]);
    const left = await leave();
    broker.tell(left.asked.get('nonce') ?? '', inside);
    expect(problemOf(await comeBack(left))).toBe('upstream.refused');
    broker.tell('');
    await node.serve([broker.setup, { ...broker.setup, name: 'other' }]);
  });

  it('whose metadata are of another issuer is not asked', async () => {
    broker.tell('', { metadata: { issuer: 'https://evil.example' } });
    await node.serve([{ ...broker.setup, discovery: `${broker.origin}/.well-known/wallet-openid-configuration` }]);
    const browser = travellingBrowser(node);
    const uid = await browser.begin();
    const at = await browser.travel(`/session/upstream/lying/start?uid=${uid}`);
    expect(problemOf(at)).toBe('upstream.refused');
    broker.tell('');
    await node.serve([broker.setup, { ...broker.setup, name: 'other' }]);
  });
});

describe('an answer', () => {
  it('that was used already is refused, though the browser kept everything', async () => {
    const left = await leave();
    broker.tell(left.asked.get('nonce') ?? '');
    const kept = left.browser.cookies();
    expect((await comeBack(left)).at).toBe('/record');
    const query = new URLSearchParams({ code: 'code', state: left.asked.get('state') ?? '', iss: broker.origin });
    const before = broker.asked;
    const again = await fetch(`${node.origin}/session/upstream/lying/callback?${query}`, {
      redirect: 'manual',
      headers: { cookie: kept },
    });
    expect(again.headers.get('location')).toBe('/?signIn=failed');
    expect(broker.asked).toBe(before);
  });

  it('in another browser signs nobody in', async () => {
    const left = await leave();
    broker.tell(left.asked.get('nonce') ?? '');
    const victim = travellingBrowser(node);
    const back = await comeBack({ ...left, browser: victim });
    expect(back.at).toBe('/?signIn=failed');
    expect(await victim.session()).toMatchObject({ signedIn: false });
  });

  it('of one upstream does not count at another', async () => {
    const left = await leave();
    broker.tell(left.asked.get('nonce') ?? '');
    expect((await comeBack(left, {}, 'other')).at).toBe('/?signIn=failed');
  });

  it('at an upstream that is not set up is nothing that is there', async () => {
    const browser = node.browser();
    expect((await browser.send('/session/upstream/nothing/callback?code=a&state=b')).status).toBe(404);
    expect((await browser.send('/session/upstream/nothing/start?uid=a')).status).toBe(404);
  });

  it('begins nothing without a sign-in page that this browser began', async () => {
    const { uid } = await leave();
    const stranger = node.browser();
    const answer = await stranger.send(`/session/upstream/lying/start?uid=${uid}`);
    expect(answer.headers.get('location')).toBe('/?signIn=failed');
  });
});
