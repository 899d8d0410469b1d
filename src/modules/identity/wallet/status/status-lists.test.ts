import { createHmac, createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { deflateSync, gzipSync } from 'node:zlib';
import { exportJWK, importPKCS8, SignJWT } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedAuthority, simulatedAuthority } from '../../brokers/simulated/simulated-certificates.ts';
import { inside, mapOf, sign1, signed, statusCwt, statusJwt } from '../../brokers/simulated/simulated-pid-issuer.ts';
import { type Cbor, type CborKey, writeCbor } from '../cose/cbor.ts';
import { isRefusedPresentation } from '../refused-presentation.ts';
import { createStatusLists, type StatusLists } from './status-lists.ts';

let authority: SimulatedAuthority;
let signer: { readonly key: KeyObject; readonly der: Buffer };
let host: string;
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let asked = 0;
let lists: StatusLists;
let now: number;
let next = 0;

const server = createServer((request, response) => {
  asked += 1;
  void answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  authority = await simulatedAuthority('Authority of this test', 'PT');
  signer = await signerOf(authority, 'PT');
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [asked, now] = [0, Date.now()];
  lists = listsFor([host]);
});

async function signerOf(by: SimulatedAuthority, country: string) {
  const { keyPem, certificatePem } = await by.issue('PID provider', country);
  return { key: createPrivateKey(keyPem), der: new X509Certificate(certificatePem).raw };
}

function listsFor(hosts: readonly string[], issuerKeys: Readonly<Record<string, readonly object[]>> = {}): StatusLists {
  const trusted = { trustAnchors: [authority.certificatePem], issuerKeys };
  return createStatusLists({ trusted, hosts, clock: { now: () => new Date(now) } });
}

/** The address of a list that nobody has asked for. */
const newAddress = () => `http://${host}/${next++}`;
const credential = { country: 'PT', issuer: undefined, form: 'jwt' } as const;
const send = (response: ServerResponse, body: string | Uint8Array, type = 'application/statuslist+jwt', status = 200) =>
  response.writeHead(status, { 'content-type': type }).end(body);

/** What is told of the credential at this place: stands, or the word and code of its refusal. */
async function standing(
  idx: number,
  uri: string,
  of: Parameters<StatusLists['mustStand']>[1] = credential,
  by = lists,
) {
  try {
    await by.mustStand({ idx, uri }, of);
    return 'stands';
  } catch (failure) {
    if (isRefusedPresentation(failure)) return `${failure.word} ${failure.code}`;
    throw failure;
  }
}

/** A token with these claims and this header beside what it must have. */
async function tokenOf(
  sub: string,
  claims: Record<string, unknown>,
  header: Record<string, unknown> = {},
  key = signer.key,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const list = { bits: 8, lst: deflateSync(Buffer.of(0, 1, 2, 3)).toString('base64url') };
  return new SignJWT({ sub, iat: seconds, exp: seconds + 3600, ttl: 60, status_list: list, ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'statuslist+jwt', x5c: [signer.der.toString('base64')], ...header })
    .sign(key);
}

const notBelieved = 'status-list upstream.unavailable';
const unavailable = 'status-unavailable upstream.unavailable';

describe('what a list tells of a credential', () => {
  it.each(['jwt', 'cwt'] as const)('as %s: that it stands, was revoked or suspended', async (form) => {
    const uri = newAddress();
    const statuses = Buffer.of(0, 1, 2, 3, 0);
    answer = async ({ headers }, response) => {
      expect(headers.accept?.startsWith(`application/statuslist+${form}`)).toBe(true);
      const token = await (form === 'jwt' ? statusJwt : statusCwt)(uri, statuses, signer);
      send(response, token, `application/statuslist+${form}; charset=utf-8`);
    };
    const told = await Promise.all([0, 1, 2, 3, 4, 5].map((idx) => standing(idx, uri, { ...credential, form })));
    expect(told).toEqual([
      'stands',
      'status-revoked upstream.revoked',
      'status-suspended upstream.revoked',
      'status-other upstream.revoked',
      'stands',
      'status-index upstream.unavailable',
    ]);
    // Those who ask at once wait for the same answer.
    expect(asked).toBe(1);
  });

  it('counts by a key that the operator keeps for the issuer, and for no other', async () => {
    const { keyPem } = await authority.issue('Another', 'PT');
    const jwk = {
      ...(await exportJWK(await importPKCS8(keyPem, 'ES256', { extractable: true }))),
      d: undefined,
      kid: 'a',
    };
    const by = listsFor([host], { 'https://a.example': [jwk] });
    const uri = newAddress();
    answer = async (_, response) =>
      send(response, await tokenOf(uri, {}, { x5c: undefined, kid: 'a' }, createPrivateKey(keyPem)));
    expect(await standing(0, uri, { ...credential, issuer: 'https://a.example' }, by)).toBe('stands');
    expect(await standing(0, uri, { ...credential, issuer: 'https://b.example' }, by)).toBe(notBelieved);
    expect(await standing(0, uri, credential, by)).toBe(notBelieved);
  });

  it('counts where the country of who tells is that of the credential', async () => {
    const uri = newAddress();
    answer = async (_, response) => send(response, await tokenOf(uri, {}));
    expect(await standing(0, uri)).toBe('stands');
    expect(await standing(0, uri, { ...credential, country: 'ES' })).toBe('status-country upstream.unavailable');
  });
});

