/** Texts by key, kept outside the JavaScript heap: what a format must join and cannot read in order. */
export interface Gathering {
  add(key: string, text: string): void;
  /** In the order of adding; empty where there are none. */
  of(key: string): readonly string[];
  has(key: string): boolean;
  keys(): Iterable<string>;
  readonly size: number;
}

const blockSize = 4 * 1024 * 1024;
const headerSize = 12;
const none = -1;

/**
 * Collects texts by key in blocks of bytes. The descriptions of SNOMED CT, 1.6 million, take some 100 MB so, and five
 * times that as JavaScript strings. Each text is preceded by the place of the one before it under its key and its length.
 */
export function createGathering(): Gathering {
  const blocks: Buffer[] = [];
  const last = new Map<string, number>();
  let used = blockSize;
  return {
    add(key, text) {
      const length = Buffer.byteLength(text);
      const needed = headerSize + length;
      let block = blocks.at(-1);
      if (block === undefined || used + needed > block.length) {
        block = Buffer.allocUnsafeSlow(Math.max(blockSize, needed));
        blocks.push(block);
        used = 0;
      }
      const before = last.get(key);
      block.writeDoubleLE(before ?? none, used);
      block.writeUInt32LE(length, used + 8);
      block.write(text, used + headerSize);
      last.set(before === undefined ? ownText(key) : key, (blocks.length - 1) * blockSize + used);
      used += needed;
    },
    of(key) {
      const texts: string[] = [];
      for (let place = last.get(key) ?? none; place !== none; ) {
        const block = blocks[Math.floor(place / blockSize)];
        if (block === undefined) break;
        const at = place % blockSize;
        const start = at + headerSize;
        texts.push(block.toString('utf8', start, start + block.readUInt32LE(at + 8)));
        place = block.readDoubleLE(at);
      }
      return texts.reverse();
    },
    has: (key) => last.has(key),
    keys: () => last.keys(),
    get size() {
      return last.size;
    },
  };
}

/** A text by itself: part of a longer one, it would keep that in memory, and a field is part of a chunk of its file. */
export function ownText(text: string): string {
  return Buffer.from(text).toString();
}
