import type { RefusalReason, SourceFile } from './format.ts';
import { firstLines, linesOf, type TextOptions, undecodable } from './text-lines.ts';

export interface DelimitedLayout {
  /** Found from the header line where it is not told. */
  readonly separator?: string;
  /** Fields may stand in double quotes (RFC 4180), and then hold separators and line breaks. RF2 has none of it. */
  readonly quoted?: boolean;
  /** Names of the columns of files that have no header line. */
  readonly columns?: readonly string[];
}

/** A row that is read; it is good until the next one is asked for. */
export interface DelimitedRow {
  /** Number of the line that it begins on. */
  readonly line: number;
  /** The field of a column, trimmed; empty where the row or the file has none. */
  cell(column: string): string;
  /** Passes the row over, for this reason. */
  refuse(reason: RefusalReason): void;
}

const limits = { fields: 1_000, recordLines: 500, recordLength: 500_000 } as const;

/** Columns are asked for by their published names, whatever their case and however they are spaced. */
export function columnKey(name: string): string {
  return name.replaceAll(/[\s_.-]+/g, '').toLowerCase();
}

/** The names of the columns, as the first line of a file has them; empty where it has no text. */
export async function headerOf(file: SourceFile, layout: DelimitedLayout = {}): Promise<readonly string[]> {
  const [line = ''] = await firstLines(file);
  const separator = layout.separator ?? separatorOf(line);
  return (
    (layout.quoted === false ? line.split(separator) : fieldsOf(line, separator))?.map((name) => name.trim()) ?? []
  );
}

/** Whether the file's header has all of these columns. */
export async function hasColumns(
  file: SourceFile,
  names: readonly string[],
  layout?: DelimitedLayout,
): Promise<boolean> {
  const keys = new Set((await headerOf(file, layout)).map(columnKey));
  return names.every((name) => keys.has(columnKey(name)));
}

/**
 * The rows of a delimited text file, empty lines left out. Rows that are too long, have more fields than the header, a
 * stray quote or undecodable bytes are refused and passed over.
 */
export async function* rowsOf(
  file: SourceFile,
  layout: DelimitedLayout,
  options: TextOptions,
): AsyncGenerator<DelimitedRow> {
  let columns: Map<string, number> | undefined;
  const setColumns = (names: readonly string[]) => {
    columns = new Map(names.map((name, at) => [columnKey(name), at]));
  };
  if (layout.columns !== undefined) setColumns(layout.columns);
  const places = new Map<string, number>();
  let fields: readonly string[] = [];
  let line = 0;
  const refuse = (reason: RefusalReason) => options.refused({ file: file.path, line, reason });
  const row: DelimitedRow = {
    get line() {
      return line;
    },
    cell(column) {
      let at = places.get(column);
      if (at === undefined) {
        at = columns?.get(columnKey(column)) ?? -1;
        places.set(column, at);
      }
      return fields[at]?.trim() ?? '';
    },
    refuse,
  };
  let { separator } = layout;
  const quoted = layout.quoted !== false;
  for await (const record of quoted ? quotedRecords(file, options) : plainRecords(file, options)) {
    if (record.text.trim() === '') continue;
    line = record.line;
    separator ??= separatorOf(record.text);
    const found = quoted ? fieldsOf(record.text, separator) : record.text.split(separator);
    if (found === undefined) refuse('malformed');
    else if (record.text.includes(undecodable)) refuse('encoding');
    else if (found.length > limits.fields) refuse('too-long');
    else if (columns === undefined) setColumns(found);
    else if (
      layout.columns === undefined &&
      found.length > columns.size &&
      found.slice(columns.size).some((f) => f !== '')
    )
      refuse('malformed');
    else {
      fields = found;
      yield row;
    }
  }
}

interface DelimitedRecord {
  readonly line: number;
  readonly text: string;
}

async function* plainRecords(file: SourceFile, options: TextOptions): AsyncGenerator<DelimitedRecord> {
  for await (const { first, lines } of linesOf(file, options)) {
    for (let at = 0; at < lines.length; at += 1) yield { line: first + at, text: lines[at] ?? '' };
  }
}

/**
 * Lines put together while a quote is open. Where none closes it within the bounds, the line that opened it stands
 * alone (and is refused for its stray quote), and those after it are read by themselves.
 */
async function* quotedRecords(file: SourceFile, options: TextOptions): AsyncGenerator<DelimitedRecord> {
  let open: DelimitedRecord[] = [];
  let length = 0;
  function* settle(): Generator<DelimitedRecord> {
    while (open.length > 0) {
      const [first, ...rest] = open;
      if (first === undefined) return;
      yield first;
      open = [];
      length = 0;
      for (const [at, record] of rest.entries()) {
        if (isBalanced(record.text)) yield record;
        else {
          open = rest.slice(at);
          break;
        }
      }
    }
  }
  for await (const record of plainRecords(file, options)) {
    if (open.length === 0) {
      if (isBalanced(record.text)) yield record;
      else open = [record];
      length = record.text.length;
      continue;
    }
    open.push(record);
    length += record.text.length;
    if (!isBalanced(record.text)) {
      yield { line: open[0]?.line ?? record.line, text: open.map(({ text }) => text).join('\n') };
      open = [];
    } else if (open.length > limits.recordLines || length > limits.recordLength) yield* settle();
  }
  yield* settle();
}

function isBalanced(line: string): boolean {
  let balanced = true;
  for (let at = line.indexOf('"'); at !== -1; at = line.indexOf('"', at + 1)) balanced = !balanced;
  return balanced;
}

function separatorOf(header: string): string {
  const counts = ['\t', ';', ',', '|'].map((separator) => ({ separator, count: header.split(separator).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).separator;
}

/** The fields of a record by RFC 4180; undefined where a quote stands where none may. */
export function fieldsOf(record: string, separator: string): readonly string[] | undefined {
  if (!record.includes('"')) return record.split(separator);
  const fields: string[] = [];
  for (let at = 0; ; ) {
    if (record[at] === '"') {
      let field = '';
      let from = at + 1;
      let close = record.indexOf('"', from);
      while (close !== -1 && record[close + 1] === '"') {
        field += record.slice(from, close + 1);
        from = close + 2;
        close = record.indexOf('"', from);
      }
      if (close === -1) return undefined;
      fields.push(field + record.slice(from, close));
      if (close + 1 === record.length) return fields;
      if (record[close + 1] !== separator) return undefined;
      at = close + 2;
    } else {
      const end = record.indexOf(separator, at);
      const field = record.slice(at, end === -1 ? undefined : end);
      if (field.includes('"')) return undefined;
      fields.push(field);
      if (end === -1) return fields;
      at = end + 1;
    }
  }
}
