import { hash, type KeyObject, randomUUID } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { type Assurance, acrOf, assuranceOf } from './assurance.ts';
import type { Keyring } from './keyring.ts';
import type { IdentityKeys } from './keys.ts';
import { type Addresses, fhirScope, tokenLifetime } from './options.ts';
import { type RoleClaims, roleIn } from './roles/role-claims.ts';

/** What is taken from an access token; everything else about the caller comes from the account. */
export interface TokenClaims {
  readonly subject: string;
  readonly client: string;
  readonly id: string;
  readonly expires: Date;
  /** When the person last proved who she is (`auth_time`), and how surely (`acr`). */
  readonly authenticatedAt?: Date;
  readonly assurance?: Assurance;
  /** Of a professional, the role that it was given for. */
  readonly work?: RoleClaims;
}

export interface Tokens {
  /** `sign-in.expired` for a good token past its end, `sign-in.required` for everything else that is wrong. */
  verify(token: string): Promise<Outcome<TokenClaims>>;
  sign(subject: string, client: string, work?: RoleClaims): Promise<string>;
}

const longestToken = 4_096;
const mostRemembered = 10_000;

/** Access tokens are JWTs by RFC 9068, signed ES256; they are verified here without asking anybody. */
export function createTokens(options: {
  readonly keyring: Keyring;
  readonly addresses: Addresses;
  readonly clock: Clock;
}): Tokens {
  const { addresses, clock, keyring } = options;
  let made: IdentityKeys | undefined;
  let publicKeys = new Map<string, KeyObject>();
  let verified = new Map<string, TokenClaims>();

  /** What was verified by keys that are no longer there is verified again. */
  const follow = (keys: IdentityKeys): void => {
    if (keys === made) return;
    made = keys;
    publicKeys = new Map(keys.signing.map((key) => [key.kid, key.publicKey]));
    verified = new Map();
  };
  /** Another process may sign with a key that is newer than what this one knows. */
  const keyOf = (kid: string): KeyObject | undefined => {
    if (!publicKeys.has(kid)) follow(keyring.again());
    return publicKeys.get(kid);
  };

  const check = async (token: string): Promise<TokenClaims | 'expired' | undefined> => {
    try {
      const { kid } = decodeProtectedHeader(token);
      const key = typeof kid === 'string' ? keyOf(kid) : undefined;
      if (key === undefined) return undefined;
      const { payload } = await jwtVerify(token, key, {
        issuer: addresses.issuer,
        audience: addresses.audience,
        algorithms: ['ES256'],
        typ: 'at+jwt',
        requiredClaims: ['sub', 'jti', 'exp', 'iat'],
        currentDate: clock.now(),
      });
      const { sub, jti, exp, client_id: client } = payload;
      if (sub === undefined || jti === undefined || exp === undefined || typeof client !== 'string') return undefined;
      const assurance = assuranceOf(payload.acr);
      const work = roleIn(payload);
      return {
        subject: sub,
        client,
        id: jti,
        expires: new Date(exp * 1000),
        ...(typeof payload.auth_time === 'number' ? { authenticatedAt: new Date(payload.auth_time * 1000) } : {}),
        ...(assurance === undefined ? {} : { assurance }),
        ...(work === undefined ? {} : { work }),
      };
    } catch (failure) {
      return failure instanceof errors.JWTExpired ? 'expired' : undefined;
    }
  };

  return {
    async verify(token) {
      if (token.length > longestToken) return required();
      follow(keyring.current());
      const fingerprint = hash('sha256', token, 'base64url');
      const known = verified.get(fingerprint);
      if (known !== undefined) return known.expires > clock.now() ? ok(known) : expired();
      const claims = await check(token);
      if (claims === 'expired') return expired();
      if (claims === undefined) return required();
      if (verified.size >= mostRemembered) verified = new Map();
      verified.set(fingerprint, claims);
      return ok(claims);
    },
    sign(subject, client, work = {}) {
      const [key] = keyring.current().signing;
      const now = Math.floor(clock.now().getTime() / 1000);
      return new SignJWT({ client_id: client, scope: fhirScope, auth_time: now, acr: acrOf.low, ...work })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: key.kid })
        .setIssuer(addresses.issuer)
        .setAudience(addresses.audience)
        .setSubject(subject)
        .setJti(randomUUID())
        .setIssuedAt(now)
        .setExpirationTime(now + tokenLifetime)
        .sign(key.privateKey);
    },
  };
}

export function required(): Outcome<never> {
  return fail('sign-in.required', 'Sign in to use this.');
}

function expired(): Outcome<never> {
  return fail('sign-in.expired', 'The sign-in has expired. Sign in again.');
}
