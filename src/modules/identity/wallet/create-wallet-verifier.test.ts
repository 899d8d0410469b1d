import { createHash, generateKeyPairSync, X509Certificate } from 'node:crypto';
import {
  CompactEncrypt,
  decodeJwt,
  decodeProtectedHeader,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
} from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#kernel';
import { type SimulatedAuthority, simulatedAuthority } from '../brokers/simulated/simulated-certificates.ts';
import type { WalletRequest, WalletVerifier } from './contract.ts';
import { createWalletVerifier } from './create-wallet-verifier.ts';
import { ana, openPresentations } from './testing-presentations.ts';
import { trustedAuthorities } from './trusted-authorities.ts';

let authority: SimulatedAuthority;
let leaf: X509Certificate;
let verifier: WalletVerifier;
let request: WalletRequest;
const responseUri = 'https://node.example/session/upstream/wallet/answer/1';

beforeAll(async () => {
  authority = await simulatedAuthority('Authority of this test', 'PT');
  const relying = await authority.issue('Relying party', 'FR');
  leaf = new X509Certificate(relying.certificatePem);
  verifier = createWalletVerifier(
    {
      label: 'Hospital',
      keyPem: relying.keyPem,
      certificates: [relying.certificatePem, authority.certificatePem],
      trustAnchors: [authority.certificatePem],
      issuerKeys: {},
      hosts: [],
    },
    systemClock,
  );
  request = await verifier.newRequest();
});

describe('the request (OpenID4VP 1.0, HAIP 1.0)', () => {
  it('is signed by the certificate that names the node, and brings no trust anchor', async () => {
    const object = await verifier.requestObject(request, responseUri);
    const { payload, protectedHeader } = await jwtVerify(object, leaf.publicKey, { algorithms: ['ES256'] });
    expect(protectedHeader).toMatchObject({ typ: 'oauth-authz-req+jwt', x5c: [leaf.raw.toString('base64')] });
    expect(payload.client_id).toBe(`x509_hash:${createHash('sha256').update(leaf.raw).digest('base64url')}`);
    expect(payload.client_id).toBe(verifier.clientId);
    expect(payload.aud).toBe('https://self-issued.me/v2');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(600);
  });

  it('asks for one identity in one of two formats, and no more than a record is found by', async () => {
    const said = decodeJwt(await verifier.requestObject(request, responseUri));
    expect(said).toMatchObject({
      response_type: 'vp_token',
      response_mode: 'direct_post.jwt',
      response_uri: responseUri,
      nonce: request.nonce,
      state: request.state,
      dcql_query: {
        credentials: [
          { id: 'pid', format: 'dc+sd-jwt', meta: { vct_values: ['urn:eudi:pid:1'] } },
          { id: 'pid-mdoc', format: 'mso_mdoc', meta: { doctype_value: 'eu.europa.ec.eudi.pid.1' } },
        ],
        credential_sets: [{ options: [['pid'], ['pid-mdoc']] }],
      },
    });
    for (const absent of ['redirect_uri', 'scope', 'presentation_definition', 'transaction_data']) {
      expect(said).not.toHaveProperty(absent);
    }
    const claims = JSON.stringify(said.dcql_query);
    for (const name of ['portrait', 'resident_address', 'nationalit', 'place_of_birth'])
      expect(claims).not.toContain(name);
  });

  it('says the nonce of the wallet that asks, and asks for what it can show', async () => {
    expect(decodeJwt(await verifier.requestObject(request, responseUri))).not.toHaveProperty('wallet_nonce');
    const wallet = { nonce: 'of this wallet', formats: ['mso_mdoc'] } as const;
    expect(decodeJwt(await verifier.requestObject(request, responseUri, wallet))).toMatchObject({
      wallet_nonce: 'of this wallet',
      nonce: request.nonce,
      dcql_query: { credentials: [{ id: 'pid-mdoc' }], credential_sets: [{ options: [['pid-mdoc']] }] },
    });
  });

  it('names the authorities whose identities count, where they can be named', async () => {
    const { SubjectKeyIdentifierExtension, X509Certificate: Parsed } = await import('@peculiar/x509');
    const keyId = new Parsed(authority.certificatePem).getExtension(SubjectKeyIdentifierExtension)?.keyId ?? '';
    const said = decodeJwt(await verifier.requestObject(request, responseUri));
    const { credentials } = said.dcql_query as {
      readonly credentials: readonly { readonly trusted_authorities: unknown }[];
    };
    const named = [{ type: 'aki', values: [Buffer.from(keyId, 'hex').toString('base64url')] }];
    expect(credentials.map(({ trusted_authorities }) => trusted_authorities)).toEqual([named, named]);
    const anchors = { trustAnchors: [authority.certificatePem], issuerKeys: { 'https://a.example': [{}] } };
    expect(await trustedAuthorities(anchors)).toEqual([]);
    expect(await trustedAuthorities({ trustAnchors: [leaf.toString()], issuerKeys: {} })).toEqual([]);
  });

  it('gives a key of its own for the answer, of which the private part stays here', async () => {
    const other = await verifier.newRequest();
    expect(other.nonce).not.toBe(request.nonce);
    expect(other.state).not.toBe(request.state);
    const said = decodeJwt(await verifier.requestObject(request, responseUri));
    const { jwks, encrypted_response_enc_values_supported: enc } = said.client_metadata as {
      readonly jwks: { readonly keys: readonly JWK[] };
      readonly encrypted_response_enc_values_supported: readonly string[];
    };
    const { x, y, kid } = request.encryptionKey as JWK;
    expect(jwks.keys).toEqual([{ kty: 'EC', crv: 'P-256', x, y, kid, use: 'enc', alg: 'ECDH-ES' }]);
    expect((other.encryptionKey as JWK).x).not.toBe(x);
    expect(enc).toEqual(['A128GCM', 'A256GCM']);
    expect(decodeProtectedHeader(await verifier.requestObject(request, responseUri))).not.toHaveProperty('jwk');
  });
});

