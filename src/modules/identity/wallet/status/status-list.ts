import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

/** How many credentials stand: so many bits for each (draft-ietf-oauth-status-list, 4.1). */
export interface StatusList {
  readonly bits: 1 | 2 | 4 | 8;
  readonly bytes: Uint8Array;
}

/** Where a credential says that its status is told (6.2, 6.3). */
export interface StatusReference {
  readonly idx: number;
  readonly uri: string;
}

/** Bytes of a list unpacked: 32 million credentials of a bit each. */
const longestList = 4_194_304;
const longestUri = 2_048;
const unpack = promisify(inflate);

/** Unpacks a list (ZLIB, RFC 1950). Undefined for what is none, and for what is longer than any list should be. */
export async function unpackStatusList(bits: unknown, packed: Uint8Array): Promise<StatusList | undefined> {
  if (bits !== 1 && bits !== 2 && bits !== 4 && bits !== 8) return undefined;
  try {
    return { bits, bytes: await unpack(packed, { maxOutputLength: longestList }) };
  } catch {
    return undefined;
  }
}

/** The status of one credential, from the least significant bit on; undefined behind the end of the list. */
export function statusAt({ bits, bytes }: StatusList, idx: number): number | undefined {
  const byte = bytes[Math.floor((idx * bits) / 8)];
  return byte === undefined ? undefined : (byte >> ((idx * bits) % 8)) & ((1 << bits) - 1);
}

/** A reference that can be followed; undefined for what is none. */
export function statusReference(idx: unknown, uri: unknown): StatusReference | undefined {
  if (!Number.isSafeInteger(idx) || (idx as number) < 0) return undefined;
  if (typeof uri !== 'string' || uri.length > longestUri || !URL.canParse(uri)) return undefined;
  return { idx: idx as number, uri };
}
