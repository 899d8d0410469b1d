import { X509Certificate } from 'node:crypto';
import type { TrustedIssuers } from './issuer-key.ts';

/** How a query says whose credentials count (OpenID4VP 1.0, 6.1.1). */
export interface TrustedAuthority {
  readonly type: 'aki';
  readonly values: readonly string[];
}

/**
 * The key identifiers of the trust anchors (RFC 5280, 4.2.1.2), by which a wallet offers nothing that would be refused (HAIP
 * 1.0, 5). None where an anchor has no identifier, or the operator keeps keys of issuers that show no certificate: then the
 * wallet cannot know, and offers what it has.
 */
export async function trustedAuthorities(trusted: TrustedIssuers): Promise<readonly TrustedAuthority[]> {
  if (Object.keys(trusted.issuerKeys).length > 0) return [];
  const { keyIdentifierOf } = await import('./certificate-chain.ts');
  const values = trusted.trustAnchors.map((pem) => keyIdentifierOf(new X509Certificate(pem)));
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length && known.length > 0 ? [{ type: 'aki', values: known }] : [];
}
