import 'reflect-metadata';
import { createHash, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both PEM (the key as PKCS #8). */
export interface Certified {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const;
const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';
/** A certificate that another machine sees a moment early because its clock is behind is still good. */
const backdateMilliseconds = 5 * 60_000;

/**
 * A certificate authority of one node (RFC 5280): signs nothing but this node's own certificates (path length 0).
 * With `key`, the authority keeps its key and gets a new certificate.
 */
export async function issueAuthority(options: {
  readonly country: string;
  readonly now: Date;
  readonly days: number;
  readonly keyPem?: string;
}): Promise<Certified> {
  const keys = await keyPair(options.keyPem);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerialNumber(),
      name: [{ C: [options.country] }, { O: ['Carnet'] }, { CN: [`Carnet node authority ${options.country}`] }],
      notBefore: new Date(options.now.getTime() - backdateMilliseconds),
      notAfter: daysAfter(options.now, options.days),
      signingAlgorithm: signature,
      keys,
      extensions: [
        new x509.BasicConstraintsExtension(true, 0, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      ],
    },
    webcrypto as Crypto,
  );
  return { certificatePem: pem(certificate), keyPem: await privateKeyPem(keys.privateKey) };
}

/** The certificate with which a node both serves and asks (EKU serverAuth and clientAuth), for the given host names. */
export async function issueNodeCertificate(options: {
  readonly authority: Certified;
  readonly country: string;
  readonly hosts: readonly string[];
  readonly now: Date;
  readonly days: number;
}): Promise<Certified> {
  const keys = await keyPair();
  const authority = new x509.X509Certificate(options.authority.certificatePem);
  const certificate = await x509.X509CertificateGenerator.create(
    {
      serialNumber: newSerialNumber(),
      subject: [{ C: [options.country] }, { O: ['Carnet'] }, { CN: [`Carnet gateway ${options.country}`] }],
      issuer: authority.subjectName.toJSON(),
      notBefore: new Date(options.now.getTime() - backdateMilliseconds),
      notAfter: daysAfter(options.now, options.days),
      signingAlgorithm: signature,
      publicKey: keys.publicKey,
      signingKey: (await keyPair(options.authority.keyPem)).privateKey,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([serverAuth, clientAuth]),
        new x509.SubjectAlternativeNameExtension(
          options.hosts.map((host) => ({ type: isIP(host) === 0 ? ('dns' as const) : ('ip' as const), value: host })),
        ),
        await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        await x509.AuthorityKeyIdentifierExtension.create(authority.publicKey),
      ],
    },
    webcrypto as Crypto,
  );
  return { certificatePem: pem(certificate), keyPem: await privateKeyPem(keys.privateKey) };
}

/** `x5t#S256` of RFC 8705: the base64url of the SHA-256 of the DER form. */
export function thumbprintOf(certificate: X509Certificate | string): string {
  const parsed = typeof certificate === 'string' ? new X509Certificate(certificate) : certificate;
  return createHash('sha256').update(parsed.raw).digest('base64url');
}

/** Was `certificate` issued, directly, by `authority`, and is it within its dates? */
export function isIssuedBy(certificate: X509Certificate, authority: X509Certificate, now: Date): boolean {
  return (
    !certificate.ca &&
    certificate.checkIssued(authority) &&
    certificate.verify(authority.publicKey) &&
    certificate.validFromDate <= now &&
    now < certificate.validToDate
  );
}

/** The country (C) in the subject, where it names exactly one. */
export function countryOf(certificate: X509Certificate): string | undefined {
  const countries = certificate.subject.split('\n').filter((line) => line.startsWith('C='));
  return countries.length === 1 ? countries[0]?.slice(2) : undefined;
}

async function keyPair(keyPem?: string): Promise<CryptoKeyPair> {
  if (keyPem === undefined) {
    return (await webcrypto.subtle.generateKey(curve, true, ['sign', 'verify'])) as CryptoKeyPair;
  }
  const der = x509.PemConverter.decodeFirst(keyPem);
  const privateKey = await webcrypto.subtle.importKey('pkcs8', der, curve, true, ['sign']);
  const { d: _, key_ops: __, ...point } = await webcrypto.subtle.exportKey('jwk', privateKey);
  const publicKey = await webcrypto.subtle.importKey('jwk', point, curve, true, ['verify']);
  return { privateKey, publicKey } as CryptoKeyPair;
}

async function privateKeyPem(key: CryptoKey): Promise<string> {
  const der = await webcrypto.subtle.exportKey('pkcs8', key as webcrypto.CryptoKey);
  return `${x509.PemConverter.encode(der, 'PRIVATE KEY')}\n`;
}

function pem(certificate: x509.X509Certificate): string {
  return `${certificate.toString('pem')}\n`;
}

/** 16 random bytes, positive and without a leading zero (RFC 5280, 4.1.2.2). */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}

function daysAfter(from: Date, days: number): Date {
  return new Date(from.getTime() + days * 86_400_000);
}
