import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { exportJWK, generateKeyPair } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { issuerKey, keyOfChain } from './issuer-key.ts';

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signingAlgorithm = { name: 'ECDSA', hash: 'SHA-256' } as const;
const now = new Date();
const day = 86_400_000;
const { keyCertSign, digitalSignature, keyAgreement } = x509.KeyUsageFlags;

interface Made {
  readonly certificate: x509.X509Certificate;
  readonly keys: CryptoKeyPair;
}

async function made(
  name: string,
  by: Made | undefined,
  extensions: readonly x509.Extension[],
  validity = { notBefore: new Date(now.getTime() - day), notAfter: new Date(now.getTime() + day) },
): Promise<Made> {
  const keys = (await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify'])) as CryptoKeyPair;
  const subject = [{ C: ['PT'] }, { CN: [name] }];
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: '0a',
      subject,
      issuer: by?.certificate.subjectName.toJSON() ?? subject,
      ...validity,
      signingAlgorithm,
      publicKey: keys.publicKey,
      signingKey: (by?.keys ?? keys).privateKey,
      extensions: [...extensions],
    },
    webcrypto as Crypto,
  );
  return { certificate, keys };
}

const authority = (pathLength?: number) => [
  new x509.BasicConstraintsExtension(true, pathLength, true),
  new x509.KeyUsagesExtension(keyCertSign, true),
];
const leaf = (...more: readonly x509.Extension[]) => [
  new x509.BasicConstraintsExtension(false, undefined, true),
  new x509.KeyUsagesExtension(digitalSignature, true),
  ...more,
];

let root: Made;
let middle: Made;
beforeAll(async () => {
  root = await made('Root', undefined, authority(1));
  middle = await made('Middle', root, authority(0));
});

async function believed(anchors: readonly Made[], ...chain: readonly Made[]): Promise<boolean> {
  const ders = chain.map(({ certificate }) => Buffer.from(certificate.rawData));
  const pems = anchors.map(({ certificate }) => certificate.toString('pem'));
  const found = await keyOfChain(ders, { trustAnchors: pems }, now);
  if (found !== undefined) expect(found.country).toBe('PT');
  return found !== undefined;
}

describe('a chain of certificates', () => {
  it('leads to a trust anchor, with an authority between or without', async () => {
    expect(await believed([root], await made('Leaf', root, leaf()))).toBe(true);
    const deep = await made('Leaf', middle, leaf());
    expect(await believed([root], deep, middle)).toBe(true);
    expect(await believed([middle], deep)).toBe(true);
    expect(await believed([middle, root], deep, middle, root)).toBe(true);
  });

  it('leads nowhere where a link is missing, another, or in another order', async () => {
    const deep = await made('Leaf', middle, leaf());
    const other = await made('Middle', root, authority(0));
    expect(await believed([root], deep)).toBe(false);
    expect(await believed([root], deep, other)).toBe(false);
    expect(await believed([root], middle, deep)).toBe(false);
    expect(await believed([], deep, middle, root)).toBe(false);
    expect(await believed([root])).toBe(false);
  });

  it('leads nowhere where the anchor is another by the same name', async () => {
    expect(await believed([await made('Root', undefined, authority(1))], await made('Leaf', root, leaf()))).toBe(false);
  });

  it('is no longer than its authorities say', async () => {
    const lower = await made('Lower', middle, authority());
    expect(await believed([root], await made('Leaf', lower, leaf()), lower, middle)).toBe(false);
    expect(await believed([middle], await made('Leaf', lower, leaf()), lower)).toBe(false);
    const wide = await made('Wide', undefined, authority());
    const below = await made('Below', wide, authority());
    expect(await believed([wide], await made('Leaf', below, leaf()), below)).toBe(true);
  });

  it('counts in its time alone', async () => {
    const over = { notBefore: new Date(now.getTime() - 2 * day), notAfter: new Date(now.getTime() - day) };
    const early = { notBefore: new Date(now.getTime() + day), notAfter: new Date(now.getTime() + 2 * day) };
    for (const time of [over, early]) {
      expect(await believed([root], await made('Leaf', root, leaf(), time))).toBe(false);
      const between = await made('Between', root, authority(0), time);
      expect(await believed([root], await made('Leaf', between, leaf()), between)).toBe(false);
      const anchor = await made('Anchor', undefined, authority(), time);
      expect(await believed([anchor], await made('Leaf', anchor, leaf()))).toBe(false);
    }
  });

  it.each<[string, readonly x509.Extension[]]>([
    ['is an authority', authority()],
    [
      'is made for TLS',
      leaf(new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth, x509.ExtendedKeyUsage.clientAuth])),
    ],
    [
      'is made for code and mail',
      leaf(
        new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.codeSigning, x509.ExtendedKeyUsage.emailProtection]),
      ),
    ],
    ['is made to agree on keys', [new x509.KeyUsagesExtension(keyAgreement, true)]],
    [
      'says something critical that is not understood',
      leaf(new x509.Extension('1.2.3.4', true, new Uint8Array([5, 0]))),
    ],
    ['has critical name constraints', leaf(new x509.Extension('2.5.29.30', true, new Uint8Array([48, 0])))],
  ])('ends in nothing that signs where its certificate %s', async (_what, extensions) => {
    expect(await believed([root], await made('Leaf', root, extensions))).toBe(false);
  });

  it('ends in what signs where it is made for that too', async () => {
    const purposes = new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth, '1.0.18013.5.1.2']);
    expect(await believed([root], await made('Leaf', root, leaf(purposes)))).toBe(true);
    expect(
      await believed(
        [root],
        await made('Leaf', root, leaf(new x509.Extension('1.2.3.4', false, new Uint8Array([5, 0])))),
      ),
    ).toBe(true);
  });

  it('has no certificate of a person above another', async () => {
    const person = await made('Person', root, leaf());
    expect(await believed([root], await made('Leaf', person, leaf()), person)).toBe(false);
    const signsOnly = await made('Signs only', root, [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(digitalSignature, true),
    ]);
    expect(await believed([root], await made('Leaf', signsOnly, leaf()), signsOnly)).toBe(false);
  });
});

describe('a key that the operator keeps', () => {
  it('counts for its issuer and its name alone', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true });
    const one = { ...(await exportJWK(publicKey)), kid: 'one' };
    const trusted = {
      trustAnchors: [],
      issuerKeys: { 'https://a.example': [one], 'https://b.example': [one, { ...one, kid: 'two' }] },
    };
    const known = async (kid: unknown, issuer: unknown) =>
      (await issuerKey({ kid }, issuer, trusted, now)) !== undefined;
    expect(await known(undefined, 'https://a.example')).toBe(true);
    expect(await known('one', 'https://a.example')).toBe(true);
    expect(await known('two', 'https://b.example')).toBe(true);
    expect(await known('two', 'https://a.example')).toBe(false);
    expect(await known(undefined, 'https://b.example')).toBe(false);
    expect(await known('one', 'https://a.example/')).toBe(false);
    expect(await known('one', 'constructor')).toBe(false);
    expect(await known('one', undefined)).toBe(false);
    const secret = { trustAnchors: [], issuerKeys: { 'https://a.example': [{ kty: 'oct', k: 'AAAA' }] } };
    expect(await issuerKey({}, 'https://a.example', secret, now)).toBeUndefined();
  });
});
