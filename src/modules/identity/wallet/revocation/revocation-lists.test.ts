import 'reflect-metadata';
import { webcrypto, X509Certificate } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as x509 from '@peculiar/x509';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRefusedPresentation } from '../refused-presentation.ts';
import { certificateParts } from './certificate-parts.ts';
import { readCrl } from './read-crl.ts';
import { createRevocationLists, type RevocationLists, type RevocationPolicy } from './revocation-lists.ts';

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
} as const;
const hour = 3_600_000;
const crypto = webcrypto as Crypto;
const { keyCertSign, cRLSign, digitalSignature } = x509.KeyUsageFlags;

interface Authority {
  readonly certificate: X509Certificate;
  readonly keys: CryptoKeyPair;
  readonly algorithm: typeof ecdsa | typeof rsa;
  readonly name: x509.JsonName;
}

let now: number;
let host: string;
let next = 0;
let asked: string[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => unknown;
let authority: Authority;
let lists: RevocationLists;

const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  void answer(request, response);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  now = Date.now();
  authority = await authorityOf();
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  now = Date.now();
  asked = [];
  lists = listsOf();
  answer = (_, response) => response.writeHead(404).end();
});

function listsOf(policy: RevocationPolicy = 'named', hosts = [host]): RevocationLists {
  return createRevocationLists({ policy, hosts, clock: { now: () => new Date(now) } });
}

async function authorityOf({
  name = 'Authority',
  algorithm = ecdsa as Authority['algorithm'],
  usage = keyCertSign | cRLSign,
} = {}): Promise<Authority> {
  const keys = (await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const own = [{ C: ['PT'] }, { CN: [name] }];
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: '01',
      name: own,
      signingAlgorithm: algorithm,
      keys,
      notBefore: new Date(now - 48 * hour),
      notAfter: new Date(now + 9_000 * hour),
      extensions: [new x509.BasicConstraintsExtension(true, undefined, true), new x509.KeyUsagesExtension(usage, true)],
    },
    crypto,
  );
  return { certificate: new X509Certificate(Buffer.from(made.rawData)), keys, algorithm, name: own };
}

const newAddress = () => `http://${host}/${next++}.crl`;

/** A certificate of the authority, with these addresses of its list or these points as they stand. */
async function issued(
  places: readonly string[] | x509.Extension | undefined,
  { by = authority, serial = '4a0001', ca = false } = {},
): Promise<X509Certificate> {
  const { publicKey } = (await crypto.subtle.generateKey(ecdsa, true, ['sign', 'verify'])) as CryptoKeyPair;
  const point = places instanceof x509.Extension ? [places] : [];
  const named =
    places === undefined || places instanceof x509.Extension
      ? []
      : [new x509.CRLDistributionPointsExtension([...places])];
  const made = await x509.X509CertificateGenerator.create(
    {
      serialNumber: serial,
      subject: 'CN=Provider, C=PT',
      issuer: by.name,
      signingAlgorithm: by.algorithm,
      signingKey: by.keys.privateKey,
      publicKey,
      extensions: [
        new x509.BasicConstraintsExtension(ca, undefined, true),
        new x509.KeyUsagesExtension(ca ? keyCertSign : digitalSignature, true),
        ...point,
        ...named,
      ],
    },
    crypto,
  );
  return new X509Certificate(Buffer.from(made.rawData));
}

type Change = Partial<x509.X509CrlCreateParams> & { readonly by?: Authority; readonly serials?: readonly string[] };

async function listed({ by = authority, serials = ['4a0001'], ...more }: Change = {}): Promise<Buffer> {
  const made = await x509.X509CrlGenerator.create(
    {
      issuer: by.name,
      thisUpdate: new Date(now - hour),
      nextUpdate: new Date(now + hour),
      signingAlgorithm: by.algorithm,
      signingKey: by.keys.privateKey,
      entries: serials.map((serialNumber) => ({ serialNumber, revocationDate: new Date(now - hour) })),
      ...more,
    },
    crypto,
  );
  return Buffer.from(made.rawData);
}

