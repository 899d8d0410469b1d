/** A filter as it is written (R4 search_filter.html), before anybody knows what its names mean. */
export type Filter =
  | { readonly test: FilterTest }
  | { readonly all: readonly Filter[] }
  | { readonly any: readonly Filter[] }
  | { readonly not: Filter };

export interface FilterTest {
  readonly path: FilterPath;
  readonly operator: string;
  readonly value: string;
}

/** `name`, `name.rest`, `name:Type.rest`, `name[filter].rest`. */
export interface FilterPath {
  readonly name: string;
  readonly filter?: Filter;
  readonly rest?: FilterPath;
}

const mostTests = 100;
const deepest = 20;
const name = /[A-Za-z_][A-Za-z0-9_-]*(?::[A-Za-z]+)?/y;
const word = /[a-z]{2,3}(?![A-Za-z0-9_.-])/y;
const space = /\s*/y;
const quoted = /"(?:[^"\\]|\\.)*"/y;
const bare = /[^\s\])"][^\s\])]*/y;

/**
 * Reads a filter expression whole: tests, `and`, `or`, `not ( )`, parentheses. `and` and `or` are taken from left to
 * right, neither before the other, as the standard has it. Throws an Error that says where it is not understood.
 */
export function parseFilter(text: string): Filter {
  let at = 0;
  let tests = 0;
  const take = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    const found = form.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = () => take(space);
  const fault = (expected: string) => new Error(`${expected} is expected at character ${at + 1}`);
  const demand = (mark: string) => {
    skip();
    if (text[at] !== mark) throw fault(mark);
    at++;
  };
  const takeWord = (...words: readonly string[]): string | undefined => {
    skip();
    const before = at;
    const found = take(word);
    if (found !== undefined && words.includes(found)) return found;
    at = before;
    return undefined;
  };

  function expression(depth: number): Filter {
    if (depth > deepest) throw new Error(`it nests more than ${deepest} deep`);
    let left = single(depth);
    for (;;) {
      const joint = takeWord('and', 'or');
      if (joint === undefined) return left;
      const right = single(depth);
      if (joint === 'and') left = { all: 'all' in left ? [...left.all, right] : [left, right] };
      else left = { any: 'any' in left ? [...left.any, right] : [left, right] };
    }
  }

  function single(depth: number): Filter {
    const before = at;
    if (takeWord('not') !== undefined) {
      skip();
      if (text[at] === '(') return { not: inParentheses(depth) };
      at = before;
    }
    skip();
    return text[at] === '(' ? inParentheses(depth) : test(depth);
  }

  function inParentheses(depth: number): Filter {
    demand('(');
    const inner = expression(depth + 1);
    demand(')');
    return inner;
  }

  function test(depth: number): Filter {
    tests += 1;
    if (tests > mostTests) throw new Error(`it has more than ${mostTests} tests`);
    const path = pathFrom(depth);
    skip();
    const operator = take(word);
    if (operator === undefined) throw fault('an operator');
    skip();
    const text = take(quoted);
    const value = text === undefined ? take(bare) : unquoted(text);
    if (value === undefined) throw fault('a value');
    return { test: { path, operator, value } };
  }

  function pathFrom(depth: number): FilterPath {
    if (depth > deepest) throw new Error(`it nests more than ${deepest} deep`);
    skip();
    const found = take(name);
    if (found === undefined) throw fault('a search parameter');
    let filter: Filter | undefined;
    if (text[at] === '[') {
      at++;
      filter = expression(depth + 1);
      demand(']');
      if (text[at] !== '.') throw fault('a full stop');
    }
    if (text[at] !== '.') return { name: found };
    at++;
    const rest = pathFrom(depth + 1);
    return { name: found, rest, ...(filter !== undefined && { filter }) };
  }

  function unquoted(text: string): string {
    try {
      return JSON.parse(text) as string;
    } catch {
      throw fault('a JSON string');
    }
  }

  const whole = expression(0);
  skip();
  if (at < text.length) throw fault('the end');
  return whole;
}
