import type { CodeSystemContent, CodeSystemHeader, ConceptIndex } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import { isCaseSensitive, keyOfProperty, type PackedLayout, propertyHash, type SectionName } from './layout.ts';
import { type DesignationKind, hasValue, readBestDesignation, readDisplay, readRow, soughtValue } from './row-codec.ts';
import { searchWords } from './search-words.ts';
import { hashText, hasTextAt, textAt } from './text-table.ts';

/** A content that is read out of its packed bytes. */
export interface PackedContent extends CodeSystemContent {
  readonly count: number;
  /** Bytes that it holds. */
  readonly size: number;
  /** The name of a concept in exactly this language (BCP 47, canonical), the one that the code system prefers. */
  nameAt(index: ConceptIndex, language: string): string | undefined;
}

/**
 * Opens packed bytes, all of them in their order. Nothing is decoded before it is asked for, and no more than is asked
 * for. `bytes` must begin its memory at a multiple of four.
 */
export function openContent(header: CodeSystemHeader, layout: PackedLayout, bytes: Buffer): PackedContent {
  const part = (name: SectionName) => {
    const [start, length] = layout.sections[name];
    return bytes.subarray(start, start + length);
  };
  const numbers = (name: SectionName) => {
    const { buffer, byteOffset, byteLength } = part(name);
    return new Uint32Array(buffer, byteOffset, byteLength / 4);
  };
  const { count, seed } = layout;
  const caseSensitive = isCaseSensitive(header);
  const rows = part('rows');
  const rowStarts = numbers('rowStarts');
  const codes = { bytes: part('codes'), starts: numbers('codeStarts') };
  const slots = numbers('codeSlots');
  const above = { starts: numbers('parentStarts'), values: numbers('parents') };
  const below = { starts: numbers('childStarts'), values: numbers('children') };
  const wordIndex = {
    words: part('words'),
    wordStarts: numbers('wordStarts'),
    postingStarts: numbers('postingStarts'),
    postings: numbers('postings'),
  };
  const hashes = numbers('propertyHashes');
  const withHash = numbers('propertyConcepts');
  const namesByLanguage = preferredNames(layout.designationKinds);
  const languageOfDisplays = typeof header.language === 'string' ? canonicalTag(header.language) : undefined;
  const declared = new Set((Array.isArray(header.property) ? header.property : []).map(({ code }) => code));

  const rowAt = (index: ConceptIndex) => ({ bytes: rows, at: rowStarts[index] ?? 0 });
  const isConcept = (index: ConceptIndex) => index >= 0 && index < count;
  const displayAt = (index: ConceptIndex) => (isConcept(index) ? readDisplay(rowAt(index)) : undefined);

  const ranked = { byRank: numbers('byRank'), byDisplay: numbers('byDisplay'), displayAt };

  const indexOf = (code: string) => {
    const key = caseSensitive ? code : code.toLowerCase();
    let alike = -1;
    const mask = slots.length - 1;
    for (let slot = hashText(key, seed) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const index = (slots[slot] ?? 0) - 1;
      if (hasTextAt(codes, index, code)) return index;
      if (!caseSensitive && alike === -1 && textAt(codes, index).toLowerCase() === key) alike = index;
    }
    return alike;
  };

  return {
    header,
    count,
    size: bytes.length,
    indexOf,
    codeAt: (index) => textAt(codes, index),
    displayAt,
    conceptAt(index) {
      const parents = valuesAt(above, index);
      return {
        code: textAt(codes, index),
        ...readRow(rowAt(index), { designations: layout.designationKinds, properties: layout.propertyKinds }),
        ...(parents.length === 0 ? {} : { parents: parents.map((parent) => textAt(codes, parent)) }),
      };
    },
    parentsOf: (index) => valuesAt(above, index),
    childrenOf: (index) => valuesAt(below, index),
    isBelow: climber(count, above),
    below: (ancestor) => descend(ancestor, count, below),
    withProperty(property, value) {
      if (!layout.propertyKinds.some(({ code }) => code === property)) {
        return declared.has(property) ? [] : undefined;
      }
      const hash = propertyHash(hashText(keyOfProperty(property, value), seed));
      const sought = soughtValue(property, value, layout.propertyKinds);
      // Another property or value may have the same hash.
      return conceptsWithHash(hash, hashes, withHash, (concept) => hasValue(rowAt(concept), sought));
    },
    search(text) {
      const found = searchWords(text, wordIndex, ranked);
      // Who types a code means it.
      const called = indexOf(text.trim());
      return called === -1 ? found : [called, ...found.filter((index) => index !== called)];
    },
    nameAt(index, language) {
      if (!isConcept(index)) return undefined;
      const ranks = namesByLanguage.get(language);
      if (languageOfDisplays === language) {
        const display = displayAt(index);
        if (display !== undefined) return display;
      }
      return ranks === undefined ? undefined : readBestDesignation(rowAt(index), ranks);
    },
  };
}

