import { fail, ok } from '#kernel';
import type { ConceptProperty, ConceptRow } from '../concepts.ts';
import { conceptRow, inactiveDefinition, inactiveProperty } from './concept-row.ts';
import type { ConceptFormat, ImportSource, ReadOptions, TerminologyPart } from './format.ts';
import { ownText } from './gathering.ts';
import { codeSystemHeader, type PropertyDefinition } from './part-header.ts';
import { editionVersion, sctid, snomed, snomedFiles, snomedRows } from './snomed-files.ts';
import { snomedMaps } from './snomed-maps.ts';
import { gatherMembers, type SnomedMembers, targetProperty } from './snomed-members.ts';
import { gatherRelationships, type Relationships } from './snomed-relationships.ts';
import { gatherWords, type SnomedWords } from './snomed-words.ts';

/**
 * SNOMED CT in Release Format 2: the snapshot files of an edition, as its zip or unpacked. Inferred relationships: is-a
 * as parents, attributes as properties whose code is the attribute's, each with its group; reference sets as properties of
 * their members. Inactive concepts are read and marked. Maps come
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
  const members = await gatherMembers(source, options);
  const words = await gatherWords(source, options);
  const attributes = [...relationships.types].map(
    ([code, type]): PropertyDefinition => ({
      code,
      type,
      uri: `http://snomed.info/id/${code}`,
      description: words(code).display ?? code,
    }),
  );
  const associations = [...members.associationSets].map(
    (set): PropertyDefinition => ({ code: targetProperty(set), type: 'code', description: words(set).display ?? set }),
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
        { code: 'memberOf', type: 'code', description: 'A reference set that the concept is a member of' },
        ...associations,
        ...attributes,
      ],
    },
    options,
  );
  yield { kind: 'code-system', header, concepts: conceptsOf(source, { ...relationships, ...members, words }, options) };
  yield* snomedMaps(source, version, options);
}

interface Gathered extends Relationships, SnomedMembers {
  readonly words: (conceptId: string) => SnomedWords;
}

async function* conceptsOf(
  source: ImportSource,
  { parents, attributes, types, sets, targets, words }: Gathered,
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
      for (const set of new Set(sets.of(code))) properties.push({ code: 'memberOf', type: 'code', value: set });
      for (const text of targets.of(code)) {
        const [set = '', target = ''] = text.split('\t');
        properties.push({ code: targetProperty(set), type: 'code', value: target });
      }
      for (const text of new Set(attributes.of(code))) {
        const [type = '', group = '', ...value] = text.split('\t');
        properties.push({ code: type, type: types.get(type) ?? 'code', value: value.join('\t'), group: Number(group) });
      }
      yield conceptRow({ code, ...words(code), parents: parents.of(code), properties });
    }
  }
}
