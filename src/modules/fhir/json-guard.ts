import { colonAfter, decode, endOfString } from './json-text.ts';

/** What `JSON.parse` lets through and Carnet does not. */
export interface JsonHazard {
  readonly kind: 'too-deep' | 'duplicate-key' | 'forbidden-key';
  readonly position: number;
}

/** From this many keys on, an object's keys are kept in a set: the comparison stays linear whatever the input. */
const wideObject = 16;

/**
 * Finds nesting deeper than `maxDepth`, a key that occurs twice in its object (after decoding its escapes), and keys
 * that reach a prototype. One pass; ill-formed text is passed over without a verdict, since the parser will refuse it.
 */
export function findJsonHazard(text: string, maxDepth: number): JsonHazard | undefined {
  const keys: string[] = [];
  const frames: number[] = [];
  const wide: (Set<string> | undefined)[] = [];
  const length = text.length;
  let depth = 0;
  let frame = 0;
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) {
      const end = endOfString(text, at);
      if (end === -1) return undefined;
      const colon = colonAfter(text, end);
      if (colon === -1) {
        at = end;
        continue;
      }
      let key = text.slice(at + 1, end);
      if (key.includes('\\')) key = decode(key);
      if (key === '__proto__' || key === 'constructor' || key === 'prototype') {
        return { kind: 'forbidden-key', position: at };
      }
      if (isRepeated(keys, frame, wide, depth, key)) return { kind: 'duplicate-key', position: at };
      at = colon;
    } else if (code === 0x7b || code === 0x5b) {
      if (++depth > maxDepth) return { kind: 'too-deep', position: at };
      frames.push(frame);
      frame = keys.length;
    } else if (code === 0x7d || code === 0x5d) {
      wide[depth] = undefined;
      keys.length = frame;
      frame = frames.pop() ?? 0;
      depth--;
    }
  }
  return undefined;
}

/** Notes the key in the innermost object; true where it was there already. */
function isRepeated(
  keys: string[],
  frame: number,
  wide: (Set<string> | undefined)[],
  depth: number,
  key: string,
): boolean {
  const set = wide[depth];
  if (set !== undefined) {
    if (set.has(key)) return true;
    set.add(key);
    return false;
  }
  for (let index = frame; index < keys.length; index++) if (keys[index] === key) return true;
  keys.push(key);
  if (keys.length - frame > wideObject) wide[depth] = new Set(keys.slice(frame));
  return false;
}
