import { X509Certificate } from 'node:crypto';
import { compactVerify, decodeJwt, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import type { Identity, ProfessionalIdentity } from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import {
  type AssertionClaims,
  assertionType,
  bodyHash,
  clockToleranceSeconds,
  longestAssertionSeconds,
  subjectOf,
} from '../assertion.ts';
import { countryOf, isIssuedBy, thumbprintOf } from '../certificates.ts';
import type { TrustEntry, TrustList } from '../trust.ts';

/** One HTTP request as it arrived over mutual TLS. */
export interface ReceivedRequest {
  readonly authorization: string | undefined;
  readonly method: string;
  /** As the asking node must have named it: this node's public origin, path and query. */
  readonly url: string;
  readonly body: Uint8Array;
  readonly certificate: X509Certificate;
}

export interface VerifiedAssertion {
  readonly partner: TrustEntry;
  readonly claims: AssertionClaims;
}

interface Setting {
  readonly received: ReceivedRequest;
  readonly partner: TrustEntry;
  readonly audience: string;
  readonly now: number;
}

const longestAssertion = 8000;

/** The mandatory set of Implementing Regulation (EU) 2026/2099, and the name of the facility for people to read. */
const professionalFields = [
  'family_name',
  'given_name',
  'country_code',
  'hp_identifier',
  'issuing_authority_name',
  'hp_professional_role',
  'healthcare_provider_identifier',
  'healthcare_provider_name',
] as const satisfies readonly (keyof ProfessionalIdentity)[];

/** What must hold for the claims of an assertion whose signature is good, in the order of checking. */
const rules: readonly (readonly [claim: string, holds: (claims: AssertionClaims, setting: Setting) => boolean])[] = [
  ['aud', (claims, { audience }) => claims.aud === audience],
  ['exp', (claims) => claims.exp > claims.iat && claims.exp - claims.iat <= longestAssertionSeconds],
  ['nbf', (claims) => claims.nbf >= claims.iat && claims.nbf < claims.exp],
  ['jti', (claims) => isText(claims.jti) && /^[\w-]{16,64}$/.test(claims.jti)],
  ['cnf', (claims, { received }) => claims.cnf?.['x5t#S256'] === thumbprintOf(received.certificate)],
  ['htm', (claims, { received }) => claims.htm === received.method],
  ['htu', (claims, { received }) => claims.htu === received.url],
  ['body_sha256', (claims, { received }) => claims.body_sha256 === bodyHash(received.body)],
  ['purpose_of_use', (claims) => claims.purpose_of_use === 'TREAT' || claims.purpose_of_use === 'ETREAT'],
  ['patient', (claims) => isText(claims.patient?.system) && isText(claims.patient?.value)],
  ...professionalFields.map(
    (field) => [`professional.${field}`, (claims: AssertionClaims) => isText(claims.professional?.[field])] as const,
  ),
  ['professional.country_code', (claims, { partner }) => claims.professional.country_code === partner.country],
  ['sub', (claims) => claims.sub === subjectOf(claims.professional)],
];

/**
 * Checks the assertion of one request, fully: who signed it (a key of the trust list), over whose connection it came
 * (a certificate of the same country, RFC 8705), for which request (as RFC 9449 binds a proof), when, and that it was
 * never seen before. Nothing is consumed unless everything else holds.
 *
 * Faults: `assertion.not-yet-valid` and `assertion.expired` where the clock alone is in the way, else
 * `assertion.invalid`; the text names the claim, never its value.
 */
export function createAssertionVerifier(options: {
  readonly trust: TrustList;
  /** Public base of this gateway. */
  readonly audience: string;
  readonly identity: Pick<Identity, 'consumeOnce'>;
  readonly clock: Clock;
}): (received: ReceivedRequest) => Promise<Outcome<VerifiedAssertion>> {
  return async (received) => {
    const token = bearerOf(received.authorization);
    if (token === undefined) return fail('assertion.invalid', 'The request carries no assertion.');
    const signed = await verifySignature(token, options.trust.entries());
    if (!signed.ok) return signed;
    const { partner, claims } = signed.value;

    const now = options.clock.now();
    const authority = new X509Certificate(partner.authority);
    if (!isIssuedBy(received.certificate, authority, now) || countryOf(received.certificate) !== partner.country) {
      return fail('assertion.invalid', 'The certificate is not one of the country that signed the assertion.');
    }
    const seconds = now.getTime() / 1000;
    const timely = checkTimes(claims, seconds);
    if (!timely.ok) return timely;
    const setting: Setting = { received, partner, audience: options.audience, now: seconds };
    for (const [claim, holds] of rules) {
      if (!holds(claims, setting)) return fail('assertion.invalid', `The claim ${claim} is not as required.`, claim);
    }
    const expires = new Date((claims.exp + clockToleranceSeconds + 1) * 1000);
    if (!(await options.identity.consumeOnce(`gateway:${partner.country}:${claims.jti}`, expires))) {
      return fail('assertion.invalid', 'The assertion was used before.', 'jti');
    }
    return ok({ partner, claims });
  };
}

/** The token says by itself who claims to have signed it; the trust list says with which keys that can be. */
async function verifySignature(token: string, partners: readonly TrustEntry[]): Promise<Outcome<VerifiedAssertion>> {
  const refused = fail('assertion.invalid', 'The assertion is not signed by a trusted node.');
  try {
    const header = decodeProtectedHeader(token);
    if (header.alg !== 'ES256' || header.typ !== assertionType || header.crit !== undefined) return refused;
    const issuer = decodeJwt(token).iss;
    const partner = partners.find((entry) => entry.gatewayUrl === issuer);
    const jwk = partner?.assertionKeys.find((key: JWK) => key.kid === header.kid);
    if (partner === undefined || jwk === undefined) return refused;
    const verified = await compactVerify(token, await importJWK(jwk, 'ES256'), { algorithms: ['ES256'] });
    const claims = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(verified.payload)) as AssertionClaims;
    return ok({ partner, claims });
  } catch {
    return refused;
  }
}

function checkTimes(claims: AssertionClaims, now: number): Outcome<void> {
  for (const claim of ['iat', 'nbf', 'exp'] as const) {
    if (!Number.isSafeInteger(claims[claim])) {
      return fail('assertion.invalid', `The claim ${claim} is not as required.`, claim);
    }
  }
  if (Math.max(claims.iat, claims.nbf) > now + clockToleranceSeconds) {
    return fail('assertion.not-yet-valid', 'The assertion lies in the future by the clock of this node.');
  }
  if (claims.exp + clockToleranceSeconds <= now) {
    return fail('assertion.expired', 'The assertion has expired by the clock of this node.');
  }
  return ok(undefined);
}

function bearerOf(authorization: string | undefined): string | undefined {
  if (authorization === undefined || authorization.length > longestAssertion) return undefined;
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(authorization)?.[1];
}

/** Text that may stand in a log and before a person: bounded, not blank, no control characters. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 300 && value.trim() !== '' && !/\p{Cc}/u.test(value);
}
