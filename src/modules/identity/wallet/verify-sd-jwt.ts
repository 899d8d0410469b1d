import { createHash, createPublicKey, type KeyObject, verify as verifySignature } from 'node:crypto';
import { SDJwtInstance } from '@sd-jwt/core';
import type { Clock } from '#kernel';
import { dateOf, isObject, textOf } from '../brokers/kinds/claims.ts';
import { disclosuresBelong } from './check-disclosures.ts';
import type { Presented } from './contract.ts';
import { issuerKey, type TrustedIssuers } from './issuer-key.ts';
import { pidType } from './pid-query.ts';

interface Expected extends TrustedIssuers {
  readonly clock: Clock;
  /** For whom the holder must have signed, and over what. */
  readonly clientId: string;
  readonly nonce: string;
}

/** A presentation that is not believed; `word` says for the log which check it did not pass. */
interface RefusedPresentation extends Error {
  readonly word: string;
}

export function isRefusedPresentation(failure: unknown): failure is RefusedPresentation {
  return failure instanceof Error && typeof (failure as { readonly word?: unknown }).word === 'string';
}

/** Seconds by which clocks may differ, and for which the signature of a holder is fresh. */
const skew = 60;
const holderFresh = 600;
const longestPresentation = 65_536;
const types: ReadonlySet<unknown> = new Set(['dc+sd-jwt', 'vc+sd-jwt']);
const algorithms: Readonly<Record<string, { readonly hash: string; readonly curve: string }>> = {
  ES256: { hash: 'sha256', curve: 'prime256v1' },
  ES384: { hash: 'sha384', curve: 'secp384r1' },
};

/**
 * SD-JWT VC with key binding (RFC 9901): the issuer's signature by a key that the operator trusts, validity, every disclosure
 * by its digest, and the holder's signature (KB-JWT) over this very presentation (`sd_hash`), for this node (`aud`) and this
 * request (`nonce`). Throws; what is thrown for a check that failed names it (`isRefusedPresentation`).
 */
export async function verifyPresentation(presentation: string, expected: Expected): Promise<Presented> {
  if (presentation.length > longestPresentation) throw refusal('size');
  const now = expected.clock.now();
  const reader = new SDJwtInstance({ hasher });
  const { jwt, disclosures = [] } = await reader.decode(presentation);
  const header = jwt?.header ?? {};
  if (!types.has(header.typ)) throw refusal('typ');
  const alg = typeof jwt?.payload?._sd_alg === 'string' ? jwt.payload._sd_alg : 'sha-256';
  const disclosed = await Promise.all(
    disclosures.map(async (each) => ({ digest: await each.digest({ hasher, alg }), key: each.key, value: each.value })),
  );
  if (!disclosuresBelong(jwt?.payload, disclosed)) throw refusal('disclosure');
  const issuer = issuerKey(header, jwt?.payload?.iss, expected, now);
  if (issuer === undefined) throw refusal('issuer');
  const checker = new SDJwtInstance({
    hasher,
    verifier: (data, signature) => isSigned(data, signature, header.alg, issuer.key),
    kbVerifier: async (data, signature, payload) => {
      const [head = ''] = data.split('.');
      const { alg } = JSON.parse(Buffer.from(head, 'base64url').toString()) as { readonly alg?: unknown };
      const jwk = payload.cnf?.jwk;
      return jwk?.kty === 'EC' && isSigned(data, signature, alg, createPublicKey({ key: jwk, format: 'jwk' }));
    },
  });
  const verified = await checker
    .verify(presentation, {
      keyBindingNonce: expected.nonce,
      currentDate: Math.floor(now.getTime() / 1000),
      skewSeconds: skew,
    })
    .catch((failure: unknown) => {
      throw refusal(wordOf(failure));
    });
  if (verified.kb === undefined) throw refusal('key-binding');
  const { aud, iat } = verified.kb.payload;
  if (aud !== expected.clientId) throw refusal('aud');
  const age = now.getTime() / 1000 - iat;
  if (!(age <= holderFresh && age >= -skew)) throw refusal('kb-iat');
  return presentedOf(verified.payload, issuer.country, now);
}

function presentedOf(payload: unknown, countryOfKey: string | undefined, now: Date): Presented {
  if (!isObject(payload) || payload.vct !== pidType) throw refusal('vct');
  // What has no end of its technical validity could be shown for ever.
  if (typeof payload.exp !== 'number') throw refusal('exp');
  const expiry = dateOf(textOf(payload, 'date_of_expiry'));
  if (expiry === undefined || expiry < now.toISOString().slice(0, 10)) throw refusal('date_of_expiry');
  const country = textOf(payload, 'issuing_country');
  // An issuer speaks for the country that its certificate is of, whoever else trusts it.
  if (country === undefined || (countryOfKey !== undefined && country !== countryOfKey)) throw refusal('country');
  const family = textOf(payload, 'family_name');
  const given = textOf(payload, 'given_name');
  const birthDate = dateOf(textOf(payload, 'birthdate'));
  if (family === undefined || given === undefined || birthDate === undefined) throw refusal('claims');
  const number = textOf(payload, 'personal_administrative_number');
  return { country, family, given, birthDate, ...(number === undefined ? {} : { number }) };
}

function hasher(data: string | ArrayBuffer, alg: string): Uint8Array {
  const name = alg.toLowerCase();
  if (name !== 'sha-256' && name !== 'sha-384' && name !== 'sha-512') throw refusal('sd_alg');
  const bytes = typeof data === 'string' ? data : Buffer.from(data);
  return createHash(name.replace('-', '')).update(bytes).digest();
}

function isSigned(data: string, signature: string, alg: unknown, key: KeyObject): boolean {
  const known = typeof alg === 'string' && Object.hasOwn(algorithms, alg) ? algorithms[alg] : undefined;
  if (known === undefined || key.asymmetricKeyDetails?.namedCurve !== known.curve) return false;
  const input = { key, dsaEncoding: 'ieee-p1363' as const };
  return verifySignature(known.hash, Buffer.from(data), input, Buffer.from(signature, 'base64url'));
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

function refusal(word: string): RefusedPresentation {
  return Object.assign(new Error('A presentation is not believed'), { word });
}
