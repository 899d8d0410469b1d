import { hash } from 'node:crypto';

/** Twelve bytes that stand for a text (SHA-256, shortened): two texts of an import never share them. */
export type Digest = readonly [number, number, number];

export function digestOf(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer');
  return [bytes.readUInt32BE(0), bytes.readUInt32BE(4), bytes.readUInt32BE(8)];
}

/**
 * A map from digests to unsigned 32-bit words, in one flat array: 16 bytes per slot and no object per entry, so that a
 * million of them weigh little. It grows by doubling up to `most` entries and then takes no more.
 */
export interface DigestTable {
  get(key: Digest): number | undefined;
  /** False when the table is full and the key is new. */
  put(key: Digest, value: number): boolean;
  readonly size: () => number;
}

const words = 4;
const fullest = 0.75;

export function createDigestTable(most: number): DigestTable {
  let slots = 1024;
  let cells = new Uint32Array(slots * words);
  let size = 0;

  /** Where the key is, or the free place for it. A digest of zeros marks a free place; none is met in practice. */
  const placeOf = ([first, second, third]: Digest): number => {
    for (let slot = first & (slots - 1); ; slot = (slot + 1) & (slots - 1)) {
      const at = slot * words;
      const free = cells[at] === 0 && cells[at + 1] === 0 && cells[at + 2] === 0;
      if (free || (cells[at] === first && cells[at + 1] === second && cells[at + 2] === third)) return at;
    }
  };
  const isFree = (at: number) => cells[at] === 0 && cells[at + 1] === 0 && cells[at + 2] === 0;
  const write = (at: number, key: Digest, value: number) => {
    cells.set(key, at);
    cells[at + 3] = value;
  };
  const grow = () => {
    const old = cells;
    slots *= 2;
    cells = new Uint32Array(slots * words);
    for (let at = 0; at < old.length; at += words) {
      const key = [old[at] ?? 0, old[at + 1] ?? 0, old[at + 2] ?? 0] as const;
      if (key[0] !== 0 || key[1] !== 0 || key[2] !== 0) write(placeOf(key), key, old[at + 3] ?? 0);
    }
  };

  return {
    get(key) {
      const at = placeOf(key);
      return isFree(at) ? undefined : cells[at + 3];
    },
    put(key, value) {
      const at = placeOf(key);
      if (!isFree(at)) {
        cells[at + 3] = value;
        return true;
      }
      if (size >= most) return false;
      write(at, key, value);
      size++;
      if (size > slots * fullest) grow();
      return true;
    },
    size: () => size,
  };
}
