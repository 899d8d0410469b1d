import { foldedWords } from '#fhir';
import type { SearchTerm } from './expression.ts';
import type { Reader } from './reader.ts';

/** A text in quotation marks, in which these and the backslash are escaped, and in `wild` ones the asterisk. */
const quoted = /"((?:[^"\\]|\\["\\*])*)"/y;

/**
 * A "typedSearchTerm", or several in parentheses of which one must fit; undefined where none stands next. `plain` is how
 * a text without a type is meant.
 */
export function readSearchTerms(reader: Reader, plain: 'match' | 'exact'): readonly SearchTerm[] | undefined {
  const single = readSearchTerm(reader, plain);
  if (single !== undefined) return [single];
  // What else may stand in parentheses is no text.
  if (reader.match(/\((?=\s*("|match\s*:|wild\s*:))/iy) === undefined) return undefined;
  const terms: SearchTerm[] = [];
  while (!reader.take(')')) {
    const term = readSearchTerm(reader, plain);
    if (term === undefined) return reader.wrong('A text does not end, or ")" is missing');
    terms.push(term);
  }
  return terms;
}

function readSearchTerm(reader: Reader, plain: 'match' | 'exact'): SearchTerm | undefined {
  const type = reader.match(/(match|wild)\s*:/iy)?.[1]?.toLowerCase() ?? plain;
  const text = reader.match(quoted)?.[1];
  if (text === undefined) return undefined;
  if (type === 'wild') {
    const pieces = text.replaceAll(/\\(["\\*])|\*/g, (_found, escaped: string | undefined) => escaped ?? '\0');
    return { kind: 'wild', pieces: pieces.split('\0').map(bare) };
  }
  const plainText = text.replaceAll(/\\(.)/g, '$1');
  return type === 'match' ? { kind: 'match', words: foldedWords(plainText) } : { kind: 'exact', text: plainText };
}

/** Whether a text is what a search term asks for. */
export function fitsTerm(text: string, term: SearchTerm): boolean {
  switch (term.kind) {
    case 'exact':
      return text === term.text;
    case 'match': {
      const words = foldedWords(text);
      return term.words.every((wanted) => words.some((word) => word.startsWith(wanted)));
    }
    case 'wild':
      return fitsPieces(bare(text), term.pieces);
  }
}

/** Without case and accents, its punctuation kept. */
function bare(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();
}

/** The first piece begins the text, the last ends it, and those between follow each other in it. */
function fitsPieces(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  if (rest.length === 0) return text === first;
  const last = rest.pop() ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let place = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, place);
    if (found === -1 || found + piece.length > end) return false;
    place = found + piece.length;
  }
  return true;
}