interface Links {
  readonly starts: Uint32Array;
  readonly values: Uint32Array;
}

function valuesAt({ starts, values }: Links, index: number): readonly number[] {
  const start = starts[index] ?? 0;
  const end = starts[index + 1] ?? 0;
  if (end <= start) return [];
  return end - start === 1 ? [values[start] ?? 0] : Array.from(values.subarray(start, end));
}

function conceptsWithHash(
  hash: number,
  hashes: Uint32Array,
  concepts: Uint32Array,
  holds: (concept: ConceptIndex) => boolean,
): readonly ConceptIndex[] {
  let low = 0;
  let high = hashes.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hashes[middle] ?? 0) < hash) low = middle + 1;
    else high = middle;
  }
  const found: ConceptIndex[] = [];
  for (let at = low; hashes[at] === hash; at += 1) {
    const concept = concepts[at] ?? 0;
    if (concept !== found.at(-1) && holds(concept)) found.push(concept);
  }
  return found;
}

/**
 * Whether a concept is below another: upwards from it, since what stands above a concept is little even where a hundred
 * thousand stand below. Marks of earlier questions are told from those of this one by a number, so that none are cleared.
 */
function climber(count: number, above: Links): CodeSystemContent['isBelow'] {
  let marks: Uint32Array | undefined;
  let round = 0;
  const next: number[] = [];
  return (index, ancestor) => {
    if (index === ancestor) return false;
    marks ??= new Uint32Array(count);
    if (round === 0xffff_ffff) {
      marks.fill(0);
      round = 0;
    }
    round += 1;
    next.length = 0;
    next.push(index);
    for (let at = next.pop(); at !== undefined; at = next.pop()) {
      const end = above.starts[at + 1] ?? 0;
      for (let place = above.starts[at] ?? 0; place < end; place += 1) {
        const parent = above.values[place] ?? 0;
        if (parent === ancestor) return true;
        if (marks[parent] === round) continue;
        marks[parent] = round;
        next.push(parent);
      }
    }
    return false;
  };
}

/** Everything below, a child before its sisters' children, in the order of the code system. */
function descend(ancestor: ConceptIndex, count: number, { starts, values }: Links): readonly ConceptIndex[] {
  const met = new Uint8Array(count);
  met[ancestor] = 1;
  const found: ConceptIndex[] = [];
  const next: ConceptIndex[] = [ancestor];
  for (let index = next.pop(); index !== undefined; index = next.pop()) {
    if (index !== ancestor) {
      if (met[index] === 1) continue;
      met[index] = 1;
      found.push(index);
    }
    const start = starts[index] ?? 0;
    for (let at = (starts[index + 1] ?? 0) - 1; at >= start; at -= 1) {
      const child = values[at] ?? 0;
      if (met[child] === 0) next.push(child);
    }
  }
  return found;
}

/** Uses by which a code system marks the name that it prefers in a language, the best first. */
const preferred: readonly string[] = ['preferredForLanguage', 'display', 'preferred', '900000000000548007'];
/** The fully specified name of SNOMED CT tells a concept from others rather than calling it. */
const fullySpecified = '900000000000003001';

/** By language, a rank for each kind of designation in it. */
function preferredNames(kinds: readonly DesignationKind[]): ReadonlyMap<string, readonly (number | undefined)[]> {
  const found = new Map<string, (number | undefined)[]>();
  for (const [number, { language, use }] of kinds.entries()) {
    const tag = language === undefined ? undefined : (canonicalTag(language) ?? language);
    if (tag === undefined) continue;
    const ranks = found.get(tag) ?? [];
    found.set(tag, ranks);
    ranks[number] = rankOfUse(use?.code);
  }
  return found;
}

function rankOfUse(use: string | undefined): number {
  if (use === undefined) return preferred.length;
  const place = preferred.indexOf(use);
  if (place !== -1) return place;
  return preferred.length + (use === fullySpecified ? 2 : 1);
}
