import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** Where a sealed text belongs: what is put elsewhere does not open. */
export interface TextPlace {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
}

/** A text as the tables have it; `size` are the bytes of its plain form where it was packed before it was sealed. */
export interface StoredText {
  readonly text: string;
  readonly size: number | null;
}

/** JSON begins with a brace, a bracket or white space. */
const mark = '*';
const plainForm = 0x10;
const packedForm = 0x11;
const ivBytes = 12;
const tagBytes = 16;
const headBytes = 1 + ivBytes + tagBytes;
/** Bytes from which a text is packed first. From about here PostgreSQL packs a row, which it cannot do with what is sealed. */
const packedFrom = 4_000;
/** Twice what any text can come to: what is longer was not packed here. */
const mostUnpacked = 1 << 30;

/** A sealed text was changed, or stands where it does not belong. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

export function isSealed(text: string): boolean {
  return text.startsWith(mark);
}

/**
 * Seals a text for its place (AES-256-GCM; NIST SP 800-38D) under a key of 32 bytes. A deletion has no text, and '' stays
 * ''. The result is of the letters of base64, so that it travels as any text does.
 */
export function sealText(key: Uint8Array, place: TextPlace, text: string): StoredText {
  if (text === '') return { text, size: null };
  const packed = text.length >= packedFrom;
  const bytes = packed ? Buffer.from(text, 'utf8') : undefined;
  const content = bytes === undefined ? text : deflateRawSync(bytes, { level: 1 });
  const form = packed ? packedForm : plainForm;
  const iv = nextIv();
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: tagBytes });
  cipher.setAAD(nameOf(place, form));
  const sealed = typeof content === 'string' ? cipher.update(content, 'utf8') : cipher.update(content);
  cipher.final();
  const whole = Buffer.allocUnsafe(headBytes + sealed.length);
  whole[0] = form;
  iv.copy(whole, 1);
  cipher.getAuthTag().copy(whole, 1 + ivBytes);
  sealed.copy(whole, headBytes);
  return { text: mark + whole.toString('base64'), size: bytes?.length ?? null };
}

/** The plain text. Throws `BrokenSeal` where anything of it, or its place, is not what it was sealed with. */
export function openText(key: Uint8Array, place: TextPlace, text: string): string {
  const whole = Buffer.from(text.slice(mark.length), 'base64');
  const form = whole[0];
  if (whole.length < headBytes || (form !== plainForm && form !== packedForm)) throw broken(place);
  const decipher = createDecipheriv('aes-256-gcm', key, whole.subarray(1, 1 + ivBytes), { authTagLength: tagBytes });
  decipher.setAAD(nameOf(place, form));
  decipher.setAuthTag(whole.subarray(1 + ivBytes, headBytes));
  const content = decipher.update(whole.subarray(headBytes));
  try {
    decipher.final();
  } catch {
    throw broken(place);
  }
  if (form === plainForm) return content.toString('utf8');
  return inflateRawSync(content, { maxOutputLength: mostUnpacked }).toString('utf8');
}

/** Names the type alone: what is thrown is logged. */
function broken({ type }: TextPlace): BrokenSeal {
  return new BrokenSeal(`The sealed text of a resource of type ${type} was changed, or is not where it belongs`);
}

function nameOf({ compartment, type, id, version }: TextPlace, form: number): Buffer {
  return Buffer.from(`${compartment}\u0000${type}\u0000${id}\u0000${version}\u0000${form}`, 'utf8');
}

// One call of the random source for many: each costs more than the sealing of a small text.
const ivs = Buffer.alloc(ivBytes * 256);
let nextAt = ivs.length;

function nextIv(): Buffer {
  if (nextAt === ivs.length) {
    randomFillSync(ivs);
    nextAt = 0;
  }
  nextAt += ivBytes;
  return Buffer.from(ivs.subarray(nextAt - ivBytes, nextAt));
}
