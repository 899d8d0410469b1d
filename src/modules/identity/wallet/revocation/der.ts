/** A value in DER (X.690), by where it stands: nothing is copied, and what is inside is read when it is asked for. */
export interface Der {
  /** The identifier byte: class, form and number below 31. */
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly from: number;
  /** Of the content. */
  readonly start: number;
  readonly end: number;
}

export const derTags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utcTime: 0x17,
  time: 0x18,
  sequence: 0x30,
} as const;

/** Bytes of a length: what is longer than three can say is longer than anything that is read here. */
const longestLength = 3;

/** Reads the one value that these bytes are. Throws where they are none, or something comes behind it. */
export function readDer(bytes: Uint8Array): Der {
  const read = next(bytes, 0, bytes.length);
  if (read.end !== bytes.length) throw malformed();
  return read;
}

/** The values inside of one, in their order. Throws at the first that is none or reaches over its end. */
export function* insideOf({ bytes, start, end }: Der): Generator<Der, void, undefined> {
  for (let at = start; at < end; ) {
    const read = next(bytes, at, end);
    yield read;
    at = read.end;
  }
}

export function contentOf({ bytes, start, end }: Der): Uint8Array {
  return bytes.subarray(start, end);
}

export function wholeOf({ bytes, from, end }: Der): Uint8Array {
  return bytes.subarray(from, end);
}

/** The value, where it is of this type. */
export function expectDer(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw malformed();
  return value;
}

/** An object identifier as its content in hexadecimal: it is compared, never shown. */
export function oidOf(value: Der | undefined): string {
  return Buffer.from(contentOf(expectDer(value, derTags.oid))).toString('hex');
}

/** `UTCTime` or `GeneralizedTime` as RFC 5280 narrows them (4.1.2.5): to the second, in UTC. */
export function timeOf(value: Der | undefined): Date {
  const text = value === undefined ? '' : Buffer.from(contentOf(value)).toString('latin1');
  const form = value?.tag === derTags.utcTime ? /^(\d\d)(\d{10})Z$/ : /^(\d{4})(\d{10})Z$/;
  const [, year = '', rest = ''] = form.exec(text) ?? [];
  const isKnown = value?.tag === derTags.utcTime || value?.tag === derTags.time;
  const [month, day, hour, minute, second] = rest.match(/\d\d/g) ?? [];
  const whole = year.length === 4 ? year : `${Number(year) < 50 ? '20' : '19'}${year}`;
  const time = new Date(`${whole}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!isKnown || Number.isNaN(time.getTime())) throw malformed();
  return time;
}

function next(bytes: Uint8Array, from: number, end: number): Der {
  const [tag, first] = [bytes[from], bytes[from + 1]];
  if (tag === undefined || first === undefined || from + 2 > end || (tag & 0x1f) === 0x1f) throw malformed();
  const more = first < 0x80 ? 0 : first & 0x7f;
  // Without a length, or with one that DER writes shorter, the same value could be written in several ways.
  if (first === 0x80 || more > longestLength || from + 2 + more > end) throw malformed();
  let length = more === 0 ? first : 0;
  for (let at = 0; at < more; at++) length = length * 256 + (bytes[from + 2 + at] ?? 0);
  if (more > 0 && length < (more === 1 ? 0x80 : 256 ** (more - 1))) throw malformed();
  const start = from + 2 + more;
  if (start + length > end) throw malformed();
  return { tag, bytes, from, start, end: start + length };
}

function malformed(): Error {
  return new Error('These bytes are no DER');
}
