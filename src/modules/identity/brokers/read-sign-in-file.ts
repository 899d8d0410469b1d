import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK } from 'jose';
import { ClientSecretBasic, ClientSecretPost, PrivateKeyJwt } from 'openid-client';
import { revocationPolicies, usualRevocationPolicy } from '../wallet/revocation/revocation-lists.ts';
import { brokerKinds } from './broker-kinds.ts';
import type { BrokerKindName } from './contract.ts';
import { type Entry, type FilePlace, placeIn, SignInFileError } from './file-place.ts';
import type { BrokerSetup, UpstreamSetup, WalletSetup } from './upstream-setup.ts';

const mostUpstreams = 20;
const thisMachine: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Reads which upstreams an operator has set up (`sign-in.json`, see docs/sign-in.md). None where there is no file. Files that
 * it names are relative to it; those with secrets must be readable by their owner alone. Throws `SignInFileError`.
 */
export async function readSignInFile(file: string): Promise<readonly UpstreamSetup[]> {
  if (!existsSync(file)) return [];
  const place = placeIn(file);
  const root = place.object(place.json(basename(file)), ['upstreams']);
  const listed = root.upstreams;
  if (!Array.isArray(listed) || listed.length > mostUpstreams) {
    throw place.at('upstreams').error(`must be a list of at most ${mostUpstreams}`);
  }
  const read: UpstreamSetup[] = [];
  for (const [index, each] of listed.entries()) {
    const at = place.at(`upstreams[${index}]`);
    const setup = await readUpstream(at, each);
    if (read.some(({ name }) => name === setup.name)) throw at.at('name').error('is taken by another upstream');
    read.push(setup);
  }
  return read;
}

async function readUpstream(at: FilePlace, value: unknown): Promise<UpstreamSetup> {
  const kinds = [...Object.keys(brokerKinds), 'eudi-wallet'];
  const entry = at.object(value, [...brokerMembers, ...walletMembers]);
  const kind = at.text(entry, 'kind');
  if (!kinds.includes(kind)) throw at.at('kind').error(`must be one of ${kinds.join(', ')}`);
  return kind === 'eudi-wallet' ? readWallet(at, value) : readBroker(at, value, kind as BrokerKindName);
}

const brokerMembers = [
  'name',
  'kind',
  'label',
  'issuer',
  'discovery',
  'client_id',
  'client_secret_file',
  'client_secret_post',
  'private_key_file',
  'decryption_key_file',
  'scope',
  'assurance',
  'hosts',
];

async function readBroker(at: FilePlace, value: unknown, kind: BrokerKindName): Promise<BrokerSetup> {
  const entry = at.object(value, brokerMembers);
  const { label, assurance } = brokerKinds[kind];
  const hosts = at.texts(entry, 'hosts');
  const issuer = at.address(entry, 'issuer', hosts);
  const discovery = entry.discovery === undefined ? undefined : at.address(entry, 'discovery', hosts);
  const scope = entry.scope === undefined ? undefined : at.text(entry, 'scope');
  if (scope !== undefined && !scope.split(' ').includes('openid')) throw at.at('scope').error('must contain openid');
  const { host, hostname } = new URL(issuer);
  return {
    ...at.offer(entry, label),
    kind,
    issuer,
    ...(discovery === undefined ? {} : { discovery }),
    clientId: at.text(entry, 'client_id'),
    ...(scope === undefined ? {} : { scope }),
    assurance: at.assurance(entry, assurance),
    // An issuer on this machine was named by the operator; what its metadata name elsewhere was not.
    hosts: thisMachine.has(hostname) ? [...hosts, host] : hosts,
    ...(await readProof(at, entry)),
  };
}

