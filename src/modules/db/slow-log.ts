import { createHash } from 'node:crypto';
import { currentScope, type Log } from '#kernel';

export interface SlowLogOptions {
  readonly log: Log;
  /** Milliseconds from which a statement is slow. */
  readonly slow: number;
}

/** Texts whose shape is kept; others are worked out each time. */
const mostShapes = 500;

/**
 * Notes statements that took long: shape, fingerprint, milliseconds from sending to answer, rows, trace. Parameters are
 * never seen here, and literals of the text are replaced, so that no value of anybody can stand in the log.
 */
export function slowLog(
  options: SlowLogOptions | undefined,
): (text: string, since: number, rows: number | undefined) => void {
  if (options === undefined) return () => {};
  const { log, slow } = options;
  const shapes = new Map<string, { readonly shape: string; readonly fingerprint: string }>();
  const describe = (text: string) => {
    const known = shapes.get(text);
    if (known !== undefined) return known;
    const whole = shapeOf(text);
    const made = { shape: whole, fingerprint: createHash('sha256').update(whole).digest('hex').slice(0, 16) };
    if (shapes.size < mostShapes) shapes.set(text, made);
    return made;
  };
  return (text, since, rows) => {
    const ms = Math.round(performance.now() - since);
    if (ms < slow) return;
    const { shape, fingerprint } = describe(text);
    log.warn('database.slow', {
      ms,
      rows,
      failed: rows === undefined ? true : undefined,
      fingerprint,
      shape,
      trace: currentScope()?.trace,
    });
  };
}

const literals = /E'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/g;

/** The text without comments, literals and numbers, in one line: what all statements of its kind have in common. */
export function shapeOf(text: string): string {
  return text
    .replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ')
    .replaceAll(literals, '?')
    .replaceAll(/(?<![\w$])\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/gi, '?')
    .replaceAll(/\?(?:\s*,\s*\?)+/g, '?')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
