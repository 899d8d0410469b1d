import { fail, type Outcome, ok } from '#kernel';

/**
 * What a splitter finds in the bytes of a JSON object:
 * - `entry`: the text of one element of its member `entry`, by number;
 * - `oversized`: such an element that is longer than the limit; its text is dropped;
 * - `shell`: at the end, the object itself with its `entry` emptied;
 * - `more`: something follows the object. Nothing after it is looked at.
 */
export type Piece =
  | { readonly kind: 'entry'; readonly index: number; readonly bytes: Uint8Array }
  | { readonly kind: 'oversized'; readonly index: number }
  | { readonly kind: 'shell'; readonly bytes: Uint8Array; readonly oneLine: boolean }
  | { readonly kind: 'more' };

export interface JsonSplitter {
  /** What it holds beyond the call is copied: the chunk may be used again. */
  push(chunk: Uint8Array): readonly Piece[];
  /** Fails with `body.malformed` when the object is not closed, was never opened, or closes what it did not open. */
  end(): Outcome<void>;
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const newline = 0x0a;

const longestKey = 64;

/**
 * Splits a Bundle, or any JSON object, as its bytes arrive in chunks of any size. It holds at most one element and the
 * shell, each bounded by `maxPiece` bytes, whatever the length of the whole. It looks at brackets and strings only:
 * whether a piece is JSON is for its reader to say.
 */
export function createJsonSplitter(maxPiece: number): JsonSplitter {
  let place: 'before' | 'inside' | 'after' | 'broken' = 'before';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let oneLine = true;
  // Of the outermost object: the key that is being read or was read last, and whether its value has begun.
  let expectKey = false;
  let readingKey = false;
  let key: number[] = [];
  let atEntry = false;
  let inEntries = false;
  let bom = 0;
  // Of the element that is being read.
  let element: 'none' | 'nested' | 'plain' = 'none';
  let index = 0;

  const shell = collector(maxPiece);
  const entry = collector(maxPiece);

  const push = (chunk: Uint8Array): readonly Piece[] => {
    const pieces: Piece[] = [];
    if (place === 'after' || place === 'broken') {
      if (place === 'after' && !isBlank(chunk, 0)) {
        place = 'broken';
        pieces.push({ kind: 'more' });
      }
      return pieces;
    }
    // Start of what is to be copied from this chunk into the shell or the element.
    let from = 0;
    const keep = (to: number) => {
      (element === 'none' ? shell : entry).add(chunk.subarray(from, to));
      from = to;
    };
    const finish = (to: number) => {
      keep(to);
      const bytes = entry.take();
      pieces.push(bytes === undefined ? { kind: 'oversized', index } : { kind: 'entry', index, bytes });
      index++;
      element = 'none';
    };

    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === backslash) escaped = true;
        else if (byte === quote) {
          inString = false;
          if (readingKey) {
            readingKey = false;
            expectKey = false;
            atEntry = isEntryKey(key);
          } else if (element === 'plain' && depth === 2) finish(at + 1);
          continue;
        }
        if (readingKey && key.length <= longestKey) key.push(byte);
        continue;
      }
      if (byte === 0x20 || byte === 0x09 || byte === 0x0d || byte === newline) {
        if (byte === newline && depth > 0) oneLine = false;
        if (element === 'plain') finish(at);
        // Between elements and before the object, white space belongs to nothing.
        if (place === 'before' || (inEntries && element === 'none')) from = at + 1;
        continue;
      }
      if (place === 'before') {
        if (byte === openBrace) {
          place = 'inside';
          depth = 1;
          expectKey = true;
          from = at;
        } else if (bom < 3 && byte === [0xef, 0xbb, 0xbf][bom]) {
          bom++;
          from = at + 1;
        } else {
          place = 'broken';
          return pieces;
        }
        continue;
      }
      if (inEntries && element === 'none') {
        if (byte === comma) {
          from = at + 1;
          continue;
        }
        if (byte === closeBracket) {
          inEntries = false;
          depth = 1;
          from = at;
          continue;
        }
        if (byte === closeBrace || byte === colon) {
          place = 'broken';
          return pieces;
        }
        from = at;
        element = byte === openBrace || byte === openBracket ? 'nested' : 'plain';
      } else if (element === 'plain' && (byte === comma || byte === closeBracket || byte === closeBrace)) {
        finish(at);
        at--;
        continue;
      }
      switch (byte) {
        case quote:
          inString = true;
          if (depth === 1 && expectKey) {
            readingKey = true;
            key = [];
          }
          break;
        case openBrace:
        case openBracket:
          depth++;
          if (byte === openBracket && depth === 2 && atEntry) {
            keep(at + 1);
            inEntries = true;
            atEntry = false;
          }
          break;
        case closeBrace:
        case closeBracket:
          depth--;
          if (depth === 2 && element === 'nested') finish(at + 1);
          else if (depth === 0) {
            keep(at + 1);
            place = 'after';
            const bytes = shell.take();
            if (bytes === undefined || byte !== closeBrace) place = 'broken';
            else pieces.push({ kind: 'shell', bytes, oneLine });
            if (place === 'after' && !isBlank(chunk, at + 1)) {
              place = 'broken';
              pieces.push({ kind: 'more' });
            }
            return pieces;
          }
          break;
        case comma:
          if (depth === 1) {
            expectKey = true;
            atEntry = false;
          }
          break;
        default:
          break;
      }
    }
    if (place === 'inside' && from < chunk.length) keep(chunk.length);
    shell.own();
    entry.own();
    return pieces;
  };

  return {
    push,
    end() {
      if (place === 'after') return ok(undefined);
      if (place === 'inside') {
        return fail('body.malformed', `The file ends in the middle of the object, after ${index} entries.`);
      }
      return fail('body.malformed', `The text is not one JSON object; broken after ${index} entries.`);
    },
  };
}

