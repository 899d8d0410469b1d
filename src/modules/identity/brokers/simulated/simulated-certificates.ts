import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both PEM (the key as PKCS #8). */
export interface SimulatedCertificate {
  readonly certificatePem: string;
  readonly keyPem: string;
}

const curve = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const signature = { name: 'ECDSA', hash: 'SHA-256' } as const;
const day = 86_400_000;

export interface SimulatedAuthority extends SimulatedCertificate {
  /**
   * A certificate that the authority signs, of this name and country; of a host too, where one is named, and with the address
   * of the list on which it would stand if it were revoked.
   */
  issue(
    name: string,
    country: string,
    validity?: { readonly from: Date; readonly to: Date },
    host?: string,
    listAt?: string,
  ): Promise<SimulatedCertificate>;
  /** The authority's list of what it has revoked (DER), for an hour. */
  revocationList(revoked: readonly SimulatedCertificate[]): Promise<Uint8Array>;
}

/** A certificate authority that nobody trusts but who names it; its keys live as long as the process. */
export async function simulatedAuthority(name: string, country: string): Promise<SimulatedAuthority> {
  const keys = await newKeys();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned(
    {
      serialNumber: newSerialNumber(),
      name: [{ C: [country] }, { CN: [name] }],
      notBefore: new Date(Date.now() - day),
      notAfter: new Date(Date.now() + 365 * day),
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
  return {
    certificatePem: certificate.toString('pem'),
    keyPem: await pemOf(keys.privateKey),
    async issue(subject, subjectCountry, validity, host, listAt) {
      const own = await newKeys();
      const issued = await x509.X509CertificateGenerator.create(
        {
          serialNumber: newSerialNumber(),
          subject: [{ C: [subjectCountry] }, { CN: [subject] }],
          issuer: certificate.subjectName.toJSON(),
          notBefore: validity?.from ?? new Date(Date.now() - day),
          notAfter: validity?.to ?? new Date(Date.now() + 90 * day),
          signingAlgorithm: signature,
          publicKey: own.publicKey,
          signingKey: keys.privateKey,
          extensions: [
            new x509.BasicConstraintsExtension(false, undefined, true),
            new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
            await x509.AuthorityKeyIdentifierExtension.create(keys.publicKey),
            ...(host === undefined ? [] : [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: host }])]),
            ...(listAt === undefined ? [] : [new x509.CRLDistributionPointsExtension([listAt])]),
          ],
        },
        webcrypto as Crypto,
      );
      return { certificatePem: issued.toString('pem'), keyPem: await pemOf(own.privateKey) };
    },
    async revocationList(revoked) {
      const list = await x509.X509CrlGenerator.create(
        {
          issuer: certificate.subjectName.toJSON(),
          thisUpdate: new Date(Date.now() - 60_000),
          nextUpdate: new Date(Date.now() + 3_600_000),
          signingAlgorithm: signature,
          signingKey: keys.privateKey,
          entries: revoked.map(({ certificatePem }) => ({
            serialNumber: new x509.X509Certificate(certificatePem).serialNumber,
            revocationDate: new Date(),
          })),
        },
        webcrypto as Crypto,
      );
      return new Uint8Array(list.rawData);
    },
  };
}

function newKeys(): Promise<CryptoKeyPair> {
  return webcrypto.subtle.generateKey(curve, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
}

async function pemOf(key: CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

/** Positive and of at most 20 bytes (RFC 5280, 4.1.2.2). */
function newSerialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex');
}
