import { randomUUID, X509Certificate } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { JWK } from 'jose';
import { type LogKeys, type NoteVerifier, readVerifier, verifierText } from '#audit';
import { type Clock, type Log, silentLog } from '#kernel';
import type { TraitQuestion } from './contract.ts';
import type { GatewayKeys } from './keys.ts';

/** What this node knows of another country's node and trusts it by. One JSON file per country in the trust directory. */
export interface TrustEntry {
  /** ISO 3166-1 alpha-2, upper case. */
  readonly country: string;
  readonly node: string;
  /** Base of the other gateway, `https://host:port/gateway`; its FHIR endpoint is `<gatewayUrl>/fhir`. */
  readonly gatewayUrl: string;
  /** The host name (or IP address) that the other node's certificate must carry. */
  readonly host: string;
  /** PEM. The one authority that may issue this node's certificate, as server and as client. */
  readonly authority: string;
  /** Public keys (P-256) that may sign this node's assertions, each with its `kid`. */
  readonly assertionKeys: readonly JWK[];
  /** What the country asks for to find a person. */
  readonly traits: readonly TraitQuestion[];
  readonly validFrom: string;
  readonly validTo: string;
  /** The vkey by which this node's log signs its heads; absent where its heads are not witnessed here. */
  readonly log?: string;
  /** The vkey by which this node signs the heads of others' logs; absent where it is no witness. */
  readonly witness?: string;
}

const longestFile = 100_000;
const mostFiles = 100;
const countryForm = /^[A-Z]{2}$/;

/** The entry by which others trust the owner of `keys`; valid from its making until the authority's certificate ends. */
export function trustEntryOf(
  keys: GatewayKeys,
  about: {
    readonly country: string;
    readonly node: string;
    readonly gatewayUrl: string;
    readonly traits: readonly TraitQuestion[];
    readonly logKeys?: Pick<LogKeys, 'log' | 'witness'>;
  },
): TrustEntry {
  return {
    country: about.country,
    node: about.node,
    gatewayUrl: gatewayBase(about.gatewayUrl),
    host: keys.host,
    authority: keys.authority.certificatePem,
    assertionKeys: [keys.assertion.publicJwk],
    traits: about.traits,
    validFrom: new X509Certificate(keys.authority.certificatePem).validFromDate.toISOString(),
    validTo: keys.authority.validTo.toISOString(),
    ...(about.logKeys === undefined
      ? {}
      : { log: verifierText(about.logKeys.log), witness: verifierText(about.logKeys.witness) }),
  };
}

/** Adds or replaces the entry of a country; running nodes see it at their next request. */
export async function writeTrust(trustDir: string, entry: TrustEntry): Promise<void> {
  if (typeof parseEntry(JSON.stringify(entry)) === 'string') throw new Error('the trust entry is not well formed');
  await mkdir(trustDir, { recursive: true, mode: 0o700 });
  const path = join(trustDir, `${entry.country}.json`);
  const draft = `${path}.${randomUUID()}.draft`;
  await writeFile(draft, `${JSON.stringify(entry, null, 2)}\n`, { mode: 0o600, flush: true });
  await rename(draft, path);
}

/** All well-formed entries, in the order of their countries; what is not well formed trusts nobody and is logged. */
export function readTrust(trustDir: string, log: Log = silentLog): readonly TrustEntry[] {
  return filesOf(trustDir).flatMap(({ country, path }) => {
    const entry = parseEntry(textOf(path));
    const reason = typeof entry === 'string' ? entry : entry.country !== country ? 'country' : undefined;
    if (reason === undefined) return [entry as TrustEntry];
    log.error('gateway.trust.bad-entry', { country, reason });
    return [];
  });
}

/** The trust list as it is now. */
export interface TrustList {
  /** Entries that are valid today. The files are read again when one of them changed. */
  entries(): readonly TrustEntry[];
  /** Changes whenever `entries()` does. */
  version(): string;
}

export function openTrustList(options: { trustDir: string; ownCountry: string; clock: Clock; log: Log }): TrustList {
  let seen: string | undefined;
  let all: readonly TrustEntry[] = [];
  const refresh = () => {
    const files = filesOf(options.trustDir);
    const signature = files.map((file) => `${file.country}:${file.signature}`).join(' ');
    if (signature !== seen) {
      all = withoutSharedAuthorities(readTrust(options.trustDir, options.log), options.log);
      seen = signature;
    }
  };
  const entries = () => {
    refresh();
    const now = options.clock.now().getTime();
    return all.filter(
      (entry) =>
        entry.country !== options.ownCountry && Date.parse(entry.validFrom) <= now && now < Date.parse(entry.validTo),
    );
  };
  return {
    entries,
    version: () => {
      const valid = entries();
      return `${seen} ${valid.map((entry) => entry.country).join()}`;
    },
  };
}

