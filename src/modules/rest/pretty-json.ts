/**
 * JSON text with line breaks and two spaces of indentation, for `_pretty`. It works on the text, so that numbers keep
 * the digits that they were written with (FHIR R4, json.html: the precision of a decimal is significant).
 */
export function prettyJson(text: string): string {
  let out = '';
  let depth = 0;
  let copied = 0;
  const breakLine = () => `\n${'  '.repeat(depth)}`;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') {
      at = endOfString(text, at);
      continue;
    }
    if (char === '{' || char === '[') {
      const next = skipSpace(text, at + 1);
      const close = text[next];
      if (close === '}' || close === ']') {
        out += `${text.slice(copied, at)}${char}${close}`;
        at = next;
      } else {
        depth += 1;
        out += `${text.slice(copied, at)}${char}${breakLine()}`;
        at = next - 1;
      }
      copied = at + 1;
    } else if (char === '}' || char === ']') {
      depth -= 1;
      out += `${text.slice(copied, at)}${breakLine()}${char}`;
      copied = at + 1;
    } else if (char === ',' || char === ':') {
      out += text.slice(copied, at) + (char === ',' ? `,${breakLine()}` : ': ');
      at = skipSpace(text, at + 1) - 1;
      copied = at + 1;
    } else if (char === ' ' || char === '\n' || char === '\r' || char === '\t') {
      out += text.slice(copied, at);
      copied = at + 1;
    }
  }
  return out + text.slice(copied);
}

function endOfString(text: string, open: number): number {
  let at = open + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at] as string)) at += 1;
  return at;
}
