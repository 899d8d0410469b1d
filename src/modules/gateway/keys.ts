import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  randomUUID,
  X509Certificate,
} from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { type Clock, keepOrMakeSecret } from '#kernel';
import { type Certified, isIssuedBy, issueAuthority, issueNodeCertificate, thumbprintOf } from './certificates.ts';

/** Everything secret that a gateway has, as it stands in the keys directory. */
export interface GatewayKeys {
  readonly country: string;
  /** The name by which partners reach this node, as its certificate carries it. */
  readonly host: string;
  readonly authority: { readonly certificatePem: string; readonly validTo: Date };
  /** For both roles: server and client of mutual TLS. */
  readonly tls: Certified & { readonly thumbprint: string };
  readonly assertion: { readonly kid: string; readonly privateKey: KeyObject; readonly publicJwk: JWK };
  /** 32 bytes that seal what this node hands to partners to bring back. */
  readonly sealKey: Uint8Array;
  /** From then on `prepareGatewayKeys` issues a new certificate. */
  readonly renewAt: Date;
}

export interface GatewayKeyOptions {
  readonly keysDir: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** Host name or IP address under which partners reach the gateway. */
  readonly host: string;
  readonly clock: Clock;
}

const authorityDays = 3650;
const authorityRenewalDays = 400;
const certificateDays = 397;
const certificateRenewalDays = 30;
const day = 86_400_000;

/**
 * Loads the keys of the gateway; makes what is missing on the first start (files of mode 0600 in a directory of mode
 * 0700). The TLS certificate is renewed 30 days before it ends or when the host changed; the authority keeps its key
 * when its certificate is renewed, so that partners who hold the former one go on trusting until that ends. Two processes
 * may call this at once: both end up with the same keys.
 */
export async function prepareGatewayKeys(options: GatewayKeyOptions): Promise<GatewayKeys> {
  await mkdir(options.keysDir, { recursive: true, mode: 0o700 });
  const file = (name: string) => join(options.keysDir, name);
  const now = options.clock.now();

  const authority = await prepareAuthority(file('gateway-authority.pem'), options, now);
  const tls = await prepareCertificate(file('gateway-tls.pem'), authority, options, now);
  const signingPem = await keepOrMakeSecret(file('gateway-assertion.pem'), () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  );
  const seal = await keepOrMakeSecret(file('gateway-seal.key'), () => randomBytes(32).toString('base64'));

  const privateKey = createPrivateKey(signingPem);
  const { kty, crv, x, y } = createPublicKey(privateKey).export({ format: 'jwk' }) as JWK;
  const point = { kty, crv, x, y } as JWK;
  const kid = await calculateJwkThumbprint(point);
  const leaf = new X509Certificate(tls.certificatePem);
  return {
    country: options.country,
    host: options.host,
    authority: {
      certificatePem: authority.certificatePem,
      validTo: new X509Certificate(authority.certificatePem).validToDate,
    },
    tls: { ...tls, thumbprint: thumbprintOf(leaf) },
    assertion: { kid, privateKey, publicJwk: { ...point, kid, alg: 'ES256', use: 'sig' } },
    sealKey: new Uint8Array(Buffer.from(seal, 'base64')),
    renewAt: new Date(leaf.validToDate.getTime() - certificateRenewalDays * day),
  };
}

async function prepareAuthority(path: string, options: GatewayKeyOptions, now: Date): Promise<Certified> {
  const make = async (keyPem?: string) =>
    issueAuthority({ country: options.country, now, days: authorityDays, ...(keyPem ? { keyPem } : {}) });
  const kept = split(await keepOrMakeSecret(path, async () => fileContent(await make())));
  const end = new X509Certificate(kept.certificatePem).validToDate.getTime();
  if (end - now.getTime() > authorityRenewalDays * day) return kept;
  return replace(path, await make(kept.keyPem));
}

async function prepareCertificate(
  path: string,
  authority: Certified,
  options: GatewayKeyOptions,
  now: Date,
): Promise<Certified> {
  const hosts = [...new Set(['localhost', '127.0.0.1', options.host])];
  const make = () => issueNodeCertificate({ authority, country: options.country, hosts, now, days: certificateDays });
  const kept = split(await keepOrMakeSecret(path, async () => fileContent(await make())));
  const leaf = new X509Certificate(kept.certificatePem);
  const named = hosts.every((host) => (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined);
  const lasts = leaf.validToDate.getTime() - now.getTime() > certificateRenewalDays * day;
  if (named && lasts && isIssuedBy(leaf, new X509Certificate(authority.certificatePem), now)) return kept;
  return replace(path, await make());
}

async function replace(path: string, certified: Certified): Promise<Certified> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, fileContent(certified), { mode: 0o600, flag: 'wx', flush: true });
  await rename(draft, path);
  return certified;
}

/** Certificate and key share one file, so that no moment has the one without the other. */
function fileContent(certified: Certified): string {
  return certified.certificatePem + certified.keyPem;
}

function split(content: string): Certified {
  const end = content.indexOf('-----BEGIN PRIVATE KEY-----');
  if (end <= 0) throw new Error('a key file of the gateway is damaged');
  return { certificatePem: content.slice(0, end), keyPem: content.slice(end) };
}
