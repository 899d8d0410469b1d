import { randomInt } from 'node:crypto';
import { fold } from '#fhir';
import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { gatherWords, groupBy } from './gather-words.ts';
import { growingBytes, growingNumbers } from './growing.ts';
import {
  isCaseSensitive,
  keyOfProperty,
  mostConcepts,
  type PackedLayout,
  propertyHash,
  type SectionName,
  sectionNames,
} from './layout.ts';
import { type DesignationKind, growingKinds, type PropertyKind, writeRow } from './row-codec.ts';
import { growingTextTable, hashText, type TextHeap, tableSize, textAt } from './text-table.ts';

/** Why a concept is not taken in. */
export type RefusedConcept = 'no-code' | 'too-long' | 'duplicate' | 'too-many';

export interface PackCounts {
  readonly concepts: number;
  readonly designations: number;
  /** Parents that were named and never came. */
  readonly unknownParents: number;
}

/**
 * Packs the concepts of a code system into one run of bytes (`layout.ts`). What is known of each concept leaves as it
 * comes; codes, hierarchy and words are held outside of the heap until the end.
 */
export interface Packer {
  /** Takes a concept in, or tells why not: a code comes once and has 1 to 1000 characters. */
  add(row: ConceptRow): RefusedConcept | undefined;
  /** The next bytes, once there is a megabyte of them. */
  takeChunk(): Buffer | undefined;
  /** The bytes that remain, and how all of them are read. Nothing may be added afterwards. */
  finish(): { readonly rest: readonly Uint8Array[]; readonly layout: PackedLayout; readonly counts: PackCounts };
}

const chunkSize = 1_048_576;
const longestCode = 1_000;
/** Characters of all texts of one concept. */
const longestRow = 1_000_000;
const noConcept = 0xffff_ffff;

