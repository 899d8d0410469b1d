import { fold } from '#fhir';
import type { CodeSystemContent, CodeSystemHeader, ConceptIndex, ConceptRow } from '../concepts.ts';

export interface Grammar {
  readonly header: CodeSystemHeader;
  /** The concept that a code spells, with the code as the code system spells it; undefined where it spells none. */
  concept(code: string): ConceptRow | undefined;
  /** Codes that are worth offering, for search. */
  readonly offered?: () => readonly string[];
}

/** How many concepts can be spoken of at once. An operation looks at some ten; an expansion at what is offered. */
const places = 65_536;
const longestCode = 500;
const none: readonly ConceptIndex[] = [];

/**
 * A code system whose codes are spelled by a grammar and cannot be listed. A concept gets a place when its code is asked
 * for, and gives it up when many thousands have been asked for since; what is offered keeps its place. There is no
 * hierarchy.
 */
export function createGrammarContent({ header, concept, offered = () => [] }: Grammar): CodeSystemContent {
  const rows: ConceptRow[] = [];
  const byCode = new Map<string, ConceptIndex>();
  let kept: number | undefined;
  let next = 0;

  const place = (row: ConceptRow): ConceptIndex => {
    const before = byCode.get(row.code);
    if (before !== undefined) return before;
    const index = next;
    const leaving = rows[index];
    if (leaving !== undefined) byCode.delete(leaving.code);
    rows[index] = row;
    byCode.set(row.code, index);
    next = index + 1 < places ? index + 1 : (kept ?? 0);
    return index;
  };
  /** The first places are those of what is offered. */
  const offer = (): readonly ConceptIndex[] => {
    if (kept === undefined) {
      for (const code of offered()) {
        const row = concept(code);
        if (row !== undefined) place(row);
      }
      kept = next;
    }
    return Array.from({ length: kept }, (_, index) => index);
  };
  const rowAt = (index: ConceptIndex): ConceptRow => {
    const row = rows[index];
    if (row === undefined) throw new RangeError('There is no concept at this place.');
    return row;
  };

  return {
    header,
    count: undefined,
    indexOf(code) {
      if (code.length > longestCode) return -1;
      if (kept === undefined) offer();
      const known = byCode.get(code);
      if (known !== undefined) return known;
      const row = concept(code);
      return row === undefined ? -1 : place(row);
    },
    codeAt: (index) => rowAt(index).code,
    displayAt: (index) => rowAt(index).display,
    conceptAt: rowAt,
    parentsOf: () => none,
    childrenOf: () => none,
    isBelow: () => false,
    below: () => none,
    withProperty(property, value) {
      const known = header.property as readonly { readonly code: string }[] | undefined;
      if (known?.some(({ code }) => code === property) !== true) return undefined;
      return offer().filter((index) =>
        rowAt(index).properties?.some((one) => one.code === property && one.value === value),
      );
    },
    search(text) {
      const asked = wordsOf(text);
      return offer().filter((index) => {
        const { code, display, designations = [] } = rowAt(index);
        const words = wordsOf([code, display, ...designations.map(({ value }) => value)].join(' '));
        return asked.every((word) => words.some((one) => one.startsWith(word)));
      });
    },
  };
}

function wordsOf(text: string): readonly string[] {
  return fold(text)
    .split(/[\s()/,;]+/)
    .filter((word) => word !== '');
}
