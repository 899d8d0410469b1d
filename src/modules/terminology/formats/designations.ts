import { fail, ok } from '#kernel';
import type { DesignationRow } from '../contract.ts';
import { canonicalTag } from '../language-tag.ts';
import { hasColumns, rowsOf } from './delimited.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';
import { isCode } from './part-header.ts';

const columns = ['system', 'code', 'language', 'display'];

/** Words for codes of any code system: a table with the columns system, code, language, display. */
export const designations: ConceptFormat = {
  name: 'designations',
  title: 'Words for codes: a table with the columns system, code, language, display',
  recognises: async (source) => (await tablesIn(source)).length > 0,
  async read(source, options) {
    const files = await tablesIn(source);
    if (files.length === 0)
      return fail('terminology.malformed', `A table with the columns ${columns.join(', ')} is needed.`);
    return ok(
      (async function* (): AsyncGenerator<TerminologyPart> {
        yield { kind: 'designations', rows: designationsIn(files, options) };
      })(),
    );
  },
};

async function tablesIn({ files }: ImportSource): Promise<readonly SourceFile[]> {
  const found: SourceFile[] = [];
  for (const file of files) {
    if (/\.(csv|tsv|txt)$/i.test(file.path) && (await hasColumns(file, columns))) found.push(file);
  }
  return found;
}

async function* designationsIn(files: readonly SourceFile[], options: ReadOptions): AsyncGenerator<DesignationRow> {
  for (const file of files) {
    for await (const row of rowsOf(file, {}, options)) {
      const [system, code, display] = [row.cell('system'), row.cell('code'), row.cell('display')];
      const language = canonicalTag(row.cell('language'));
      if (system === '' || !isCode(code)) row.refuse('no-code');
      else if (language === undefined) row.refuse('language');
      else if (display === '') row.refuse('no-display');
      else yield { system, code, language, display };
    }
  }
}
