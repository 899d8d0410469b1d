import { hash } from 'node:crypto';

/** Bytes of one hash (SHA-256). */
export const hashLength = 32;

const nodeMark = Buffer.from([1]);

/** The hash of a leaf (RFC 9162 section 2.1.1): marked, so that no inner node can be passed off as one. */
export function leafHash(content: string): Buffer {
  return hash('sha256', `\u0000${content}`, 'buffer');
}

/** The hash of an inner node. */
export function nodeHash(left: Buffer, right: Buffer): Buffer {
  return hash('sha256', Buffer.concat([nodeMark, left, right]), 'buffer');
}

/** The root of a tree without leaves. */
export const emptyRoot: Buffer = hash('sha256', '', 'buffer');

/** A whole subtree: the `index`th of 2^`level` leaves. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** Gives the hash of a whole subtree. */
export type HashOf = (subtree: Subtree) => Buffer;

/** The whole subtrees of which the leaves from `from` to `to` (not included) are made, largest possible, in order. */
export function subtreesOf(from: number, to: number): readonly Subtree[] {
  const found: Subtree[] = [];
  let at = from;
  while (at < to) {
    let level = 0;
    // No bit operators: a log may have more than 2^32 entries.
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= to) level += 1;
    found.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return found;
}

/** The root over the first `size` leaves (RFC 9162 section 2.1.1). */
export function rootOf(size: number, hashOf: HashOf): Buffer {
  return size === 0 ? emptyRoot : rangeHash(0, size, hashOf);
}

/** The hash of a range that is a subtree of some tree: a start that is a multiple of the power of two not below its length. */
function rangeHash(from: number, to: number, hashOf: HashOf): Buffer {
  const parts = subtreesOf(from, to).map(hashOf);
  let whole = parts.pop();
  if (whole === undefined) throw new RangeError('A range of the log is empty');
  for (const part of parts.reverse()) whole = nodeHash(part, whole);
  return whole;
}

/** The largest power of two below `size`. */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** Proof that the leaf `index` is in the tree of `size` leaves (RFC 9162 section 2.1.3.1). */
export function inclusionProof(index: number, size: number, hashOf: HashOf): readonly Buffer[] {
  if (!(index >= 0 && index < size)) throw new RangeError('The leaf is not in the tree');
  const proof: Buffer[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + split(to - from);
    if (index < middle) {
      proof.push(rangeHash(middle, to, hashOf));
      to = middle;
    } else {
      proof.push(rangeHash(from, middle, hashOf));
      from = middle;
    }
  }
  return proof.reverse();
}

/** Proof that the tree of `first` leaves is how that of `second` leaves began (RFC 9162 section 2.1.4.1). */
export function consistencyProof(first: number, second: number, hashOf: HashOf): readonly Buffer[] {
  if (first > second) throw new RangeError('A tree does not begin with a larger one');
  if (first === 0 || first === second) return [];
  const proof: Buffer[] = [];
  let [from, to] = [0, second];
  let known = true;
  while (to !== first) {
    const middle = from + split(to - from);
    if (first <= middle) {
      proof.push(rangeHash(middle, to, hashOf));
      to = middle;
    } else {
      proof.push(rangeHash(from, middle, hashOf));
      from = middle;
      known = false;
    }
  }
  if (!known) proof.push(rangeHash(from, to, hashOf));
  return proof.reverse();
}

/** Whether a proof leads from the leaf to the root (RFC 9162 section 2.1.3.2). */
export function includes(
  leaf: Buffer,
  index: number,
  tree: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (!(index >= 0 && index < tree.size)) return false;
  let [at, last] = [index, tree.size - 1];
  let reached = leaf;
  for (const part of proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      reached = nodeHash(part, reached);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else reached = nodeHash(reached, part);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && reached.equals(tree.root);
}

/** Whether a proof shows that `second` begins with `first` (RFC 9162 section 2.1.4.2). */
export function isConsistent(
  first: { readonly size: number; readonly root: Buffer },
  second: { readonly size: number; readonly root: Buffer },
  proof: readonly Buffer[],
): boolean {
  if (first.size > second.size) return false;
  if (first.size === second.size) return proof.length === 0 && first.root.equals(second.root);
  if (first.size === 0) return proof.length === 0 && first.root.equals(emptyRoot);
  const path = isPowerOfTwo(first.size) ? [first.root, ...proof] : [...proof];
  const begin = path.shift();
  if (begin === undefined) return false;
  let [at, last] = [first.size - 1, second.size - 1];
  while (at % 2 === 1) [at, last] = [half(at), half(last)];
  let [older, newer] = [begin, begin];
  for (const part of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      older = nodeHash(part, older);
      newer = nodeHash(part, newer);
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)];
    } else newer = nodeHash(newer, part);
    [at, last] = [half(at), half(last)];
  }
  return last === 0 && older.equals(first.root) && newer.equals(second.root);
}

function half(count: number): number {
  return Math.floor(count / 2);
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}