describe('a list is not believed', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    ['of another address', { sub: 'http://another' }, {}],
    ['of no address', { sub: undefined }, {}],
    ['of no time', { iat: undefined }, {}],
    ['of a time to come', { iat: Math.floor(Date.now() / 1000) + 3_600 }, {}],
    ['of another type', {}, { typ: 'JWT' }],
    ['of no type', {}, { typ: undefined }],
    ['without a certificate', {}, { x5c: undefined }],
    ['with a certificate of noise', {}, { x5c: ['AAAA'] }],
    ['with a key of its own', {}, { x5c: undefined, jwk: { kty: 'EC' } }],
    ['that lives for no time', { ttl: 0 }, {}],
    ['that lives for a text', { ttl: '60' }, {}],
    ['with an end that is no time', { exp: 'never' }, {}],
    ['without a list', { status_list: undefined }, {}],
    [
      'with a list of three bits',
      { status_list: { bits: 3, lst: deflateSync(Buffer.of(0)).toString('base64url') } },
      {},
    ],
    ['with a list that is none', { status_list: { bits: 1, lst: 'AAAA' } }, {}],
    [
      'with a list that is a bomb',
      { status_list: { bits: 1, lst: deflateSync(Buffer.alloc(64_000_000)).toString('base64url') } },
      {},
    ],
  ])('%s', async (_what, claims, header) => {
    const uri = newAddress();
    answer = async (_, response) => send(response, await tokenOf(uri, claims, header));
    expect(await standing(0, uri)).toBe(notBelieved);
  });

  it('that has expired, or is old and says no end', async () => {
    const seconds = Math.floor(now / 1000);
    const uri = newAddress();
    answer = async (_, response) => send(response, await tokenOf(uri, { iat: seconds - 7_200, exp: seconds - 120 }));
    expect(await standing(0, uri)).toBe(notBelieved);
    const old = newAddress();
    answer = async (_, response) => send(response, await tokenOf(old, { iat: seconds - 8 * 86_400, exp: undefined }));
    expect(await standing(0, old)).toBe('status-list-expired upstream.unavailable');
  });

  it('signed by nobody, by a MAC, with something critical, by a stranger or by another key than its certificate’s', async () => {
    const stranger = await signerOf(await simulatedAuthority('Authority of this test', 'PT'), 'PT');
    const [head = '', body = ''] = (await tokenOf('x', {})).split('.');
    const uri = newAddress();
    const header = (alg: string, more = {}) => {
      const said = { alg, typ: 'statuslist+jwt', x5c: [signer.der.toString('base64')], ...more };
      return Buffer.from(JSON.stringify(said)).toString('base64url');
    };
    const critical = header('ES256', { crit: ['urn:new'], 'urn:new': 1 });
    const mac = (data: string) => createHmac('sha256', signer.der).update(data).digest('base64url');
    const whole = (await tokenOf(uri, {})).split('.')[1] ?? '';
    for (const token of [
      `${header('none')}.${whole}.`,
      `${header('HS256')}.${whole}.${mac(`${header('HS256')}.${whole}`)}`,
      `${critical}.${whole}.${signed(`${critical}.${whole}`, signer.key)}`,
      await statusJwt(uri, Buffer.of(0), stranger),
      await tokenOf(uri, {}, {}, stranger.key),
      `${head}.${body}`,
      '',
      '..',
      'A'.repeat(10_000),
    ]) {
      answer = (_, response) => send(response, token);
      expect(await standing(0, uri)).toBe(notBelieved);
    }
  });

  it('as CWT where it says otherwise than it should', async () => {
    const uri = newAddress();
    const form = { ...credential, form: 'cwt' } as const;
    const claims = (list: Cbor, sub = uri) =>
      writeCbor(
        new Map<CborKey, Cbor>([
          [2, sub],
          [6, Math.floor(now / 1000)],
          [65533, list],
        ]),
      );
    const list = mapOf({ bits: 1, lst: deflateSync(Buffer.of(0)) });
    const typed = new Map<CborKey, Cbor>([
      [1, -7],
      [16, 'application/statuslist+cwt'],
    ]);
    const chain = new Map<CborKey, Cbor>([[33, signer.der]]);
    const tag = (value: Cbor) => writeCbor({ tag: 18, value });
    answer = (_, response) =>
      send(response, tag(sign1(typed, chain, claims(list), signer.key)), 'application/statuslist+cwt');
    expect(await standing(0, uri, form)).toBe('stands');
    const other = newAddress();
    const stranger = await signerOf(await simulatedAuthority('Authority of this test', 'PT'), 'PT');
    for (const bytes of [
      tag(sign1(typed, chain, claims(list), signer.key)),
      tag(sign1(new Map([[1, -7]]), chain, claims(list, other), signer.key)),
      tag(sign1(typed, new Map(), claims(list, other), signer.key)),
      tag(sign1(typed, chain, claims(list, other), stranger.key)),
      tag(sign1(typed, new Map<CborKey, Cbor>([[33, stranger.der]]), claims(list, other), stranger.key)),
      tag(sign1(typed, chain, claims(mapOf({ bits: 1, lst: 'AAAA' }), other), signer.key)),
      tag(sign1(typed, chain, claims(null, other), signer.key)),
      tag(sign1(typed, chain, writeCbor([]), signer.key)),
      tag(sign1(typed, chain, Buffer.of(255), signer.key)),
      tag(sign1(typed, chain, claims(list, other), signer.key, true)),
      tag(inside([])),
      Buffer.alloc(50_000, 0x81),
      Buffer.of(),
    ]) {
      answer = (_, response) => send(response, bytes, 'application/statuslist+cwt');
      expect(await standing(0, other, form)).toBe(notBelieved);
    }
  });
});

