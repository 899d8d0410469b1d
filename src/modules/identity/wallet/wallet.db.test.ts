import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { decodeProtectedHeader, exportJWK, importPKCS8, jwtVerify, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import {
  type SimulatedAuthority,
  type SimulatedCertificate,
  simulatedAuthority,
} from '../brokers/simulated/simulated-certificates.ts';
import { mapOf } from '../brokers/simulated/simulated-pid-issuer.ts';
import {
  createSimulatedWallet,
  type SimulatedWallet,
  type WalletTwist,
} from '../brokers/simulated/simulated-wallet.ts';
import { openUpstreamNode, travellingBrowser, type UpstreamNode } from '../brokers/testing-upstreams.ts';
import type { WalletSetup } from '../brokers/upstream-setup.ts';
import type { Cbor, CborKey } from './cose/cbor.ts';
import { ana } from './testing-presentations.ts';

let node: UpstreamNode;
let authority: SimulatedAuthority;
let setup: WalletSetup;
let wallet: SimulatedWallet;
const wallets: SimulatedWallet[] = [];

const patient = {
  resourceType: 'Patient',
  id: 'fr-ana',
  identifier: [{ system: 'http://spms.min-saude.pt/rnu/sns', value: '123456789' }],
  name: [{ family: 'Conceição', given: ['Ana'] }],
  birthDate: '1990-02-01',
} as unknown as Resource;

/** Whose number stands in a PID of somebody of another name. */
const other = {
  ...patient,
  id: 'fr-eva',
  identifier: [{ system: 'http://spms.min-saude.pt/rnu/sns', value: '987654321' }],
  name: [{ family: 'Almeida', given: ['Eva'] }],
} as unknown as Resource;

beforeAll(async () => {
  node = await openUpstreamNode(() => [patient, other]);
  authority = await simulatedAuthority('Authority of this test', 'PT');
  const relying = await authority.issue('Relying party', 'FR');
  setup = {
    name: 'wallet',
    kind: 'eudi-wallet',
    label: 'Wallet',
    assurance: 'high',
    keyPem: relying.keyPem,
    certificates: [relying.certificatePem],
    trustAnchors: [authority.certificatePem],
    issuerKeys: {},
    hosts: [new URL(node.origin).host],
    link: 'openid4vp://',
  };
  wallet = walletOf((country) => authority.issue('PID provider', country));
  await serve(setup);
});
afterAll(() => node.close());

function walletOf(issuer: Parameters<typeof createSimulatedWallet>[0]['issuer']): SimulatedWallet {
  const made = createSimulatedWallet({
    base: 'http://wallet.test',
    statusBase: `${node.origin}/issuer/${wallets.length}`,
    verifier: node.origin,
    issuer,
    people: async () => [ana],
  });
  wallets.push(made);
  return made;
}

/** Serves the node with this wallet set up, and the status lists of every issuer that a test made. */
function serve(upstream: WalletSetup, more: (app: FastifyInstance) => unknown = () => {}): Promise<void> {
  return node.serve([upstream], (app) => {
    app.get<{ Params: { nr: string; '*': string } }>('/issuer/:nr/*', async ({ params, raw }, reply) => {
      reply.hijack();
      raw.url = `/${params['*']}`;
      await wallets[Number(params.nr)]?.serve(raw, reply.raw);
    });
    more(app);
  });
}

/** A sign-in page that asks a wallet. */
async function ask(device: 'same' | 'other', browser = travellingBrowser(node)) {
  const uid = await browser.begin('/record');
  const asked = await browser.post('/session/upstream/wallet/request', { uid, device });
  return { browser, uid, asked: (await asked.json()) as { link: string; qr?: { size: number; path: string } } };
}
const problemOf = (at: string) => new URL(at, node.origin).searchParams.get('problem');
const words = async () =>
  (await node.everythingLogged()).split('\n').filter((line) => line.startsWith('upstream.refused'));

/** Signs in with a wallet on the same device; the problem that the page is told of, and the word that was logged. */
async function signIn(twist?: WalletTwist, person = ana, its = wallet) {
  const before = (await words()).length;
  const { browser, asked } = await ask('same');
  const back = await its.answer(asked.link, person, twist);
  const { at } = await browser.travel(back ?? '');
  const [line] = (await words()).slice(before);
  const word = line === undefined ? undefined : (JSON.parse(line.slice(line.indexOf('{'))) as { word: string }).word;
  return { browser, at, problem: problemOf(at), word };
}

describe('a wallet on the same device', () => {
  it('signs in the citizen whose number is in a record, at level high', async () => {
    const { browser, at } = await signIn();
    expect(at).toBe('/record');
    expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-ana', role: 'citizen' });
    const caller = await node.identity.authenticate({
      method: 'GET',
      headers: { cookie: browser.cookies() },
      traceId: 'a',
    });
    expect(caller.ok && caller.value.assurance).toBe('high');
  });

  it('signs in by a PID as mdoc too', async () => {
    const { browser, at } = await signIn({ format: 'mdoc' });
    expect(at).toBe('/record');
    expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-ana', role: 'citizen' });
  });

  it('goes on in the browser that asked, and in no other', async () => {
    const { asked } = await ask('same');
    const back = await wallet.answer(asked.link, ana);
    const victim = travellingBrowser(node);
    expect((await victim.travel(back ?? '')).at).toBe('/?signIn=failed');
    const { browser, asked: own } = await ask('same');
    await wallet.answer(own.link, ana);
    // Characters of another length in bytes are a code like any other that is wrong.
    for (const code of ['a'.repeat(43), '%C3%A9'.repeat(43)]) {
      expect((await browser.travel(`/session/upstream/wallet/return?response_code=${code}`)).at).toBe(
        '/?signIn=failed',
      );
    }
    expect((await browser.post('/session/upstream/wallet/finish', {})).status).toBe(401);
    expect(await browser.session()).toMatchObject({ signedIn: false });
  });

  it('is believed once', async () => {
    const { browser, asked } = await ask('same');
    const back = await wallet.answer(asked.link, ana);
    await expect(wallet.answer(asked.link, ana)).rejects.toThrow('The request is not there');
    await browser.travel(back ?? '');
    const second = travellingBrowser(node);
    expect((await second.travel(back ?? '')).at).toBe('/?signIn=failed');
  });
});

describe('a wallet on another device', () => {
  it('is asked by a QR code, and the page goes on when it has answered', async () => {
    const browser = travellingBrowser(node);
    const { asked } = await ask('other', browser);
    expect(asked).toEqual({
      link: expect.stringMatching(/^openid4vp:/),
      qr: { size: expect.any(Number), path: expect.stringMatching(/^M/) },
    });
    const state = async () =>
      (await (await browser.send('/session/upstream/wallet/state')).json()) as { state: string };
    expect(await state()).toEqual({ state: 'waiting' });
    expect((await browser.post('/session/upstream/wallet/finish', {})).status).toBe(401);
    expect(await wallet.answer(asked.link, ana)).toBeUndefined();
    expect(await state()).toEqual({ state: 'answered' });
    const finished = (await (await browser.post('/session/upstream/wallet/finish', {})).json()) as { location: string };
    await browser.travel(finished.location);
    expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-ana' });
    expect(await state()).toEqual({ state: 'expired' });
    const stranger = node.browser();
    expect(await (await stranger.send('/session/upstream/wallet/state')).json()).toEqual({ state: 'expired' });
  });
});

describe('a wallet that fetches the request', () => {
  const requestUriOf = (link: string) => new URLSearchParams(link.slice(link.indexOf('?'))).get('request_uri') ?? '';
  const post = (address: string, body: string | URLSearchParams, type?: string) =>
    fetch(address, { method: 'POST', body, ...(type === undefined ? {} : { headers: { 'content-type': type } }) });

  it('is told that it may post, and gets its own nonce in what is signed', async () => {
    const { asked } = await ask('same');
    expect(new URLSearchParams(asked.link.slice(asked.link.indexOf('?'))).get('request_uri_method')).toBe('post');
    const metadata = JSON.stringify({ vp_formats_supported: { mso_mdoc: {} } });
    const form = new URLSearchParams({ wallet_nonce: 'of-this-wallet', wallet_metadata: metadata, another: 'x' });
    const answer = await post(requestUriOf(asked.link), form);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/oauth-authz-req+jwt');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const object = await answer.text();
    const [leaf] = decodeProtectedHeader(object).x5c ?? [];
    const { publicKey } = new X509Certificate(Buffer.from(leaf ?? '', 'base64'));
    const { payload } = await jwtVerify(object, publicKey, { typ: 'oauth-authz-req+jwt' });
    expect(payload).toMatchObject({
      wallet_nonce: 'of-this-wallet',
      dcql_query: { credentials: [{ format: 'mso_mdoc' }] },
    });
  });

  it.each(['sdJwt', 'mdoc'] as const)('signs in by %s, whether it posts or not', async (format) => {
    for (const method of [undefined, 'get'] as const) {
      const { browser, at } = await signIn({ format, ...(method === undefined ? {} : { method }) });
      expect(at).toBe('/record');
      expect(await browser.session()).toMatchObject({ signedIn: true, patient: 'fr-ana' });
    }
  });

  it('takes no request that was made for another wallet', async () => {
    const replayed = await ask('same');
    const object = await (await post(requestUriOf(replayed.asked.link), 'wallet_nonce=a', formType)).text();
    const { asked } = await ask('same');
    await node.serve([setup], (app) =>
      app.addHook('onRequest', async (request, reply) => {
        if (request.method === 'POST' && request.url.includes('/wallet/request/')) await reply.send(object);
      }),
    );
    await expect(wallet.answer(asked.link, ana)).rejects.toThrow('The request was made for another wallet');
    await serve(setup);
  });

  it('gets a request that it posted for alone and once, by either method', async () => {
    const { browser, asked } = await ask('same');
    const address = requestUriOf(asked.link);
    expect((await fetch(address)).status).toBe(200);
    expect((await fetch(address)).status).toBe(200);
    const came = await Promise.all(Array.from({ length: 5 }, (_, n) => post(address, `wallet_nonce=${n}`, formType)));
    expect(came.map(({ status }) => status).sort()).toEqual([200, 404, 404, 404, 404]);
    const refused = came.find(({ status }) => status === 404);
    const told = await refused?.text();
    for (const again of [
      await post(address, 'wallet_nonce=0', formType),
      await post(address, '', formType),
      await fetch(address),
    ]) {
      expect(again.status).toBe(404);
      expect(await again.text()).toBe(told);
    }
    const absent = address.replace(/[^/]+$/, 'a'.repeat(43));
    expect(await (await post(absent, 'wallet_nonce=0', formType)).text()).toBe(told);
    // The answer to it is awaited all the same.
    expect(await (await browser.send('/session/upstream/wallet/state')).json()).toEqual({ state: 'waiting' });
    const answerAt = address.replace('/request/', '/answer/');
    expect((await post(answerAt, new URLSearchParams({ response: 'a' }))).status).toBe(200);
  });

  it('is refused where it posts what is malformed, too long or by another method, and may ask better', async () => {
    const { asked } = await ask('same');
    const address = requestUriOf(asked.link);
    const twice = new URLSearchParams([
      ['wallet_nonce', 'a'],
      ['wallet_nonce', 'b'],
    ]);
    for (const [body, type, status] of [
      [twice, undefined, 400],
      ['wallet_nonce=', formType, 400],
      [`wallet_nonce=${'a'.repeat(600)}`, formType, 400],
      ['wallet_nonce=%FF%FE', formType, 400],
      ['wallet_metadata=%7B', formType, 400],
      [new URLSearchParams({ wallet_metadata: '{"vp_formats_supported":{"ldp_vc":{}}}' }), undefined, 400],
      [`wallet_metadata=${'a'.repeat(20_000)}`, formType, 413],
      ['{"wallet_nonce":"a"}', 'application/json', 415],
      ['wallet_nonce=a', 'text/plain', 415],
    ] as const) {
      expect([String(body).slice(0, 40), (await post(address, body, type)).status]).toEqual([
        String(body).slice(0, 40),
        status,
      ]);
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const { status } = await fetch(address, { method, body: new URLSearchParams({ wallet_nonce: 'a' }) });
      expect(status, method).toBe(404);
    }
    expect((await post(address.replace('/wallet/', '/none/'), 'wallet_nonce=a', formType)).status).toBe(404);
    expect((await post(address, 'wallet_nonce=a', formType)).status).toBe(200);
  });
});

describe('what a wallet shows', () => {
  const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const b64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

  it.each<[string, string, WalletTwist]>([
    ['a key binding for another verifier', 'aud', { audience: 'x509_hash:of-somebody-else' }],
    ['a key binding for another request', 'nonce', { nonce: 'of-another-request' }],
    ['a key binding by another key', 'signature', { holderKey: holder }],
    ['no key binding', 'key-binding', { presentation: (shown) => shown.slice(0, shown.lastIndexOf('~') + 1) }],
    [
      'a disclosure that the issuer never signed',
      'disclosure',
      { presentation: (shown) => shown.replace(/~([^~]*)$/, `~${b64(['salt', 'given_name', 'Eva'])}~$1`) },
    ],
    [
      'a disclosure that was changed',
      'disclosure',
      {
        presentation: (shown) => shown.replace(/~[^~]+~/, `~${b64(['salt', 'family_name', 'Somebody Else'])}~`),
      },
    ],
    [
      'a disclosure that was left out after the holder signed',
      'sd_hash',
      { presentation: (shown) => shown.replace(/~[^~]+~/, '~') },
    ],
    [
      'a signature that was changed',
      'signature',
      { presentation: (shown) => shown.replace(/\.[\w-]{10}([\w-]+~)/, '.AAAAAAAAAA$1') },
    ],
    ['a credential that has expired', 'expired', { expires: 1_000_000 }],
    ['a credential without an end', 'exp', { claims: { exp: undefined } }],
    ['an identity document that has expired', 'date_of_expiry', { claims: { date_of_expiry: '2020-01-01' } }],
    ['a credential of another type', 'vct', { claims: { vct: 'urn:eudi:mdl:1' } }],
    ['a credential that is no verifiable credential', 'typ', { header: { typ: 'JWT' } }],
    ['an identity of another country than the issuer is of', 'country', { claims: { issuing_country: 'ES' } }],
    ['a credential without a key of the holder', 'signature', { claims: { cnf: undefined } }],
    ['no certificate of the issuer', 'issuer', { header: { x5c: undefined } }],
  ])('is refused with %s (%s)', async (_what, word, twist) => {
    expect(await signIn(twist)).toMatchObject({ problem: 'upstream.refused', word });
    expect((await node.logged()).at(-1)).toMatchObject({ outcome: 'failed', rule: 'upstream.refused' });
  });

  it.each<[string, WalletTwist, string, string]>([
    ['was revoked', { status: 1, list: 'revoked' }, 'upstream.revoked', 'status-revoked'],
    ['was suspended', { status: 2, list: 'suspended' }, 'upstream.revoked', 'status-suspended'],
    ['has a status of another kind', { status: 3, list: 'other' }, 'upstream.revoked', 'status-other'],
    ['tells no status and lives for more than a day', { claims: { status: undefined } }, 'upstream.refused', 'status'],
    ['tells its status by other means', { claims: { status: { elsewhere: {} } } }, 'upstream.refused', 'status'],
    [
      'refers to a list that is not there',
      { claims: { status: { status_list: { idx: 1, uri: 'http://localhost:1/none' } } } },
      'upstream.unavailable',
      'status-unavailable',
    ],
  ])('is refused where the credential %s', async (_what, twist, problem, word) => {
    for (const format of ['sdJwt', 'mdoc'] as const) {
      const inMdoc: WalletTwist = { ...twist, format, security: (said) => changeStatus(said, twist) };
      expect(await signIn(format === 'mdoc' ? inMdoc : twist)).toMatchObject({ problem, word });
    }
  });

  it('is refused of an issuer whom the operator does not trust', async () => {
    const other = await simulatedAuthority('Authority of this test', 'PT');
    const its = walletOf((country) => other.issue('PID provider', country));
    expect(await signIn(undefined, ana, its)).toMatchObject({ problem: 'upstream.refused', word: 'issuer' });
  });

  it('is refused where the certificate of the issuer has expired', async () => {
    const over = { from: new Date('2020-01-01'), to: new Date('2021-01-01') };
    const its = walletOf((country) => authority.issue('PID provider', country, over));
    expect(await signIn(undefined, ana, its)).toMatchObject({ problem: 'upstream.refused', word: 'issuer' });
  });

  it.each(['sdJwt', 'mdoc'] as const)(
    'is refused where the certificate of the issuer was revoked (%s)',
    async (format) => {
      const listAt = `${node.origin}/authority/${format}.crl`;
      const own = await authority.issue('PID provider', 'PT', undefined, undefined, listAt);
      const its = walletOf(async () => own);
      const revoked: SimulatedCertificate[] = [];
      let isThere = true;
      const withList = () =>
        serve(setup, (app) =>
          app.get(`/authority/${format}.crl`, async (_request, reply) =>
            isThere
              ? reply.type('application/pkix-crl').send(Buffer.from(await authority.revocationList(revoked)))
              : reply.code(503).send(),
          ),
        );
      await withList();
      expect((await signIn({ format }, ana, its)).at).toBe('/record');
      // The list that was fetched counts until its end; a node that starts anew asks for it.
      revoked.push(own);
      expect((await signIn({ format }, ana, its)).at).toBe('/record');
      await withList();
      expect(await signIn({ format }, ana, its)).toMatchObject({ problem: 'upstream.refused', word: 'issuer-revoked' });
      isThere = false;
      await withList();
      expect(await signIn({ format }, ana, its)).toMatchObject({
        problem: 'upstream.unavailable',
        word: 'issuer-revocation',
      });
      await serve(setup);
    },
  );

  it('is refused where a citizen’s certificate signs as if it were an authority', async () => {
    const leaf = await authority.issue('PID provider', 'PT');
    const forged = await simulatedAuthority('Forged', 'PT');
    const its = walletOf((country) => forged.issue('PID provider', country));
    const chain = { header: { x5c: [await derOf(forged, 'PT'), pemToDer(leaf.certificatePem)] } };
    expect(await signIn(chain, ana, its)).toMatchObject({ problem: 'upstream.refused', word: 'issuer' });
  });

  it('counts by the key that the operator keeps for an issuer', async () => {
    const key = await authority.issue('PID provider', 'PT');
    const jwk = {
      ...(await exportJWK(await importPKCS8(key.keyPem, 'ES256', { extractable: true }))),
      d: undefined,
      kid: 'pid',
    };
    await node.serve([{ ...setup, trustAnchors: [], issuerKeys: { 'https://pid.example': [jwk] } }]);
    const its = walletOf(async () => key);
    const header = { x5c: undefined, kid: 'pid' };
    const shortLived = { status: undefined, exp: Math.floor(Date.now() / 1000) + 3600 };
    expect((await signIn({ header, claims: { ...shortLived, iss: 'https://pid.example' } }, ana, its)).at).toBe(
      '/record',
    );
    expect((await signIn({ header, claims: { ...shortLived, iss: 'https://evil.example' } }, ana, its)).word).toBe(
      'issuer',
    );
    await serve(setup);
  });

  it('gives no record without the number by which the person is known here, or where the name is another', async () => {
    const unnumbered = { ...ana, claims: { ...ana.claims, personal_administrative_number: undefined } };
    expect((await signIn(undefined, unnumbered)).problem).toBe('upstream.no-record');
    const named = { ...ana, claims: { ...ana.claims, personal_administrative_number: '987654321' } };
    const { browser, problem } = await signIn(undefined, named);
    expect(problem).not.toBeNull();
    expect(await browser.session()).toMatchObject({ signedIn: false });
  });

  it('is read from an answer that is encrypted to this request, and from no other', async () => {
    const { browser, asked } = await ask('same');
    const requestUri = new URLSearchParams(asked.link.slice(asked.link.indexOf('?'))).get('request_uri') ?? '';
    const answerAt = requestUri.replace('/request/', '/answer/');
    const unsealed = await new SignJWT({ vp_token: {} }).setProtectedHeader({ alg: 'ES256' }).sign(holder);
    const sent = await fetch(answerAt, { method: 'POST', body: new URLSearchParams({ response: unsealed }) });
    const { redirect_uri: back } = (await sent.json()) as { redirect_uri: string };
    expect(problemOf((await browser.travel(back)).at)).toBe('upstream.refused');
    expect((await fetch(answerAt, { method: 'POST', body: new URLSearchParams({ response: unsealed }) })).status).toBe(
      404,
    );
    const long = await ask('same');
    const at = (
      new URLSearchParams(long.asked.link.slice(long.asked.link.indexOf('?'))).get('request_uri') ?? ''
    ).replace('/request/', '/answer/');
    expect(
      (await fetch(at, { method: 'POST', body: new URLSearchParams({ response: 'a'.repeat(200_000) }) })).status,
    ).toBe(413);
  });

  it('stands in no log', async () => {
    const text = await node.everythingLogged();
    expect(text).toContain('"word":"sd_hash"');
    for (const claim of ['1990-02-01', '123456789', 'Somebody Else']) expect(text).not.toContain(claim);
  });
});

const formType = 'application/x-www-form-urlencoded';

/** The same claim in the security object of an mdoc. */
function changeStatus(said: Map<CborKey, Cbor>, { claims }: WalletTwist): void {
  if (claims === undefined || !('status' in claims)) return;
  const { status } = claims as {
    readonly status?: { readonly status_list?: { readonly idx: number; readonly uri: string } };
  };
  if (status === undefined) return void said.delete('status');
  const list = status.status_list;
  said.set('status', mapOf(list === undefined ? { elsewhere: new Map() } : { status_list: mapOf({ ...list }) }));
}

async function derOf(authority: SimulatedAuthority, country: string): Promise<string> {
  return pemToDer((await authority.issue('PID provider', country)).certificatePem);
}

function pemToDer(pem: string): string {
  return pem.replace(/-----[A-Z ]+-----|\s/g, '');
}
