import type { CodeSystemContent, ConceptIndex, Terminology } from '#terminology';
import type { ConceptLine, ConceptPage, Word } from './contract.ts';

/** What words are chosen by. */
export interface Reader {
  readonly terminology: Pick<Terminology, 'designate'>;
  /** BCP 47, best first. */
  readonly languages: readonly string[];
}

/** The word for a concept in the reader's language, else in one that stands in for it, else the code system's own. */
export function wordOf(reader: Reader, content: CodeSystemContent, index: ConceptIndex): Word | undefined {
  const designated = reader.terminology.designate(content.header.url, content.codeAt(index), reader.languages);
  if (designated !== undefined) return { value: designated.display, language: designated.language };
  const display = content.displayAt(index);
  return display === undefined ? undefined : { value: display, ...languageOf(content) };
}

/** The language that a code system is written in. */
export function languageOf(content: CodeSystemContent): { readonly language?: string } {
  const { language } = content.header as { readonly language?: unknown };
  return typeof language === 'string' ? { language } : {};
}

export function lineOf(reader: Reader, content: CodeSystemContent, index: ConceptIndex): ConceptLine {
  const word = wordOf(reader, content, index);
  return { system: content.header.url, code: content.codeAt(index), ...(word === undefined ? {} : { word }) };
}

/** Concepts of one page of a list. */
export const pageSize = 50;
/** Those that stand on the page of what they belong to, before one asks for more. */
export const firstSize = 15;

/** The concepts of `found` from the place `from` on; no more of it is gone through than the page needs. */
export function pageOf(
  reader: Reader,
  content: CodeSystemContent,
  found: Iterable<ConceptIndex>,
  from: number,
  { size = pageSize, total }: { readonly size?: number; readonly total?: number } = {},
): ConceptPage {
  const concepts: ConceptLine[] = [];
  let place = 0;
  let more = false;
  for (const index of found) {
    if (place >= from + size) {
      more = true;
      break;
    }
    if (place >= from) concepts.push(lineOf(reader, content, index));
    place += 1;
  }
  return {
    concepts,
    ...(more ? { next: from + size } : {}),
    ...(total === undefined ? {} : { total }),
  };
}
