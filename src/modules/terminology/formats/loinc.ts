import { fail, ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { conceptRow, inactiveDefinition, inactiveProperty, propertyOf } from './concept-row.ts';
import { rowsOf } from './delimited.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { loincAnswerLists, loincAnswers } from './loinc-answers.ts';
import { loincFile, loincUrl } from './loinc-files.ts';
import { gatherLoincWords } from './loinc-words.ts';
import { codeSystemHeader, isCode } from './part-header.ts';

/** Columns of Loinc.csv that become properties as text. The axes are properties of their parts where these are at hand. */
const textProperties = [
  'CLASSTYPE',
  'ORDER_OBS',
  'EXAMPLE_UCUM_UNITS',
  'VersionLastChanged',
  'VersionFirstReleased',
] as const;
const axes = ['COMPONENT', 'PROPERTY', 'TIME_ASPCT', 'SYSTEM', 'SCALE_TYP', 'METHOD_TYP', 'CLASS'] as const;

/** What other files of the release say of terms and parts, by code. */
interface Joined {
  readonly parts: Gathering;
  readonly parents: Gathering;
  readonly words: Gathering;
  readonly answerLists: Gathering;
  readonly successors: Gathering;
  /** Names in the hierarchy, of parts that have no row elsewhere. */
  readonly hierarchyNames: Gathering;
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
        ...axes.map((code) => ({ code, type: hasParts ? ('Coding' as const) : ('string' as const) })),
        { code: 'STATUS', type: 'string' },
        inactiveDefinition,
        ...textProperties.map((code) => ({ code, type: 'string' as const })),
        { code: 'MAP_TO', type: 'code', description: 'The term to use in its place' },
        { code: 'answer-list', type: 'code' },
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
  };
  const gather = async (
    name: Parameters<typeof loincFile>[1],
    into: Gathering,
    read: (cell: (column: string) => string) => readonly [key: string, text: string],
  ) => {
    const file = loincFile(source, name);
    if (file === undefined) return;
    for await (const row of rowsOf(file, {}, options)) {
      const [key, text] = read(row.cell);
      if (key === '') row.refuse('no-code');
      else if (text !== '') into.add(key, text);
    }
  };
  for (const links of ['LoincPartLink_Primary', 'LoincPartLink_Supplementary'] as const) {
    await gather(links, joined.parts, (cell) => {
      const property = cell('Property').replace(/^.*\//, '');
      const isAxis = (axes as readonly string[]).includes(property);
      return [cell('LoincNumber'), isAxis ? [property, cell('PartNumber'), cell('PartName')].join('\t') : ''];
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
  const seen = new Set<string>();
  for await (const row of rowsOf(terms, {}, options)) {
    const code = row.cell('LOINC_NUM');
    if (!isCode(code)) row.refuse('no-code');
    else if (seen.has(code)) row.refuse('duplicate');
    else {
      seen.add(code);
      yield termOf(code, row.cell, joined);
    }
  }
  const parts = loincFile(source, 'Part');
  if (parts !== undefined) {
    for await (const row of rowsOf(parts, {}, options)) {
      const { cell } = row;
      const code = cell('PartNumber');
      if (!isCode(code)) row.refuse('no-code');
      else if (seen.has(code)) row.refuse('duplicate');
      else {
        seen.add(code);
        yield partOf(code, cell('PartDisplayName') || cell('PartName'), cell('PartTypeName'), cell('Status'), joined);
      }
    }
  }
  for (const code of joined.hierarchyNames.keys()) {
    if (seen.has(code)) continue;
    seen.add(code);
    yield partOf(code, joined.hierarchyNames.of(code)[0] ?? '', '', '', joined);
  }
  yield* loincAnswers(source, seen, options);
}

function termOf(code: string, cell: (column: string) => string, joined: Joined): ConceptRow {
  const designations: ConceptDesignation[] = [];
  const word = (use: string, value: string) => {
    if (value !== '') designations.push({ language: 'en', use: { system: loincUrl, code: use }, value });
  };
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
    const [axis = '', part = '', display = ''] = text.split('\t');
    return { code: axis, type: 'Coding', value: { system: loincUrl, code: part, display } };
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

function partOf(code: string, display: string, type: string, status: string, joined: Joined): ConceptRow {
  return conceptRow({
    code,
    display,
    parents: joined.parents.of(code),
    properties: [
      ...propertyOf('PartTypeName', 'string', type),
      ...propertyOf('STATUS', 'string', status),
      ...(/^(deprecated|inactive)$/i.test(status) ? [inactiveProperty] : []),
    ],
  });
}
