/** A tag, a declaration, or what stands between two of them; attributes may hold a `>`. */
const token = /<(?:[^>"']|"[^"]*"|'[^']*')*>|[^<]+/g;

/**
 * XML text with line breaks and two spaces of indentation, for `_pretty`. `text` is as `printXml` makes it: only narrative
 * holds text, and that stays as it is, since spaces in it may be seen.
 */
export function prettyXml(text: string): string {
  const lines: string[] = [];
  let depth = 0;
  /** Elements that are open inside of a narrative, its own `div` included. */
  let inNarrative = 0;
  let narrative = '';
  for (const [part] of text.matchAll(token)) {
    const closes = part.startsWith('</');
    const opens =
      part.startsWith('<') && !closes && !part.endsWith('/>') && !part.startsWith('<?') && !part.startsWith('<!');
    if (inNarrative > 0 || /^<div[\s>/]/.test(part)) {
      narrative += part;
      inNarrative += opens ? 1 : closes ? -1 : 0;
      if (inNarrative > 0) continue;
      lines.push('  '.repeat(depth) + narrative);
      narrative = '';
      continue;
    }
    if (closes) depth -= 1;
    lines.push('  '.repeat(Math.max(depth, 0)) + part);
    if (opens) depth += 1;
  }
  return lines.join('\n') + narrative;
}
