/** The part of FHIRPath that the search parameters of R4 are written in, as a tree. */
export type Expression =
  | { readonly kind: 'member'; readonly of?: Expression; readonly name: string }
  | { readonly kind: 'call'; readonly of?: Expression; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'index'; readonly of: Expression; readonly at: number }
  | { readonly kind: 'literal'; readonly value: string | number | boolean }
  | {
      readonly kind: 'binary';
      readonly operator: '|' | 'and' | '=' | '!=' | 'is' | 'as';
      readonly left: Expression;
      readonly right: Expression;
    };

type Operator = Extract<Expression, { kind: 'binary' }>['operator'];

const token = /\s*(?:('(?:[^'\\]|\\.)*')|([A-Za-z_][A-Za-z0-9_]*)|(\d+)|(!=|[()[\].|=,]))/y;

/** Operators from the loosest to the tightest. */
const levels: readonly (readonly Operator[])[] = [['and'], ['=', '!='], ['|'], ['is', 'as']];

/** Reads an expression; throws with what is not understood, for the list of parameters that are not built. */
export function parseExpression(text: string): Expression {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const found = token.exec(text);
    if (found === null) throw new Error(`not understood: ${text.slice(at, at + 20)}`);
    tokens.push(found[0].trim());
  }
  let at = 0;
  const accept = (expected: string): boolean => {
    if (tokens[at] !== expected) return false;
    at++;
    return true;
  };
  const demand = (expected: string): void => {
    if (!accept(expected)) throw new Error(`expected ${expected}, found ${tokens[at] ?? 'the end'}`);
  };

  function operation(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return postfix();
    let left = operation(level + 1);
    for (;;) {
      const operator = operators.find((one) => tokens[at] === one);
      if (operator === undefined) return left;
      at++;
      left = { kind: 'binary', operator, left, right: operation(level + 1) };
    }
  }

  function postfix(): Expression {
    let of = primary();
    for (;;) {
      if (accept('.')) of = named(of);
      else if (accept('[')) {
        of = { kind: 'index', of, at: Number(tokens[at++]) };
        demand(']');
      } else return of;
    }
  }

  function primary(): Expression {
    const next = tokens[at];
    if (accept('(')) {
      const inner = operation(0);
      demand(')');
      return inner;
    }
    if (next?.startsWith("'")) {
      at++;
      return { kind: 'literal', value: next.slice(1, -1).replace(/\\(.)/g, '$1') };
    }
    if (next !== undefined && /^\d/.test(next)) {
      at++;
      return { kind: 'literal', value: Number(next) };
    }
    if (next === 'true' || next === 'false') {
      at++;
      return { kind: 'literal', value: next === 'true' };
    }
    return named(undefined);
  }

  function named(of: Expression | undefined): Expression {
    const name = tokens[at++];
    if (name === undefined || !/^[A-Za-z_]/.test(name)) throw new Error(`expected a name, found ${name ?? 'the end'}`);
    const owner = of === undefined ? {} : { of };
    if (!accept('(')) return { kind: 'member', ...owner, name };
    const args: Expression[] = [];
    if (!accept(')')) {
      do args.push(operation(0));
      while (accept(','));
      demand(')');
    }
    return { kind: 'call', ...owner, name, args };
  }

  const whole = operation(0);
  if (at < tokens.length) throw new Error(`not understood: ${tokens[at]}`);
  return whole;
}
