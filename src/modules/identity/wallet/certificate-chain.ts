import 'reflect-metadata';
import type { X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';

const understood: ReadonlySet<string> = new Set([
  '2.5.29.15', // key usage
  '2.5.29.17', // other names of the subject
  '2.5.29.18', // other names of the issuer
  '2.5.29.19', // basic constraints
  '2.5.29.31', // where it would be revoked
  '2.5.29.32', // policies: any is taken, for trust anchors are named one by one
  '2.5.29.37', // extended key usage
]);

/** Purposes that have nothing to do with signing an attestation: TLS, code, mail, time stamps, OCSP. */
const otherPurposes: ReadonlySet<string> = new Set([1, 2, 3, 4, 8, 9].map((purpose) => `1.3.6.1.5.5.7.3.${purpose}`));

/** May this certificate sign attestations (RFC 5280, 4.2.1.3 and 4.2.1.12)? */
export function maySignAttestations(certificate: X509Certificate): boolean {
  const read = new x509.X509Certificate(certificate.raw);
  const usage = read.getExtension(x509.KeyUsagesExtension)?.usages;
  const purposes = read.getExtension(x509.ExtendedKeyUsageExtension)?.usages.map(String);
  return (
    isUnderstood(read) &&
    !certificate.ca &&
    (usage === undefined || (usage & x509.KeyUsageFlags.digitalSignature) !== 0) &&
    (purposes === undefined || purposes.some((purpose) => !otherPurposes.has(purpose)))
  );
}

/** May this certificate stand above so many authorities of a chain (RFC 5280, 6.1.4)? */
export function mayStandAbove(certificate: X509Certificate, authorities: number): boolean {
  const read = new x509.X509Certificate(certificate.raw);
  const usage = read.getExtension(x509.KeyUsagesExtension)?.usages;
  const most = read.getExtension(x509.BasicConstraintsExtension)?.pathLength;
  return (
    isUnderstood(read) &&
    certificate.ca &&
    (usage === undefined || (usage & x509.KeyUsageFlags.keyCertSign) !== 0) &&
    (most === undefined || authorities <= most)
  );
}

/** May this authority sign lists of what it revoked (RFC 5280, 6.3.3 f)? */
export function maySignRevocations(certificate: X509Certificate): boolean {
  const usage = new x509.X509Certificate(certificate.raw).getExtension(x509.KeyUsagesExtension)?.usages;
  return usage === undefined || (usage & x509.KeyUsageFlags.cRLSign) !== 0;
}

/** The identifier of its key (RFC 5280, 4.2.1.2) in base64url; undefined where it says none. */
export function keyIdentifierOf(certificate: X509Certificate): string | undefined {
  const identifier = new x509.X509Certificate(certificate.raw).getExtension(x509.SubjectKeyIdentifierExtension);
  return identifier === null || identifier === undefined
    ? undefined
    : Buffer.from(identifier.keyId, 'hex').toString('base64url');
}

/** A critical extension that is not understood, name constraints among them, refuses its certificate (RFC 5280, 4.2). */
function isUnderstood(certificate: x509.X509Certificate): boolean {
  return certificate.extensions.every(({ critical, type }) => !critical || understood.has(type));
}