describe('the answer', () => {
  const word = async (response: string, to = request) => {
    const judged = await verifier.verify(response, to, responseUri);
    return judged.ok ? judged.value.family : judged.word;
  };
  const encrypted = async (said: unknown, header: Record<string, string> = {}, to = request) =>
    new CompactEncrypt(Buffer.from(typeof said === 'string' ? said : JSON.stringify(said)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', ...header })
      .encrypt(await importJWK(publicPart(to), 'ECDH-ES'));
  /** What the wallet of the person says to this very request. */
  const answered = async (format: 'sdJwt' | 'mdoc') => {
    const { present } = await openPresentations(authority);
    const asked = {
      client_id: verifier.clientId,
      nonce: request.nonce,
      state: request.state,
      response_uri: responseUri,
      client_metadata: { jwks: { keys: [publicPart(request)] } },
    };
    // A day at most, for nobody tells of a status here.
    const shortLived = { expires: Math.floor(Date.now() / 1000) + 3_600, claims: { status: undefined } };
    const noStatus = (said: Map<unknown, unknown>) => void said.delete('status');
    return { state: request.state, vp_token: await present({ format, ...shortLived, security: noStatus }, asked) };
  };

  it.each(['sdJwt', 'mdoc'] as const)('is opened and believed (%s)', async (format) => {
    expect(await word(await encrypted(await answered(format)))).toBe(ana.claims.family_name);
    expect(await word(await encrypted(await answered(format), { enc: 'A128GCM' }))).toBe(ana.claims.family_name);
  });

  it('is refused for another request, whoever it is encrypted to', async () => {
    const other = await verifier.newRequest();
    const said = await answered('sdJwt');
    expect(await word(await encrypted(said), other)).toBe('response');
    expect(await word(await encrypted(said, {}, other), other)).toBe('response');
    // With the state of the other request the holder’s signature still names this one.
    expect(await word(await encrypted({ ...said, state: other.state }, {}, other), other)).toBe('nonce');
  });

  it.each<[string, (said: Awaited<ReturnType<typeof answered>>) => unknown]>([
    ['no state', ({ vp_token }) => ({ vp_token })],
    ['another state', (said) => ({ ...said, state: 'other' })],
    ['no presentation', (said) => ({ ...said, vp_token: {} })],
    ['presentations in a list', (said) => ({ ...said, vp_token: [said.vp_token] })],
    ['a presentation that is no text', (said) => ({ ...said, vp_token: { pid: [{}] } })],
    ['a presentation that is no list', (said) => ({ ...said, vp_token: { pid: said.vp_token.pid?.[0] } })],
    ['two presentations', (said) => ({ ...said, vp_token: { pid: [said.vp_token.pid?.[0], said.vp_token.pid?.[0]] } })],
    ['a presentation by a name of JavaScript', (said) => ({ ...said, vp_token: { constructor: said.vp_token.pid } })],
    ['one more that was not asked for', (said) => ({ ...said, vp_token: { ...said.vp_token, diploma: ['x'] } })],
    ['a list', () => []],
    ['nothing', () => null],
    ['no JSON', () => 'vp_token'],
  ])('is refused with %s', async (_what, change) => {
    expect(await word(await encrypted(change(await answered('sdJwt'))))).toBe('response');
  });

  it('is refused where it is encrypted otherwise than was asked, or not at all', async () => {
    const said = await answered('sdJwt');
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const byRsa = await new CompactEncrypt(Buffer.from(JSON.stringify(said)))
      .setProtectedHeader({ alg: 'RSA-OAEP-256', enc: 'A256GCM' })
      .encrypt(rsa.publicKey);
    const direct = await new CompactEncrypt(Buffer.from(JSON.stringify(said)))
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .encrypt(Buffer.alloc(32));
    const stranger = await generateKeyPair('ECDH-ES', { crv: 'P-256' });
    const toStranger = await new CompactEncrypt(Buffer.from(JSON.stringify(said)))
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
      .encrypt(stranger.publicKey);
    for (const response of [
      byRsa,
      direct,
      toStranger,
      await encrypted(said, { enc: 'A128CBC-HS256' }),
      JSON.stringify(said),
      'a.b.c.d.e',
      '',
      'A'.repeat(70_000),
    ]) {
      expect(await word(response)).toBe('response');
    }
  });

  it('is refused where it is compressed, for what comes out could be any length', async () => {
    const [, ...rest] = (await encrypted(await answered('sdJwt'))).split('.');
    const header = Buffer.from(JSON.stringify({ alg: 'ECDH-ES', enc: 'A256GCM', zip: 'DEF' })).toString('base64url');
    expect(await word([header, ...rest].join('.'))).toBe('response');
  });
});

function publicPart({ encryptionKey }: WalletRequest): JWK {
  const { d: _, ...rest } = encryptionKey as JWK & { readonly d: string };
  return rest;
}
