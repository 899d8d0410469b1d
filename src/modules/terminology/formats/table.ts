import { ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import { columnKey, headerOf, rowsOf } from './delimited.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, oneSystem, toldUrl } from './part-header.ts';

const known = new Set(['code', 'display', 'definition', 'parent', 'inactive', 'status']);
const delimitedFile = /\.(csv|tsv|txt)$/i;

interface Columns {
  /** Columns whose name is a language, perhaps after `display`: `fr`, `display:fr-BE`, `display_de`. */
  readonly languages: readonly { readonly column: string; readonly language: string }[];
  /** Everything else, which becomes a property of its name. */
  readonly properties: readonly string[];
}

/**
 * A delimited table of anybody's own codes, with a header line: `code`, `display`, `definition`, `parent` (several
 * parted by `|`), `inactive`, a column for each further language, and any other column as a property. Only `code` must
 * be there. The operator says the url.
 */
export const table: ConceptFormat = {
  name: 'csv',
  title: 'A table with the columns code, display, definition, parent, and a column per language',
  async recognises({ files: [file, ...others] }) {
    if (file === undefined || others.length > 0 || !delimitedFile.test(file.path)) return false;
    const header = (await headerOf(file)).map(columnKey);
    return header.includes('code') && header.includes('display') && !header.includes('system');
  },
  async read({ files, name }, options) {
    const url = toldUrl(options, 'csv');
    if (!url.ok) return url;
    const tables = files.filter((file) => delimitedFile.test(file.path) || files.length === 1);
    const columns = columnsOf((await Promise.all(tables.map((file) => headerOf(file)))).flat());
    const title = options.title ?? name.replace(/\.[^.]*$/, '');
    const property = [
      { code: 'inactive', type: 'boolean' as const },
      ...columns.properties.map((code) => ({ code, type: 'string' as const })),
    ];
    const header = codeSystemHeader(
      {
        url: url.value,
        name: title.replaceAll(/\W+/g, ''),
        title,
        caseSensitive: true,
        hierarchyMeaning: 'is-a',
        property,
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(tables, columns, options)));
  },
};

function columnsOf(names: readonly string[]): Columns {
  const languages: { column: string; language: string }[] = [];
  const properties: string[] = [];
  for (const column of new Set(names.filter((name) => name !== ''))) {
    if (known.has(columnKey(column))) continue;
    const tag = canonicalTag(column.replace(/^display[\s:_-]+/i, ''));
    // Any word of two to eight letters is formed like a tag: only what names a language is one.
    if (tag !== undefined && languageNames.of(tag) !== undefined) languages.push({ column, language: tag });
    else properties.push(column.replaceAll(/\s+/g, '-'));
  }
  return { languages, properties };
}

const languageNames = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

async function* conceptsOf(
  tables: readonly SourceFile[],
  columns: Columns,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const isNew = distinctCodes();
  for (const file of tables) {
    for await (const row of rowsOf(file, {}, options)) {
      const code = row.cell('code');
      if (isNew(code, row.refuse)) yield conceptOf(code, row.cell, columns);
    }
  }
}

function conceptOf(code: string, cell: (column: string) => string, columns: Columns): ConceptRow {
  const designations: ConceptDesignation[] = [];
  for (const { column, language } of columns.languages) {
    const value = cell(column);
    if (value !== '') designations.push({ language, value });
  }
  const properties: ConceptProperty[] = [];
  if (isInactive(cell('inactive'), cell('status')))
    properties.push({ code: 'inactive', type: 'boolean', value: 'true' });
  for (const column of columns.properties) {
    const value = cell(column);
    if (value !== '') properties.push({ code: column, type: 'string', value });
  }
  const display = cell('display');
  const definition = cell('definition');
  const parents = cell('parent')
    .split('|')
    .map((parent) => parent.trim())
    .filter((parent) => parent !== '');
  return {
    code,
    ...(display !== '' && { display }),
    ...(definition !== '' && { definition }),
    ...(designations.length > 0 && { designations }),
    ...(parents.length > 0 && { parents }),
    ...(properties.length > 0 && { properties }),
  };
}

function isInactive(inactive: string, status: string): boolean {
  return /^(true|1|yes|x)$/i.test(inactive) || /^(inactive|retired|deprecated)$/i.test(status);
}
