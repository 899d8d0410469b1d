import { createHash, type KeyObject, randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { ProfessionalIdentity } from '#identity';
import type { Clock } from '#kernel';

/** Purposes for which a record may cross a border. */
export type CrossBorderPurpose = 'TREAT' | 'ETREAT';

/** The identifier, in the other country's own system, of the person whom a request is about. */
export interface PersonIdentifier {
  readonly system: string;
  readonly value: string;
}

/** The claims of an assertion; docs/spec/gateway.md has a row for each. Times are seconds since 1970 UTC. */
export interface AssertionClaims {
  readonly iss: string;
  readonly aud: string;
  readonly sub: string;
  readonly iat: number;
  readonly nbf: number;
  readonly exp: number;
  readonly jti: string;
  readonly htm: string;
  readonly htu: string;
  readonly body_sha256: string;
  readonly cnf: { readonly 'x5t#S256': string };
  readonly purpose_of_use: CrossBorderPurpose;
  readonly patient: PersonIdentifier;
  readonly professional: ProfessionalIdentity;
}

/** Media type of the assertion in the JWS header `typ` (RFC 8725, 3.11: explicit typing). */
export const assertionType = 'carnet-assertion+jwt';
/** An assertion is signed for the one request that carries it, so a minute is long. */
const assertionSeconds = 60;
/** What a receiver accepts at most. */
export const longestAssertionSeconds = 120;
/** How far the clocks of two nodes may differ. */
export const clockToleranceSeconds = 60;

/** Everything that stays the same over the requests of one exchange. */
export interface AssertionContext {
  readonly issuer: string;
  readonly audience: string;
  readonly professional: ProfessionalIdentity;
  readonly purpose: CrossBorderPurpose;
  readonly patient: PersonIdentifier;
  /** `x5t#S256` of the TLS client certificate. */
  readonly thumbprint: string;
  readonly key: { readonly kid: string; readonly privateKey: KeyObject };
  readonly clock: Clock;
}

/** Signs an assertion (JWS, ES256) that is good for exactly one HTTP request. */
export async function signAssertion(
  context: AssertionContext,
  request: { readonly method: string; readonly url: string; readonly body: string },
): Promise<string> {
  const now = Math.floor(context.clock.now().getTime() / 1000);
  const claims: AssertionClaims = {
    iss: context.issuer,
    aud: context.audience,
    sub: subjectOf(context.professional),
    iat: now,
    nbf: now,
    exp: now + assertionSeconds,
    jti: randomUUID(),
    htm: request.method,
    htu: request.url,
    body_sha256: bodyHash(request.body),
    cnf: { 'x5t#S256': context.thumbprint },
    purpose_of_use: context.purpose,
    patient: context.patient,
    professional: context.professional,
  };
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: assertionType, kid: context.key.kid })
    .sign(context.key.privateKey);
}

/** A professional's id across countries: the number is unique only within the country that issued it. */
export function subjectOf(professional: ProfessionalIdentity): string {
  return `${professional.country_code}:${professional.hp_identifier}`;
}

/** base64url of the SHA-256 of the body as sent; of nothing where there is none. */
export function bodyHash(body: string | Uint8Array): string {
  return createHash('sha256').update(body).digest('base64url');
}
