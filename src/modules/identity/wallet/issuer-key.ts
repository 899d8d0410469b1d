import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { JWK } from 'jose';

/** Whom the node believes to issue identities. */
export interface TrustedIssuers {
  readonly trustAnchors: readonly string[];
  readonly issuerKeys: Readonly<Record<string, readonly object[]>>;
}

/** The key of an issuer, and the country that its certificate is of. */
export interface IssuerKey {
  readonly key: KeyObject;
  /** ISO 3166-1 alpha-2; absent where the operator vouches for the key itself. */
  readonly country?: string;
}

const longestChain = 5;

/**
 * The key by which a credential must be signed: that of the first certificate in `x5c` where the chain leads to a trust anchor
 * of the operator, else one of the keys that he keeps for the `iss`. Undefined where neither is there.
 */
export function issuerKey(
  header: { readonly x5c?: unknown; readonly kid?: unknown },
  issuer: unknown,
  trusted: TrustedIssuers,
  now: Date,
): IssuerKey | undefined {
  if (header.x5c !== undefined) return keyOfChain(header.x5c, trusted.trustAnchors, now);
  if (typeof issuer !== 'string' || !Object.hasOwn(trusted.issuerKeys, issuer)) return undefined;
  const keys = (trusted.issuerKeys[issuer] ?? []) as readonly JWK[];
  const jwk = header.kid === undefined && keys.length === 1 ? keys[0] : keys.find(({ kid }) => kid === header.kid);
  return jwk?.kty === 'EC' ? { key: createPublicKey({ key: jwk, format: 'jwk' }) } : undefined;
}

function keyOfChain(x5c: unknown, anchors: readonly string[], now: Date): IssuerKey | undefined {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > longestChain) return undefined;
  const chain = x5c.map((der) => new X509Certificate(Buffer.from(String(der), 'base64')));
  const roots = anchors.map((pem) => new X509Certificate(pem));
  const [leaf] = chain;
  if (leaf === undefined || leaf.ca) return undefined;
  for (const [index, certificate] of chain.entries()) {
    if (!isInTime(certificate, now) || (index > 0 && !certificate.ca)) return undefined;
    const root = roots.find((each) => isInTime(each, now) && each.ca && isIssuedBy(certificate, each));
    if (root !== undefined) return { key: leaf.publicKey, country: countryOf(leaf) ?? '' };
    const next = chain[index + 1];
    if (next === undefined || !isIssuedBy(certificate, next)) return undefined;
  }
  return undefined;
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
