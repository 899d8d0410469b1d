import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An EC P-256 key pair as JWK, private part included. */
interface StoredKey {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
  readonly d: string;
}

/** Newest first: the first of each list is used for what is made, all are good for what was made before. */
interface StoredKeys {
  readonly signing: readonly StoredKey[];
  readonly client: readonly StoredKey[];
  readonly session: readonly string[];
  readonly cookies: readonly string[];
}

export interface SigningKey {
  /** RFC 7638 thumbprint. */
  readonly kid: string;
  readonly privateJwk: StoredKey & { readonly kid: string; readonly alg: 'ES256'; readonly use: 'sig' };
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

export interface IdentityKeys {
  /** Signs id tokens and access tokens. */
  readonly signing: readonly [SigningKey, ...SigningKey[]];
  /** By which the node's own web session proves itself at the provider's token endpoint. */
  readonly client: readonly [SigningKey, ...SigningKey[]];
  /** 32 bytes each, for the encrypted cookies of the browser session. */
  readonly session: readonly [Uint8Array, ...Uint8Array[]];
  /** Sign the cookies of the provider. */
  readonly cookies: readonly string[];
}

const fileName = 'identity.json';
/** Former keys that stay good; with a rotation every half an hour a token would still live its hour. */
const formerKeys = 2;

/** The keys of the node; made on the first start. Two processes that start at once end up with the same. */
export function loadIdentityKeys(keysDir: string): IdentityKeys {
  mkdirSync(keysDir, { recursive: true, mode: 0o700 });
  const file = join(keysDir, fileName);
  const stored = readStored(file) ?? create(file);
  return {
    signing: some(stored.signing.map(signingKey)),
    client: some(stored.client.map(signingKey)),
    session: some(stored.session.map((text) => new Uint8Array(Buffer.from(text, 'base64url')))),
    cookies: stored.cookies,
  };
}

/** When the keys were changed last, in milliseconds of the clock. */
export function identityKeysChanged(keysDir: string): number {
  return statSync(join(keysDir, fileName)).mtimeMs;
}

/**
 * Puts new keys before the present ones, two generations of which stay good for what they made. Processes that run take
 * them up by themselves (`openKeyring`).
 */
export function rotateIdentityKeys(keysDir: string): void {
  const file = join(keysDir, fileName);
  const former = readStored(file);
  if (former === undefined) {
    loadIdentityKeys(keysDir);
    return;
  }
  const fresh = freshKeys();
  const newestFirst = <T>(first: readonly T[], then: readonly T[]) => [...first, ...then].slice(0, 1 + formerKeys);
  const temporary = writeTemporary(file, {
    signing: newestFirst(fresh.signing, former.signing),
    client: newestFirst(fresh.client, former.client),
    session: newestFirst(fresh.session, former.session),
    cookies: newestFirst(fresh.cookies, former.cookies),
  });
  renameSync(temporary, file);
}

function readStored(file: string): StoredKeys | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StoredKeys;
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw failure;
  }
}

/** A link is made whole or not at all, and fails where another process was first: then its keys count. */
function create(file: string): StoredKeys {
  const temporary = writeTemporary(file, freshKeys());
  try {
    linkSync(temporary, file);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code !== 'EEXIST') throw failure;
  } finally {
    rmSync(temporary, { force: true });
  }
  const stored = readStored(file);
  if (stored === undefined) throw new Error('The key file of identity disappeared while it was made');
  return stored;
}

function writeTemporary(file: string, keys: StoredKeys): string {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return temporary;
}

function freshKeys(): StoredKeys {
  const secret = () => randomBytes(32).toString('base64url');
  return { signing: [freshKey()], client: [freshKey()], session: [secret()], cookies: [secret()] };
}

function freshKey(): StoredKey {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    format: 'jwk',
  }) as unknown as StoredKey;
}

function signingKey(stored: StoredKey): SigningKey {
  const { kty, crv, x, y } = stored;
  const kid = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
  const privateKey = createPrivateKey({ key: { ...stored }, format: 'jwk' });
  return {
    kid,
    privateJwk: { ...stored, kid, alg: 'ES256', use: 'sig' },
    privateKey,
    publicKey: createPublicKey(privateKey),
  };
}

function some<T>(values: readonly T[]): readonly [T, ...T[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new Error('The key file of identity lacks keys');
  return [first, ...rest];
}
