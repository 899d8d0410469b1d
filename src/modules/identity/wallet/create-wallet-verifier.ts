import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Clock, faultOf } from '#kernel';
import type { WalletSetup } from '../brokers/upstream-setup.ts';
import type { Verified, WalletRequest, WalletVerifier } from './contract.ts';
import { credentialQuery, pidQuery } from './pid-query.ts';
import { isRefusedPresentation, verifyPresentation } from './verify-presentation.ts';

/** Audience of a request that any wallet may take (OpenID4VP 1.0, 5.8). */
const anyWallet = 'https://self-issued.me/v2';
const longestResponse = 65_536;
const keyAgreement = 'ECDH-ES';
const contentEncryption = ['A128GCM', 'A256GCM'];
const requestLasts = 600;

/**
 * OpenID4VP 1.0 as the High Assurance Interoperability Profile narrows it: signed requests by reference, `x509_hash`, answers
 * encrypted to a key of one request (`direct_post.jwt`), SD-JWT VC.
 */
export function createWalletVerifier(
  setup: Pick<WalletSetup, 'keyPem' | 'certificates' | 'trustAnchors' | 'issuerKeys' | 'label'>,
  clock: Clock,
): WalletVerifier {
  const chain = setup.certificates.map((pem) => new X509Certificate(pem).raw);
  const [leaf] = chain;
  if (leaf === undefined) throw new Error('A wallet verifier has no certificate');
  const clientId = `x509_hash:${createHash('sha256').update(leaf).digest('base64url')}`;
  const x5c = chain.map((der) => der.toString('base64'));
  const key = createPrivateKey(setup.keyPem);

  return {
    clientId,
    async newRequest() {
      const { privateKey } = await generateKeyPair(keyAgreement, { crv: 'P-256', extractable: true });
      return {
        nonce: randomBytes(32).toString('base64url'),
        state: randomBytes(32).toString('base64url'),
        encryptionKey: { ...(await exportJWK(privateKey)), kid: randomBytes(8).toString('base64url') },
      };
    },
    requestObject(request, responseUri) {
      const { kty, crv, x, y, kid } = request.encryptionKey as JWK;
      const issued = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({
        client_id: clientId,
        response_type: 'vp_token',
        response_mode: 'direct_post.jwt',
        response_uri: responseUri,
        nonce: request.nonce,
        state: request.state,
        dcql_query: pidQuery,
        client_metadata: {
          client_name: setup.label,
          jwks: { keys: [{ kty, crv, x, y, kid, use: 'enc', alg: keyAgreement }] },
          encrypted_response_enc_values_supported: contentEncryption,
          vp_formats_supported: {
            'dc+sd-jwt': { 'sd-jwt_alg_values': ['ES256', 'ES384'], 'kb-jwt_alg_values': ['ES256', 'ES384'] },
          },
        },
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'oauth-authz-req+jwt', x5c })
        .setAudience(anyWallet)
        .setIssuedAt(issued)
        .setExpirationTime(issued + requestLasts)
        .sign(key);
    },
    async verify(response, request) {
      const presentation = await openResponse(response, request);
      if (presentation === undefined) return refused('response');
      try {
        return {
          ok: true,
          value: await verifyPresentation(presentation, { ...setup, clock, clientId, nonce: request.nonce }),
        };
      } catch (failure) {
        return refused(isRefusedPresentation(failure) ? failure.word : 'malformed');
      }
    },
  };
}

function refused(word: string): Verified {
  return { ok: false, fault: faultOf('upstream.refused', 'What the wallet showed does not pass the checks.'), word };
}

/** The one presentation that was asked for; undefined where the answer is anything else, or for another request. */
async function openResponse(response: string, request: WalletRequest): Promise<string | undefined> {
  if (response.length > longestResponse) return undefined;
  try {
    const key = await importJWK(request.encryptionKey as JWK, keyAgreement);
    const { plaintext } = await compactDecrypt(response, key, {
      keyManagementAlgorithms: [keyAgreement],
      contentEncryptionAlgorithms: contentEncryption,
    });
    const { vp_token: shown, state } = JSON.parse(new TextDecoder().decode(plaintext)) as {
      readonly vp_token?: Readonly<Record<string, unknown>>;
      readonly state?: unknown;
    };
    const presentations = shown?.[credentialQuery];
    if (state !== request.state || !Array.isArray(presentations) || presentations.length !== 1) return undefined;
    const [only] = presentations as readonly unknown[];
    return typeof only === 'string' ? only : undefined;
  } catch {
    return undefined;
  }
}
