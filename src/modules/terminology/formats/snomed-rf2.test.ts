import { describe, expect, it } from 'vitest';
import { snomedRf2 } from './snomed-rf2.ts';
import { readAll, sourceOf } from './testing-source.ts';

const core = '900000000000207008';
const fsn = '900000000000003001';
const synonym = '900000000000013009';
const [gb, us, belgianFrench] = ['900000000000508004', '900000000000509007', '21000172104'];
const [preferred, acceptable] = ['900000000000548007', '900000000000549004'];
const isA = '116680003';
const [defined, primitive] = ['900000000000073002', '900000000000074008'];
const [inferred, stated] = ['900000000000011006', '900000000000010007'];
const both = '900000000000450001';
const insensitive = '900000000000448009';

/** Rows as a release has them: tab separated, CRLF, columns in order. */
const file = (columns: string, ...rows: readonly (readonly (string | number)[])[]) =>
  [columns.split(' ').join('\t'), ...rows.map((row) => row.join('\t')), ''].join('\r\n');

const head = [20260101, 1, core] as const;
let serial = 0;
const next = () => {
  serial += 1;
  return String(serial);
};
const description = (concept: string, language: string, type: string, term: string, id = next()) =>
  [id, ...head, concept, language, type, term, insensitive] as const;
const inLanguage = (set: string, id: string, acceptability = preferred) =>
  [next(), ...head, set, id, acceptability] as const;
const related = (from: string, to: string, type: string, characteristic = inferred, active = 1, group = 0) =>
  [next(), 20260101, active, core, from, to, group, type, characteristic, both] as const;

