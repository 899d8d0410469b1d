import type { Term, ViewOptions } from './contract.ts';
import { type Element, elementsAt, textAt } from './element.ts';
import { isMarkedUntranslated, originalOf } from './translation-marks.ts';

/** Who reads, and in which language the resource that is being read was written, where it says so. */
export interface Reading extends ViewOptions {
  readonly written?: string;
}

/** The language in which nearly every code system has names: what is told where there is no name in the reader's own. */
const fallback = 'en';

/** `fr` of `fr-FR`. */
export function primaryOf(language: string): string {
  return language.split('-')[0]?.toLowerCase() ?? '';
}

/** Do reader and record speak the same language? Unknown where the record does not say. */
export function speaksSame({ language, written }: Reading): boolean | undefined {
  return written === undefined || written === 'und' ? undefined : primaryOf(written) === primaryOf(language);
}

/**
 * The words for a CodeableConcept. In the language of the record they are the record's own. In another, they are the
 * designation of its code, with the record's own words beside them; where no code has one, the record's own words stand
 * and say so, and where it has none either, the English designation does. Undefined where there are no words at all.
 */
export function termOf(concept: unknown, reading: Reading): Term | undefined {
  const codings = elementsAt(concept, 'coding');
  const ranked = codings.some((coding) => coding.userSelected === true)
    ? [...codings].sort((a, b) => Number(b.userSelected === true) - Number(a.userSelected === true))
    : codings;
  const text = textAt(concept, 'text');
  const displayed = ranked.find((coding) => textAt(coding, 'display') !== undefined);
  const replaced = originalOf(concept, 'text') ?? ranked.map((one) => originalOf(one, 'display')).find(Boolean);
  const own = replaced?.text ?? text ?? textAt(displayed, 'display');
  const written = replaced?.language ?? reading.written;
  const there = written === undefined ? reading : { ...reading, written };

  if (speaksSame(there) === true && own !== undefined) return { text: own };
  const designated = ranked.map((coding) => designationOf(coding, reading)).find((one) => one !== undefined);
  // A document that was translated elsewhere, by a terminology that knew more.
  const given = designated ?? (replaced === undefined ? undefined : (text ?? textAt(displayed, 'display')));
  if (given !== undefined) return withOriginal(given, own, there);
  const english = ranked.map((coding) => designationOf(coding, { ...reading, language: fallback })).find(Boolean);
  if (own === undefined && english !== undefined) return untranslated(english, { ...reading, written: fallback });
  const words = own ?? ranked.map((coding) => textAt(coding, 'code')).find((code) => code !== undefined);
  if (words === undefined) return undefined;
  return ranked.some(isMarkedUntranslated) || isForeign(there) ? untranslated(words, there) : { text: words };
}

/** The words for a lone Coding. */
export function codingTerm(coding: Element | undefined, reading: Reading): Term | undefined {
  return coding === undefined ? undefined : termOf({ coding: [coding] }, reading);
}

/** The words for a code of a system that the element's definition fixes, e.g. `status`. */
export function codeWords(system: string, code: string | undefined, reading: Reading): string | undefined {
  if (code === undefined) return undefined;
  return reading.terminology.designate(system, code, [reading.language, fallback])?.display ?? code;
}

/** Words that somebody wrote, which nothing translates. */
export function freeText(text: string | undefined, reading: Reading): Term | undefined {
  if (text === undefined) return undefined;
  return isForeign(reading) ? untranslated(text, reading) : { text };
}

/** Several terms as one, e.g. the manifestations of a reaction. */
export function joinTerms(terms: readonly (Term | undefined)[], separator = ', '): Term | undefined {
  const present = terms.filter((term) => term !== undefined);
  const [first] = present;
  if (first === undefined || present.length === 1) return first;
  const text = present.map((term) => term.text).join(separator);
  const original = present.some((term) => term.original !== undefined)
    ? { original: present.map((term) => term.original ?? term.text).join(separator) }
    : {};
  const language = present.find((term) => term.originalLanguage !== undefined)?.originalLanguage;
  return {
    text,
    ...original,
    ...(language !== undefined && { originalLanguage: language }),
    ...(present.some((term) => term.untranslated) && { untranslated: true as const }),
  };
}

function designationOf(coding: Element, { language, terminology }: Reading): string | undefined {
  const system = textAt(coding, 'system');
  const code = textAt(coding, 'code');
  if (system === undefined || code === undefined) return undefined;
  return terminology.designate(system, code, [language])?.display;
}

function withOriginal(text: string, own: string | undefined, { written }: Reading): Term {
  if (own === undefined || own === text) return { text };
  return { text, original: own, ...knownLanguage(written) };
}

function untranslated(text: string, { written }: Reading): Term {
  return { text, ...knownLanguage(written), untranslated: true };
}

function knownLanguage(written: string | undefined): { originalLanguage?: string } {
  return written === undefined || written === 'und' ? {} : { originalLanguage: written };
}

// Code systems speak English where nobody says otherwise, so that unmarked words are foreign to all but its readers.
function isForeign(reading: Reading): boolean {
  const same = speaksSame(reading);
  return same === undefined ? primaryOf(reading.language) !== 'en' : !same;
}
