import { fail, ok } from '#kernel';
import type { ConceptProperty, ConceptRow } from '../concepts.ts';
import { conceptRow, inactiveDefinition, inactiveProperty } from './concept-row.ts';
import type { ConceptFormat, ImportSource, ReadOptions, TerminologyPart } from './format.ts';
import { createGathering, type Gathering, ownText } from './gathering.ts';
import { codeSystemHeader, type PropertyDefinition } from './part-header.ts';
import { editionVersion, sctid, snomed, snomedFiles, snomedRows, visitActive } from './snomed-files.ts';
import { snomedMaps } from './snomed-maps.ts';
import { gatherWords, type SnomedWords } from './snomed-words.ts';

/** What concepts point at: `parents` for is-a, the attributes, and which attributes there are. */
interface Relationships {
  readonly parents: Gathering;
  readonly attributes: Gathering;
  readonly types: ReadonlyMap<string, ConceptProperty['type']>;
}

/**
 * SNOMED CT in Release Format 2: the snapshot files of an edition, as its zip or unpacked. Inferred relationships: is-a
 * as parents, attributes as properties whose code is the attribute's. Inactive concepts are read and marked. Maps come
 * after the code system. What belongs to a concept stands in several files in no common order, so descriptions and
 * relationships are gathered first.
 */
export const snomedRf2: ConceptFormat = {
  name: 'snomed-rf2',
  title: 'SNOMED CT, Release Format 2 (snapshot)',
  recognises: (source) => snomedFiles(source, 'concept').length > 0,
  async read(source, options) {
    if (snomedFiles(source, 'concept').length === 0 || snomedFiles(source, 'description').length === 0) {
      return fail('terminology.malformed', 'A snapshot of concepts and one of descriptions are needed.');
    }
    return ok(partsOf(source, options));
  },
};

async function* partsOf(source: ImportSource, options: ReadOptions): AsyncGenerator<TerminologyPart> {
  const version = options.version ?? (await editionVersion(source, options));
  const relationships = await gatherRelationships(source, options);
  const words = await gatherWords(source, options);
  const attributes = [...relationships.types].map(
    ([code, type]): PropertyDefinition => ({
      code,
      type,
      uri: `http://snomed.info/id/${code}`,
      description: words(code).display ?? code,
    }),
  );
  const header = codeSystemHeader(
    {
      url: snomed,
      version,
      name: 'SNOMED_CT',
      title: 'SNOMED CT',
      language: 'en',
      hierarchyMeaning: 'is-a',
      caseSensitive: false,
      publisher: 'SNOMED International',
      property: [
        inactiveDefinition,
        { code: 'sufficientlyDefined', type: 'boolean', uri: 'http://snomed.info/field/Concept.definitionStatusId' },
        { code: 'moduleId', type: 'code', uri: 'http://snomed.info/field/Concept.moduleId' },
        ...attributes,
      ],
    },
    options,
  );
  yield { kind: 'code-system', header, concepts: conceptsOf(source, relationships, words, options) };
  yield* snomedMaps(source, version, options);
}

async function gatherRelationships(source: ImportSource, options: ReadOptions): Promise<Relationships> {
  const parents = createGathering();
  const attributes = createGathering();
  const types = new Map<string, ConceptProperty['type']>();
  await visitActive(source, 'relationship', options, ({ cell, refuse }) => {
    if (cell('characteristicTypeId') !== sctid.inferred) return;
    const concept = cell('sourceId');
    const value = cell('destinationId');
    const type = cell('typeId');
    if (concept === '' || value === '' || type === '') refuse('malformed');
    else if (type === sctid.isA) parents.add(concept, value);
    else {
      if (!types.has(type)) types.set(ownText(type), 'code');
      attributes.add(concept, `${type}\t${value}`);
    }
  });
  await visitActive(source, 'concreteValues', options, ({ cell, refuse }) => {
    const value = cell('value');
    const type = cell('typeId');
    if (cell('characteristicTypeId') !== sctid.inferred) return;
    if (!/^(#.+|".*")$/.test(value)) refuse('malformed');
    else {
      types.set(ownText(type), value.startsWith('#') ? 'decimal' : 'string');
      attributes.add(cell('sourceId'), `${type}\t${value.startsWith('#') ? value.slice(1) : value.slice(1, -1)}`);
    }
  });
  return { parents, attributes, types };
}

async function* conceptsOf(
  source: ImportSource,
  { parents, attributes, types }: Relationships,
  words: (conceptId: string) => SnomedWords,
  options: ReadOptions,
): AsyncGenerator<ConceptRow> {
  const seen = new Set<string>();
  for await (const row of snomedRows(source, 'concept', options)) {
    const code = row.cell('id');
    if (!/^\d{6,18}$/.test(code)) row.refuse('no-code');
    else if (seen.has(code)) row.refuse('duplicate');
    else {
      seen.add(ownText(code));
      const isDefined = row.cell('definitionStatusId') === sctid.sufficientlyDefined;
      const properties: ConceptProperty[] = [
        ...(row.cell('active') === '1' ? [] : [inactiveProperty]),
        { code: 'sufficientlyDefined', type: 'boolean', value: String(isDefined) },
        { code: 'moduleId', type: 'code', value: row.cell('moduleId') },
      ];
      // The same attribute may stand in several groups, which a property cannot tell apart.
      for (const text of new Set(attributes.of(code))) {
        const [type = '', ...value] = text.split('\t');
        properties.push({ code: type, type: types.get(type) ?? 'code', value: value.join('\t') });
      }
      yield conceptRow({ code, ...words(code), parents: parents.of(code), properties });
    }
  }
}
