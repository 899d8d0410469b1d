import type { ConceptExtension } from '../concepts.ts';
import { agreements, agrees, type LanguageRange, rangeServes, serves, tagParts } from './languages.ts';
import type { Coding } from './resources.ts';

/** One of the words for a concept; its display is one too. */
export interface Word {
  readonly value: string;
  readonly language?: string;
  /** Absent for a word without a `use`; `displayUse` for the display. */
  readonly use?: Coding;
  /** Its standards status, where it has one: `withdrawn`, `deprecated`. */
  readonly status?: string;
  /** The canonical of the supplement that it comes from. */
  readonly source?: string;
  readonly extension?: readonly ConceptExtension[];
  /** Display of a code that users may assign themselves: others may call it otherwise. */
  readonly open?: boolean;
}

/** What marks the display among the designations. */
export const displayUse: Coding = {
  system: 'http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra',
  code: 'preferredForLanguage',
  display: 'Preferred For Language',
};

const snomed = 'http://snomed.info/sct';
const snomedPreferred = '900000000000548007';
const snomedSynonym = '900000000000013009';

export function isDisplay({ use }: Word): boolean {
  if (use === undefined) return true;
  if (use.system === displayUse.system && use.code === displayUse.code) return true;
  return use.system === snomed && use.code === snomedPreferred;
}

function isPreferred(word: Word): boolean {
  return isDisplay(word) || (word.use?.system === snomed && word.use.code === snomedSynonym);
}

export function isActive({ status }: Word): boolean {
  return status !== 'withdrawn' && status !== 'inactive';
}

/**
 * The word to call a concept by for who reads these languages: in the language liked best, a display before other
 * words; undefined where none is in a language that may be shown.
 */
export function preferredWord(words: readonly Word[], ranges: readonly LanguageRange[] | undefined): Word | undefined {
  if (words.length === 0) return undefined;
  if (ranges === undefined || ranges.length === 0) {
    return (
      words.find((word) => isPreferred(word) && isActive(word)) ??
      words.find(isDisplay) ??
      words.find(isPreferred) ??
      words[0]
    );
  }
  for (const range of ranges) {
    if (range.quality <= 0) continue;
    for (const active of [true, false]) {
      for (const how of agreements) {
        const fit = words.filter(
          (word) =>
            (word.language === undefined ? range.tag === '*' : rangeServes(range, word.language, how)) &&
            (!active || isActive(word)),
        );
        const best = fit.find(isPreferred) ?? fit[0];
        if (best !== undefined) return best;
      }
    }
  }
  return words.find((word) => word.language === undefined && isDisplay(word));
}

/** How a display differs from the nearest word: not, by case and white space only, or wholly. */
export type Difference = 'none' | 'space' | 'whole';

/** Compares a display with the words that serve these languages, or that are in the code system's own. */
export function differenceOf(
  words: readonly Word[],
  display: string,
  ranges: readonly LanguageRange[] | undefined,
  ownLanguage?: string,
  activeOnly = false,
): Difference {
  const fit = words.filter(
    (word) => (!activeOnly || isActive(word)) && (isIn(word, ownLanguage) || servesWord(word, ranges)),
  );
  const asked = display.toLowerCase();
  if (fit.some(({ value }) => value === display || value.toLowerCase() === asked)) return 'none';
  const plain = spaced(display);
  return fit.some(({ value }) => spaced(value) === plain) ? 'space' : 'whole';
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim().toLowerCase();
}

function isIn(word: Word, language: string | undefined): boolean {
  if (language === undefined || word.language === undefined) return false;
  return agrees(tagParts(word.language), tagParts(language), 'language');
}

function servesWord(word: Word, ranges: readonly LanguageRange[] | undefined): boolean {
  return ranges === undefined || serves(ranges, word.language, 'language');
}

/** How many words serve these languages, as precisely as any does. */
export function countWords(
  words: readonly Word[],
  ranges: readonly LanguageRange[] | undefined,
  displaysOnly: boolean,
): number {
  const listed = words.filter((word) => !displaysOnly || isDisplay(word));
  if (ranges === undefined) return listed.length;
  for (const how of agreements) {
    const count = listed.filter((word) => serves(ranges, word.language, how)).length;
    if (count > 0) return count;
  }
  return 0;
}

/** `'Display 1' (en) or 'Anzeige 1' (de)`: those that serve these languages, or all where none does. */
export function presentWords(
  words: readonly Word[],
  ranges: readonly LanguageRange[] | undefined,
  displaysOnly: boolean,
): string {
  const listed = words.filter((word) => !displaysOnly || isDisplay(word));
  const fit = listed.filter((word) => servesWord(word, ranges));
  const told = (fit.length > 0 ? fit : listed).map(({ value, language }) =>
    language === undefined ? `'${value}'` : `'${value}' (${language})`,
  );
  if (told.length < 3) return told.join(' or ');
  return `${told.slice(0, -1).join(', ')} or ${told.at(-1)}`;
}
