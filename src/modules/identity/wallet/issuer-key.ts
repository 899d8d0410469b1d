import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';
import type { RevocationLists } from './revocation/revocation-lists.ts';

/** Whom the node believes to issue identities. */
export interface TrustedIssuers {
  readonly trustAnchors: readonly string[];
  readonly issuerKeys: Readonly<Record<string, readonly object[]>>;
  /** Asked whether each certificate below an anchor stands, where they are. */
  readonly revocations?: RevocationLists;
}

/** The key of an issuer, and the country that its certificate is of. */
export interface IssuerKey {
  readonly key: KeyObject;
  /** ISO 3166-1 alpha-2; absent where the operator vouches for the key itself. */
  readonly country?: string;
}

const longestChain = 5;

/**
 * The key by which a credential, or the list of its status, must be signed: that of the first certificate in `x5c` where the
 * chain leads to a trust anchor of the operator, else one of the keys that he keeps for the `iss`. Undefined where neither is
 * there. What a header says besides (`jku`, `x5u`, `jwk`) is not looked at.
 */
export async function issuerKey(
  header: { readonly x5c?: unknown; readonly kid?: unknown },
  issuer: unknown,
  trusted: TrustedIssuers,
  now: Date,
): Promise<IssuerKey | undefined> {
  if (header.x5c !== undefined) {
    if (!Array.isArray(header.x5c)) return undefined;
    const chain = header.x5c.map((der) => Buffer.from(String(der), 'base64'));
    return keyOfChain(chain, trusted, now);
  }
  if (typeof issuer !== 'string' || !Object.hasOwn(trusted.issuerKeys, issuer)) return undefined;
  const keys = (trusted.issuerKeys[issuer] ?? []) as readonly JWK[];
  const jwk = header.kid === undefined && keys.length === 1 ? keys[0] : keys.find(({ kid }) => kid === header.kid);
  return jwk?.kty === 'EC' ? { key: createPublicKey({ key: jwk, format: 'jwk' }) } : undefined;
}

/**
 * The key of the first of these certificates (DER) where each is signed by the next and the last by a trust anchor, all of
 * them in time and made for it (RFC 5280, 6). Throws for what is no certificate, and a refusal where one was revoked, or
 * nobody tells whether it was who must. An anchor is the operator's own: he takes it out of his file.
 */
export async function keyOfChain(
  ders: readonly Uint8Array[],
  { trustAnchors, revocations }: Pick<TrustedIssuers, 'trustAnchors' | 'revocations'>,
  now: Date,
): Promise<IssuerKey | undefined> {
  if (ders.length === 0 || ders.length > longestChain) return undefined;
  // Loaded with the first credential: most nodes never see one.
  const { maySignAttestations, mayStandAbove } = await import('./certificate-chain.ts');
  const chain = ders.map((der) => new X509Certificate(der));
  const roots = trustAnchors.map((pem) => new X509Certificate(pem));
  const [leaf] = chain;
  if (leaf === undefined || !maySignAttestations(leaf)) return undefined;
  for (const [index, certificate] of chain.entries()) {
    if (!isInTime(certificate, now) || (index > 0 && !mayStandAbove(certificate, index - 1))) return undefined;
    const root = roots.find(
      (each) => isInTime(each, now) && isIssuedBy(certificate, each) && mayStandAbove(each, index),
    );
    if (root !== undefined) {
      // From above: who was revoked tells nothing of those below.
      const path = [...chain.slice(0, index + 1), root];
      for (let below = index; below >= 0; below--) await mustStand(path[below], path[below + 1], revocations);
      return { key: leaf.publicKey, country: countryOf(leaf) ?? '' };
    }
    const next = chain[index + 1];
    if (next === undefined || !isIssuedBy(certificate, next)) return undefined;
  }
  return undefined;
}

async function mustStand(
  certificate: X509Certificate | undefined,
  issuer: X509Certificate | undefined,
  revocations: RevocationLists | undefined,
): Promise<void> {
  if (certificate !== undefined && issuer !== undefined) await revocations?.mustStand(certificate, issuer);
}

function isIssuedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
}

function isInTime({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

function countryOf(certificate: X509Certificate): string | undefined {
  return /^C=([A-Z]{2})$/m.exec(certificate.subject)?.[1];
}
