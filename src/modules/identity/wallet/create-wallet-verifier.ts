import { createHash, createPrivateKey, randomBytes, X509Certificate } from 'node:crypto';
import { calculateJwkThumbprint, compactDecrypt, exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import { type Clock, faultOf } from '#kernel';
import { isObject } from '../brokers/kinds/claims.ts';
import type { WalletSetup } from '../brokers/upstream-setup.ts';
import type { Verified, WalletRequest, WalletVerifier } from './contract.ts';
import { pidQuery } from './pid-query.ts';
import { isRefusedPresentation, type PresentationFault } from './refused-presentation.ts';
import { createRevocationLists, usualRevocationPolicy } from './revocation/revocation-lists.ts';
import { coseAlgorithms, joseAlgorithms } from './signatures.ts';
import { createStatusLists } from './status/status-lists.ts';
import { trustedAuthorities } from './trusted-authorities.ts';
import { verifyAnswer } from './verify-answer.ts';

/** Audience of a request that any wallet may take (OpenID4VP 1.0, 5.8). */
const anyWallet = 'https://self-issued.me/v2';
const longestResponse = 65_536;
const keyAgreement = 'ECDH-ES';
const contentEncryption = ['A128GCM', 'A256GCM'];
const requestLasts = 600;

/**
 * OpenID4VP 1.0 as the High Assurance Interoperability Profile narrows it: signed requests by reference, `x509_hash`, answers
 * encrypted to a key of one request (`direct_post.jwt`), SD-JWT VC or mdoc.
 */
export function createWalletVerifier(
  setup: Pick<
    WalletSetup,
    'keyPem' | 'certificates' | 'trustAnchors' | 'issuerKeys' | 'revocation' | 'hosts' | 'label'
  >,
  clock: Clock,
): WalletVerifier {
  const [leaf, ...above] = setup.certificates.map((pem) => new X509Certificate(pem));
  if (leaf === undefined) throw new Error('A wallet verifier has no certificate');
  const clientId = `x509_hash:${createHash('sha256').update(leaf.raw).digest('base64url')}`;
  // Wallets have the trust anchor themselves, and refuse a request that brings it (HAIP 1.0, 5).
  const chain = [leaf, ...above.filter((each) => !each.checkIssued(each))];
  const x5c = chain.map(({ raw }) => raw.toString('base64'));
  const key = createPrivateKey(setup.keyPem);
  let authorities: ReturnType<typeof trustedAuthorities> | undefined;
  const { hosts, trustAnchors, issuerKeys, revocation: policy = usualRevocationPolicy } = setup;
  const trusted = { trustAnchors, issuerKeys, revocations: createRevocationLists({ policy, hosts, clock }) };
  const statuses = createStatusLists({ trusted, hosts, clock });

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
    async requestObject(request, responseUri, wallet) {
      authorities ??= trustedAuthorities(setup);
      const { kty, crv, x, y, kid } = request.encryptionKey as JWK;
      const issued = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({
        client_id: clientId,
        response_type: 'vp_token',
        response_mode: 'direct_post.jwt',
        response_uri: responseUri,
        nonce: request.nonce,
        state: request.state,
        dcql_query: pidQuery(await authorities, wallet?.formats),
        ...(wallet?.nonce === undefined ? {} : { wallet_nonce: wallet.nonce }),
        client_metadata: {
          client_name: setup.label,
          jwks: { keys: [{ kty, crv, x, y, kid, use: 'enc', alg: keyAgreement }] },
          encrypted_response_enc_values_supported: contentEncryption,
          vp_formats_supported: {
            'dc+sd-jwt': { 'sd-jwt_alg_values': joseAlgorithms, 'kb-jwt_alg_values': joseAlgorithms },
            mso_mdoc: {
              issuerauth_alg_values: [...coseAlgorithms.keys()],
              deviceauth_alg_values: [...coseAlgorithms.keys()],
            },
          },
        },
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'oauth-authz-req+jwt', x5c })
        .setAudience(anyWallet)
        .setIssuedAt(issued)
        .setExpirationTime(issued + requestLasts)
        .sign(key);
    },
    async verify(response, request, responseUri) {
      const shown = await openResponse(response, request);
      if (shown === undefined) return refused('response');
      const { nonce } = request;
      const encryptionKey = Buffer.from(await calculateJwkThumbprint(request.encryptionKey as JWK), 'base64url');
      const session = { clientId, nonce, responseUri, encryptionKey };
      try {
        const expected = { trusted, statuses, now: clock.now(), session };
        return { ok: true, value: await verifyAnswer(shown, expected) };
      } catch (failure) {
        return isRefusedPresentation(failure) ? refused(failure.word, failure.code) : refused('malformed');
      }
    },
  };
}

function refused(word: string, code: PresentationFault = 'upstream.refused'): Verified {
  return { ok: false, fault: faultOf(code, 'What the wallet showed does not pass the checks.'), code, word };
}

/** `vp_token` of the answer; undefined where it is none, or for another request. */
async function openResponse(
  response: string,
  request: WalletRequest,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  if (response.length > longestResponse) return undefined;
  try {
    const key = await importJWK(request.encryptionKey as JWK, keyAgreement);
    const { plaintext } = await compactDecrypt(response, key, {
      keyManagementAlgorithms: [keyAgreement],
      contentEncryptionAlgorithms: contentEncryption,
    });
    const answer: unknown = JSON.parse(new TextDecoder().decode(plaintext));
    if (!isObject(answer) || answer.state !== request.state || !isObject(answer.vp_token)) return undefined;
    return answer.vp_token;
  } catch {
    return undefined;
  }
}
