// Walking JSON text that is known to be well formed, by positions: what is not looked at is not decoded.

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** A member of an object, or an element of an array, by its place in the text. `end` is exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Position of the quote that closes the string opened at `open`, or -1. */
export function endOfString(text: string, open: number): number {
  let end = text.indexOf('"', open + 1);
  while (end !== -1 && text.charCodeAt(end - 1) === backslash) {
    let before = end - 2;
    while (before > open && text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) break;
    end = text.indexOf('"', end + 1);
  }
  return end;
}

/** First position at or after `from` that is not white space (or a byte order mark). */
export function skipSpace(text: string, from: number): number {
  let at = from;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09 && code !== 0xfeff) return at;
    at++;
  }
}

/** Position after the value that starts at `from`; the end of the text where it is not closed. */
function skipValue(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === quote) {
    const end = endOfString(text, from);
    return end === -1 ? text.length : end + 1;
  }
  if (first !== openBrace && first !== openBracket) {
    let at = from;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === comma || code === closeBrace || code === closeBracket || code <= 0x20) break;
      at++;
    }
    return at;
  }
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      if (at === -1) return text.length;
    } else if (code === openBrace || code === openBracket) depth++;
    else if ((code === closeBrace || code === closeBracket) && --depth === 0) return at + 1;
  }
  return text.length;
}

/**
 * Calls `visit` with each member of the object that opens at `open`, until it returns true. The key is decoded; the
 * places are those of the value, and of the key with its quotes.
 */
export function eachMember(
  text: string,
  open: number,
  visit: (key: string, value: Place, keyStart: number) => boolean | undefined,
): void {
  let at = skipSpace(text, open + 1);
  while (text.charCodeAt(at) === quote) {
    const keyStart = at;
    const keyEnd = endOfString(text, at);
    if (keyEnd === -1) return;
    const raw = text.slice(keyStart + 1, keyEnd);
    const start = skipSpace(text, skipSpace(text, keyEnd + 1) + 1);
    const end = skipValue(text, start);
    if (visit(raw.includes('\\') ? decode(raw) : raw, { start, end }, keyStart) === true) return;
    at = skipSpace(text, end);
    if (text.charCodeAt(at) !== comma) return;
    at = skipSpace(text, at + 1);
  }
}

/** Calls `visit` with the place of each element of the array that opens at `open`. */
export function eachElement(text: string, open: number, visit: (value: Place) => void): void {
  let at = skipSpace(text, open + 1);
  while (at < text.length && text.charCodeAt(at) !== closeBracket) {
    const end = skipValue(text, at);
    visit({ start: at, end });
    at = skipSpace(text, end);
    if (text.charCodeAt(at) !== comma) return;
    at = skipSpace(text, at + 1);
  }
}

/** The string between two quotes of JSON text; as it stands where its escapes are broken. */
export function decode(raw: string): string {
  try {
    return JSON.parse(`"${raw}"`) as string;
  } catch {
    return raw;
  }
}

/** Is the string that ends with the quote at `end` followed by a colon, hence a key? Gives the colon's position or -1. */
export function colonAfter(text: string, end: number): number {
  const at = skipSpace(text, end + 1);
  return text.charCodeAt(at) === colon ? at : -1;
}

/** Line and column, both from 1, of a position, in words for people. */
export function whereIs(text: string, position: number): string {
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return `line ${line}, column ${position - lineStart + 1}`;
}
