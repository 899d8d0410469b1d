import { fail, ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { conceptRow, inactiveDefinition, inactiveProperty, propertyOf } from './concept-row.ts';
import { rowsOf, visitRows } from './delimited.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { loincAnswerLists, loincAnswers } from './loinc-answers.ts';
import { loincFile, loincUrl } from './loinc-files.ts';
import { gatherLoincWords } from './loinc-words.ts';
import { codeSystemHeader } from './part-header.ts';

/** Columns of Loinc.csv that become properties as text. The axes are properties of their parts where these are at hand. */
const textProperties = [
  'CLASSTYPE',
  'ORDER_OBS',
  'EXAMPLE_UCUM_UNITS',
  'VersionLastChanged',
  'VersionFirstReleased',
] as const;
const axes = ['COMPONENT', 'PROPERTY', 'TIME_ASPCT', 'SYSTEM', 'SCALE_TYP', 'METHOD_TYP', 'CLASS'] as const;

const textAxes = axes.map((code) => ({ code, type: 'string' as const }));
/** Links to parts besides the axes that value sets choose terms by: kinds of documents, of imaging. */
const otherLinks = /^(document|rad)-/;

/** What other files of the release say of terms and parts, by code. */
interface Joined {
  readonly parts: Gathering;
  readonly parents: Gathering;
  readonly words: Gathering;
  readonly answerLists: Gathering;
  readonly successors: Gathering;
  /** Names in the hierarchy, of parts that have no row elsewhere. */
  readonly hierarchyNames: Gathering;
  /** Properties whose value is a part. */
  readonly linkNames: Set<string>;
}

/**
 * LOINC as its release is laid out: `Loinc.csv`, and what is there of parts and their links, the component hierarchy
 * (`ComponentHierarchyBySystem`, before 2.73 `MultiAxialHierarchy`), answer lists, linguistic variants, consumer names and
 * `MapTo`. Terms, parts (LP), answer lists (LL) and answers (LA) are concepts; answer lists become ValueSets as well
 * (`http://loinc.org/vs/LL...`, R4 loinc.html).
 */
export const loinc: ConceptFormat = {
  name: 'loinc',
  title: 'LOINC (Loinc.csv, parts, hierarchy, answer lists, linguistic variants)',
  recognises: (source) => loincFile(source, 'Loinc') !== undefined,
  async read(source, options) {
    const terms = loincFile(source, 'Loinc');
    return terms === undefined
      ? fail('terminology.malformed', 'The file Loinc.csv is needed.')
      : ok(partsOf(source, terms, options));
  },
};

async function* partsOf(
  source: ImportSource,
  terms: SourceFile,
  options: ReadOptions,
): AsyncGenerator<TerminologyPart> {
  const joined = await join(source, options);
  const version = options.version ?? /loinc_?v?(\d+\.\d+)/i.exec(`${source.name} ${terms.path}`)?.[1];
  const hasParts = joined.parts.size > 0;
  const header = codeSystemHeader(
    {
      url: loincUrl,
      version,
      name: 'LOINC',
      title: 'Logical Observation Identifiers, Names and Codes (LOINC)',
      language: 'en',
      hierarchyMeaning: 'is-a',
      caseSensitive: false,
      publisher: 'Regenstrief Institute, Inc.',
      property: [
        ...(hasParts ? [...joined.linkNames].map((code) => ({ code, type: 'code' as const })) : textAxes),
        { code: 'STATUS', type: 'string' },
        inactiveDefinition,
        ...textProperties.map((code) => ({ code, type: 'string' as const })),
        { code: 'MAP_TO', type: 'code', description: 'The term to use in its place' },
        ...['answer-list', 'answers-for', 'Answer', 'AnswerList'].map((code) => ({ code, type: 'code' as const })),
        { code: 'PartTypeName', type: 'string' },
      ],
    },
    options,
  );
  yield { kind: 'code-system', header, concepts: conceptsOf(source, terms, joined, options) };
  yield* loincAnswerLists(source, version, options);
}

async function join(source: ImportSource, options: ReadOptions): Promise<Joined> {
  const joined: Joined = {
    parts: createGathering(),
    parents: createGathering(),
    words: await gatherLoincWords(source, options),
    answerLists: createGathering(),
    successors: createGathering(),
    hierarchyNames: createGathering(),
    linkNames: new Set(),
  };
  const gather = async (
    name: Parameters<typeof loincFile>[1],
    into: Gathering,
    read: (cell: (column: string) => string) => readonly [key: string, text: string],
  ) => {
    const file = loincFile(source, name);
    if (file === undefined) return;
    await visitRows(file, {}, options, ({ cell, refuse }) => {
      const [key, text] = read(cell);
      if (key === '') refuse('no-code');
      else if (text !== '') into.add(key, text);
    });
  };
  for (const links of ['LoincPartLink_Primary', 'LoincPartLink_Supplementary'] as const) {
    await gather(links, joined.parts, (cell) => {
      const property = cell('Property').replace(/^.*\//, '');
      const isKept = (axes as readonly string[]).includes(property) || otherLinks.test(property);
      if (isKept) joined.linkNames.add(property);
      return [cell('LoincNumber'), isKept ? `${property}\t${cell('PartNumber')}` : ''];
    });
  }
  for (const hierarchy of ['ComponentHierarchyBySystem', 'MultiAxialHierarchy'] as const) {
    await gather(hierarchy, joined.parents, (cell) => {
      const code = cell('CODE');
      if (code.startsWith('LP') && !joined.hierarchyNames.has(code)) joined.hierarchyNames.add(code, cell('CODE_TEXT'));
      return [code, cell('IMMEDIATE_PARENT')];
    });
  }
  await gather('LoincAnswerListLink', joined.answerLists, (cell) => [cell('LoincNumber'), cell('AnswerListId')]);
  await gather('MapTo', joined.successors, (cell) => [cell('LOINC'), cell('MAP_TO')]);
  return joined;
}

async function* conceptsOf(
  source: ImportSource,
  terms: SourceFile,
  joined: Joined,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const isNew = distinctCodes();
  /** For codes that several rows name. */
  const isFirst = (code: string) => isNew(code, () => {});
  for await (const row of rowsOf(terms, {}, options)) {
    const code = row.cell('LOINC_NUM');
    if (isNew(code, row.refuse)) yield termOf(code, row.cell, joined);
  }
  const parts = loincFile(source, 'Part');
  if (parts !== undefined) {
    for await (const row of rowsOf(parts, {}, options)) {
      const code = row.cell('PartNumber');
      if (isNew(code, row.refuse)) yield partOf(code, row.cell, joined);
    }
  }
  for (const code of joined.hierarchyNames.keys()) {
    if (!isFirst(code)) continue;
    const [name = ''] = joined.hierarchyNames.of(code);
    yield conceptRow({ code, display: name, parents: joined.parents.of(code) });
  }
  for await (const row of loincAnswers(source, joined.answerLists, options)) if (isFirst(row.code)) yield row;
}

function termOf(code: string, cell: (column: string) => string, joined: Joined): ConceptRow {
  const designations: ConceptDesignation[] = [];
  const word = (use: string, value: string) => {
    if (value !== '') designations.push({ language: 'en', use: { system: loincUrl, code: use }, value });
  };
  word('LONG_COMMON_NAME', cell('LONG_COMMON_NAME'));
  word('SHORTNAME', cell('SHORTNAME'));
  word('DisplayName', cell('DisplayName'));
  const axisTexts = axes.slice(0, -1).map((axis) => cell(axis));
  word('FULLY_SPECIFIED_NAME', axisTexts.join(':').replace(/:+$/, ''));
  for (const text of joined.words.of(code)) {
    const [language = '', use = '', ...value] = text.split('\t');
    designations.push({
      language,
      ...(use !== '' && { use: { system: loincUrl, code: use } }),
      value: value.join('\t'),
    });
  }
  const status = cell('STATUS');
  const linked = joined.parts.of(code).map((text): ConceptProperty => {
    const [property = '', part = ''] = text.split('\t');
    return { code: property, type: 'code', value: part };
  });
  const properties: ConceptProperty[] = [
    ...(joined.parts.size > 0 ? linked : axes.flatMap((axis) => propertyOf(axis, 'string', cell(axis)))),
    ...propertyOf('STATUS', 'string', status),
    ...(status === 'DEPRECATED' ? [inactiveProperty] : []),
    ...textProperties.flatMap((name) => propertyOf(name, 'string', cell(name))),
    ...joined.successors.of(code).flatMap((successor) => propertyOf('MAP_TO', 'code', successor)),
    ...joined.answerLists.of(code).flatMap((list) => propertyOf('answer-list', 'code', list)),
  ];
  return conceptRow({
    code,
    display: cell('LONG_COMMON_NAME') || cell('SHORTNAME'),
    definition: cell('DefinitionDescription'),
    designations,
    parents: joined.parents.of(code),
    properties,
  });
}

function partOf(code: string, cell: (column: string) => string, joined: Joined): ConceptRow {
  const [name, displayName, status] = [cell('PartName'), cell('PartDisplayName'), cell('Status')];
  return conceptRow({
    code,
    display: name || displayName,
    designations:
      displayName === '' || displayName === name
        ? []
        : [{ language: 'en', use: { system: loincUrl, code: 'DisplayName' }, value: displayName }],
    parents: joined.parents.of(code),
    properties: [
      ...propertyOf('PartTypeName', 'string', cell('PartTypeName')),
      ...propertyOf('STATUS', 'string', status),
      ...(/^(deprecated|inactive)$/i.test(status) ? [inactiveProperty] : []),
    ],
  });
}
