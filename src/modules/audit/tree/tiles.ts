import { type HashOf, hashLength, nodeHash, type Subtree } from './merkle.ts';

/** Levels of the tree that one tile spans: it keeps the lowest of them, 256 hashes, from which the others follow. */
const height = 8;
const width = 2 ** height;

/** A row of hashes of subtrees of 256^`level` leaves, `index`th of its level; fewer than 256 at the right edge. */
export interface Tile {
  readonly level: number;
  readonly index: number;
  readonly hashes: Buffer;
}

/** In which tile the hash of a subtree stands, and from where to where its parts are. */
function placeOf({ level, index }: Subtree): { level: number; index: number; from: number; count: number } {
  const count = 2 ** (level % height);
  const start = index * count;
  return { level: Math.floor(level / height), index: Math.floor(start / width), from: start % width, count };
}

/** The tile that the hash of a subtree is read from. */
export function tileOf(subtree: Subtree): { readonly level: number; readonly index: number } {
  const { level, index } = placeOf(subtree);
  return { level, index };
}

/** Reads hashes of subtrees out of tiles. Throws where a tile does not reach as far as it is asked for. */
export function hashesIn(tileAt: (level: number, index: number) => Buffer | undefined): HashOf {
  return (subtree) => {
    const { level, index, from, count } = placeOf(subtree);
    const hashes = tileAt(level, index)?.subarray(from * hashLength, (from + count) * hashLength);
    if (hashes === undefined || hashes.length !== count * hashLength) {
      throw new RangeError(`The tile ${level}/${index} of the log's tree is not whole`);
    }
    return joined(hashes);
  };
}

/** The hash over a power of two of hashes. */
function joined(hashes: Buffer): Buffer {
  let row = hashes;
  while (row.length > hashLength) {
    const next = Buffer.allocUnsafe(row.length / 2);
    for (let at = 0; at < row.length; at += 2 * hashLength) {
      const pair = [row.subarray(at, at + hashLength), row.subarray(at + hashLength, at + 2 * hashLength)] as const;
      nodeHash(...pair).copy(next, at / 2);
    }
    row = next;
  }
  return row;
}

/** The right edge of a tree: what is needed to go on with it, and to tell its root. */
export interface TreeEdge {
  readonly size: number;
  /** Adds leaves, given as their hashes one behind the other. */
  append(hashes: Buffer): void;
  readonly hashOf: HashOf;
  /** Tiles that were begun or went on since the last call. */
  takeChanged(): readonly Tile[];
}

/** The levels at which a tree of that size has a tile that is not full, and its index. */
export function edgeTiles(size: number): readonly { readonly level: number; readonly index: number }[] {
  const found: { level: number; index: number }[] = [];
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / width)) {
    if (count % width !== 0) found.push({ level, index: Math.floor(count / width) });
  }
  return found;
}

/** The edge of a tree of `size` leaves, whose unfilled tiles are given. */
export function openEdge(size: number, tiles: readonly Tile[]): TreeEdge {
  /** The last tile of each level, and how many hashes the level has. */
  const levels: { count: number; hashes: Buffer }[] = [];
  const changed = new Map<string, Tile>();
  for (let level = 0, count = size; count > 0; level += 1, count = Math.floor(count / width)) {
    const index = Math.floor(count / width);
    const kept = tiles.find((tile) => tile.level === level && tile.index === index)?.hashes;
    const length = (count % width) * hashLength;
    if (length > 0 && kept?.length !== length) {
      throw new RangeError(`The tile ${level}/${index} of the log's tree is not what its size asks for`);
    }
    const hashes = Buffer.alloc(width * hashLength);
    kept?.copy(hashes);
    levels.push({ count, hashes });
  }
  let leaves = size;

  const push = (level: number, hash: Buffer): void => {
    const row = levels[level] ?? { count: 0, hashes: Buffer.alloc(width * hashLength) };
    levels[level] = row;
    const place = row.count % width;
    hash.copy(row.hashes, place * hashLength);
    row.count += 1;
    const index = Math.floor((row.count - 1) / width);
    const isFull = place === width - 1;
    // A copy is made when the changes are taken; a full tile is left to its last reader.
    const hashes = row.hashes.subarray(0, (place + 1) * hashLength);
    changed.set(`${level}/${index}`, { level, index, hashes });
    if (!isFull) return;
    row.hashes = Buffer.alloc(width * hashLength);
    push(level + 1, joined(hashes));
  };

  return {
    get size() {
      return leaves;
    },
    append(hashes) {
      for (let at = 0; at < hashes.length; at += hashLength) push(0, hashes.subarray(at, at + hashLength));
      leaves += hashes.length / hashLength;
    },
    hashOf: hashesIn((level, index) => {
      const row = levels[level];
      if (row === undefined || index !== Math.floor(row.count / width)) return undefined;
      return row.hashes.subarray(0, (row.count % width) * hashLength);
    }),
    takeChanged() {
      const tiles = [...changed.values()].map((tile) => ({ ...tile, hashes: Buffer.from(tile.hashes) }));
      changed.clear();
      return tiles;
    },
  };
}
