import { verify, type X509Certificate } from 'node:crypto';
import { addressesOf, type CertificateParts } from './certificate-parts.ts';
import { contentOf, type Der, derTags, expectDer, insideOf, oidOf, readDer, timeOf, wholeOf } from './der.ts';

/** A list of revoked certificates (RFC 5280, 5) that its issuer signed. */
export interface Crl {
  readonly from: Date;
  /** `nextUpdate`: nothing is told by it after that. */
  readonly until: Date;
  readonly bytes: Uint8Array;
  readonly issuer: Uint8Array;
  /** Undefined where nothing was revoked. */
  readonly revoked: Der | undefined;
  readonly scope: Scope;
}

/** Which certificates it tells of, where not of all of its issuer's (5.2.5). */
interface Scope {
  readonly addresses?: readonly string[];
  readonly authorities?: boolean;
}

/** ECDSA and RSA (PKCS #1, version 1.5) with SHA-2, by their object identifiers. */
const algorithms: ReadonlyMap<string, { readonly hash: string; readonly key: string }> = new Map(
  ['sha256', 'sha384', 'sha512'].flatMap((hash, index) => [
    [`2a8648ce3d04030${index + 2}`, { hash, key: 'ec' }],
    [`2a864886f70d01010${'bcd'[index]}`, { hash, key: 'rsa' }],
  ]),
);

const extensionsTag = 0xa0;
const issuingPoint = '551d1c';
const point = { name: 0xa0, persons: 0x81, authorities: 0x82 } as const;

/**
 * Reads a list in DER and verifies that `issuer` signed it, by whose name it goes. Throws for everything else: a list that
 * says no end, changes of another (delta), one that tells of certificates of several issuers, and whatever is critical and
 * not understood, of the list or of an entry.
 */
export function readCrl(bytes: Uint8Array, issuer: X509Certificate): Crl {
  const [signed, algorithm, signature, ...others] = insideOf(expectDer(readDer(bytes), derTags.sequence));
  const members = [...insideOf(expectDer(signed, derTags.sequence))];
  // Its version is written where it has extensions, which tell what it is of; that without is as good as whole.
  const [inner, name, from, until, ...rest] = members[0]?.tag === derTags.integer ? members.slice(1) : members;
  if (signed === undefined || others.length > 0) throw new Error('This is no list of revoked certificates');
  if (!isSame(wholeOf(expectDer(inner, derTags.sequence)), wholeOf(expectDer(algorithm, derTags.sequence)))) {
    throw new Error('The list names two algorithms');
  }
  if (!isSignedBy(issuer, algorithm, signature, wholeOf(signed))) throw new Error('The list is not of this issuer');
  const revoked = rest[0]?.tag === derTags.sequence ? rest.shift() : undefined;
  const extensions = rest[0]?.tag === extensionsTag ? rest.shift() : undefined;
  if (rest.length > 0) throw new Error('The list goes on');
  for (const entry of revoked === undefined ? [] : insideOf(revoked)) checkEntry(entry);
  return {
    from: timeOf(from),
    until: timeOf(until),
    bytes,
    issuer: wholeOf(expectDer(name, derTags.sequence)),
    revoked,
    scope: extensions === undefined ? {} : scopeIn(extensions),
  };
}

/** Does the list tell of this certificate at all? */
export function tellsOf({ issuer, scope }: Crl, certificate: CertificateParts): boolean {
  const { addresses, authorities } = scope;
  return (
    isSame(issuer, certificate.issuer) &&
    (authorities === undefined || authorities === certificate.isAuthority) &&
    (addresses === undefined || addresses.some((each) => certificate.addresses.includes(each)))
  );
}

/** Is it on the list, for whatever reason, for good or for a time? */
export function isRevoked({ revoked }: Crl, { serial }: CertificateParts): boolean {
  if (revoked === undefined) return false;
  for (const entry of insideOf(revoked)) {
    const [number] = insideOf(entry);
    if (number !== undefined && isSame(contentOf(number), serial)) return true;
  }
  return false;
}

function isSignedBy(
  { publicKey }: X509Certificate,
  algorithm: Der | undefined,
  signature: Der | undefined,
  signed: Uint8Array,
): boolean {
  const [oid] = insideOf(expectDer(algorithm, derTags.sequence));
  const known = algorithms.get(oidOf(oid));
  const bits = contentOf(expectDer(signature, derTags.bits));
  if (known === undefined || publicKey.asymmetricKeyType !== known.key || bits[0] !== 0) return false;
  return verify(known.hash, signed, publicKey, bits.subarray(1));
}

/** Number, date and what is said besides: a critical extension would say that the certificate is another issuer's (5.3.3). */
function checkEntry(entry: Der): void {
  const [number, date, said, ...others] = insideOf(expectDer(entry, derTags.sequence));
  expectDer(number, derTags.integer);
  timeOf(date);
  if (others.length > 0) throw new Error('An entry goes on');
  for (const extension of said === undefined ? [] : insideOf(expectDer(said, derTags.sequence))) {
    if (readExtension(extension).critical) throw new Error('An entry says something critical');
  }
}

function scopeIn(extensions: Der): Scope {
  const [all] = insideOf(extensions);
  let scope: Scope = {};
  for (const extension of insideOf(expectDer(all, derTags.sequence))) {
    const { oid, critical, value } = readExtension(extension);
    if (oid === issuingPoint) scope = scopeOf(readDer(value));
    else if (critical) throw new Error('The list says something critical');
  }
  return scope;
}

function scopeOf(said: Der): Scope {
  let scope: Scope = {};
  for (const part of insideOf(expectDer(said, derTags.sequence))) {
    const isTrue = contentOf(part)[0] === 0xff;
    if (part.tag === point.name) scope = { ...scope, addresses: addressesOf(part) };
    else if (part.tag === point.persons && isTrue) scope = { ...scope, authorities: false };
    else if (part.tag === point.authorities && isTrue) scope = { ...scope, authorities: true };
    // Some reasons alone, other issuers, attributes: none tells whether a certificate stands.
    else throw new Error('The list is of another kind');
  }
  return scope;
}

function readExtension(extension: Der): {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
} {
  const [oid, ...rest] = insideOf(expectDer(extension, derTags.sequence));
  const flag = rest[0]?.tag === derTags.boolean ? rest[0] : undefined;
  const critical = flag !== undefined && contentOf(flag)[0] !== 0;
  return { oid: oidOf(oid), critical, value: contentOf(expectDer(rest.at(-1), derTags.octets)) };
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
