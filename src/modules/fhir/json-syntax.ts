const literal = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const escapeSequence = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const space = /[ \n\r\t]*/y;

/**
 * Position of the first character at which the text stops being JSON (RFC 8259). The engine's own message cannot be
 * passed on, since it quotes the content; this runs only after the engine has refused the text.
 */
export function findSyntaxError(text: string): number {
  const open: ('{' | '[')[] = [];
  let at = 0;
  const skip = (pattern: RegExp): boolean => {
    pattern.lastIndex = at;
    const found = pattern.test(text);
    if (found) at = pattern.lastIndex;
    return found;
  };
  const string = (): boolean => {
    if (text[at] !== '"') return false;
    const start = at++;
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code === 0x22) {
        at++;
        return true;
      }
      if (code < 0x20 || (code === 0x5c && !skip(escapeSequence))) break;
      if (code !== 0x5c) at++;
    }
    if (at < text.length) at = start;
    return false;
  };
  const key = (): boolean => {
    skip(space);
    if (!string()) return false;
    skip(space);
    if (text[at] !== ':') return false;
    at++;
    return true;
  };
  for (;;) {
    skip(space);
    const first = text[at];
    if (first === '{' || first === '[') {
      at++;
      skip(space);
      if (text[at] !== (first === '{' ? '}' : ']')) {
        open.push(first);
        if (first === '{' && !key()) return at;
        continue;
      }
      at++;
    } else if (first === '"' ? !string() : !skip(literal)) return at;
    for (;;) {
      skip(space);
      const inside = open.at(-1);
      if (inside === undefined) return at;
      const next = text[at];
      if (next === ',') {
        at++;
        if (inside === '{' && !key()) return at;
        break;
      }
      if (next !== (inside === '{' ? '}' : ']')) return at;
      at++;
      open.pop();
    }
  }
}
