import type { WordMatch } from '../search.ts';
import { fold, foldedWords } from './fold.ts';

const mostTerms = 50;
const deepest = 10;

/**
 * Reads what `_text` and `_content` ask for: words that must all stand there, `or`, `not` and parentheses between them,
 * and a star behind the beginning of a word. Throws an Error that says which form is asked for.
 */
export function parseWords(text: string): WordMatch {
  const terms = text.match(/[()]|[^\s()]+/g) ?? [];
  if (terms.length > mostTerms) throw new Error(`of up to ${mostTerms} words`);
  let at = 0;
  const isNext = (word: string) => terms[at]?.toLowerCase() === word;

  function either(depth: number): WordMatch {
    if (depth > deepest) throw new Error('of fewer parentheses');
    const any = [together(depth)];
    while (isNext('or')) {
      at++;
      any.push(together(depth));
    }
    return joined('any', any);
  }

  function together(depth: number): WordMatch {
    const all: WordMatch[] = [];
    while (at < terms.length && !isNext('or') && !isNext(')')) {
      if (isNext('and')) at++;
      all.push(single(depth));
    }
    return joined('all', all);
  }

  function single(depth: number): WordMatch {
    if (depth > deepest) throw new Error('of fewer nots');
    if (isNext('not')) {
      at++;
      return { not: single(depth + 1) };
    }
    if (isNext('(')) {
      at++;
      const inner = either(depth + 1);
      if (!isNext(')')) throw new Error('of parentheses that close');
      at++;
      return inner;
    }
    return termOf(terms[at++] ?? '');
  }

  const whole = either(0);
  if (at < terms.length) throw new Error('of parentheses that open');
  if (!namesSomething(whole)) throw new Error('with a word that must stand there');
  return whole;
}

function joined(how: 'all' | 'any', parts: readonly WordMatch[]): WordMatch {
  const [only] = parts;
  if (only === undefined) throw new Error('of words');
  if (parts.length === 1) return only;
  return how === 'all' ? { all: parts } : { any: parts };
}

function termOf(term: string): WordMatch {
  if (term.includes('"')) throw new Error('single words, for phrases are not built');
  const begins = term.endsWith('*');
  // The first of the folded words are those of the whole; the parts around an apostrophe come behind them.
  const words = foldedWords(term).slice(0, fold(term).split(' ').length);
  return joined(
    'all',
    words.map((word, n) => ({ word, begins: begins && n === words.length - 1 })),
  );
}

/** Without a word that must stand there, everything would have to be looked at. */
function namesSomething(match: WordMatch): boolean {
  if ('word' in match) return true;
  if ('not' in match) return false;
  return 'all' in match ? match.all.some(namesSomething) : match.any.every(namesSomething);
}