describe('asking for a list', () => {
  it.each<[string, (response: ServerResponse) => unknown]>([
    ['it is not there', (response) => send(response, '', 'text/plain', 404)],
    ['it fails', (response) => send(response, '', 'application/statuslist+jwt', 500)],
    ['it is of another type', (response) => send(response, 'a', 'text/html')],
    ['it is of no type', (response) => response.end('a')],
    ['it breaks off', (response) => response.socket?.destroy()],
    ['it is longer than a list', (response) => send(response, Buffer.alloc(2_097_153))],
    [
      'it is longer than a list, unpacked',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'application/statuslist+jwt', 'content-encoding': 'gzip' })
          .end(gzipSync(Buffer.alloc(50_000_000))),
    ],
    ['it leads in a circle', (response) => response.writeHead(302, { location: '/around' }).end()],
    [
      'it leads into the inner network',
      (response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end(),
    ],
    ['it leads to a file', (response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end()],
  ])('leads to nothing where %s', async (_what, how) => {
    answer = (_, response) => how(response);
    expect(await standing(0, newAddress())).toBe(unavailable);
    expect(asked).toBeLessThanOrEqual(3);
  });

  it('follows where it was moved to', async () => {
    const uri = newAddress();
    answer = async ({ url }, response) =>
      url === '/moved' ? send(response, await tokenOf(uri, {})) : response.writeHead(302, { location: '/moved' }).end();
    expect(await standing(0, uri)).toBe('stands');
  });

  it.each([
    'http://169.254.169.254/1',
    'https://127.0.0.1/1',
    'https://localhost/1',
    'file:///etc/passwd',
    'data:,a',
    'http://example.org/1',
  ])('does not reach %s', async (uri) => {
    expect(await standing(0, uri)).toBe(unavailable);
    expect(asked).toBe(0);
  });

  it('does not reach a host inside that the operator has not named', async () => {
    expect(await standing(0, newAddress(), credential, listsFor([]))).toBe(unavailable);
    expect(asked).toBe(0);
  });

  it('is done again when its time is over, after an hour at the latest, and after each failure', async () => {
    const uri = newAddress();
    let status = 0;
    answer = async (_, response) =>
      send(
        response,
        await tokenOf(uri, {
          ttl: 86_400,
          exp: undefined,
          status_list: { bits: 8, lst: deflateSync(Buffer.of(status)).toString('base64url') },
        }),
      );
    expect(await standing(0, uri)).toBe('stands');
    status = 1;
    now += 3_500_000;
    expect(await standing(0, uri)).toBe('stands');
    now += 200_000;
    expect(await standing(0, uri)).toBe('status-revoked upstream.revoked');
    expect(asked).toBe(2);
    now += 3_700_000;
    const working = answer;
    answer = (_, response) => send(response, '', 'text/plain', 503);
    // A list of before does not count while nobody tells.
    expect(await standing(0, uri)).toBe(unavailable);
    answer = working;
    expect(await standing(0, uri)).toBe('status-revoked upstream.revoked');
  });

  it('keeps no more than so many bytes', async () => {
    const large = deflateSync(Buffer.alloc(4_194_304)).toString('base64url');
    const addresses = Array.from({ length: 9 }, newAddress);
    answer = async ({ url }, response) =>
      send(response, await tokenOf(`http://${host}${url}`, { status_list: { bits: 8, lst: large } }));
    for (const uri of addresses) expect(await standing(0, uri)).toBe('stands');
    expect(asked).toBe(9);
    expect(await standing(0, addresses[8] ?? '')).toBe('stands');
    expect(asked).toBe(9);
    expect(await standing(0, addresses[0] ?? '')).toBe('stands');
    expect(asked).toBe(10);
  });
});
