import { fail, ok } from '#kernel';
import type { ConceptDesignation, ConceptProperty, ConceptRow } from '../concepts.ts';
import { conceptRow, inactiveDefinition, inactiveProperty, propertyOf } from './concept-row.ts';
import { distinctCodes } from './distinct-codes.ts';
import type { ConceptFormat, ImportSource, ReadOptions, SourceFile, TerminologyPart } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { orphanetMaps, orphanetUrl } from './orphanet-maps.ts';
import { codeSystemHeader } from './part-header.ts';
import { firstLines } from './text-lines.ts';
import { childOf, childrenOf, elementsOf, textOf, type XmlElement } from './xml-elements.ts';

interface Files {
  /** Nomenclature, by language. */
  readonly names: readonly { readonly file: SourceFile; readonly language: string }[];
  readonly classifications: readonly SourceFile[];
}

const codes = (element: XmlElement) => textOf(childOf(element, 'OrphaCode') ?? childOf(element, 'OrphaNumber'));

/**
 * The Orphanet nomenclature of rare diseases: product 1 (`en_product1.xml`) or the nomenclature pack, with its files in
 * other languages beside it for designations, and the classifications (product 3) for the hierarchy. The alignments with
 * other code systems come as maps after it.
 */
export const orphanet: ConceptFormat = {
  name: 'orphanet',
  title: 'Orphanet nomenclature of rare diseases (product 1, its languages, product 3)',
  recognises: async (source) => (await filesOf(source)).names.length > 0,
  async read(source, options) {
    const files = await filesOf(source);
    const wanted = options.language ?? 'en';
    const main = files.names.find(({ language }) => language === wanted) ?? files.names[0];
    return main === undefined
      ? fail('terminology.malformed', 'The nomenclature (product 1) is needed.')
      : ok(partsOf(main, files, options));
  },
};

async function filesOf({ files }: ImportSource): Promise<Files> {
  const names: { file: SourceFile; language: string }[] = [];
  const classifications: SourceFile[] = [];
  for (const file of files) {
    if (!/\.xml$/i.test(file.path)) continue;
    const start = (await firstLines(file, 200)).join('\n');
    if (!/<JDBOR[\s>]/.test(start)) continue;
    if (/<ClassificationList[\s>]/.test(start)) classifications.push(file);
    else {
      const inName = /(?:^|[/_])([a-z]{2})(?:_product1|_\d{4}|\.xml)/i.exec(file.path)?.[1];
      const language = /<Name lang="([a-z]{2})"/.exec(start)?.[1] ?? inName?.toLowerCase() ?? 'en';
      names.push({ file, language });
    }
  }
  return { names, classifications };
}

async function* partsOf(
  main: Files['names'][number],
  files: Files,
  options: ReadOptions,
): AsyncGenerator<TerminologyPart> {
  const parents = createGathering();
  for (const file of files.classifications) await gatherParents(file, parents, options);
  const words = createGathering();
  for (const { file, language } of files.names) {
    if (file === main.file) continue;
    for await (const disorder of elementsOf(file, { take: ['Disorder'] }, options)) {
      for (const { use, value } of wordsOf(disorder))
        words.add(codes(disorder), [language, use ?? '', value].join('\t'));
    }
  }
  const version = options.version ?? (await releaseDate(main.file));
  const header = codeSystemHeader(
    {
      url: orphanetUrl,
      version,
      name: 'Orphanet',
      title: 'Orphanet nomenclature of rare diseases',
      language: main.language,
      hierarchyMeaning: 'classified-with',
      caseSensitive: true,
      publisher: 'Orphanet, INSERM',
      property: [
        { code: 'type', type: 'string', description: 'Disease, malformation syndrome, clinical subtype, ...' },
        { code: 'group', type: 'string', description: 'Group of disorders, disorder or subtype' },
        inactiveDefinition,
      ],
    },
    options,
  );
  yield { kind: 'code-system', header, concepts: conceptsOf(main, parents, words, options) };
  yield* orphanetMaps(main.file, version, options);
}

async function releaseDate(file: SourceFile): Promise<string | undefined> {
  const date = /<JDBOR[^>]*\sdate="(\d{4}-\d\d-\d\d)/.exec((await firstLines(file, 20)).join('\n'));
  return date?.[1];
}

async function gatherParents(file: SourceFile, parents: Gathering, options: ReadOptions): Promise<void> {
  const walk = (node: XmlElement, parent: string | undefined) => {
    const disorder = childOf(node, 'Disorder');
    const code = disorder === undefined ? '' : codes(disorder);
    if (code !== '' && parent !== undefined) parents.add(code, parent);
    for (const list of childrenOf(node, 'ClassificationNodeChildList')) {
      for (const child of childrenOf(list, 'ClassificationNode')) walk(child, code === '' ? parent : code);
    }
  };
  // A whole classification hangs on one node.
  const layout = { take: ['ClassificationNode'], longest: 200_000_000 };
  for await (const root of elementsOf(file, layout, options)) walk(root, undefined);
}

async function* conceptsOf(
  main: Files['names'][number],
  parents: Gathering,
  words: Gathering,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const isNew = distinctCodes();
  for await (const disorder of elementsOf(main.file, { take: ['Disorder'] }, options)) {
    const code = codes(disorder);
    const refuse = (reason: 'no-code' | 'no-display' | 'duplicate') =>
      options.refused({ file: main.file.path, line: disorder.line, reason });
    const [name, ...synonyms] = wordsOf(disorder);
    if (name === undefined) refuse('no-display');
    else if (isNew(code, refuse)) {
      const designations: ConceptDesignation[] = [
        ...synonyms.map(({ use, value }) => designation(main.language, use ?? '', value)),
        ...words.of(code).map((text) => {
          const [language = '', use = '', ...value] = text.split('\t');
          return designation(language, use, value.join('\t'));
        }),
      ];
      const properties: ConceptProperty[] = [
        ...propertyOf('type', 'string', textOf(childOf(disorder, 'DisorderType', 'Name'))),
        ...propertyOf('group', 'string', textOf(childOf(disorder, 'DisorderGroup', 'Name'))),
        ...(isInactive(disorder) ? [inactiveProperty] : []),
      ];
      const definition = definitionOf(disorder);
      yield conceptRow({ code, display: name.value, definition, designations, parents: parents.of(code), properties });
    }
  }
}

/** The name, then the synonyms. */
function wordsOf(disorder: XmlElement): readonly { readonly use?: 'synonym'; readonly value: string }[] {
  const name = textOf(childOf(disorder, 'Name'));
  const synonyms = childrenOf(childOf(disorder, 'SynonymList'), 'Synonym').map(textOf);
  return [
    ...(name === '' ? [] : [{ value: name }]),
    ...synonyms.filter((value) => value !== '').map((value) => ({ use: 'synonym' as const, value })),
  ];
}

function designation(language: string, use: string, value: string): ConceptDesignation {
  return { language, ...(use !== '' && { use: { code: use } }), value };
}

function isInactive(disorder: XmlElement): boolean {
  const flags = childrenOf(childOf(disorder, 'DisorderFlagList'), 'DisorderFlag').map((flag) =>
    textOf(childOf(flag, 'Label')),
  );
  return [...flags, textOf(childOf(disorder, 'Status'))].some((flag) => /obsolete|deprecated|inactive/i.test(flag));
}

function definitionOf(disorder: XmlElement): string {
  const summary = childOf(disorder, 'SummaryInformationList', 'SummaryInformation', 'TextSectionList', 'TextSection');
  return textOf(childOf(summary, 'Contents'));
}
