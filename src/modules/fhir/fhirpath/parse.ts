import { type Expression, FhirPathError, type Operator } from './syntax.ts';
import { type Token, tokensOf, unquoted } from './tokens.ts';

/** Binary operators from the loosest to the tightest (FHIRPath, Operator Precedence); types bind between `|` and `+`. */
const levels: readonly (readonly Operator[] | 'type')[] = [
  ['implies'],
  ['or', 'xor'],
  ['and'],
  ['in', 'contains'],
  ['=', '~', '!=', '!~'],
  ['<', '<=', '>', '>='],
  ['|'],
  'type',
  ['+', '-', '&'],
  ['*', '/', 'div', 'mod'],
];

const calendarUnit = /^(?:year|month|week|day|hour|minute|second|millisecond)s?$/;

const longestExpression = 20_000;
const deepest = 120;

/** Reads an expression. Throws `FhirPathError` with the offset of what is not understood. */
export function parseFhirPath(text: string): Expression {
  if (text.length > longestExpression) throw new FhirPathError('The expression is longer than the node accepts.');
  const tokens = tokensOf(text);
  let at = 0;
  let depth = 0;

  const peek = (): Token => tokens[at] as Token;
  const isSymbol = (symbol: string) => peek().kind === 'symbol' && peek().text === symbol;
  const accept = (symbol: string): boolean => {
    if (!isSymbol(symbol)) return false;
    at++;
    return true;
  };
  const wrong = (expected: string): FhirPathError => {
    const token = peek();
    const found = token.kind === 'end' ? 'the expression ends' : `there is ${token.text}`;
    return new FhirPathError(`Expected ${expected}, but ${found}.`, token.at);
  };
  const demand = (symbol: string): void => {
    if (!accept(symbol)) throw wrong(symbol);
  };

  function operation(level: number): Expression {
    const operators = levels[level];
    if (operators === undefined) return signed();
    let left = operation(level + 1);
    for (;;) {
      const { kind, text: word } = peek();
      if (kind !== 'symbol' && kind !== 'name') return left;
      if (operators === 'type') {
        if (word !== 'is' && word !== 'as') return left;
        at++;
        left = { kind: 'type', operator: word, of: left, type: typeName() };
        continue;
      }
      const operator = operators.find((one) => one === word);
      if (operator === undefined) return left;
      at++;
      left = { kind: 'binary', operator, left, right: operation(level + 1) };
    }
  }

  function signed(): Expression {
    for (const sign of ['-', '+'] as const) {
      if (accept(sign)) return { kind: 'sign', sign, of: nested(signed) };
    }
    return postfix();
  }

  function nested<T>(read: () => T): T {
    if (++depth > deepest) throw new FhirPathError('The expression nests deeper than the node accepts.', peek().at);
    const value = read();
    depth--;
    return value;
  }

  function postfix(): Expression {
    let of = term();
    for (;;) {
      if (accept('.')) of = invocation(of);
      else if (accept('[')) {
        of = { kind: 'indexer', of, index: nested(() => operation(0)) };
        demand(']');
      } else return of;
    }
  }

  function term(): Expression {
    const token = peek();
    switch (token.kind) {
      case 'string':
        at++;
        return { kind: 'literal', value: { type: 'string', text: unquoted(token.text) } };
      case 'moment':
        at++;
        return { kind: 'literal', value: { type: 'moment', text: token.text.slice(1) } };
      case 'long':
        at++;
        return { kind: 'literal', value: { type: 'long', text: token.text.slice(0, -1) } };
      case 'number':
        at++;
        return numberOrQuantity(token.text);
      case 'variable': {
        at++;
        const name = token.text.slice(1);
        return { kind: 'variable', name: /^['`]/.test(name) ? unquoted(name) : name };
      }
      case 'symbol':
        if (accept('(')) {
          const inner = nested(() => operation(0));
          demand(')');
          return inner;
        }
        if (accept('{')) {
          demand('}');
          return { kind: 'empty' };
        }
        break;
      case 'name':
        if (token.text === 'true' || token.text === 'false') {
          at++;
          return { kind: 'literal', value: { type: 'boolean', text: token.text } };
        }
        break;
      default:
    }
    return invocation(undefined);
  }

  function numberOrQuantity(text: string): Expression {
    const next = peek();
    if (next.kind === 'string') {
      at++;
      return { kind: 'literal', value: { type: 'quantity', text, unit: unquoted(next.text), calendar: false } };
    }
    if (next.kind === 'name' && calendarUnit.test(next.text)) {
      at++;
      const unit = next.text.replace(/s$/, '');
      return { kind: 'literal', value: { type: 'quantity', text, unit, calendar: true } };
    }
    return { kind: 'literal', value: { type: 'number', text } };
  }

  function invocation(of: Expression | undefined): Expression {
    const token = peek();
    if (token.kind === 'symbol' && token.text.startsWith('$')) {
      if (of !== undefined) throw wrong('a name');
      at++;
      return { kind: token.text.slice(1) as 'this' | 'index' | 'total' };
    }
    if (token.kind !== 'name' && token.kind !== 'quoted-name') throw wrong('a name or a value');
    at++;
    const name = token.kind === 'name' ? token.text : unquoted(token.text);
    if (!accept('(')) return { kind: 'member', of, name };
    const args: Expression[] = [];
    if (!accept(')')) {
      do args.push(nested(() => operation(0)));
      while (accept(','));
      demand(')');
    }
    return { kind: 'call', of, name, args, at: token.at };
  }

  function typeName(): string {
    let name = '';
    do {
      const token = peek();
      if (token.kind !== 'name' && token.kind !== 'quoted-name') throw wrong('the name of a type');
      at++;
      name += (name === '' ? '' : '.') + (token.kind === 'name' ? token.text : unquoted(token.text));
    } while (accept('.'));
    return name;
  }

  const whole = operation(0);
  if (peek().kind !== 'end') throw wrong('the end or an operator');
  return whole;
}

/** The name that an argument such as `FHIR.Patient` writes; undefined where it is no plain name. */
export function nameOf(expression: Expression | undefined): string | undefined {
  if (expression?.kind !== 'member') return undefined;
  if (expression.of === undefined) return expression.name;
  const before = nameOf(expression.of);
  return before === undefined ? undefined : `${before}.${expression.name}`;
}

/** What a literal string, number or Boolean says; undefined for every other expression. */
export function literalValue(expression: Expression): string | number | boolean | undefined {
  if (expression.kind !== 'literal') return undefined;
  const { type, text } = expression.value;
  if (type === 'string') return text;
  if (type === 'number') return Number(text);
  return type === 'boolean' ? text === 'true' : undefined;
}
