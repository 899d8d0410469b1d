import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { calculateJwkThumbprint } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { inside, mapOf } from '../../brokers/simulated/simulated-pid-issuer.ts';
import type { WalletTwist } from '../../brokers/simulated/simulated-wallet.ts';
import { type Cbor, type CborKey, encodedIn, isList, isMap, readCbor, writeCbor } from '../cose/cbor.ts';
import { openPresentations, wordOf } from '../testing-presentations.ts';
import { sessionTranscript } from './session-transcript.ts';

type Members = Map<CborKey, Cbor>;
let here: Awaited<ReturnType<typeof openPresentations>>;
let elsewhere: Awaited<ReturnType<typeof openPresentations>>;
beforeAll(async () => {
  here = await openPresentations();
  elsewhere = await openPresentations();
});

const show = (twist: WalletTwist = {}) => here.show({ format: 'mdoc', ...twist });
const at = (value: Cbor | undefined, ...path: readonly (string | number)[]): Members =>
  path.reduce<Cbor>((found, name) => {
    if (isMap(found)) return found.get(name);
    return isList(found) ? found[Number(name)] : undefined;
  }, value) as Members;

describe('the transcript', () => {
  it('is that of the example of OpenID4VP 1.0, B.2.6.1', async () => {
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: 'DxiH5Q4Yx3UrukE2lWCErq8N8bqC9CHLLrAwLz5BmE0',
      y: 'XtLM4-3h5o3HUH0MHVJV0kyq0iBlrBwlh8qEDMZ4-Pc',
    };
    const transcript = sessionTranscript({
      clientId: 'x509_san_dns:example.com',
      nonce: 'exc7gBkxjx1rdc9udRrveKvSsJIq80avlXeLHhGwqtA',
      responseUri: 'https://example.com/response',
      encryptionKey: Buffer.from(await calculateJwkThumbprint(jwk), 'base64url'),
    });
    expect(Buffer.from(writeCbor(transcript)).toString('hex')).toBe(
      '83f6f682714f70656e494434565048616e646f7665725820' +
        '048bc053c00442af9b8eed494cefdd9d95240d254b046b11b68013722aad38ac',
    );
  });
});

