import { createHash, randomInt } from 'node:crypto';

/** Crockford's base 32: no I, L, O, U, so that a code can be read out and written down. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 80 bits: more than anybody can try, whatever is known of the digests. */
const length = 16;

/** A new code, in groups of four as people write it. */
export function newCode(): string {
  const signs = Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
  return signs.replace(/(.{4})(?=.)/g, '$1-');
}

/** What is kept of a code; undefined where the text has not the form of one. Case, spaces and strokes do not matter. */
export function digestOfCode(typed: string): Uint8Array | undefined {
  if (typed.length > 4 * length) return undefined;
  const signs = typed.toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
  if (signs.length !== length || [...signs].some((sign) => !alphabet.includes(sign))) return undefined;
  return createHash('sha256').update(`proxy-invitation ${signs}`).digest();
}
