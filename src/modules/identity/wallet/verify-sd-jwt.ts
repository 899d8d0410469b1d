import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import { type Claims, isObject } from '../brokers/kinds/claims.ts';
import { disclosuresBelong } from './check-disclosures.ts';
import type { Presented } from './contract.ts';
import { type IssuerKey, issuerKey } from './issuer-key.ts';
import { pidType } from './pid-query.ts';
import { presentedPid } from './presented-pid.ts';
import { isRefusedPresentation, refusal } from './refused-presentation.ts';
import { isSignedBy } from './signatures.ts';
import { mustStand } from './status/must-stand.ts';
import type { Expected } from './verify-answer.ts';

/** Seconds by which clocks may differ, and for which the signature of a holder is fresh. */
const skew = 60;
const holderFresh = 600;
const types: ReadonlySet<unknown> = new Set(['dc+sd-jwt', 'vc+sd-jwt']);

/**
 * SD-JWT VC with key binding (RFC 9901): the issuer's signature by a key that the operator trusts, validity, every disclosure
 * by its digest, the holder's signature (KB-JWT) over this very presentation (`sd_hash`), for this node (`aud`) and this
 * request (`nonce`), and the status of the credential. Throws; what is thrown for a check that failed names it
 * (`isRefusedPresentation`).
 */
export async function verifySdJwt(presentation: string, expected: Expected): Promise<Presented> {
  const { now } = expected;
  const { jwt, disclosures = [] } = await new SDJwtInstance({ hasher }).decode(presentation);
  const header = jwt?.header ?? {};
  if (!types.has(header.typ)) throw refusal('typ');
  // No extension is understood, so that none may be critical (RFC 7515, 4.1.11).
  if ('crit' in header) throw refusal('crit');
  const alg = typeof jwt?.payload?._sd_alg === 'string' ? jwt.payload._sd_alg : 'sha-256';
  const disclosed = await Promise.all(
    disclosures.map(async (each) => ({ digest: await each.digest({ hasher, alg }), key: each.key, value: each.value })),
  );
  if (!disclosuresBelong(jwt?.payload, disclosed)) throw refusal('disclosure');
  const issuer = await issuerKey(header, jwt?.payload?.iss, expected.trusted, now);
  if (issuer === undefined) throw refusal('issuer');
  const verified = await checkerFor(issuer, header.alg)
    .verify(presentation, {
      keyBindingNonce: expected.session.nonce,
      currentDate: Math.floor(now.getTime() / 1000),
      skewSeconds: skew,
    })
    .catch((failure: unknown) => {
      throw refusal(wordOf(failure));
    });
  if (verified.kb === undefined) throw refusal('key-binding');
  const { aud, iat } = verified.kb.payload;
  if (aud !== expected.session.clientId) throw refusal('aud');
  const age = now.getTime() / 1000 - iat;
  if (!(age <= holderFresh && age >= -skew)) throw refusal('kb-iat');
  return standing(verified.payload, issuer, expected);
}

function checkerFor(issuer: IssuerKey, alg: unknown) {
  return new SDJwtInstance({
    hasher,
    verifier: (data, signature) => isSigned(data, signature, alg, issuer.key),
    kbVerifier: async (data, signature, payload) => {
      const [head = ''] = data.split('.');
      const header: unknown = JSON.parse(Buffer.from(head, 'base64url').toString());
      const jwk = payload.cnf?.jwk;
      if (!isObject(header) || 'crit' in header || jwk?.kty !== 'EC') return false;
      return isSigned(data, signature, header.alg, createPublicKey({ key: jwk, format: 'jwk' }));
    },
  });
}

async function standing(payload: unknown, issuer: IssuerKey, expected: Expected): Promise<Presented> {
  const claims: Claims = isObject(payload) ? payload : {};
  if (claims.vct !== pidType) throw refusal('vct');
  const { exp, iat, iss, status } = claims;
  // What has no end of its technical validity could be shown for ever.
  if (typeof exp !== 'number') throw refusal('exp');
  const presented = presentedPid(claims, issuer.country, expected.now);
  const credential = {
    country: presented.country,
    issuer: typeof iss === 'string' ? iss : undefined,
    form: 'jwt',
  } as const;
  await mustStand({ status, from: iat, until: exp }, credential, expected.statuses);
  return presented;
}

function hasher(data: string | ArrayBuffer, alg: string): Uint8Array {
  const name = alg.toLowerCase();
  if (name !== 'sha-256' && name !== 'sha-384' && name !== 'sha-512') throw refusal('sd_alg');
  const bytes = typeof data === 'string' ? data : Buffer.from(data);
  return createHash(name.replace('-', '')).update(bytes).digest();
}

function isSigned(data: string, signature: string, alg: unknown, key: KeyObject): boolean {
  return isSignedBy(key, alg, Buffer.from(data), Buffer.from(signature, 'base64url'));
}

/** The library tells its checks apart by their words alone. */
function wordOf(failure: unknown): string {
  if (isRefusedPresentation(failure)) return failure.word;
  const text = failure instanceof Error ? failure.message : '';
  if (/nonce/i.test(text)) return 'nonce';
  if (/sd_hash/.test(text)) return 'sd_hash';
  if (/key binding/i.test(text)) return 'key-binding';
  if (/expired/i.test(text)) return 'expired';
  if (/not yet/i.test(text)) return 'not-yet-valid';
  return /signature/i.test(text) ? 'signature' : 'presentation';
}
