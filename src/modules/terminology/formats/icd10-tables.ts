import { fail, ok } from '#kernel';
import type { ConceptRow } from '../concepts.ts';
import { conceptRow, propertyOf } from './concept-row.ts';
import { rowsOf } from './delimited.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, fileNamed, oneSystem } from './part-header.ts';
import { firstLines } from './text-lines.ts';

const codesFile = /codes\.txt$/i;
const chaptersFile = /(chapters|kapitel)\.txt$/i;
const blocksFile = /(blocks|gruppen)\.txt$/i;

/** WHO's meta data of ICD-10 since 2010, and those of the BfArM; before, a column stood between the second and third. */
const columns = ['level', 'terminal', 'kind', 'chapter', 'block', 'marked', 'code', 'plain', 'title'];
const olderColumns = ['level', 'terminal', 'validity', 'kind', 'chapter', 'block', 'marked', 'code', 'plain', 'title'];
const marks = { '+': 'dagger', '*': 'aster', '!': 'optional' } as const;
const roman = ['', 'I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX'];

/**
 * The tables of ICD-10 ("meta data"): `...codes.txt`, with `...chapters.txt` and `...blocks.txt` beside it, without
 * header lines, parted by semicolons. Chapters are named in Roman numbers and blocks by their first and last category, as
 * the classification itself names them.
 */
export const icd10Tables: ConceptFormat = {
  name: 'icd-10',
  title: 'ICD-10 as tables (codes.txt, blocks.txt, chapters.txt)',
  recognises: (source) => fileNamed(source, codesFile) !== undefined && fileNamed(source, chaptersFile) !== undefined,
  async read(source, options) {
    const codes = fileNamed(source, codesFile);
    if (codes === undefined) return fail('terminology.malformed', 'The file ...codes.txt is needed.');
    const isGerman = /icd-?10-?gm/i.test(codes.path);
    const header = codeSystemHeader(
      {
        url: isGerman ? 'http://fhir.de/CodeSystem/bfarm/icd-10-gm' : 'http://hl7.org/fhir/sid/icd-10',
        version: /(?:icd-?10(?:-?gm|who)?-?)(\d{4})/i.exec(codes.path)?.[1],
        name: isGerman ? 'ICD_10_GM' : 'ICD_10',
        title: isGerman ? 'ICD-10-GM' : 'ICD-10',
        language: isGerman ? 'de' : 'en',
        hierarchyMeaning: 'is-a',
        caseSensitive: true,
        property: [
          { code: 'kind', type: 'code' },
          { code: 'usage', type: 'code', description: 'dagger, aster or optional' },
        ],
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(source, codes, options)));
  },
};

async function* conceptsOf(source: ImportSource, codes: SourceFile, options: ReadOptions): AsyncGenerator<ConceptRow> {
  const layout = (names: readonly string[]) => ({ separator: ';', columns: names });
  const isNew = distinctCodes();
  const chapters = fileNamed(source, chaptersFile);
  if (chapters !== undefined) {
    for await (const row of rowsOf(chapters, layout(['chapter', 'title']), options)) {
      const code = chapterCode(row.cell('chapter'));
      if (!isNew(code, row.refuse)) continue;
      yield conceptRow({ code, display: row.cell('title'), properties: propertyOf('kind', 'code', 'chapter') });
    }
  }
  const blocks = new Map<string, string>();
  const blockFile = fileNamed(source, blocksFile);
  if (blockFile !== undefined) {
    for await (const row of rowsOf(blockFile, layout(['first', 'last', 'chapter', 'title']), options)) {
      const { cell } = row;
      const code = `${cell('first')}-${cell('last')}`;
      if (cell('title') === '') row.refuse('malformed');
      else if (isNew(code, row.refuse)) {
        blocks.set(cell('first'), code);
        yield conceptRow({
          code,
          display: cell('title'),
          parents: [chapterCode(cell('chapter'))],
          properties: propertyOf('kind', 'code', 'block'),
        });
      }
    }
  }
  const [firstLine = ''] = await firstLines(codes);
  const isOlder = /^[POV]$/.test(firstLine.split(';')[2] ?? '');
  for await (const row of rowsOf(codes, layout(isOlder ? olderColumns : columns), options)) {
    const { cell } = row;
    const code = cell('code')
      .replace(/[+*!]$/, '')
      .replace(/\.?-$/, '');
    if (!isNew(code, row.refuse)) continue;
    const mark = `${cell('marked')}${cell('code')}`.replaceAll(/[^+*!]/g, '')[0] as keyof typeof marks | undefined;
    yield conceptRow({
      code,
      display: cell('title'),
      parents: [parentOf(code, blocks.get(cell('block')), cell('chapter'))],
      properties: [
        ...propertyOf('kind', 'code', 'category'),
        ...propertyOf('usage', 'code', mark === undefined ? '' : marks[mark]),
      ],
    });
  }
}

function chapterCode(number: string): string {
  const value = Number(number);
  if (!Number.isInteger(value) || value < 1 || value > 22) return number;
  const tens = value >= 20 ? 'XX' : value >= 10 ? 'X' : '';
  return tens + (roman[value % 10] ?? '');
}

function parentOf(code: string, block: string | undefined, chapter: string): string {
  if (code.length === 3) return block ?? chapterCode(chapter);
  return code.slice(0, -1).replace(/\.$/, '');
}
