import { fold, foldedWords } from '#fhir';
import type { WordIndex } from './gather-words.ts';
import type { TextHeap } from './text-table.ts';

/** What a search by text reads besides the words. */
export interface RankedConcepts {
  readonly byRank: Uint32Array;
  readonly byDisplay: Uint32Array;
  displayAt(concept: number): string | undefined;
}

const mostWords = 16;
const longestText = 1_000;
const apostrophes = /['’‘`´ʼʹʻ]/g;

/**
 * Concepts of which a word begins with each word of the text, folded: first those that are called exactly so, then those
 * whose display begins with the text, then the others; the shorter display first. Work is bounded by the number of
 * concepts and of the postings of words that begin so, not by their product.
 */
export function searchWords(text: string, index: WordIndex, concepts: RankedConcepts): Uint32Array {
  const { byRank } = concepts;
  const asked = text.slice(0, longestText);
  const words = [...new Set(foldedWords(asked.replace(apostrophes, ' ')))].slice(0, mostWords);
  const [first, ...others] = words;
  if (first === undefined) return new Uint32Array();
  const matches = ranksWith(first, index, byRank.length);
  for (const word of others) keepBoth(matches, ranksWith(word, index, byRank.length));

  const found = new Uint32Array(countBits(matches));
  const { exact, beginning } = displaysLike(fold(asked), concepts);
  let length = 0;
  for (const rank of exact) if (takeBit(matches, rank)) found[length++] = byRank[rank] ?? 0;
  keepBoth(beginning, matches);
  length = putConcepts(beginning, byRank, found, length);
  for (let at = 0; at < matches.length; at += 1) matches[at] = (matches[at] ?? 0) & ~(beginning[at] ?? 0);
  putConcepts(matches, byRank, found, length);
  return found;
}

/** A bit for each rank whose concept has a word that begins with `prefix`. */
function ranksWith(
  prefix: string,
  { words, wordStarts, postingStarts, postings }: WordIndex,
  count: number,
): Uint32Array {
  const bits = new Uint32Array(Math.ceil(count / 32));
  const range = rangeOf(Buffer.from(prefix), { bytes: words, starts: wordStarts });
  const end = postingStarts[range.end] ?? 0;
  for (let at = postingStarts[range.start] ?? 0; at < end; at += 1) {
    const rank = postings[at] ?? 0;
    const place = rank >>> 5;
    bits[place] = (bits[place] ?? 0) | (1 << (rank & 31));
  }
  return bits;
}

/** Of texts sorted by their bytes, those that begin with `prefix`. */
function rangeOf(prefix: Buffer, { bytes, starts }: TextHeap): { readonly start: number; readonly end: number } {
  const order = (index: number) => {
    const start = starts[index] ?? 0;
    const end = Math.min(starts[index + 1] ?? 0, start + prefix.length);
    return bytes.compare(prefix, 0, prefix.length, start, end);
  };
  const count = starts.length - 1;
  const start = firstWhere(count, (index) => order(index) >= 0);
  return { start, end: firstWhere(count, (index) => order(index) > 0) };
}

/** The first number below `count` for which `holds`, where it holds for all that follow. */
function firstWhere(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function displaysLike(text: string, { byRank, byDisplay, displayAt }: RankedConcepts) {
  const wanted = Buffer.from(text);
  const foldedAt = (place: number) => fold(displayAt(byRank[byDisplay[place] ?? 0] ?? 0) ?? '');
  const order = (place: number, prefix: boolean) => {
    const display = Buffer.from(foldedAt(place));
    return Buffer.compare(prefix ? display.subarray(0, wanted.length) : display, wanted);
  };
  const start = firstWhere(byDisplay.length, (place) => order(place, false) >= 0);
  const endOfExact = firstWhere(byDisplay.length, (place) => order(place, false) > 0);
  const end = firstWhere(byDisplay.length, (place) => order(place, true) > 0);
  const beginning = new Uint32Array(Math.ceil(byRank.length / 32));
  for (const rank of byDisplay.subarray(endOfExact, end)) {
    beginning[rank >>> 5] = (beginning[rank >>> 5] ?? 0) | (1 << (rank & 31));
  }
  return { exact: byDisplay.subarray(start, endOfExact), beginning };
}

function keepBoth(bits: Uint32Array, others: Uint32Array): void {
  for (let at = 0; at < bits.length; at += 1) bits[at] = (bits[at] ?? 0) & (others[at] ?? 0);
}

function takeBit(bits: Uint32Array, rank: number): boolean {
  const place = rank >>> 5;
  const before = bits[place] ?? 0;
  bits[place] = before & ~(1 << (rank & 31));
  return bits[place] !== before;
}

/** Adds the bits of each number up in pairs, then in fours, then in bytes. */
function countBits(bits: Uint32Array): number {
  let count = 0;
  for (let place = 0; place < bits.length; place += 1) {
    let sums = bits[place] ?? 0;
    sums -= (sums >>> 1) & 0x5555_5555;
    sums = (sums & 0x3333_3333) + ((sums >>> 2) & 0x3333_3333);
    sums = (sums + (sums >>> 4)) & 0x0f0f_0f0f;
    count += Math.imul(sums, 0x0101_0101) >>> 24;
  }
  return count;
}

/** Puts the concepts of the ranks whose bit is set into `found`, from `at`; answers where they end. */
function putConcepts(bits: Uint32Array, byRank: Uint32Array, found: Uint32Array, at: number): number {
  let end = at;
  for (let place = 0; place < bits.length; place += 1) {
    for (let rest = bits[place] ?? 0; rest !== 0; rest &= rest - 1) {
      const lowest = 31 - Math.clz32(rest & -rest);
      found[end++] = byRank[place * 32 + lowest] ?? 0;
    }
  }
  return end;
}
