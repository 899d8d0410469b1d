import { hash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import type { Clock } from '#kernel';

/** Algorithms of proofs (RFC 9449) that are taken, at the token endpoint and at the API. */
export const proofAlgorithms = ['ES256', 'ES384', 'PS256', 'EdDSA'];

/** Seconds that a proof may be old, or of a clock that is ahead. */
const window = 60;
const longestProof = 4_096;

/**
 * Does the proof belong to this very request and token, made by the key that the token is bound to, and never seen before
 * (RFC 9449, 4.3)? `once` is true for the first that brings an id until that time.
 */
export async function isProven(
  proof: string | undefined,
  request: {
    readonly method: string;
    /** Without query and fragment. */
    readonly address: string;
    readonly token: string;
    readonly boundTo: string;
  },
  parts: { readonly clock: Clock; readonly once: (id: string, expires: Date) => Promise<boolean> },
): Promise<boolean> {
  if (proof === undefined || proof.length > longestProof) return false;
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: proofAlgorithms,
      requiredClaims: ['jti', 'iat', 'htm', 'htu', 'ath'],
      currentDate: parts.clock.now(),
    });
    const { jti, iat, htm, htu, ath } = payload;
    const now = parts.clock.now().getTime() / 1000;
    if (typeof jti !== 'string' || jti.length > 200 || typeof iat !== 'number' || Math.abs(now - iat) > window)
      return false;
    if (htm !== request.method || ath !== hash('sha256', request.token, 'base64url')) return false;
    if (!isSameAddress(htu, request.address)) return false;
    const { jwk } = protectedHeader;
    if (jwk === undefined || (await calculateJwkThumbprint(jwk)) !== request.boundTo) return false;
    return parts.once(`dpop ${request.boundTo} ${jti}`, new Date((iat + 2 * window) * 1000));
  } catch {
    return false;
  }
}

function isSameAddress(told: unknown, address: string): boolean {
  const url = typeof told === 'string' ? URL.parse(told) : null;
  if (url === null) return false;
  url.search = '';
  url.hash = '';
  return url.href === new URL(address).href;
}
