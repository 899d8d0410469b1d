/** Goes through the text of an expression. White space and comments count for nothing between what is taken. */
export interface Reader {
  /** Takes this text where it stands next. */
  take(text: string): boolean;
  /** The same of a word, in any case; not of the beginning of a longer one. */
  takeWord(word: string): boolean;
  /** Whether this text stands next; takes nothing. */
  sees(text: string): boolean;
  /** Whether this text stands next after the parentheses that open next are closed; takes nothing. */
  seesAfterParentheses(texts: readonly string[]): boolean;
  /** Takes what a sticky expression matches next. */
  match(pattern: RegExp): RegExpExecArray | undefined;
  /** Remembers the first thing that is wrong, and where. */
  wrong(text: string): undefined;
  /** Reads something that may hold others of its kind; undefined where these nest too deep. */
  deeper<T>(read: () => T | undefined): T | undefined;
  /** Counts a part, each of which may have to go through a whole code system; false where there are too many. */
  part(): boolean;
  readonly isAtEnd: boolean;
  readonly problem: string | undefined;
}

const deepest = 50;
const mostParts = 60;

export function createReader(source: string): Reader {
  let place = 0;
  let depth = 0;
  let parts = 0;
  let problem: string | undefined;

  const skip = () => {
    for (;;) {
      while (/\s/.test(source[place] ?? '')) place += 1;
      if (!source.startsWith('/*', place)) return;
      const end = source.indexOf('*/', place + 2);
      place = end === -1 ? source.length : end + 2;
    }
  };
  const matchAt = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = place;
    const found = pattern.exec(source) ?? undefined;
    if (found !== undefined) place = pattern.lastIndex;
    return found;
  };
  const wrong = (text: string): undefined => {
    problem ??= `${text} at character ${place + 1}`;
    return undefined;
  };
  const sees = (text: string): boolean => {
    skip();
    return source.startsWith(text, place);
  };
  return {
    sees,
    wrong,
    take(text) {
      const isNext = sees(text);
      if (isNext) place += text.length;
      return isNext;
    },
    takeWord(word) {
      skip();
      const found = source.slice(place, place + word.length);
      if (found.toUpperCase() !== word.toUpperCase() || /\w/.test(source[place + word.length] ?? '')) return false;
      place += word.length;
      return true;
    },
    seesAfterParentheses(texts) {
      skip();
      const before = place;
      let open = 0;
      do {
        const [found = ''] = matchAt(/"(?:[^"\\]|\\.)*"|\|[^|]*\||[\s\S]/y) ?? [];
        if (found === '') break;
        open += found === '(' ? 1 : found === ')' ? -1 : 0;
        skip();
      } while (open > 0);
      const isNext = open === 0 && texts.some((text) => source.startsWith(text, place));
      place = before;
      return isNext;
    },
    match(pattern) {
      skip();
      return matchAt(pattern);
    },
    deeper(read) {
      depth += 1;
      const made = depth > deepest ? wrong('The expression is too deep') : read();
      depth -= 1;
      return made;
    },
    part() {
      parts += 1;
      if (parts > mostParts) wrong('The expression has too many parts');
      return parts <= mostParts;
    },
    get isAtEnd() {
      skip();
      return place >= source.length;
    },
    get problem() {
      return problem;
    },
  };
}
