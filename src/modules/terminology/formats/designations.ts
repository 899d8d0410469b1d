import { fail, ok } from '#kernel';
import type { DesignationRow } from '../contract.ts';
import { canonicalTag } from '../language-tag.ts';
import { hasColumns, rowsOf } from './delimited.ts';
import type { ConceptFormat, ImportSource, ReadOptions, RefusalReason, SourceFile, TerminologyPart } from './format.ts';
import { isCode } from './part-header.ts';
import { firstLines, linesOf } from './text-lines.ts';

const columns = ['system', 'code', 'language', 'display'] as const;
const delimitedFile = /\.(csv|tsv|txt)$/i;
const jsonLinesFile = /\.(ndjson|jsonl)$/i;

/**
 * Words for codes of any code system: a table with the columns system, code, language, display, or a JSON object with
 * these members a line. A table without a header line is read where the layout is named.
 */
export const designations: ConceptFormat = {
  name: 'designations',
  title: 'Words for codes: a table with the columns system, code, language, display, or NDJSON with these members',
  recognises: async (source) => (await recognised(source)).length > 0,
  async read(source, options) {
    const known = await recognised(source);
    const files = known.length > 0 ? known : source.files.filter(({ path }) => delimitedFile.test(path));
    if (files.length === 0)
      return fail('terminology.malformed', `A table with the columns ${columns.join(', ')} is needed.`);
    return ok(
      (async function* (): AsyncGenerator<TerminologyPart> {
        yield { kind: 'designations', rows: designationsIn(files, options) };
      })(),
    );
  },
};

async function recognised({ files }: ImportSource): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  for (const file of files) {
    if (delimitedFile.test(file.path) ? await hasColumns(file, columns) : await hasMembers(file)) found.push(file);
  }
  return found;
}

async function hasMembers(file: SourceFile): Promise<boolean> {
  if (!jsonLinesFile.test(file.path)) return false;
  const [line = ''] = await firstLines(file);
  const members = membersOf(line);
  return members !== undefined && columns.every((column) => members[column] !== undefined);
}

async function* designationsIn(files: readonly SourceFile[], options: ReadOptions): AsyncGenerator<DesignationRow> {
  for (const file of files) {
    if (jsonLinesFile.test(file.path)) yield* fromJsonLines(file, options);
    else yield* fromTable(file, options);
  }
}

async function* fromTable(file: SourceFile, options: ReadOptions): AsyncGenerator<DesignationRow> {
  const layout = (await hasColumns(file, columns)) ? {} : { columns };
  for await (const row of rowsOf(file, layout, options)) {
    const fit = designationOf(row.cell);
    if (typeof fit === 'string') row.refuse(fit);
    else yield fit;
  }
}

async function* fromJsonLines(file: SourceFile, options: ReadOptions): AsyncGenerator<DesignationRow> {
  for await (const { first, lines } of linesOf(file, options)) {
    for (const [at, line] of lines.entries()) {
      if (line.trim() === '') continue;
      const members = membersOf(line);
      const fit = members === undefined ? 'malformed' : designationOf((column) => members[column] ?? '');
      if (typeof fit === 'string') options.refused({ file: file.path, line: first + at, reason: fit });
      else yield fit;
    }
  }
}

/** The members that are texts. */
function membersOf(line: string): Readonly<Partial<Record<string, string>>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const members = Object.entries(JSON.parse(line.replace(/^\ufeff/, '')) as object);
    return Object.fromEntries(members.filter(([, value]) => typeof value === 'string'));
  } catch {
    return undefined;
  }
}

function designationOf(cell: (column: string) => string): DesignationRow | RefusalReason {
  const [system, code, display] = [cell('system'), cell('code'), cell('display')];
  const language = canonicalTag(cell('language'));
  if (system === '' || !isCode(code)) return 'no-code';
  if (language === undefined) return 'language';
  return display === '' ? 'no-display' : { system, code, language, display };
}
