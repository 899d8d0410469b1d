import { FhirPathError } from './syntax.ts';

export interface Token {
  readonly kind: 'name' | 'quoted-name' | 'string' | 'number' | 'long' | 'moment' | 'variable' | 'symbol' | 'end';
  readonly text: string;
  readonly at: number;
}

const space = /(?:\s+|\/\/[^\r\n]*|\/\*[\s\S]*?\*\/)+/y;
const rules: readonly (readonly [Token['kind'], RegExp])[] = [
  // Times and zones are read whole, so that a time with a zone is refused where it is read.
  [
    'moment',
    /@(?:T\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?(?:Z|[+-]\d\d:\d\d)?|\d{4}(?:-\d\d(?:-\d\d)?)?(?:T(?:\d\d(?::\d\d(?::\d\d(?:\.\d+)?)?)?)?(?:Z|[+-]\d\d:\d\d)?)?)/y,
  ],
  ['long', /\d+L\b/y],
  ['number', /\d+(?:\.\d+)?/y],
  ['string', /'(?:[^'\\]|\\[\s\S])*'/y],
  ['quoted-name', /`(?:[^`\\]|\\[\s\S])*`/y],
  ['variable', /%(?:[A-Za-z_][\w-]*|'(?:[^'\\]|\\[\s\S])*'|`(?:[^`\\]|\\[\s\S])*`)/y],
  ['name', /[A-Za-z_]\w*/y],
  ['symbol', /\$(?:this|index|total)\b|!=|!~|<=|>=|[-+*/&|<>=~.,()[\]{}]/y],
];

/** Cuts an expression into its tokens; comments and space fall away. Throws where a character begins no token. */
export function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    space.lastIndex = at;
    if (space.test(text)) at = space.lastIndex;
    if (at >= text.length) {
      tokens.push({ kind: 'end', text: '', at });
      return tokens;
    }
    const token = tokenAt(text, at);
    if (token === undefined) throw new FhirPathError(`The character ${text.charAt(at)} is not understood here.`, at);
    tokens.push(token);
    at += token.text.length;
  }
}

function tokenAt(text: string, at: number): Token | undefined {
  for (const [kind, form] of rules) {
    form.lastIndex = at;
    const found = form.exec(text);
    if (found !== null) return { kind, text: found[0], at };
  }
  return undefined;
}

const escapes: Readonly<Record<string, string>> = { f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text between quotes, its escapes resolved. */
export function unquoted(text: string): string {
  return text
    .slice(1, -1)
    .replace(/\\(?:u([0-9A-Fa-f]{4})|([\s\S]))/g, (_whole, code: string | undefined, letter: string) =>
      code === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(code, 16)),
    );
}
