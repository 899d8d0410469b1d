import type { CodeSystemHeader } from '../concepts.ts';
import type { DesignationKind, PropertyKind } from './row-codec.ts';

/**
 * The parts of a packed content, in the order in which they lie. Numbers are little-endian of 32 bits; a part begins at a
 * multiple of eight bytes. "Starts" have one more entry than there are things, so that each ends where the next begins.
 */
export const sectionNames = [
  /** What is known of each concept (`row-codec.ts`), in the order of the code system. */
  'rows',
  'rowStarts',
  'codes',
  'codeStarts',
  /** An open table of concepts (number and one) by the hash of their code. */
  'codeSlots',
  'parentStarts',
  'parents',
  'childStarts',
  'children',
  /** Concepts by their rank: the shorter display first. */
  'byRank',
  /** Ranks by folded display, in the order of its bytes. */
  'byDisplay',
  'words',
  'wordStarts',
  /** Of each word, sorted by its bytes, the ranks of the concepts that have it in display or designations. */
  'postingStarts',
  'postings',
  /** Concepts by the hash of each property with its value, sorted. */
  'propertyHashes',
  'propertyConcepts',
] as const;

export type SectionName = (typeof sectionNames)[number];

/** What must be known of the bytes to read them. It is JSON. */
export interface PackedLayout {
  readonly format: 1;
  readonly count: number;
  readonly seed: number;
  /** Bytes in all. */
  readonly size: number;
  /** Start and length of each part in bytes. */
  readonly sections: Readonly<Record<SectionName, readonly [start: number, length: number]>>;
  readonly designationKinds: readonly DesignationKind[];
  readonly propertyKinds: readonly PropertyKind[];
}

/** A concept's number must fit beside 30 bits of a hash in the 53 bits of a number. */
export const mostConcepts = 2 ** 23;

export function propertyHash(hash: number): number {
  return hash >>> 2;
}

export function keyOfProperty(property: string, value: string): string {
  return `${property}\0${value}`;
}

/** Codes are told apart by case unless the code system says that they are not (R4 CodeSystem.caseSensitive). */
export function isCaseSensitive({ caseSensitive }: CodeSystemHeader): boolean {
  return caseSensitive !== false;
}