/** A secret or a key, exactly one of them, and perhaps a key by which answers are opened. */
async function readProof(
  at: FilePlace,
  entry: Entry,
): Promise<Pick<BrokerSetup, 'clientAuthentication' | 'decryptionKey' | 'publicKeys'>> {
  if ((entry.client_secret_file === undefined) === (entry.private_key_file === undefined)) {
    throw at.error('must have either client_secret_file or private_key_file');
  }
  const opening = entry.decryption_key_file === undefined ? undefined : at.key(entry, 'decryption_key_file');
  const openAlg = opening?.asymmetricKeyType === 'rsa' ? 'RSA-OAEP-256' : 'ECDH-ES';
  const openJwk = opening === undefined ? undefined : await publicJwk(opening, 'enc', openAlg);
  const decryption =
    opening === undefined || openJwk === undefined
      ? {}
      : {
          decryptionKey: async () => ({
            key: await importPKCS8(pemOf(opening), openAlg),
            alg: openAlg,
            kid: String(openJwk.kid),
          }),
        };
  if (entry.client_secret_file !== undefined) {
    const secret = at.secret(entry, 'client_secret_file').trim();
    const inBody = entry.client_secret_post === true;
    return {
      clientAuthentication: async () => (inBody ? ClientSecretPost(secret) : ClientSecretBasic(secret)),
      ...decryption,
      publicKeys: openJwk === undefined ? [] : [openJwk],
    };
  }
  const key = at.key(entry, 'private_key_file');
  const alg = key.asymmetricKeyType === 'rsa' ? 'RS256' : 'ES256';
  const jwk = await publicJwk(key, 'sig', alg);
  return {
    clientAuthentication: async () => PrivateKeyJwt({ key: await importPKCS8(pemOf(key), alg), kid: String(jwk.kid) }),
    ...decryption,
    publicKeys: openJwk === undefined ? [jwk] : [jwk, openJwk],
  };
}

function pemOf(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}

async function publicJwk(key: KeyObject, use: 'sig' | 'enc', alg: string): Promise<JWK> {
  const jwk = await exportJWK(createPublicKey(key));
  return { ...jwk, use, alg, kid: await calculateJwkThumbprint(jwk) };
}

const walletMembers = [
  'name',
  'kind',
  'label',
  'assurance',
  'key_file',
  'certificate_file',
  'trust_anchors_file',
  'issuer_keys',
  'revocation',
  'hosts',
  'link',
];

function readWallet(at: FilePlace, value: unknown): WalletSetup {
  const entry = at.object(value, walletMembers);
  const key = at.key(entry, 'key_file');
  if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw at.at('key_file').error('must hold a P-256 key');
  const [leaf, ...chain] = at.certificates(entry, 'certificate_file');
  if (leaf === undefined) throw at.at('certificate_file').error('holds no certificate');
  const own = new X509Certificate(leaf);
  if (!own.checkPrivateKey(key)) throw at.at('certificate_file').error('is of another key');
  // HAIP 1.0, 5: wallets refuse it.
  if (own.checkIssued(own)) throw at.at('certificate_file').error('is signed by itself, not by an authority');
  const trustAnchors = entry.trust_anchors_file === undefined ? [] : at.certificates(entry, 'trust_anchors_file');
  const issuerKeys = readIssuerKeys(at.at('issuer_keys'), entry.issuer_keys);
  if (trustAnchors.length === 0 && Object.keys(issuerKeys).length === 0) {
    throw at.error('must have trust_anchors_file or issuer_keys');
  }
  const revocation = revocationPolicies.find((each) => each === (entry.revocation ?? usualRevocationPolicy));
  if (revocation === undefined) throw at.at('revocation').error(`must be one of ${revocationPolicies.join(', ')}`);
  const link = entry.link === undefined ? 'openid4vp://' : at.text(entry, 'link');
  if (!/^[a-z][a-z0-9+.-]*:/.test(link) || link.includes('?'))
    throw at.at('link').error('must be a scheme or an address');
  return {
    ...at.offer(entry, 'EUDI Wallet'),
    kind: 'eudi-wallet',
    assurance: at.assurance(entry, 'high'),
    keyPem: pemOf(key),
    certificates: [leaf, ...chain],
    trustAnchors,
    issuerKeys,
    revocation,
    hosts: at.texts(entry, 'hosts'),
    link,
  };
}

/** `{ "https://issuer": "file of its JWK set" }`. */
function readIssuerKeys(at: FilePlace, value: unknown): WalletSetup['issuerKeys'] {
  if (value === undefined) return {};
  const read: Record<string, readonly object[]> = {};
  for (const [issuer, file] of Object.entries(at.object(value))) {
    const each = at.at(`["${issuer}"]`);
    if (typeof file !== 'string') throw each.error('must name a file');
    let keys: unknown;
    try {
      keys = (JSON.parse(each.file(file)) as { readonly keys?: unknown }).keys;
    } catch (failure) {
      throw failure instanceof SignInFileError ? failure : each.error('must name a JWK set');
    }
    if (!Array.isArray(keys) || keys.length === 0) throw each.error('must name a JWK set with keys');
    read[issuer] = keys as readonly object[];
  }
  return read;
}
