import { foldedWords } from '#fhir';
import type { ConceptRow } from '../concepts.ts';
import { growingNumbers } from './growing.ts';
import { growingTextTable, type TextHeap } from './text-table.ts';

/** Words of concepts, gathered while these come, and turned into an index in the end. */
export interface WordGatherer {
  /** The concepts come in their order. */
  take(concept: number, row: ConceptRow): void;
  /** `rankOf` gives each concept's rank. */
  finish(rankOf: Uint32Array): WordIndex;
}

export interface WordIndex {
  readonly words: Buffer;
  readonly wordStarts: Uint32Array;
  readonly postingStarts: Uint32Array;
  readonly postings: Uint32Array;
}

export function gatherWords(seed: number): WordGatherer {
  const table = growingTextTable(seed);
  /** The last concept, and one, in which a word was met. */
  const lastMet = growingNumbers();
  const met = { words: growingNumbers(), concepts: growingNumbers() };

  const takeText = (concept: number, text: string) => {
    for (const word of foldedWords(text)) {
      const id = table.intern(word);
      if (id === lastMet.length) lastMet.push(0);
      if (lastMet.at(id) === concept + 1) continue;
      lastMet.set(id, concept + 1);
      met.words.push(id);
      met.concepts.push(concept);
    }
  };

  return {
    take(concept, { display, designations = [] }) {
      if (display !== undefined) takeText(concept, display);
      for (const { value } of designations) takeText(concept, value);
    },
    finish(rankOf) {
      const sorted = sortedByBytes(table.heap());
      const places = new Uint32Array(sorted.length);
      for (const [place, id] of sorted.entries()) places[id] = place;
      const words = met.words.values();
      for (let at = 0; at < words.length; at += 1) words[at] = places[words[at] ?? 0] ?? 0;
      const { starts, values } = groupBy(sorted.length, words, met.concepts.values());
      for (let at = 0; at < values.length; at += 1) values[at] = rankOf[values[at] ?? 0] ?? 0;
      return { ...reordered(table.heap(), sorted), postingStarts: starts, postings: values };
    },
  };
}

/** The numbers of the texts, in the order of their bytes. */
export function sortedByBytes({ bytes, starts }: TextHeap): Uint32Array {
  const numbers = Uint32Array.from({ length: starts.length - 1 }, (_, index) => index);
  return numbers.sort((a, b) =>
    bytes.compare(bytes, starts[b] ?? 0, starts[b + 1] ?? 0, starts[a] ?? 0, starts[a + 1] ?? 0),
  );
}

function reordered(heap: TextHeap, order: Uint32Array): { words: Buffer; wordStarts: Uint32Array } {
  const words = Buffer.allocUnsafeSlow(heap.bytes.length);
  const wordStarts = new Uint32Array(order.length + 1);
  let at = 0;
  for (const [place, id] of order.entries()) {
    at += heap.bytes.copy(words, at, heap.starts[id] ?? 0, heap.starts[id + 1] ?? 0);
    wordStarts[place + 1] = at;
  }
  return { words, wordStarts };
}

/** The values by their key (below `keys`), those of one key in the order in which they stand. */
export function groupBy(
  keys: number,
  keyOf: Uint32Array,
  values: Uint32Array,
): { readonly starts: Uint32Array; readonly values: Uint32Array } {
  const starts = new Uint32Array(keys + 1);
  for (let at = 0; at < keyOf.length; at += 1) {
    const key = (keyOf[at] ?? 0) + 1;
    starts[key] = (starts[key] ?? 0) + 1;
  }
  for (let key = 1; key <= keys; key += 1) starts[key] = (starts[key] ?? 0) + (starts[key - 1] ?? 0);
  const next = starts.slice();
  const grouped = new Uint32Array(values.length);
  for (let at = 0; at < keyOf.length; at += 1) {
    const key = keyOf[at] ?? 0;
    const place = next[key] ?? 0;
    grouped[place] = values[at] ?? 0;
    next[key] = place + 1;
  }
  return { starts, values: grouped };
}