/** Gathers the bytes of one piece across chunks, up to a limit; `take` gives undefined when there were more. */
function collector(most: number) {
  let parts: Uint8Array[] = [];
  let length = 0;
  let owned = 0;
  return {
    add(part: Uint8Array) {
      if (part.length === 0) return;
      length += part.length;
      if (length <= most) parts.push(part);
      else parts = [];
      owned = Math.min(owned, parts.length);
    },
    /** Copies what is gathered so far out of the buffers that it came in. */
    own() {
      for (; owned < parts.length; owned++) parts[owned] = Buffer.from(parts[owned] as Uint8Array);
    },
    take(): Uint8Array | undefined {
      const whole = length > most ? undefined : Buffer.concat(parts, length);
      parts = [];
      length = 0;
      owned = 0;
      return whole;
    },
  };
}

/** Is this key `entry`, written plainly or with escapes? */
function isEntryKey(bytes: readonly number[]): boolean {
  if (bytes.length > longestKey) return false;
  const raw = Buffer.from(bytes).toString('latin1');
  if (!raw.includes('\\')) return raw === 'entry';
  try {
    return JSON.parse(`"${raw}"`) === 'entry';
  } catch {
    return false;
  }
}

function isBlank(chunk: Uint8Array, from: number): boolean {
  for (let at = from; at < chunk.length; at++) {
    const byte = chunk[at];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== newline) return false;
  }
  return true;
}

export type Line =
  | { readonly kind: 'line'; readonly index: number; readonly bytes: Uint8Array }
  | { readonly kind: 'oversized'; readonly index: number };

/** Splits bytes into the lines of NDJSON; blank lines count but are not handed out. */
export function createLineSplitter(maxPiece: number) {
  const line = collector(maxPiece);
  let index = 0;
  const finish = (lines: Line[]) => {
    const bytes = line.take();
    if (bytes === undefined) lines.push({ kind: 'oversized', index });
    else if (!isBlank(bytes, 0)) lines.push({ kind: 'line', index, bytes });
    index++;
  };
  return {
    push(chunk: Uint8Array): readonly Line[] {
      const lines: Line[] = [];
      let from = 0;
      for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
        line.add(chunk.subarray(from, at));
        from = at + 1;
        finish(lines);
      }
      line.add(chunk.subarray(from));
      line.own();
      return lines;
    },
    end(): readonly Line[] {
      const lines: Line[] = [];
      finish(lines);
      return lines;
    },
  };
}
