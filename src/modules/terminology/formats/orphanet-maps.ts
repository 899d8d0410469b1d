import type { ConceptMapPart, MapRow, ReadOptions, SourceFile } from './format.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { conceptMapHeader } from './part-header.ts';
import { childOf, childrenOf, elementsOf, textOf } from './xml-elements.ts';

/** Orphanet as a code system. */
export const orphanetUrl = 'http://www.orpha.net';

/** Code systems by the names that Orphanet has for them. */
const targets: Readonly<Record<string, string>> = {
  'ICD-10': 'http://hl7.org/fhir/sid/icd-10',
  'ICD-11': 'http://id.who.int/icd/release/11/mms',
  OMIM: 'http://www.omim.org',
  UMLS: 'http://www.nlm.nih.gov/research/umls',
  MeSH: 'http://terminology.hl7.org/CodeSystem/MSH',
  MedDRA: 'https://www.meddra.org',
  'SNOMED CT': 'http://snomed.info/sct',
};

/** How an alignment begins, and what the target is then: narrower term maps to broader term, and so on. */
const relations: Readonly<Record<string, MapRow['equivalence']>> = { E: 'equivalent', NTBT: 'wider', BTNT: 'narrower' };

/** The alignments of the nomenclature with other code systems, one part for each that has an address. */
export async function* orphanetMaps(
  file: SourceFile,
  version: string | undefined,
  options: ReadOptions,
): AsyncGenerator<ConceptMapPart> {
  const rows = createGathering();
  // What cannot be read was told when the concepts were.
  const quiet = { ...options, refused: () => {} };
  for await (const disorder of elementsOf(file, { take: ['Disorder'] }, quiet)) {
    const code = textOf(childOf(disorder, 'OrphaCode') ?? childOf(disorder, 'OrphaNumber'));
    const name = textOf(childOf(disorder, 'Name'));
    for (const reference of childrenOf(childOf(disorder, 'ExternalReferenceList'), 'ExternalReference')) {
      const source = textOf(childOf(reference, 'Source'));
      const target = textOf(childOf(reference, 'Reference'));
      const relation = textOf(childOf(reference, 'DisorderMappingRelation', 'Name')).split(/\s/)[0] ?? '';
      const comment = textOf(childOf(reference, 'DisorderMappingICDRelation', 'Name'));
      if (code !== '' && target !== '' && source in targets) {
        rows.add(source, [code, name, target, relation, comment].join('\t'));
      }
    }
  }
  for (const source of rows.keys()) {
    const name = source.replaceAll(/\W+/g, '');
    yield {
      kind: 'concept-map',
      header: conceptMapHeader({
        url: `${orphanetUrl}/ConceptMap/${name}`,
        name: `OrphanetTo${name}`,
        title: `Orphanet to ${source}`,
        version,
      }),
      source: orphanetUrl,
      target: targets[source] ?? '',
      rows: mapRows(rows, source),
    };
  }
}

async function* mapRows(rows: Gathering, key: string): AsyncGenerator<MapRow> {
  for (const text of rows.of(key)) {
    const [source = '', sourceDisplay = '', target = '', relation = '', comment = ''] = text.split('\t');
    const equivalence = relations[relation] ?? 'relatedto';
    yield { source, sourceDisplay, target, equivalence, ...(comment !== '' && { comment }) };
  }
}
