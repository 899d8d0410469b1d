import type { ReadOptions, SourceFile } from './format.ts';

/** What a chunk of a file held. */
export interface LineBatch {
  /** Number of the first line, from 1. */
  readonly first: number;
  readonly lines: readonly string[];
  /** Whether a line may hold bytes that are no text of the encoding (`undecodable`). */
  readonly isDamaged: boolean;
}

/** Stands where bytes are no text of the encoding. */
export const undecodable = '\ufffd';

/** The longest line that is read, in characters; SNOMED CT's axioms have some 30,000. */
export const longestLine = 200_000;

export type TextOptions = Pick<ReadOptions, 'refused' | 'encoding'>;

/**
 * The lines of a text file, without their ends (LF or CRLF), many at a time because a promise for each costs more than
 * the line. A byte order mark tells UTF-8 or UTF-16 and is taken off. A line that is too long is refused and stands as
 * an empty one, so that the numbers stay right; a file that cannot be read on is refused as `broken`, and ends.
 */
export async function* linesOf(file: SourceFile, options: TextOptions): AsyncGenerator<LineBatch> {
  let decoder: TextDecoder | undefined;
  let pending = '';
  let dropping = false;
  let first = 1;
  const refuse = (line: number, reason: 'too-long' | 'broken') => options.refused({ file: file.path, line, reason });
  const batchOf = (text: string): LineBatch => {
    const lines = text.split('\n');
    for (let at = 0; at < lines.length; at += 1) {
      const line = lines[at] ?? '';
      if (line.length > longestLine || (at === 0 && dropping)) {
        refuse(first + at, 'too-long');
        lines[at] = '';
      } else if (line.endsWith('\r')) lines[at] = line.slice(0, -1);
    }
    dropping = false;
    return { first, lines, isDamaged: text.includes(undecodable) };
  };
  try {
    for await (const bytes of file.open()) {
      decoder ??= new TextDecoder(encodingOf(bytes, options.encoding));
      const text = decoder.decode(bytes, { stream: true });
      const end = text.lastIndexOf('\n');
      if (end === -1) {
        if (dropping || pending.length + text.length > longestLine) [pending, dropping] = ['', true];
        else pending += text;
        continue;
      }
      const batch = batchOf(pending + text.slice(0, end));
      pending = text.slice(end + 1);
      first += batch.lines.length;
      yield batch;
    }
  } catch {
    refuse(first, 'broken');
    return;
  }
  pending += decoder?.decode() ?? '';
  if (pending !== '' || dropping) yield batchOf(pending);
}

/** A byte order mark goes before what the operator says. */
function encodingOf(bytes: Uint8Array, told: string | undefined): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  return told ?? 'utf-8';
}

/** The first lines of a file, for recognising it; nothing of it is reported. */
export async function firstLines(file: SourceFile, count = 1): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const { lines } of linesOf(file, { refused: () => {} })) {
    found.push(...lines);
    if (found.length >= count) break;
  }
  return found.slice(0, count);
}