const serve = (list: Uint8Array) => {
  answer = (_, response) => response.writeHead(200, { 'content-type': 'application/pkix-crl' }).end(list);
};

/** What is told of a certificate: stands, or the word and code of its refusal. */
async function standing(certificate: X509Certificate, by = lists, issuer = authority): Promise<string> {
  try {
    await by.mustStand(certificate, issuer.certificate);
    return 'stands';
  } catch (failure) {
    if (isRefusedPresentation(failure)) return `${failure.word} ${failure.code}`;
    throw failure;
  }
}

const revoked = 'issuer-revoked upstream.refused';
const untold = 'issuer-revocation upstream.unavailable';

describe('a certificate of an issuer', () => {
  it('stands where its number is not on the list of its authority, and not where it is', async () => {
    const [one, other] = [await issued([newAddress()]), await issued([newAddress()], { serial: '4a0002' })];
    serve(await listed({ serials: ['4a00', '4a0002', '4a000100'] }));
    expect([await standing(one), await standing(other)]).toEqual(['stands', revoked]);
    serve(await listed({ serials: [] }));
    expect(await standing(await issued([newAddress()]))).toBe('stands');
    const many = Array.from({ length: 2_000 }, (_, n) => (0x500000 + n).toString(16));
    serve(await listed({ serials: [...many, '4a0001'] }));
    expect(await standing(await issued([newAddress()]))).toBe(revoked);
  });

  it('does not stand on hold either, nor where its authority signs by RSA', async () => {
    const entries = [{ serialNumber: '4a0001', reason: x509.X509CrlReason.certificateHold }];
    serve(await listed({ entries }));
    expect(await standing(await issued([newAddress()]))).toBe(revoked);
    const by = await authorityOf({ algorithm: rsa });
    serve(await listed({ by }));
    expect(await standing(await issued([newAddress()], { by }), lists, by)).toBe(revoked);
    serve(await listed({ by, serials: [] }));
    expect(await standing(await issued([newAddress()], { by }), lists, by)).toBe('stands');
  });

  it('is told of by the first of its addresses that tells', async () => {
    const [none, some] = [newAddress(), newAddress()];
    const list = await listed();
    answer = ({ url }, response) =>
      some.endsWith(url ?? '-') ? response.writeHead(200).end(list) : response.writeHead(500).end();
    expect(await standing(await issued([none, some]))).toBe(revoked);
    expect(asked).toHaveLength(2);
  });

  it('counts by the policy where nobody tells of it', async () => {
    const [named, unnamed] = [await issued([newAddress()]), await issued(undefined)];
    const told = async (policy: RevocationPolicy) => {
      const by = listsOf(policy);
      return [await standing(named, by), await standing(unnamed, by)];
    };
    expect(await told('required')).toEqual([untold, untold]);
    expect(await told('named')).toEqual([untold, 'stands']);
    expect(await told('reachable')).toEqual(['stands', 'stands']);
    // What is told counts by every policy.
    serve(await listed());
    for (const policy of ['required', 'named', 'reachable'] as const) {
      expect(await standing(await issued([newAddress()]), listsOf(policy))).toBe(revoked);
    }
  });

  it.each<[string, x509.Extension]>([
    ['to a directory', new x509.CRLDistributionPointsExtension(['ldap://directory.example/cn=list'])],
    ['by nothing', new x509.Extension('2.5.29.31', false, new Uint8Array([0x30, 0]))],
    [
      'for some reasons alone',
      // { [0] { [0] { [6] "http://a" } }, [1] keyCompromise }
      new x509.Extension(
        '2.5.29.31',
        true,
        Buffer.from('30143012a00ca00a8608687474703a2f2f618102 0640'.replace(' ', ''), 'hex'),
      ),
    ],
  ])('that names its list %s is one of which nobody tells', async (_what, places) => {
    expect(await standing(await issued(places))).toBe(untold);
    expect(await standing(await issued(places), listsOf('reachable'))).toBe('stands');
    expect(asked).toEqual([]);
  });
});