// Invented concepts: a colour of an imaginary organ.
const release = {
  'Snapshot/Terminology/sct2_Concept_Snapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId definitionStatusId',
    ['11000001', ...head, primitive],
    ['11000002', ...head, defined],
    ['11000003', 20260101, 0, core, primitive],
    ['11000004', ...head, primitive],
    ['no-number', ...head, primitive],
    ['11000002', ...head, primitive],
  ),
  'Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20260101.txt': file(
    'id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId',
    description('11000001', 'en', fsn, 'Glimmer organ (body structure)'),
    description('11000001', 'en', synonym, 'Glimmer organ', '4000001'),
    description('11000002', 'en', fsn, 'Gray glimmer organ (finding)'),
    description('11000002', 'en', synonym, 'Grey glimmer organ', '4000002'),
    description('11000002', 'en', synonym, 'Gray glimmer organ', '4000003'),
    description('11000002', 'en', synonym, 'Dull "glimmer" organ', '4000004'),
    description('11000002', 'fr', synonym, 'Organe luisant gris', '4000005'),
    description('11000003', 'en', fsn, 'Retired glimmer (finding)'),
    description('11000004', 'en', fsn, 'Colour (attribute)'),
    description('11000004', 'en', synonym, 'Colour', '4000006'),
    description('11000004', 'not a tag', synonym, 'x'),
  ),
  'Snapshot/Terminology/sct2_TextDefinition_Snapshot-en_INT_20260101.txt': file(
    'id effectiveTime active moduleId conceptId languageCode typeId term caseSignificanceId',
    description('11000001', 'en', '900000000000550004', 'What glimmers.'),
  ),
  'Snapshot/Terminology/sct2_Relationship_Snapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId sourceId destinationId relationshipGroup typeId characteristicTypeId modifierId',
    related('11000002', '11000001', isA),
    related('11000002', '11000003', isA, inferred, 0),
    related('11000002', '11000004', isA, stated),
    related('11000002', '11000001', '11000004'),
    related('11000002', '11000001', '11000004'),
    related('11000002', '11000001', '11000004', inferred, 1, 2),
  ),
  'Snapshot/Terminology/sct2_RelationshipConcreteValues_Snapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId sourceId value relationshipGroup typeId characteristicTypeId modifierId',
    related('11000002', '#2.50', '11000005'),
    related('11000002', 'what', '11000005'),
  ),
  'Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId acceptabilityId',
    inLanguage(gb, '4000001'),
    inLanguage(us, '4000001'),
    inLanguage(gb, '4000002'),
    inLanguage(us, '4000003'),
    inLanguage(us, '4000004', acceptable),
    inLanguage(belgianFrench, '4000005'),
    inLanguage(gb, '4000006'),
  ),
  'Snapshot/Refset/Metadata/der2_ssRefset_ModuleDependencySnapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId sourceEffectiveTime targetEffectiveTime',
    ['u', ...head, '900000000000534007', '900000000000012004', '20260101', '20260101'],
    ['u', 20250101, 1, '449080006', '900000000000534007', '900000000000012004', '20250101', '20250101'],
    ['u', ...head, '900000000000534007', '449080006', '20260101', '20250101'],
  ),
  'Snapshot/Refset/Map/der2_sRefset_SimpleMapSnapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId mapTarget',
    ['u', ...head, '446608001', '11000001', 'C99.9'],
  ),
  'Snapshot/Refset/Map/der2_iisssccRefset_ExtendedMapSnapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId mapGroup mapPriority mapRule mapAdvice mapTarget correlationId mapCategoryId',
    [
      'u',
      ...head,
      '447562003',
      '11000002',
      1,
      1,
      'IFA 248153007 | Male |',
      'IF MALE CHOOSE Z99',
      'Z99',
      '447558002',
      'c',
    ],
    ['u', ...head, '447562003', '11000002', 1, 2, 'TRUE', 'ALWAYS Z98', 'Z98', '447561005', 'c'],
    ['u', ...head, '447562003', '11000001', 1, 1, 'TRUE', 'CANNOT BE CLASSIFIED', '', '447561005', 'c'],
  ),
  'Snapshot/Refset/Content/der2_Refset_SimpleSnapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId',
    ['u', ...head, '11000006', '11000001'],
    ['u', ...head, '11000006', '4000001'],
    ['u', 20260101, 0, core, '11000006', '11000002'],
  ),
  'Snapshot/Refset/Content/der2_cRefset_AssociationSnapshot_INT_20260101.txt': file(
    'id effectiveTime active moduleId refsetId referencedComponentId targetComponentId',
    ['u', ...head, '900000000000526001', '11000003', '11000002'],
    ['u', ...head, '900000000000534007', '11000003', '11000001'],
  ),
  'Full/Terminology/sct2_Concept_Full_INT_20260101.txt': 'not read',
};

