import { fail, ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { canonicalTag } from '../language-tag.ts';
import { conceptRow, inactiveDefinition, inactiveProperty, propertyOf } from './concept-row.ts';
import { hasColumns, headerOf, rowsOf } from './delimited.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile } from './format.ts';
import { codeSystemHeader, oneSystem } from './part-header.ts';
import { type JsonFile, readJson } from './read-json.ts';
import { firstLines } from './text-lines.ts';

/** A term as the API of the Standard Terms database gives it (`full_data_by_class`). */
interface Term {
  readonly code: string;
  readonly class: string;
  readonly english: string;
  readonly definition: string;
  readonly domain: string;
  readonly status: string;
  readonly translations: readonly { readonly language: string; readonly term: string }[];
  readonly links: Readonly<Record<string, readonly { readonly code: string }[]>>;
}

const isTermList = /"english"\s*:/;
const tableColumns = ['code', 'class', 'english'];
const otherColumns = new Set([...tableColumns, 'definition', 'domain', 'status']);

/**
 * EDQM Standard Terms: what the database's API answers (JSON, a file for each class or one for all, with `content` or
 * the bare list), or a table with the columns class, code, english, status, domain, definition and one for each further
 * language. A term's links to terms of other classes (its intended site, its release characteristics) are properties
 * named for the class.
 */
export const edqm: ConceptFormat = {
  name: 'edqm',
  title: 'EDQM Standard Terms (dose forms, routes, packaging), JSON or a table',
  async recognises(source) {
    const { json, tables } = await filesOf(source);
    return json.length + tables.length > 0;
  },
  async read(source, options) {
    const { json, tables } = await filesOf(source);
    if (json.length + tables.length === 0) {
      return fail('terminology.malformed', 'JSON of the Standard Terms database, or a table of it, is needed.');
    }
    const lists: JsonFile[] = [];
    const links = new Set<string>();
    for (const file of json) {
      const list = await readJson(file, options);
      if (list === undefined) continue;
      lists.push(list);
      for (const item of listOf(list.value)) for (const name of Object.keys(termOf(item)?.links ?? {})) links.add(name);
    }
    const header = codeSystemHeader(
      {
        url: 'http://standardterms.edqm.eu',
        version: undefined,
        name: 'EDQMStandardTerms',
        title: 'EDQM Standard Terms',
        language: 'en',
        caseSensitive: true,
        publisher: 'European Directorate for the Quality of Medicines & HealthCare',
        property: [
          { code: 'class', type: 'code' },
          { code: 'domain', type: 'string' },
          { code: 'status', type: 'string' },
          inactiveDefinition,
          ...[...links].map((code) => ({ code, type: 'code' as const })),
        ],
      },
      options,
    );
    return ok(oneSystem(header, conceptsOf(lists, tables, options)));
  },
};

async function filesOf({ files }: ImportSource): Promise<{ json: SourceFile[]; tables: SourceFile[] }> {
  const json: SourceFile[] = [];
  const tables: SourceFile[] = [];
  for (const file of files) {
    if (/\.json$/i.test(file.path)) {
      if (isTermList.test((await firstLines(file, 200)).join('\n').slice(0, 100_000))) json.push(file);
    } else if (/\.(csv|tsv|txt)$/i.test(file.path) && (await hasColumns(file, tableColumns))) tables.push(file);
  }
  return { json, tables };
}

async function* conceptsOf(
  lists: readonly JsonFile[],
  tables: readonly SourceFile[],
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const isNew = distinctCodes();
  for (const { file, value } of lists) {
    for (const [at, item] of listOf(value).entries()) {
      const term = termOf(item);
      const refuse = (reason: 'malformed' | 'no-code' | 'no-display' | 'duplicate') =>
        options.refused({ file: file.path, line: at + 1, reason });
      if (term === undefined) refuse('malformed');
      else if (term.english === '') refuse('no-display');
      else if (isNew(term.code, refuse)) yield conceptOf(term);
    }
  }
  for (const file of tables) {
    const languages = (await headerOf(file)).filter((name) => !otherColumns.has(name.toLowerCase()));
    for await (const row of rowsOf(file, {}, options)) {
      const { cell } = row;
      const code = cell('code');
      if (cell('english') === '') row.refuse('no-display');
      else if (isNew(code, row.refuse)) {
        yield conceptOf({
          code,
          class: cell('class'),
          english: cell('english'),
          definition: cell('definition'),
          domain: cell('domain'),
          status: cell('status'),
          translations: languages.map((language) => ({ language, term: cell(language) })),
          links: {},
        });
      }
    }
  }
}

function conceptOf(term: Term): ConceptRow {
  const designations: ConceptDesignation[] = [];
  for (const { language, term: value } of term.translations) {
    const tag = canonicalTag(language);
    if (tag !== undefined && value !== '') designations.push({ language: tag, value });
  }
  const properties: ConceptProperty[] = [
    ...propertyOf('class', 'code', term.class),
    ...propertyOf('domain', 'string', term.domain),
    ...propertyOf('status', 'string', term.status),
    ...(term.status === '' || /^current$/i.test(term.status) ? [] : [inactiveProperty]),
    ...Object.entries(term.links).flatMap(([name, links]) =>
      links.flatMap(({ code }) => propertyOf(name, 'code', code)),
    ),
  ];
  const { code, english: display, definition } = term;
  return conceptRow({ code, display, definition, designations, properties });
}

function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const { content } = (value ?? {}) as { content?: unknown };
  return Array.isArray(content) ? content : [];
}

function termOf(value: unknown): Term | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const item = value as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof item[name] === 'string' ? (item[name] as string).trim() : '');
  const translations = Array.isArray(item.translations) ? item.translations : [];
  const links = typeof item.links === 'object' && item.links !== null ? Object.entries(item.links) : [];
  return {
    code: text('code'),
    class: text('class'),
    english: text('english'),
    definition: text('definition'),
    domain: text('domain'),
    status: text('status'),
    translations: translations.filter(
      (one) => typeof one?.language === 'string' && typeof one.term === 'string',
    ) as Term['translations'],
    links: Object.fromEntries(
      links.map(([name, list]) => [
        name,
        Array.isArray(list) ? list.filter((one) => typeof one?.code === 'string') : [],
      ]),
    ),
  };
}
