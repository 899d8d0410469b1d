import { fail, ok } from '#kernel';
import type { ConceptRow } from '../concepts.ts';
import { conceptRow, propertyOf } from './concept-row.ts';
import { columnKey, headerOf, rowsOf } from './delimited.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, oneSystem } from './part-header.ts';

const codeColumns = ['atc_code', 'ATC', 'ATCCode'];
const nameColumns = ['atc_name', 'Name', 'ATC level name', 'name'];
/** ATC, and with a Q before it ATCvet: groups of one, three, four and five characters, substances of seven. */
const atcCode = /^Q?[A-Z](\d\d([A-Z]([A-Z](\d\d)?)?)?)?$/;
const levels = [7, 5, 4, 3, 1, 0];

interface Layout {
  readonly file: SourceFile;
  readonly code: string;
  readonly name: string;
}

interface Group {
  readonly code: string;
  readonly display: string;
  readonly doses: string[];
}

/**
 * The ATC index as a table with a row for each code, and further rows for further defined daily doses (columns `ddd`,
 * `uom`, `adm_r`, `note`). The hierarchy lies in the codes.
 */
export const atc: ConceptFormat = {
  name: 'atc',
  title: 'ATC with defined daily doses, as a table',
  recognises: async (source) => (await layoutOf(source)) !== undefined,
  async read(source, options) {
    const layout = await layoutOf(source);
    if (layout === undefined)
      return fail('terminology.malformed', 'A table with the columns atc_code and atc_name is needed.');
    const header = codeSystemHeader(
      {
        url: 'http://www.whocc.no/atc',
        version: /(?<!\d)(20\d\d)(?!\d)/.exec(`${source.name} ${layout.file.path}`)?.[1],
        name: 'ATC',
        title: 'Anatomical Therapeutic Chemical classification',
        language: 'en',
        hierarchyMeaning: 'is-a',
        caseSensitive: true,
        publisher: 'WHO Collaborating Centre for Drug Statistics Methodology',
        property: [
          { code: 'level', type: 'integer' },
          { code: 'DDD', type: 'string', description: 'Defined daily dose: amount, unit, route of administration' },
        ],
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(layout, options)));
  },
};

async function layoutOf({ files }: ImportSource): Promise<Layout | undefined> {
  for (const file of files) {
    if (!/\.(csv|tsv|txt)$/i.test(file.path)) continue;
    const names = new Set((await headerOf(file)).map(columnKey));
    const code = codeColumns.find((column) => names.has(columnKey(column)));
    const name = nameColumns.find((column) => names.has(columnKey(column)));
    if (code !== undefined && name !== undefined) return { file, code, name };
  }
  return undefined;
}

async function* conceptsOf(layout: Layout, options: ReadOptions): AsyncGenerator<ConceptRow> {
  const seen = new Set<string>();
  let current: Group | undefined;
  for await (const row of rowsOf(layout.file, {}, options)) {
    const code = row.cell(layout.code);
    const display = row.cell(layout.name);
    if (!atcCode.test(code)) row.refuse('no-code');
    else if (code === current?.code) current.doses.push(...doseOf(row.cell));
    else if (seen.has(code)) row.refuse('duplicate');
    else if (display === '') row.refuse('no-display');
    else {
      if (current !== undefined) yield conceptOf(current);
      seen.add(code);
      current = { code, display, doses: [...doseOf(row.cell)] };
    }
  }
  if (current !== undefined) yield conceptOf(current);
}

function doseOf(cell: (column: string) => string): readonly string[] {
  const [amount = '', unit = '', route = '', note = ''] = ['ddd', 'uom', 'adm_r', 'note'].map((column) => {
    const value = cell(column);
    return value === 'NA' ? '' : value;
  });
  if (amount === '') return [];
  return [[amount, unit, route, note === '' ? '' : `(${note})`].filter((part) => part !== '').join(' ')];
}

function conceptOf({ code, display, doses }: Group): ConceptRow {
  const veterinary = code.startsWith('Q') ? 1 : 0;
  const length = code.length - veterinary;
  const above = levels.find((level) => level < length) ?? 0;
  return conceptRow({
    code,
    display,
    parents: above === 0 ? [] : [code.slice(0, above + veterinary)],
    properties: [
      { code: 'level', type: 'integer', value: String(5 - levels.indexOf(length)) },
      ...doses.flatMap((dose) => propertyOf('DDD', 'string', dose)),
    ],
  });
}
