import type { X509Certificate } from 'node:crypto';
import { contentOf, type Der, derTags, expectDer, insideOf, oidOf, readDer, wholeOf } from './der.ts';

/** What a list of revoked certificates is held against (RFC 5280, 4.1 and 4.2.1.13). */
export interface CertificateParts {
  /** Content of the number, and the issuer's name, as they are written. */
  readonly serial: Uint8Array;
  readonly issuer: Uint8Array;
  readonly isAuthority: boolean;
  /** Whether it says at all where it would be revoked. */
  readonly namesPlace: boolean;
  /** Addresses of lists that its own issuer signs for every reason, at most four. */
  readonly addresses: readonly string[];
}

const distributionPoints = '551d1f';
const context = { constructed: 0xa0, uri: 0x86 } as const;
const versionTag = 0xa0;
const extensionsTag = 0xa3;
const mostAddresses = 4;
const longestAddress = 2_048;

/** Reads them of a certificate that was parsed already. Throws for one that is not DER. */
export function certificateParts(certificate: X509Certificate): CertificateParts {
  const [signed] = insideOf(expectDer(readDer(certificate.raw), derTags.sequence));
  const members = [...insideOf(expectDer(signed, derTags.sequence))];
  const [serial, , issuer] = members[0]?.tag === versionTag ? members.slice(1) : members;
  const points = extensionOf(members, distributionPoints);
  return {
    serial: contentOf(expectDer(serial, derTags.integer)),
    issuer: wholeOf(expectDer(issuer, derTags.sequence)),
    isAuthority: certificate.ca,
    namesPlace: points !== undefined,
    addresses: points === undefined ? [] : addressesIn(points),
  };
}

/** The value of an extension, of the extensions among these members. */
function extensionOf(members: readonly Der[], oid: string): Uint8Array | undefined {
  const extensions = members.find(({ tag }) => tag === extensionsTag);
  if (extensions === undefined) return undefined;
  const [all] = insideOf(extensions);
  for (const extension of insideOf(expectDer(all, derTags.sequence))) {
    const [name, ...rest] = insideOf(extension);
    if (oidOf(name) === oid) return contentOf(expectDer(rest.at(-1), derTags.octets));
  }
  return undefined;
}

/** A point that is for some reasons alone, or whose list somebody else signs, is none that is understood. */
function addressesIn(value: Uint8Array): readonly string[] {
  const addresses: string[] = [];
  for (const point of insideOf(expectDer(readDer(value), derTags.sequence))) {
    const [name, ...narrowing] = insideOf(point);
    if (name?.tag === context.constructed && narrowing.length === 0) addresses.push(...addressesOf(name));
  }
  return addresses.slice(0, mostAddresses);
}

/** The addresses of a `DistributionPointName` that is written out (`fullName`), http and https alone. */
export function addressesOf(name: Der): readonly string[] {
  const [full] = insideOf(name);
  if (full?.tag !== context.constructed) return [];
  return [...insideOf(full)].flatMap((general) => {
    const text = Buffer.from(contentOf(general)).toString('latin1');
    const isAddress = general.tag === context.uri && text.length <= longestAddress && /^https?:\/\//i.test(text);
    return isAddress && URL.canParse(text) ? [text] : [];
  });
}