export function createPacker(header: CodeSystemHeader): Packer {
  const seed = randomInt(2 ** 32);
  /** Codes of concepts and of the parents that they name, which may come later or never. */
  const mentioned = growingTextTable(seed);
  const conceptOf = growingNumbers();
  const codeOf = growingNumbers();
  const edges = { children: growingNumbers(), parents: growingNumbers() };
  const words = gatherWords(seed);
  const folded = { bytes: growingBytes(), starts: growingNumbers(), lengths: growingNumbers() };
  folded.starts.push(0);
  const kinds = { designations: growingKinds<DesignationKind>(), properties: growingKinds<PropertyKind>() };
  const properties = { hashes: growingNumbers(), concepts: growingNumbers() };
  const rowStarts = growingNumbers();
  rowStarts.push(0);
  const pending = growingBytes();
  let flushed = 0;
  let designationCount = 0;

  const mention = (code: string) => {
    const id = mentioned.intern(code);
    if (id === conceptOf.length) conceptOf.push(noConcept);
    return id;
  };

  const finish: Packer['finish'] = () => {
    const count = codeOf.length;
    const codes = codesInOrder(mentioned.heap(), codeOf.values());
    const { byRank, rankOf } = ranked(folded.lengths.values());
    const known = knownEdges(edges.children.values(), edges.parents.values(), conceptOf.values());
    const above = groupBy(count, known.children, known.parents);
    const below = groupBy(count, known.parents, known.children);
    const index = words.finish(rankOf);
    const byHash = sortedProperties(properties.hashes.values(), properties.concepts.values());
    const parts: Record<Exclude<SectionName, 'rows'>, Uint8Array | Uint32Array> = {
      rowStarts: rowStarts.values(),
      codes: codes.bytes,
      codeStarts: codes.starts,
      codeSlots: codeSlots(codes, isCaseSensitive(header), seed),
      parentStarts: above.starts,
      parents: above.values,
      childStarts: below.starts,
      children: below.values,
      byRank,
      byDisplay: byFoldedDisplay({ bytes: folded.bytes.bytes(), starts: folded.starts.values() }, rankOf),
      ...index,
      propertyHashes: byHash.hashes,
      propertyConcepts: byHash.concepts,
    };
    const rest: Uint8Array[] = [Buffer.from(pending.bytes())];
    let size = flushed + pending.length;
    const sections: Partial<Record<SectionName, readonly [number, number]>> = { rows: [0, size] };
    for (const name of sectionNames) {
      if (name === 'rows') continue;
      const part = parts[name];
      const gap = (8 - (size % 8)) % 8;
      if (gap > 0) rest.push(new Uint8Array(gap));
      size += gap;
      sections[name] = [size, part.byteLength];
      rest.push(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
      size += part.byteLength;
    }
    return {
      rest,
      layout: {
        format: 1,
        count,
        seed,
        size,
        sections: sections as PackedLayout['sections'],
        designationKinds: kinds.designations.list,
        propertyKinds: kinds.properties.list,
      },
      counts: { concepts: count, designations: designationCount, unknownParents: known.unknown },
    };
  };

  return {
    add(row) {
      const refused = refusalOf(row);
      if (refused !== undefined) return refused;
      const code = mention(row.code);
      if (conceptOf.at(code) !== noConcept) return 'duplicate';
      const concept = codeOf.length;
      if (concept >= mostConcepts) return 'too-many';
      conceptOf.set(code, concept);
      codeOf.push(code);
      for (const parent of new Set(row.parents)) {
        if (parent === row.code) continue;
        edges.children.push(concept);
        edges.parents.push(mention(parent));
      }
      for (const { code: name, value } of row.properties ?? []) {
        const text = typeof value === 'string' ? value : value.code;
        properties.hashes.push(propertyHash(hashText(keyOfProperty(name, text), seed)));
        properties.concepts.push(concept);
      }
      designationCount += row.designations?.length ?? 0;
      words.take(concept, row);
      folded.bytes.text(fold(row.display ?? ''));
      folded.starts.push(folded.bytes.length);
      // What has no display comes last.
      folded.lengths.push(row.display?.length ?? noConcept);
      writeRow(pending, row, kinds);
      rowStarts.push(flushed + pending.length);
      return undefined;
    },
    takeChunk() {
      if (pending.length < chunkSize) return undefined;
      const chunk = Buffer.from(pending.bytes());
      flushed += chunk.length;
      pending.clear();
      return chunk;
    },
    finish,
  };
}

function refusalOf({ code, display, definition, designations = [], properties = [] }: ConceptRow) {
  if (code === '') return 'no-code';
  if (code.length > longestCode) return 'too-long';
  let length = (display?.length ?? 0) + (definition?.length ?? 0);
  for (const { value } of designations) length += value.length;
  for (const { value } of properties) length += typeof value === 'string' ? value.length : value.code.length;
  return length > longestRow ? 'too-long' : undefined;
}

function codesInOrder(heap: TextHeap, codeOf: Uint32Array): TextHeap {
  const bytes = Buffer.allocUnsafeSlow(heap.bytes.length);
  const starts = new Uint32Array(codeOf.length + 1);
  let at = 0;
  for (const [concept, id] of codeOf.entries()) {
    at += heap.bytes.copy(bytes, at, heap.starts[id] ?? 0, heap.starts[id + 1] ?? 0);
    starts[concept + 1] = at;
  }
  return { bytes: bytes.subarray(0, at), starts };
}

function codeSlots(codes: TextHeap, caseSensitive: boolean, seed: number): Uint32Array {
  const count = codes.starts.length - 1;
  const slots = new Uint32Array(tableSize(count));
  for (let concept = 0; concept < count; concept += 1) {
    const code = textAt(codes, concept);
    let slot = hashText(caseSensitive ? code : code.toLowerCase(), seed) & (slots.length - 1);
    while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
    slots[slot] = concept + 1;
  }
  return slots;
}

function ranked(lengths: Uint32Array): { readonly byRank: Uint32Array; readonly rankOf: Uint32Array } {
  // Sorted as numbers, which is done without calling back: the length before the point of 2^23, the concept behind it.
  const longest = 2 ** 28;
  const keys = Float64Array.from(lengths, (length, concept) => Math.min(length, longest) * mostConcepts + concept);
  keys.sort();
  const byRank = Uint32Array.from(keys, (key) => key % mostConcepts);
  const rankOf = new Uint32Array(byRank.length);
  for (const [rank, concept] of byRank.entries()) rankOf[concept] = rank;
  return { byRank, rankOf };
}

function byFoldedDisplay({ bytes, starts }: TextHeap, rankOf: Uint32Array): Uint32Array {
  const concepts = Uint32Array.from(rankOf, (_, concept) => concept);
  concepts.sort(
    (a, b) =>
      bytes.compare(bytes, starts[b] ?? 0, starts[b + 1] ?? 0, starts[a] ?? 0, starts[a + 1] ?? 0) ||
      (rankOf[a] ?? 0) - (rankOf[b] ?? 0),
  );
  return concepts.map((concept) => rankOf[concept] ?? 0);
}

function knownEdges(children: Uint32Array, parentCodes: Uint32Array, conceptOf: Uint32Array) {
  const found = { children: growingNumbers(), parents: growingNumbers() };
  for (const [at, code] of parentCodes.entries()) {
    const parent = conceptOf[code] ?? noConcept;
    if (parent === noConcept) continue;
    found.children.push(children[at] ?? 0);
    found.parents.push(parent);
  }
  return {
    children: found.children.values(),
    parents: found.parents.values(),
    unknown: children.length - found.children.length,
  };
}

function sortedProperties(hashes: Uint32Array, concepts: Uint32Array) {
  const keys = Float64Array.from(hashes, (hash, at) => hash * mostConcepts + (concepts[at] ?? 0));
  keys.sort();
  return {
    hashes: Uint32Array.from(keys, (key) => Math.floor(key / mostConcepts)),
    concepts: Uint32Array.from(keys, (key) => key % mostConcepts),
  };
}