describe('a PID as mdoc', () => {
  it('shows the person', async () => {
    expect(await show()).toEqual({
      country: 'PT',
      family: 'Conceição',
      given: 'Ana',
      birthDate: '1990-02-01',
      number: '123456789',
    });
  });

  const holder = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
  const document = (response: Members) => at(response, 'documents', 0);
  const issuerAuth = (response: Members) =>
    at(response, 'documents', 0, 'issuerSigned', 'issuerAuth') as unknown as Cbor[];
  const deviceAuth = (response: Members) => at(response, 'documents', 0, 'deviceSigned', 'deviceAuth');

  it.each<[string, string, WalletTwist]>([
    ['a holder’s signature for another verifier', 'device-signature', { audience: 'x509_hash:of-somebody-else' }],
    ['a holder’s signature for another request', 'device-signature', { nonce: 'of-another-request' }],
    ['a holder’s signature by another key', 'device-signature', { holderKey: holder }],
    [
      'a MAC in place of it',
      'device-signature',
      {
        response: (all) =>
          void deviceAuth(all).set('deviceMac', deviceAuth(all).get('deviceSignature')).delete('deviceSignature'),
      },
    ],
    [
      'no holder’s signature',
      'presentation',
      { response: (all) => void at(document(all), 'deviceSigned').delete('deviceAuth') },
    ],
    [
      'a holder’s signature that brings a payload of its own',
      'device-signature',
      {
        response: (all) => {
          const [covered, open, , signature] = deviceAuth(all).get('deviceSignature') as readonly Cbor[];
          deviceAuth(all).set('deviceSignature', [covered, open, Buffer.from('another'), signature]);
        },
      },
    ],
    [
      'elements of the holder’s own that were not signed',
      'device-signature',
      {
        response: (all) => void at(document(all), 'deviceSigned').set('nameSpaces', inside(mapOf({ own: new Map() }))),
      },
    ],
    [
      'an element that was changed',
      'disclosure',
      { elements: (all) => [changed(all[0], 'elementValue', 'Somebody Else'), ...all.slice(1)] },
    ],
    [
      'an element by the name of another',
      'disclosure',
      { elements: (all) => [changed(all[0], 'elementIdentifier', 'given_name'), ...all.slice(1)] },
    ],
    ['an element twice', 'disclosure', { elements: (all) => [...all, all[0] as Cbor] }],
    ['an element that the issuer never signed', 'disclosure', { elements: (all) => [...all, item(99)] }],
    [
      'an element by the digest of another',
      'disclosure',
      { elements: (all) => [...all, changed(all[1], 'digestID', 0)] },
    ],
    [
      'digests by an algorithm that nobody believes',
      'sd_alg',
      { security: (said) => said.set('digestAlgorithm', 'SHA-1') },
    ],
    ['digests by a name of JavaScript', 'sd_alg', { security: (said) => said.set('digestAlgorithm', 'constructor') }],
    [
      'a security object of another document',
      'vct',
      { security: (said) => said.set('docType', 'org.iso.18013.5.1.mDL') },
    ],
    ['another document', 'vct', { response: (all) => void document(all).set('docType', 'org.iso.18013.5.1.mDL') }],
    ['a credential that has expired', 'expired', { expires: 1_000_000 }],
    [
      'a credential that is not valid yet',
      'not-yet-valid',
      { security: (said) => at(said, 'validityInfo').set('validFrom', { tag: 0, value: '2100-01-01T00:00:00Z' }) },
    ],
    ['a credential without an end', 'exp', { security: (said) => at(said, 'validityInfo').delete('validUntil') }],
    [
      'a credential whose end is no date',
      'exp',
      { security: (said) => at(said, 'validityInfo').set('validUntil', 'never') },
    ],
    ['a document that has expired', 'date_of_expiry', { claims: { date_of_expiry: '2020-01-01' } }],
    ['an identity of another country than the issuer is of', 'country', { claims: { issuing_country: 'ES' } }],
    ['no name', 'claims', { claims: { family_name: undefined } }],
    [
      'a security object that was changed',
      'signature',
      { response: (all) => swap(issuerAuth(all), 2, (bytes) => replaced(bytes, 'SHA-256', 'SHA-384')) },
    ],
    [
      'a signature of the issuer that was changed',
      'signature',
      { response: (all) => swap(issuerAuth(all), 3, (bytes) => Buffer.from(bytes).reverse()) },
    ],
    [
      'an algorithm that the signature does not cover',
      'presentation',
      { response: (all) => unprotect(issuerAuth(all), 1) },
    ],
    ['no algorithm', 'signature', { response: (all) => swap(issuerAuth(all), 0, () => writeCbor(new Map())) }],
    [
      'something critical that is not understood',
      'presentation',
      {
        response: (all) =>
          swap(issuerAuth(all), 0, () =>
            writeCbor(
              new Map<CborKey, Cbor>([
                [1, -7],
                [2, [99]],
              ]),
            ),
          ),
      },
    ],
    ['no certificate of the issuer', 'issuer', { response: (all) => void (issuerAuth(all)[1] as Members).clear() }],
    [
      'no signature of the issuer',
      'presentation',
      { response: (all) => void at(document(all), 'issuerSigned').delete('issuerAuth') },
    ],
    [
      'a key of the holder on no curve that is believed',
      'signature',
      { security: (said) => (at(said, 'deviceKeyInfo', 'deviceKey') as Members).set(-1, 8) },
    ],
    [
      'a key of the holder that is no point',
      'malformed',
      { security: (said) => (at(said, 'deviceKeyInfo', 'deviceKey') as Members).set(-2, Buffer.alloc(32)) },
    ],
    ['two documents', 'presentation', { response: (all) => void all.set('documents', [document(all), document(all)]) }],
    ['no document', 'presentation', { response: (all) => void all.set('documents', []) }],
    ['an error in place of success', 'presentation', { response: (all) => void all.set('status', 10) }],
    ['what is no CBOR', 'malformed', { presentation: () => 'AAAA' }],
    ['what is no base64url', 'presentation', { presentation: (shown) => `${shown}=` }],
    [
      'a message that goes on',
      'malformed',
      { presentation: (shown) => Buffer.concat([Buffer.from(shown, 'base64url'), Buffer.of(0)]).toString('base64url') },
    ],
    ['one that is too long', 'size', { presentation: () => 'A'.repeat(65_537) }],
    ['one that is too deep', 'malformed', { presentation: () => Buffer.alloc(40_000, 0x81).toString('base64url') }],
  ])('is refused with %s (%s)', async (_what, word, twist) => {
    expect(await show(twist)).toBe(word);
  });

  it('is refused of an issuer whom the operator does not trust', async () => {
    expect(await wordOf(here.judge(await elsewhere.present({ format: 'mdoc' })))).toBe('issuer');
  });

  it('is refused where the answer is encrypted to another key, or sent elsewhere', async () => {
    const { session } = here.expected;
    for (const other of [{ encryptionKey: Buffer.alloc(32) }, { responseUri: 'http://verifier.test/another' }]) {
      expect(await here.show({ format: 'mdoc' }, { session: { ...session, ...other } })).toBe('device-signature');
    }
  });

  it('is refused where it comes under the name of the other format, twice, or beside another', async () => {
    const { 'pid-mdoc': mdoc } = await here.present({ format: 'mdoc' });
    const { pid } = await here.present();
    for (const shown of [
      { pid: mdoc },
      { 'pid-mdoc': pid },
      { 'pid-mdoc': mdoc, pid },
      { 'pid-mdoc': [...(mdoc ?? []), ...(mdoc ?? [])] },
      { other: mdoc },
      {},
    ]) {
      expect(typeof (await wordOf(here.judge(shown)))).toBe('string');
    }
  });

  it('is refused, and never believed, with any byte changed', async () => {
    const [shown = ''] = (await here.present({ format: 'mdoc' }))['pid-mdoc'] ?? [];
    const bytes = Buffer.from(shown, 'base64url');
    const person = await here.show({ format: 'mdoc' });
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, change) => {
        const other = Buffer.from(bytes);
        other[place] = (other[place] ?? 0) ^ change;
        const judged = await wordOf(here.judge({ 'pid-mdoc': [other.toString('base64url')] }));
        // Some bytes nobody signed (the version of the response): they change nothing of who is shown.
        if (typeof judged !== 'string') expect(judged).toEqual(person);
      }),
      { numRuns: 300 },
    );
  });
});

function changed(element: Cbor | undefined, name: string, value: Cbor): Cbor {
  const read = readCbor(encodedIn(element) ?? new Uint8Array()) as Members;
  return inside(new Map(read).set(name, value));
}

function item(digestID: number): Cbor {
  return inside(mapOf({ digestID, random: Buffer.alloc(16), elementIdentifier: 'nickname', elementValue: 'Aninhas' }));
}

function swap(parts: Cbor[], index: number, change: (bytes: Uint8Array) => Uint8Array): void {
  parts[index] = change(parts[index] as Uint8Array);
}

function unprotect(parts: Cbor[], name: number): void {
  (parts[1] as Members).set(name, -7);
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString('latin1').replace(from, to), 'latin1');
}