describe('SNOMED CT RF2', () => {
  it('is read with words, hierarchy, attributes and inactive concepts', async () => {
    const source = sourceOf('SnomedCT_InternationalRF2.zip', release);
    expect(await snomedRf2.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(snomedRf2, source);
    const [system] = parts;
    if (system?.kind !== 'code-system') throw new Error('no code system');
    expect(system.header).toMatchObject({
      url: 'http://snomed.info/sct',
      version: `http://snomed.info/sct/${core}/version/20260101`,
      language: 'en',
      hierarchyMeaning: 'is-a',
      content: 'complete',
    });
    expect(system.header.property).toContainEqual({
      code: '11000004',
      type: 'code',
      uri: 'http://snomed.info/id/11000004',
      description: 'Colour',
    });
    const use = (code: string) => expect.objectContaining({ code });
    expect(system.concepts).toEqual([
      {
        code: '11000001',
        display: 'Glimmer organ',
        definition: 'What glimmers.',
        designations: [{ language: 'en', use: use(fsn), value: 'Glimmer organ (body structure)' }],
        properties: [
          { code: 'sufficientlyDefined', type: 'boolean', value: 'false' },
          { code: 'moduleId', type: 'code', value: core },
          { code: 'memberOf', type: 'code', value: '11000006' },
          { code: 'memberOf', type: 'code', value: '446608001' },
          { code: 'memberOf', type: 'code', value: '447562003' },
        ],
      },
      {
        code: '11000002',
        display: 'Gray glimmer organ',
        designations: [
          { language: 'en', use: use(fsn), value: 'Gray glimmer organ (finding)' },
          { language: 'en-GB', use: use('preferredForLanguage'), value: 'Grey glimmer organ' },
          { language: 'en-US', use: use('preferredForLanguage'), value: 'Gray glimmer organ' },
          { language: 'en', use: use(synonym), value: 'Dull "glimmer" organ' },
          { language: 'fr', use: use('preferredForLanguage'), value: 'Organe luisant gris' },
        ],
        parents: ['11000001'],
        properties: [
          { code: 'sufficientlyDefined', type: 'boolean', value: 'true' },
          { code: 'moduleId', type: 'code', value: core },
          { code: 'memberOf', type: 'code', value: '447562003' },
          { code: '11000004', type: 'code', value: '11000001', group: 0 },
          { code: '11000004', type: 'code', value: '11000001', group: 2 },
          { code: '11000005', type: 'decimal', value: '2.50', group: 0 },
        ],
      },
      expect.objectContaining({
        code: '11000003',
        display: 'Retired glimmer (finding)',
        properties: expect.arrayContaining([
          { code: 'inactive', type: 'boolean', value: 'true' },
          { code: '900000000000526001.targetComponentId', type: 'code', value: '11000002' },
        ]),
      }),
      expect.objectContaining({ code: '11000004' }),
    ]);
    const at = (name: string, line: number, reason: string) => ({ file: expect.stringContaining(name), line, reason });
    expect(refusals).toEqual([
      at('ConcreteValues', 3, 'malformed'),
      at('Description', 12, 'language'),
      at('Concept', 6, 'no-code'),
      at('Concept', 7, 'duplicate'),
    ]);
  });

  it.each([
    ['en-GB', 'Grey glimmer organ'],
    ['fr', 'Organe luisant gris'],
    ['fr-BE', 'Organe luisant gris'],
    ['de', 'Grey glimmer organ'],
  ])('displays concepts in %s', async (language, display) => {
    const { parts } = await readAll(snomedRf2, sourceOf('x.zip', release), { language });
    expect(parts[0]?.kind === 'code-system' && parts[0].concepts[1]?.display).toBe(display);
  });

  it('gives its maps as concept maps', async () => {
    const { parts } = await readAll(snomedRf2, sourceOf('x.zip', release));
    const maps = parts.filter((part) => part.kind === 'concept-map');
    expect(maps.map(({ header, target }) => [header.url, target])).toEqual([
      ['http://snomed.info/sct?fhir_cm=446608001', 'http://terminology.hl7.org/CodeSystem/icd-o-3'],
      ['http://snomed.info/sct?fhir_cm=447562003', 'http://hl7.org/fhir/sid/icd-10'],
      ['http://snomed.info/sct?fhir_cm=900000000000526001', 'http://snomed.info/sct'],
    ]);
    expect(maps.flatMap(({ rows }) => rows)).toEqual([
      { source: '11000001', target: 'C99.9', equivalence: 'relatedto' },
      { source: '11000002', target: 'Z99', equivalence: 'wider', comment: 'IF MALE CHOOSE Z99' },
      { source: '11000002', target: 'Z98', equivalence: 'relatedto' },
      { source: '11000001', equivalence: 'unmatched' },
      { source: '11000003', target: '11000002', equivalence: 'equivalent' },
    ]);
  });

  it('needs its snapshot of descriptions', async () => {
    const { 'Snapshot/Terminology/sct2_Description_Snapshot-en_INT_20260101.txt': _, ...rest } = release;
    const read = await snomedRf2.read(sourceOf('x', rest), { refused: () => {} });
    expect(read).toMatchObject({ ok: false, fault: { code: 'terminology.malformed' } });
  });
});