/** `https://host:port/gateway` without a trailing slash; a bare origin gets the path that this node serves. */
export function gatewayBase(url: string): string {
  const parsed = new URL(url);
  if (parsed.protocol !== 'https:') throw new Error('a gateway is reached by https');
  const path = parsed.pathname.replace(/\/+$/, '');
  return parsed.origin + (path === '' ? '/gateway' : path);
}

/** Two countries that name the same authority could speak for each other: neither is trusted. */
function withoutSharedAuthorities(entries: readonly TrustEntry[], log: Log): readonly TrustEntry[] {
  const owners = new Map<string, number>();
  const keyOf = (entry: TrustEntry) =>
    new X509Certificate(entry.authority).publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  for (const entry of entries) owners.set(keyOf(entry), (owners.get(keyOf(entry)) ?? 0) + 1);
  return entries.filter((entry) => {
    const alone = owners.get(keyOf(entry)) === 1;
    if (!alone) log.error('gateway.trust.bad-entry', { country: entry.country, reason: 'shared authority' });
    return alone;
  });
}

function filesOf(trustDir: string): readonly { country: string; path: string; signature: string }[] {
  let names: readonly string[];
  try {
    names = readdirSync(trustDir);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return names
    .filter((name) => /^[A-Z]{2}\.json$/.test(name))
    .sort()
    .slice(0, mostFiles)
    .flatMap((name) => {
      const path = join(trustDir, name);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined || stat.size > longestFile) return [];
      return [{ country: name.slice(0, 2), path, signature: `${stat.ino}.${stat.size}.${stat.mtimeMs}` }];
    });
}

/** What cannot be read is as empty: it is not well formed. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

/** The entry, or the name of what is wrong with it. */
function parseEntry(text: string): TrustEntry | string {
  let value: Partial<TrustEntry>;
  try {
    value = JSON.parse(text) as Partial<TrustEntry>;
  } catch {
    return 'json';
  }
  if (typeof value !== 'object' || value === null) return 'json';
  if (typeof value.country !== 'string' || !countryForm.test(value.country)) return 'country';
  if (!isText(value.node)) return 'node';
  if (!isText(value.host)) return 'host';
  if (!isText(value.gatewayUrl) || !isGatewayBase(value.gatewayUrl)) return 'gatewayUrl';
  if (typeof value.authority !== 'string' || !isAuthority(value.authority)) return 'authority';
  if (!Array.isArray(value.assertionKeys) || !value.assertionKeys.every(isAssertionKey)) return 'assertionKeys';
  if (!Array.isArray(value.traits) || !value.traits.every(isQuestion)) return 'traits';
  if (!isInstant(value.validFrom) || !isInstant(value.validTo)) return 'validity';
  if (value.log !== undefined && !isVerifier(value.log, 'signature')) return 'log';
  if (value.witness !== undefined && !isVerifier(value.witness, 'cosignature')) return 'witness';
  return value as TrustEntry;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 500;
}

function isVerifier(value: unknown, kind: NoteVerifier['kind']): boolean {
  return isText(value) && readVerifier(value)?.kind === kind;
}

function isInstant(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isGatewayBase(value: string): boolean {
  try {
    return gatewayBase(value) === value;
  } catch {
    return false;
  }
}

function isAuthority(pem: string): boolean {
  try {
    return new X509Certificate(pem).ca;
  } catch {
    return false;
  }
}

function isAssertionKey(key: JWK): boolean {
  return key?.kty === 'EC' && key.crv === 'P-256' && isText(key.kid) && isText(key.x) && isText(key.y) && !('d' in key);
}

function isQuestion(question: TraitQuestion): boolean {
  if (question?.name !== 'identifier' && question?.name !== 'birthDate') return false;
  if (question.name === 'identifier' && !isText(question.system)) return false;
  if (!isText(question.label)) return false;
  if (question.pattern === undefined) return true;
  try {
    new RegExp(question.pattern, 'u');
    return question.pattern.length <= 200;
  } catch {
    return false;
  }
}
