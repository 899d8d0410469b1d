import 'reflect-metadata';
import { createPrivateKey, webcrypto, X509Certificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import type { InsiCaller } from './assertion.ts';

/** A professional with an RSA certificate of her own making, as only a test takes it. */
export async function testInsiCaller(): Promise<
  InsiCaller & { readonly keyPem: string; readonly certificatePem: string }
> {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  };
  const keys = (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as CryptoKeyPair;
  const made = await x509.X509CertificateGenerator.createSelfSigned(
    { serialNumber: '0a', name: 'C=FR, T=Infirmier, CN=00B6087510', signingAlgorithm: algorithm, keys },
    webcrypto as Crypto,
  );
  const keyPem = x509.PemConverter.encode(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return {
    nameId: '00B6087510',
    nameQualifier: 'CPS',
    billingNumber: '123456789',
    sector: 'SA05',
    key: createPrivateKey(keyPem),
    certificate: new X509Certificate(made.toString('pem')),
    keyPem,
    certificatePem: made.toString('pem'),
  };
}
