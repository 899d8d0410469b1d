import { growingBytes, growingNumbers } from './growing.ts';

/** Texts one after the other as UTF-8; text `n` lies from `starts[n]` to `starts[n + 1]`. */
export interface TextHeap {
  readonly bytes: Buffer;
  readonly starts: Uint32Array;
}

/** 32 bits of a text. The seed is drawn for each content, so that nobody can choose codes that meet in one place. */
export function hashText(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x85ebca6b);
    hash = (hash << 13) | (hash >>> 19);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0xc2b2ae35);
  return (hash ^ (hash >>> 15)) >>> 0;
}

export function textAt({ bytes, starts }: TextHeap, index: number): string {
  return bytes.toString('utf8', starts[index] ?? 0, starts[index + 1] ?? 0);
}

export function hasTextAt({ bytes, starts }: TextHeap, index: number, text: string): boolean {
  const start = starts[index] ?? 0;
  const end = starts[index + 1] ?? 0;
  if (end - start < text.length) return false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 127) return textAt({ bytes, starts }, index) === text.toWellFormed();
    if (bytes[start + at] !== unit) return false;
  }
  return end - start === text.length;
}

/** A power of two that leaves every other place of an open table free. */
export function tableSize(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(8, count * 2)));
}

/** Texts and their numbers, in the order in which they were first met; outside of the heap. */
export interface GrowingTextTable {
  readonly size: number;
  /** The number of the text, a new one where it was not met before. */
  intern(text: string): number;
  heap(): TextHeap;
}

export function growingTextTable(seed: number): GrowingTextTable {
  const bytes = growingBytes();
  const starts = growingNumbers();
  const hashes = growingNumbers();
  starts.push(0);
  let slots = new Uint32Array(1024);

  const place = (id: number, hash: number) => {
    let slot = hash & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = id + 1;
  };
  let view: TextHeap | undefined;
  const heap = (): TextHeap => {
    view ??= { bytes: bytes.bytes(), starts: starts.values() };
    return view;
  };

  return {
    get size() {
      return hashes.length;
    },
    heap,
    intern(text) {
      const hash = hashText(text, seed);
      const now = heap();
      for (let slot = hash & (slots.length - 1); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
        const id = (slots[slot] ?? 0) - 1;
        if (hashes.at(id) === hash && hasTextAt(now, id, text)) return id;
      }
      const id = hashes.length;
      view = undefined;
      bytes.text(text);
      starts.push(bytes.length);
      hashes.push(hash);
      if (hashes.length * 2 > slots.length) {
        slots = new Uint32Array(slots.length * 2);
        for (let one = 0; one < id; one += 1) place(one, hashes.at(one));
      }
      place(id, hash);
      return id;
    },
  };
}
