import { fail, ok } from '#kernel';
import type { ConceptRow } from '../concepts.ts';
import { conceptRow, propertyOf } from './concept-row.ts';
import { hasColumns, rowsOf } from './delimited.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, oneSystem } from './part-header.ts';

const columns = ['Foundation URI', 'Code', 'BlockId', 'Title', 'ClassKind', 'DepthInKind'];
const releaseUri = /^https?:\/\/id\.who\.int\/icd\/release\/11\/(?:(\d{4}-\d\d)\/)?([a-z]+)/;
const tableFile = /\.(txt|tsv|csv)$/i;

/**
 * A linearization of ICD-11 as WHO gives it for tabulation (`SimpleTabulation-ICD-11-MMS-en.txt`,
 * `LinearizationMiniOutput-MMS-en.txt`). Chapters are known by their number, blocks by their block id, categories by
 * their code. The dashes before a title tell how deep it stands; the order of the rows tells below what.
 */
export const icd11: ConceptFormat = {
  name: 'icd-11',
  title: 'ICD-11 linearization (simple tabulation)',
  recognises: async (source) => (await tabulationIn(source)) !== undefined,
  async read(source, options) {
    const file = await tabulationIn(source);
    if (file === undefined)
      return fail('terminology.malformed', `A table with the columns ${columns.join(', ')} is needed.`);
    const { version, linearization } = await releaseOf(file);
    const header = codeSystemHeader(
      {
        url: `http://id.who.int/icd/release/11/${linearization}`,
        version,
        name: `ICD_11_${linearization.toUpperCase()}`,
        title: `ICD-11 ${linearization.toUpperCase()}`,
        language: /-([a-z]{2})\.\w+$/i.exec(file.path)?.[1],
        hierarchyMeaning: 'is-a',
        caseSensitive: true,
        publisher: 'World Health Organization',
        property: [
          { code: 'kind', type: 'code' },
          { code: 'foundation', type: 'string', description: 'The entity of the foundation' },
          { code: 'linearization', type: 'string', description: 'The entity of this release' },
          { code: 'residual', type: 'boolean', description: 'Other specified, or unspecified' },
        ],
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(file, options)));
  },
};

async function tabulationIn({ files }: ImportSource): Promise<SourceFile | undefined> {
  for (const file of files) if (tableFile.test(file.path) && (await hasColumns(file, columns))) return file;
  return undefined;
}

/** The addresses of the entities name the release and the linearization. */
async function releaseOf(file: SourceFile): Promise<{ version: string | undefined; linearization: string }> {
  for await (const { cell } of rowsOf(file, {}, { refused: () => {} })) {
    const [, version, linearization = 'mms'] = releaseUri.exec(linearizationOf(cell)) ?? [];
    return { version, linearization };
  }
  return { version: undefined, linearization: 'mms' };
}

function linearizationOf(cell: (column: string) => string): string {
  return cell('Linearization URI') || cell('Linearization (release) URI');
}

async function* conceptsOf(file: SourceFile, options: ReadOptions): AsyncGenerator<ConceptRow> {
  const isNew = distinctCodes();
  /** What is open at each depth. */
  const above: (string | undefined)[] = [];
  let blockDepth = 0;
  for await (const row of rowsOf(file, {}, options)) {
    const { cell } = row;
    const kind = cell('ClassKind').toLowerCase();
    const code = kind === 'chapter' ? cell('ChapterNo') : kind === 'block' ? cell('BlockId') : cell('Code');
    const [dashes = ''] = /^(-\s*)*/.exec(cell('Title')) ?? [];
    const display = cell('Title').slice(dashes.length);
    const depthInKind = Number(cell('DepthInKind')) || 1;
    const told = dashes.replaceAll(/\s/g, '').length;
    const depth = kind === 'chapter' ? 0 : told > 0 ? told : kind === 'block' ? depthInKind : blockDepth + depthInKind;
    if (kind === 'chapter') blockDepth = 0;
    else if (kind === 'block') blockDepth = depth;
    if (display === '') row.refuse('no-display');
    else if (isNew(code, row.refuse)) {
      above.length = Math.min(above.length, depth);
      const parent = above.findLast((one) => one !== undefined);
      above[depth] = code;
      yield conceptRow({
        code,
        display,
        parents: parent === undefined ? [] : [parent],
        properties: [
          ...propertyOf('kind', 'code', kind),
          ...propertyOf('foundation', 'string', cell('Foundation URI')),
          ...propertyOf('linearization', 'string', linearizationOf(cell)),
          ...propertyOf('residual', 'boolean', /^true$/i.test(cell('IsResidual')) ? 'true' : ''),
        ],
      });
    }
  }
}
