import type { RefusalReason, SourceFile } from './format.ts';
import { firstLines, type LineBatch, linesOf, type TextOptions, undecodable } from './text-lines.ts';

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
  const reader = createRowReader(file, layout, options);
  for await (const batch of linesOf(file, options)) yield* reader.rows(batch);
  yield* reader.rest();
}

/** The same rows for what gathers millions of them: no promise for each. */
export async function visitRows(
  file: SourceFile,
  layout: DelimitedLayout,
  options: TextOptions,
  visit: (row: DelimitedRow) => void,
): Promise<void> {
  const reader = createRowReader(file, layout, options);
  for await (const batch of linesOf(file, options)) for (const row of reader.rows(batch)) visit(row);
  for (const row of reader.rest()) visit(row);
}

interface RowReader {
  rows(batch: LineBatch): Generator<DelimitedRow>;
  /** What a quote that is still open has kept back. */
  rest(): Generator<DelimitedRow>;
}

interface DelimitedRecord {
  readonly line: number;
  readonly text: string;
}

function createRowReader(file: SourceFile, layout: DelimitedLayout, options: TextOptions): RowReader {
  const isQuoted = layout.quoted !== false;
  const places = new Map<string, number>();
  let { separator } = layout;
  let columns: Map<string, number> | undefined;
  let fields: readonly string[] = [];
  let line = 0;
  const setColumns = (names: readonly string[]) => {
    columns = new Map(names.map((name, at) => [columnKey(name), at]));
  };
  if (layout.columns !== undefined) setColumns(layout.columns);
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
  /** Whether `row` is now the row of this record. */
  const take = (record: DelimitedRecord, isDamaged: boolean): boolean => {
    const { text } = record;
    if (text === '' || text.trim() === '') return false;
    line = record.line;
    separator ??= separatorOf(text);
    const found = isQuoted ? fieldsOf(text, separator) : text.split(separator);
    if (found === undefined) refuse('malformed');
    else if (isDamaged && text.includes(undecodable)) refuse('encoding');
    else if (found.length > limits.fields) refuse('too-long');
    else if (columns === undefined) setColumns(found);
    else if (layout.columns === undefined && found.slice(columns.size).some((field) => field !== ''))
      refuse('malformed');
    else {
      fields = found;
      return true;
    }
    return false;
  };

  const quotes = createQuoteJoiner();
  return {
    *rows({ first, lines, isDamaged }) {
      for (let at = 0; at < lines.length; at += 1) {
        const record = { line: first + at, text: lines[at] ?? '' };
        if (!isQuoted || (quotes.isClosed() && !record.text.includes('"'))) {
          if (take(record, isDamaged)) yield row;
        } else for (const whole of quotes.join(record)) if (take(whole, true)) yield row;
      }
    },
    *rest() {
      for (const whole of quotes.settle()) if (take(whole, true)) yield row;
    },
  };
}

/**
 * Puts lines together while a quote is open. Where none closes it within the bounds, the line that opened it stands
 * alone (and is refused for its stray quote), and those after it are read by themselves.
 */
function createQuoteJoiner() {
  let open: DelimitedRecord[] = [];
  let length = 0;
  function* settle(): Generator<DelimitedRecord> {
    while (open.length > 0) {
      const [first, ...rest] = open;
      open = [];
      length = 0;
      if (first !== undefined) yield first;
      for (const [at, record] of rest.entries()) {
        if (isBalanced(record.text)) yield record;
        else {
          open = rest.slice(at);
          break;
        }
      }
    }
  }
  return {
    isClosed: () => open.length === 0,
    settle,
    *join(record: DelimitedRecord): Generator<DelimitedRecord> {
      const isClosing = open.length > 0 && !isBalanced(record.text);
      if (open.length === 0 && isBalanced(record.text)) {
        yield record;
        return;
      }
      open.push(record);
      length += record.text.length;
      if (isClosing) {
        yield { line: open[0]?.line ?? record.line, text: open.map(({ text }) => text).join('\n') };
        open = [];
        length = 0;
      } else if (open.length > limits.recordLines || length > limits.recordLength) yield* settle();
    },
  };
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