describe('a list is not believed', () => {
  const critical = (oid: string, hex: string) => [new x509.Extension(oid, true, Buffer.from(hex, 'hex'))];

  it.each<[string, () => Change | Promise<Change>]>([
    ['of another authority of the same name', async () => ({ by: await authorityOf() })],
    ['of the same key and another name', () => ({ issuer: 'CN=Another, C=PT' })],
    ['whose end is over', () => ({ nextUpdate: new Date(now - 1_000) })],
    ['whose time has not come', () => ({ thisUpdate: new Date(now + hour / 2) })],
    ['of changes alone', () => ({ extensions: critical('2.5.29.27', '020101') })],
    ['with something critical', () => ({ extensions: critical('1.2.3.4', '0500') })],
    ['of certificates of several issuers', () => ({ extensions: critical('2.5.29.28', '30038401ff') })],
    ['for some reasons alone', () => ({ extensions: critical('2.5.29.28', '300483020640') })],
    ['of authorities alone', () => ({ extensions: critical('2.5.29.28', '30038201ff') })],
    ['of another place', () => ({ extensions: critical('2.5.29.28', '300ea00ca00a8608687474703a2f2f61') })],
    [
      'with an entry of another issuer',
      () => ({ entries: [{ serialNumber: '09', extensions: critical('2.5.29.29', '3000') }] }),
    ],
  ])('%s', async (_what, change) => {
    serve(await listed({ serials: [], ...(await change()) }));
    expect(await standing(await issued([newAddress()]))).toBe(untold);
    expect(asked).toHaveLength(1);
  });

  it('without an end', async () => {
    const made = await x509.X509CrlGenerator.create(
      {
        issuer: authority.name,
        thisUpdate: new Date(now - hour),
        signingAlgorithm: authority.algorithm,
        signingKey: authority.keys.privateKey,
      },
      crypto,
    );
    serve(Buffer.from(made.rawData));
    // The generator writes none where none is given.
    expect(made.nextUpdate).toBeUndefined();
    expect(await standing(await issued([newAddress()]))).toBe(untold);
  });

  it('of an authority that may sign certificates and no lists', async () => {
    const by = await authorityOf({ usage: keyCertSign });
    serve(await listed({ by, serials: [] }));
    expect(await standing(await issued([newAddress()], { by }), lists, by)).toBe(untold);
  });

  it('but is where it tells of persons’ certificates, or of this place', async () => {
    serve(await listed({ extensions: critical('2.5.29.28', '30038101ff') }));
    expect(await standing(await issued([newAddress()]))).toBe(revoked);
    expect(await standing(await issued([newAddress()], { ca: true }))).toBe(untold);
    const address = newAddress();
    const uri = Buffer.from(address, 'latin1');
    const wrap = (tag: number, inside: Buffer) => Buffer.concat([Buffer.of(tag, inside.length), inside]);
    const place = wrap(0x30, wrap(0xa0, wrap(0xa0, wrap(0x86, uri))));
    serve(await listed({ extensions: critical('2.5.29.28', place.toString('hex')) }));
    expect(await standing(await issued([address]))).toBe(revoked);
  });

  it('of which a byte was changed, that is cut, or goes on', async () => {
    const list = await listed({ serials: ['4a0002', '4a0003'] });
    expect(readCrl(list, authority.certificate).revoked).toBeDefined();
    let believed = 0;
    for (let at = 0; at < list.length; at++) {
      const changed = Buffer.from(list);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      try {
        readCrl(changed, authority.certificate);
        believed += 1;
      } catch (failure) {
        expect(failure).toBeInstanceOf(Error);
      }
    }
    expect(believed).toBe(0);
    for (const bytes of [
      list.subarray(0, -1),
      Buffer.concat([list, Buffer.of(0)]),
      Buffer.of(),
      Buffer.of(0x30, 0x80),
    ]) {
      expect(() => readCrl(bytes, authority.certificate)).toThrow();
    }
    expect(() => readCrl(Buffer.alloc(100_000, 0x30), authority.certificate)).toThrow();
    expect(() => readCrl(authority.certificate.raw, authority.certificate)).toThrow();
  });

  it.each<[string, (response: ServerResponse) => unknown]>([
    ['that is moved', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['that is not there', (response) => response.writeHead(404).end()],
    ['that is a page', (response) => response.writeHead(200).end('<html>')],
    ['that is too long', (response) => response.writeHead(200).end(Buffer.alloc(5_000_000, 0x30))],
    ['that is cut off', (response) => response.destroy()],
  ])('%s', async (_what, send) => {
    answer = (_, response) => send(response);
    expect(await standing(await issued([newAddress()]))).toBe(untold);
    expect(asked).toHaveLength(1);
  });

  it('inside of the network, where the operator names no host there', async () => {
    serve(await listed({ serials: [] }));
    for (const address of [
      newAddress(),
      'http://localhost/1.crl',
      'https://169.254.169.254/1.crl',
      'http://[::1]/1.crl',
    ]) {
      expect(await standing(await issued([address]), listsOf('named', []))).toBe(untold);
    }
    expect(asked).toEqual([]);
  });
});

describe('a list that was believed', () => {
  it('is used again until its end, however many ask, and no longer', async () => {
    const certificate = await issued([newAddress()]);
    serve(await listed({ serials: [] }));
    expect(await Promise.all(Array.from({ length: 10 }, () => standing(certificate)))).toEqual(
      Array(10).fill('stands'),
    );
    serve(await listed());
    now += hour - 1_000;
    expect(await standing(certificate)).toBe('stands');
    expect(asked).toHaveLength(1);
    now += 2_000;
    // The list that is served now has ended as well.
    expect(await standing(certificate)).toBe(untold);
    serve(await listed());
    now += 31_000;
    expect(await standing(certificate)).toBe(revoked);
  });

  it('is asked for anew each day, and gives way to none that is older', async () => {
    const certificate = await issued([newAddress()]);
    const until = { nextUpdate: new Date(now + 200 * hour) };
    const older = await listed({ ...until, serials: [], thisUpdate: new Date(now - 2 * hour) });
    serve(await listed(until));
    expect(await standing(certificate)).toBe(revoked);
    serve(older);
    now += 25 * hour;
    expect(await standing(certificate)).toBe(revoked);
    now += 31_000;
    answer = (_, response) => response.writeHead(503).end();
    expect(await standing(certificate)).toBe(revoked);
    now += 31_000;
    serve(await listed({ ...until, serials: [] }));
    expect(await standing(certificate)).toBe('stands');
    expect(asked).toHaveLength(4);
  });

  it('is asked for once in half a minute where nobody tells it', async () => {
    const certificate = await issued([newAddress(), newAddress()]);
    for (let n = 0; n < 5; n++) expect(await standing(certificate)).toBe(untold);
    expect(asked).toHaveLength(2);
    now += 31_000;
    expect(await standing(certificate)).toBe(untold);
    expect(asked).toHaveLength(4);
  });

  it('is that of its authority, and of no other that names the same address', async () => {
    const other = await authorityOf({ name: 'Other' });
    const address = newAddress();
    serve(await listed({ serials: [] }));
    expect(await standing(await issued([address]))).toBe('stands');
    expect(await standing(await issued([address], { by: other }), lists, other)).toBe(untold);
  });
});

describe('what is read of a certificate', () => {
  it('is its number, its issuer and at most four addresses', async () => {
    const places = Array.from({ length: 9 }, newAddress);
    const parts = certificateParts(await issued(places));
    expect(parts).toMatchObject({ isAuthority: false, namesPlace: true, addresses: places.slice(0, 4) });
    expect(Buffer.from(parts.serial).toString('hex')).toBe('4a0001');
    expect(certificateParts(authority.certificate)).toMatchObject({
      isAuthority: true,
      namesPlace: false,
      addresses: [],
    });
  });
});
