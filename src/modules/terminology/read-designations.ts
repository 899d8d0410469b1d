import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import type { DesignationRow } from './contract.ts';

export interface ReadDesignationsOptions {
  /** Called for every line that is not a designation, with its number (from 1). */
  readonly refused?: (line: number, reason: 'malformed' | 'too-long') => void;
}

const longestLine = 16_384;
const columns = ['system', 'code', 'language', 'display'] as const;

/**
 * Streams designations from a file, one a line: CSV (RFC 4180 without line breaks inside fields; columns
 * system,code,language,display, the header line optional) or NDJSON objects with these members; the first character
 * tells which. `.gz` is unpacked on the way. Lines that are neither are reported and passed over. Throws what the file
 * system throws.
 */
export async function* readDesignations(
  path: string,
  options: ReadDesignationsOptions = {},
): AsyncGenerator<DesignationRow> {
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.on('error', (problem) => input.destroy(problem));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  let number = 0;
  try {
    for await (const raw of lines) {
      number += 1;
      const line = number === 1 ? raw.replace(/^\uFEFF/, '') : raw;
      if (line.trim() === '') continue;
      if (line.length > longestLine) {
        options.refused?.(number, 'too-long');
        continue;
      }
      const row = line.startsWith('{') ? fromJson(line) : fromCsv(line);
      if (row === undefined) options.refused?.(number, 'malformed');
      else if (!(number === 1 && row.system === 'system' && row.code === 'code')) yield row;
    }
  } finally {
    lines.close();
    file.destroy();
  }
}

function fromJson(line: string): DesignationRow | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null) return undefined;
    const members = columns.map((column) => (value as Record<string, unknown>)[column]);
    return members.every((member) => typeof member === 'string') ? rowOf(members) : undefined;
  } catch {
    return undefined;
  }
}

function fromCsv(line: string): DesignationRow | undefined {
  const fields: string[] = [];
  let at = 0;
  while (at <= line.length) {
    if (line[at] === '"') {
      let field = '';
      let close = line.indexOf('"', at + 1);
      while (close !== -1 && line[close + 1] === '"') {
        field += line.slice(at + 1, close + 1);
        at = close + 1;
        close = line.indexOf('"', at + 1);
      }
      if (close === -1) return undefined;
      fields.push(field + line.slice(at + 1, close));
      if (close + 1 < line.length && line[close + 1] !== ',') return undefined;
      at = close + 2;
      if (close + 1 >= line.length) break;
    } else {
      const comma = line.indexOf(',', at);
      fields.push(line.slice(at, comma === -1 ? line.length : comma));
      if (comma === -1) break;
      at = comma + 1;
    }
  }
  return fields.length === columns.length ? rowOf(fields) : undefined;
}

function rowOf([system = '', code = '', language = '', display = '']: readonly string[]): DesignationRow | undefined {
  return system === '' || code === '' || language === '' || display === ''
    ? undefined
    : { system, code, language, display };
}
