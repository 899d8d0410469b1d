import { hash } from 'node:crypto';

/** Sixteen bytes that stand for a text (SHA-256, shortened): too many for two texts ever to share them. */
export type Digest = Uint32Array;

export function digestOf(text: string): Digest {
  const bytes = hash('sha256', text, 'buffer');
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + 16));
}

/**
 * A map from digests to two unsigned 32-bit words, in one flat array: 24 bytes per entry, however many there are, and
 * no object per entry for the garbage collector to follow. It grows by doubling up to `most` entries and then takes no
 * more.
 */
export interface DigestTable {
  get(key: Digest): readonly [number, number] | undefined;
  /** False when the table is full and the key is new. */
  put(key: Digest, first: number, second: number): boolean;
  readonly size: () => number;
}

const words = 6;
const fullest = 0.6;

export function createDigestTable(most: number): DigestTable {
  let slots = 1024;
  let cells = new Uint32Array(slots * words);
  let used = new Uint8Array(slots);
  let size = 0;

  const slotOf = (key: Digest): number => {
    let slot = (key[0] ?? 0) & (slots - 1);
    while (used[slot] === 1 && !same(cells, slot * words, key)) slot = (slot + 1) & (slots - 1);
    return slot;
  };
  const write = (slot: number, key: Digest, first: number, second: number) => {
    used[slot] = 1;
    cells.set(key, slot * words);
    cells[slot * words + 4] = first;
    cells[slot * words + 5] = second;
  };
  const grow = () => {
    const [oldCells, oldUsed, oldSlots] = [cells, used, slots];
    slots *= 2;
    cells = new Uint32Array(slots * words);
    used = new Uint8Array(slots);
    for (let slot = 0; slot < oldSlots; slot++) {
      if (oldUsed[slot] === 0) continue;
      const key = oldCells.subarray(slot * words, slot * words + 4);
      write(slotOf(key), key, oldCells[slot * words + 4] ?? 0, oldCells[slot * words + 5] ?? 0);
    }
  };

  return {
    get(key) {
      const slot = slotOf(key);
      return used[slot] === 1 ? [cells[slot * words + 4] ?? 0, cells[slot * words + 5] ?? 0] : undefined;
    },
    put(key, first, second) {
      const slot = slotOf(key);
      if (used[slot] === 1) {
        write(slot, key, first, second);
        return true;
      }
      if (size >= most) return false;
      write(slot, key, first, second);
      size++;
      if (size > slots * fullest) grow();
      return true;
    },
    size: () => size,
  };
}

function same(cells: Uint32Array, at: number, key: Digest): boolean {
  return cells[at] === key[0] && cells[at + 1] === key[1] && cells[at + 2] === key[2] && cells[at + 3] === key[3];
}
