import { createHmac, generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { hasher, signed } from '../brokers/simulated/simulated-pid-issuer.ts';
import type { WalletTwist } from '../brokers/simulated/simulated-wallet.ts';
import { disclosuresBelong } from './check-disclosures.ts';
import { ana, openPresentations, wordOf } from './testing-presentations.ts';

let here: Awaited<ReturnType<typeof openPresentations>>;
beforeAll(async () => {
  here = await openPresentations();
});

type Json = Record<string, unknown>;
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const decoded = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
const digestOf = (disclosure: string) => Buffer.from(hasher(disclosure)).toString('base64url');
const attacker = generateKeyPairSync('ec', { namedCurve: 'P-256' });

/** Changes the issuer's part of a presentation, and leaves its signature, or signs it by another. */
const forged =
  (
    { header = {}, payload = {} }: { readonly header?: Json; readonly payload?: Json },
    sign = (_data: string, signature: string) => signature,
  ) =>
  (shown: string) => {
    const [jwt = '', ...rest] = shown.split('~');
    const [head, body, signature = ''] = jwt.split('.');
    const data = `${encoded({ ...decoded(head), ...header })}.${encoded({ ...decoded(body), ...payload })}`;
    return [`${data}.${sign(data, signature)}`, ...rest].join('~');
  };

describe('the signature of the issuer', () => {
  const byAttacker = (data: string) => signed(data, attacker.privateKey);
  /** An issuer's certificate is public: as the secret of a MAC it must not count. */
  const byMac = (shown: string) => {
    const [leaf = ''] = decoded(shown.split('.')[0]).x5c as readonly string[];
    const spki = new X509Certificate(Buffer.from(leaf, 'base64')).publicKey.export({ type: 'spki', format: 'pem' });
    return forged({ header: { alg: 'HS256' } }, (data) => createHmac('sha256', spki).update(data).digest('base64url'))(
      shown,
    );
  };

  it.each<[string, string, WalletTwist]>([
    [
      'none',
      'signature',
      {
        presentation: forged({ header: { alg: 'none' } }, () => ''),
      },
    ],
    ['a MAC by the public key', 'signature', { presentation: byMac }],
    ['an algorithm of another curve', 'signature', { presentation: forged({ header: { alg: 'ES384' } }) }],
    ['an algorithm by a name of JavaScript', 'signature', { presentation: forged({ header: { alg: 'constructor' } }) }],
    [
      'a signature in DER',
      'signature',
      {
        presentation: forged({}, () => 'MEUCIQ'),
      },
    ],
    [
      'no signature at all',
      'signature',
      {
        presentation: forged({}, () => ''),
      },
    ],
    ['another payload', 'signature', { presentation: forged({ payload: { exp: 4_000_000_000 } }) }],
    [
      'a key that the header brings (jwk)',
      'signature',
      {
        presentation: forged({ header: { jwk: attacker.publicKey.export({ format: 'jwk' }) } }, byAttacker),
      },
    ],
    [
      'a key that the header refers to (jku, x5u, kid)',
      'issuer',
      {
        presentation: forged(
          {
            header: {
              x5c: undefined,
              jku: 'http://localhost:1/keys',
              x5u: 'http://localhost:1/cert',
              kid: '../../etc/passwd',
            },
          },
          byAttacker,
        ),
      },
    ],
    ['an empty chain', 'issuer', { presentation: forged({ header: { x5c: [] } }) }],
    ['a chain that is none', 'issuer', { presentation: forged({ header: { x5c: { length: 1 } } }) }],
    ['a chain of noise', 'malformed', { presentation: forged({ header: { x5c: ['AAAA'] } }) }],
    [
      'a chain that is too long',
      'issuer',
      {
        presentation: (shown) =>
          forged({ header: { x5c: Array(6).fill((decoded(shown.split('.')[0]).x5c as readonly string[])[0]) } })(shown),
      },
    ],
    ['an extension that is critical', 'crit', { header: { crit: ['b64'], b64: false } }],
    ['another type', 'typ', { header: { typ: 'application/dc+sd-jwt+evil' } }],
    ['digests by an algorithm that is broken', 'sd_alg', { presentation: forged({ payload: { _sd_alg: 'md5' } }) }],
    [
      'a nest of forty thousand lists',
      'malformed',
      {
        presentation: (shown) =>
          `${encoded({ typ: 'dc+sd-jwt' })}.${Buffer.from(`{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}`).toString('base64url')}.A~${shown.split('~').at(-1)}`,
      },
    ],
    ['nothing', 'malformed', { presentation: () => '' }],
    ['a tilde', 'malformed', { presentation: () => '~' }],
    ['one that is too long', 'size', { presentation: (shown) => shown + 'A'.repeat(65_536) }],
  ])('is refused with %s (%s)', async (_what, word, twist) => {
    expect(await here.show(twist)).toBe(word);
  });

  it('counts by a certificate that is made for it alone', async () => {
    const own = { header: { x5c: [new X509Certificate(here.authority.certificatePem).raw.toString('base64')] } };
    expect(await here.show(own)).toBe('issuer');
  });
});

describe('disclosures', () => {
  it.each<[string, string, WalletTwist]>([
    ['one that comes twice', 'disclosure', { presentation: (shown) => shown.replace(/~([^~]+)~/, '~$1~$1~') }],
    [
      'one that belongs to nothing',
      'disclosure',
      { presentation: (shown) => shown.replace(/~/, `~${encoded(['salt', 'nickname', 'Aninhas'])}~`) },
    ],
    ['one that is no list', 'malformed', { presentation: (shown) => shown.replace(/~/, `~${encoded({ a: 1 })}~`) }],
    ['one that is no JSON', 'malformed', { presentation: (shown) => shown.replace(/~/, '~AAAA~') }],
    ['an empty one', 'malformed', { presentation: (shown) => shown.replace(/~/, '~~') }],
    [
      'ten thousand of them',
      'disclosure',
      { presentation: (shown) => shown.replace(/~/, `~${'WyJhIiwxXQ~'.repeat(4_000)}`) },
    ],
  ])('are refused with %s (%s)', async (_what, word, twist) => {
    expect(await here.show(twist)).toBe(word);
  });

  const [first, second] = [encoded(['s', 'family_name', 'A']), encoded(['s', 'given_name', 'B'])];
  const of = (disclosure: string) => {
    const [, key, value] = JSON.parse(Buffer.from(disclosure, 'base64url').toString()) as readonly [
      string,
      string,
      unknown,
    ];
    return { digest: digestOf(disclosure), key, value };
  };

  it('belong to what was signed, decoys aside', () => {
    const decoys = [digestOf('decoy'), digestOf('another')];
    expect(disclosuresBelong({ _sd: [digestOf(first), ...decoys, digestOf(second)] }, [of(first), of(second)])).toBe(
      true,
    );
    expect(disclosuresBelong({ _sd: decoys }, [])).toBe(true);
  });

  it('belong to what another discloses', () => {
    const outer = encoded(['s', 'address', { _sd: [digestOf(first)] }]);
    expect(disclosuresBelong({ _sd: [digestOf(outer)] }, [of(outer), of(first)])).toBe(true);
    expect(disclosuresBelong({ _sd: [digestOf(outer)] }, [of(first)])).toBe(false);
  });

  it.each<[string, unknown, readonly string[]]>([
    ['a digest stands twice', { _sd: [digestOf(first), digestOf(first)] }, [first]],
    ['a digest stands in two places', { _sd: [digestOf(first)], address: { _sd: [digestOf(first)] } }, [first]],
    ['a digest stands in a list too', { _sd: [digestOf(first)], all: [{ '...': digestOf(first) }] }, [first]],
    ['a disclosure comes twice', { _sd: [digestOf(first)] }, [first, first]],
    ['what is disclosed is said openly too', { _sd: [digestOf(first)], family_name: 'Z' }, [first]],
    ...['_sd', '...', '__proto__', 'constructor', 'exp', 'nbf', 'iss', 'cnf', 'vct', 'status', '_sd_alg'].map(
      (name) => {
        const reserved = encoded(['s', name, 1]);
        return [`it names ${name}`, { _sd: [digestOf(reserved)] }, [reserved]] as [string, unknown, readonly string[]];
      },
    ),
  ])('belong to nothing where %s', (_what, payload, disclosures) => {
    expect(disclosuresBelong(payload, disclosures.map(of))).toBe(false);
  });

  it('cannot take the end of a credential, its status or the holder’s key out of sight', async () => {
    const hidden: WalletTwist = { claims: { exp: undefined } };
    expect(await here.show(hidden)).toBe('exp');
    expect(await here.show({ claims: { status: undefined } })).toBe('status');
  });
});

describe('the key binding', () => {
  /** Puts a key binding of the attacker's making behind the credential. */
  const bound = (header: Json, payload: Json) => (shown: string) => {
    const credential = shown.slice(0, shown.lastIndexOf('~') + 1);
    const { client_id: aud, nonce } = here.asked;
    const iat = Math.floor(Date.now() / 1000);
    const data = `${encoded({ alg: 'ES256', typ: 'kb+jwt', ...header })}.${encoded({ iat, aud, nonce, sd_hash: digestOf(credential), ...payload })}`;
    return `${credential}${data}.${signed(data, attacker.privateKey)}`;
  };
  /** A credential whose holder is the attacker's key, so that her signature holds. */
  const own = (header: Json, payload: Json): WalletTwist => ({
    claims: { cnf: { jwk: attacker.publicKey.export({ format: 'jwk' }) } },
    presentation: bound(header, payload),
  });

  it('is believed where everything holds', async () => {
    expect(await here.show(own({}, {}))).toMatchObject({ family: 'Conceição' });
  });

  it.each<[string, string, Json, Json]>([
    ['of another type', 'key-binding', { typ: 'JWT' }, {}],
    ['without an algorithm', 'key-binding', { alg: 'none' }, {}],
    ['by an algorithm of another family', 'signature', { alg: 'HS256' }, {}],
    ['with something critical', 'signature', { crit: ['b64'] }, {}],
    ['for another verifier', 'aud', {}, { aud: 'x509_hash:of-somebody-else' }],
    ['for several verifiers', 'aud', {}, { aud: ['x509_hash:of-this-test'] }],
    ['for another request', 'nonce', {}, { nonce: 'of-another-request' }],
    ['over another presentation', 'sd_hash', {}, { sd_hash: digestOf('another') }],
    ['over no presentation', 'key-binding', {}, { sd_hash: undefined }],
    ['that is old', 'kb-iat', {}, { iat: Math.floor(Date.now() / 1000) - 700 }],
    ['of times to come', 'kb-iat', {}, { iat: Math.floor(Date.now() / 1000) + 120 }],
    ['of a time that is no number', 'kb-iat', {}, { iat: 'now' }],
  ])('is refused %s (%s)', async (_what, word, header, payload) => {
    expect(await here.show(own(header, payload))).toBe(word);
  });

  it.each([
    ['a key of another kind', { jwk: { kty: 'oct', k: 'AAAA' } }],
    [
      'a key on another curve',
      { jwk: generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey.export({ format: 'jwk' }) },
    ],
    ['a key by reference', { kid: 'holder', jku: 'http://localhost:1/keys' }],
  ])('is refused by %s', async (_what, cnf) => {
    expect(await here.show({ claims: { cnf } })).toBe('signature');
  });

  it('of one presentation does not hold for another of the same wallet', async () => {
    const [one = ''] = (await here.present()).pid ?? [];
    const [other = ''] = (await here.present()).pid ?? [];
    const crossed = one.slice(0, one.lastIndexOf('~') + 1) + other.slice(other.lastIndexOf('~') + 1);
    expect(await wordOf(here.judge({ pid: [crossed] }))).toBe('signature');
  });
});

describe('a presentation as SD-JWT VC', () => {
  it('is refused, and never believed, with any character changed', async () => {
    const [shown = ''] = (await here.present()).pid ?? [];
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_~.';
    await fc.assert(
      fc.asyncProperty(fc.nat(shown.length - 1), fc.constantFrom(...letters), async (place, letter) => {
        fc.pre(shown[place] !== letter);
        const other = shown.slice(0, place) + letter + shown.slice(place + 1);
        const judged = await wordOf(here.judge({ pid: [other] }));
        // The last characters of a signature have bits that say nothing.
        if (typeof judged !== 'string') expect(judged).toMatchObject({ family: ana.claims.family_name });
      }),
      { numRuns: 300 },
    );
  });
});
