/** What stands in a message of CBOR (RFC 8949): maps have keys of texts and whole numbers, numbers are safe ones. */
export type Cbor =
  | null
  | undefined
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Cbor[]
  | ReadonlyMap<CborKey, Cbor>
  | CborTag;
export type CborKey = string | number;

export interface CborTag {
  readonly tag: number;
  readonly value: Cbor;
}

/** Bytes that are no message of CBOR, or one that is not read here. */
export class CborRefused extends Error {}

const deepest = 16;
const mostItems = 10_000;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a tag that says "CBOR inside" (RFC 8949, 3.4.5.1). */
export const encodedCbor = 24;

/**
 * Reads one message that is all of these bytes. Taken is what has definite lengths and each number in its shortest form
 * (RFC 8949, 4.2.1, order of keys aside), so that to write it again gives the same bytes, by which digests hold. Refused are
 * keys that come twice, numbers that are not safe, more than sixteen levels and ten thousand items: nothing is set aside for
 * lengths that are not there. Throws `CborRefused`.
 */
export function readCbor(bytes: Uint8Array): Cbor {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  let items = 0;

  const take = (length: number): number => {
    if (length > bytes.length - at) throw new CborRefused('ends early');
    at += length;
    return at - length;
  };
  const bytesOf = (length: number): Uint8Array => {
    const from = take(length);
    return bytes.subarray(from, from + length);
  };
  const argument = (info: number): number => {
    if (info < 24) return info;
    const width = [1, 2, 4, 8][info - 24];
    if (width === undefined) throw new CborRefused('a length that is not told, or reserved');
    const from = take(width);
    if (width === 8) {
      const large = view.getBigUint64(from);
      if (large <= 0xffffffffn || large > BigInt(Number.MAX_SAFE_INTEGER)) throw new CborRefused('a number');
      return Number(large);
    }
    const value = width === 1 ? view.getUint8(from) : width === 2 ? view.getUint16(from) : view.getUint32(from);
    const least = width === 1 ? 24 : width === 2 ? 0x100 : 0x10000;
    if (value < least) throw new CborRefused('a number that could be shorter');
    return value;
  };
  const count = (info: number, each: number): number => {
    const length = argument(info);
    if (length * each > bytes.length - at) throw new CborRefused('ends early');
    return length;
  };

  const item = (depth: number): Cbor => {
    items += 1;
    if (depth > deepest || items > mostItems) throw new CborRefused('too much');
    const first = view.getUint8(take(1));
    const info = first & 31;
    switch (first >> 5) {
      case 0:
        return argument(info);
      case 1:
        return -1 - argument(info);
      case 2:
        return bytesOf(argument(info));
      case 3:
        return text(bytesOf(argument(info)));
      case 4:
        return Array.from({ length: count(info, 1) }, () => item(depth + 1));
      case 5:
        return map(count(info, 2), depth);
      case 6:
        return { tag: argument(info), value: item(depth + 1) };
      default:
        return simple(info);
    }
  };
  const map = (size: number, depth: number): ReadonlyMap<CborKey, Cbor> => {
    const read = new Map<CborKey, Cbor>();
    for (let index = 0; index < size; index++) {
      const key = item(depth + 1);
      if (typeof key !== 'string' && !Number.isSafeInteger(key)) throw new CborRefused('a key');
      if (read.has(key as CborKey)) throw new CborRefused('a key that comes twice');
      read.set(key as CborKey, item(depth + 1));
    }
    return read;
  };
  const simple = (info: number): Cbor => {
    if (info === 20 || info === 21) return info === 21;
    if (info === 22) return null;
    if (info === 23) return undefined;
    if (info === 26) return view.getFloat32(take(4));
    if (info === 27) return view.getFloat64(take(8));
    throw new CborRefused('a simple value');
  };

  const read = item(0);
  if (at !== bytes.length) throw new CborRefused('goes on after its end');
  return read;
}

function text(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new CborRefused('a text');
  }
}

/** Writes in the shortest form, keys in the order of the map; whole numbers alone. */
export function writeCbor(value: Cbor): Uint8Array {
  return Buffer.concat(piecesOf(value));
}

function piecesOf(value: Cbor): readonly Uint8Array[] {
  if (value === false) return [Uint8Array.of(0xf4)];
  if (value === true) return [Uint8Array.of(0xf5)];
  if (value === null) return [Uint8Array.of(0xf6)];
  if (value === undefined) return [Uint8Array.of(0xf7)];
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value)) throw new CborRefused('a number');
    return [value < 0 ? head(1, -1 - value) : head(0, value)];
  }
  if (value instanceof Uint8Array) return [head(2, value.length), value];
  if (typeof value === 'string') {
    const bytes = Buffer.from(value);
    return [head(3, bytes.length), bytes];
  }
  if (isList(value)) return [head(4, value.length), ...value.flatMap(piecesOf)];
  if (isMap(value)) {
    return [head(5, value.size), ...[...value].flatMap(([key, each]) => [...piecesOf(key), ...piecesOf(each)])];
  }
  return [head(6, value.tag), ...piecesOf(value.value)];
}

function head(major: number, argument: number): Uint8Array {
  const type = major << 5;
  if (argument < 24) return Uint8Array.of(type | argument);
  const info = argument < 0x100 ? 24 : argument < 0x10000 ? 25 : argument < 0x100000000 ? 26 : 27;
  const bytes = new Uint8Array(1 + 2 ** (info - 24));
  const view = new DataView(bytes.buffer);
  bytes[0] = type | info;
  if (info === 24) view.setUint8(1, argument);
  else if (info === 25) view.setUint16(1, argument);
  else if (info === 26) view.setUint32(1, argument);
  else view.setBigUint64(1, BigInt(argument));
  return bytes;
}

export function isList(value: Cbor): value is readonly Cbor[] {
  return Array.isArray(value);
}

export function isMap(value: Cbor): value is ReadonlyMap<CborKey, Cbor> {
  return value instanceof Map;
}

/** What is inside of a tag; undefined where it is another or none. */
export function tagged(value: Cbor, tag: number): Cbor {
  const isTag = typeof value === 'object' && value !== null && 'tag' in value && value.tag === tag;
  return isTag ? (value as CborTag).value : undefined;
}

/** The bytes of a message inside of a message (tag 24). */
export function encodedIn(value: Cbor): Uint8Array | undefined {
  const inside = tagged(value, encodedCbor);
  return inside instanceof Uint8Array ? inside : undefined;
}
