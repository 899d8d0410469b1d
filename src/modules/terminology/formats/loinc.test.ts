import { describe, expect, it } from 'vitest';
import { loinc } from './loinc.ts';
import { readAll, sourceOf } from './testing-source.ts';

// Invented terms, parts and answers in the layout of release 2.8x.
const csv = (columns: string, ...rows: readonly string[]) =>
  [
    columns
      .split(',')
      .map((name) => `"${name}"`)
      .join(','),
    ...rows,
    '',
  ].join('\r\n');

const release = {
  'LoincTable/Loinc.csv': csv(
    'LOINC_NUM,COMPONENT,PROPERTY,TIME_ASPCT,SYSTEM,SCALE_TYP,METHOD_TYP,CLASS,VersionLastChanged,DefinitionDescription,STATUS,CLASSTYPE,SHORTNAME,ORDER_OBS,LONG_COMMON_NAME,VersionFirstReleased,DisplayName',
    '"90001-1","Glimmer","MCnc","Pt","Organ","Qn","","CHEM","2.80","What\nglimmers, ""bright""","ACTIVE","1","Glim Org-mCnc","Both","Glimmer [Mass/volume] in Organ","2.0","Glimmer"',
    '"90002-9","Glow","MCnc","Pt","Organ","Qn","Old","CHEM","2.80","","DEPRECATED","1","Glow","Both","Glow in Organ","2.0",""',
    '"","x"',
  ),
  'LoincTable/MapTo.csv': csv('LOINC,MAP_TO,COMMENT', '"90002-9","90001-1",""'),
  'AccessoryFiles/PartFile/Part.csv': csv(
    'PartNumber,PartTypeName,PartName,PartDisplayName,Status',
    '"LP900-1","COMPONENT","Glimmer","Glimmer","ACTIVE"',
    '"LP901-9","SYSTEM","Organ","Organ of glimmer","DEPRECATED"',
  ),
  'AccessoryFiles/PartFile/LoincPartLink_Primary.csv': csv(
    'LoincNumber,LongCommonName,PartNumber,PartName,PartCodeSystem,PartTypeName,LinkTypeName,Property',
    '"90001-1","x","LP900-1","Glimmer","http://loinc.org","COMPONENT","Primary","http://loinc.org/property/COMPONENT"',
    '"90001-1","x","LP901-9","Organ","http://loinc.org","SYSTEM","Primary","http://loinc.org/property/SYSTEM"',
    '"90001-1","x","LP900-1","Glimmer","http://loinc.org","COMPONENT","Search","http://loinc.org/property/search"',
  ),
  'AccessoryFiles/PartFile/LoincPartLink_Supplementary.csv': csv(
    'LoincNumber,LongCommonName,PartNumber,PartName,PartCodeSystem,PartTypeName,LinkTypeName,Property',
    '"90001-1","x","LP902-7","Note","http://loinc.org","Document.Kind","DocumentOntology","http://loinc.org/property/document-kind"',
  ),
  'AccessoryFiles/ComponentHierarchyBySystem/ComponentHierarchyBySystem.csv': csv(
    'PATH_TO_ROOT,SEQUENCE,IMMEDIATE_PARENT,CODE,CODE_TEXT',
    '"","1","","LP999-9","{component}"',
    '"LP999-9","1","LP999-9","LP900-1","Glimmer"',
    '"LP999-9.LP900-1","1","LP900-1","90001-1","Glimmer Org-mCnc"',
  ),
  'AccessoryFiles/AnswerFile/AnswerList.csv': csv(
    'AnswerListId,AnswerListName,AnswerListOID,ExtDefinedYN,ExtDefinedAnswerListCodeSystem,ExtDefinedAnswerListLink,AnswerStringId,LocalAnswerCode,LocalAnswerCodeSystem,SequenceNumber,DisplayText',
    '"LL900-1","How bright","1.2","N","","","LA9001-1","","","1","Very"',
    '"LL900-1","How bright","1.2","N","","","LA9002-9","","","2","Little"',
    '"LL901-9","Bright again","1.2","N","","","LA9001-1","","","1","Very"',
    '"LL902-7","Elsewhere","1.2","Y","x","y","","","","",""',
  ),
  'AccessoryFiles/AnswerFile/LoincAnswerListLink.csv': csv(
    'LoincNumber,LongCommonName,AnswerListId,AnswerListName,AnswerListLinkType,ApplicableContext',
    '"90001-1","x","LL900-1","How bright","NORMATIVE",""',
  ),
  'AccessoryFiles/LinguisticVariants/LinguisticVariants.csv': csv('ID,ISO_LANGUAGE,ISO_COUNTRY', '"18","fr","FR"'),
  'AccessoryFiles/LinguisticVariants/frFR18LinguisticVariant.csv': csv(
    'LOINC_NUM,COMPONENT,PROPERTY,TIME_ASPCT,SYSTEM,SCALE_TYP,METHOD_TYP,CLASS,SHORTNAME,LONG_COMMON_NAME,RELATEDNAMES2,LinguisticVariantDisplayName',
    '"90001-1","Lueur","Masse","Ponctuel","Organe","Numérique","","","Lueur Org","","",""',
    '"90002-9","","","","","","","","","Éclat [organe]","",""',
    '"90003-7","","","","","","","","","","",""',
  ),
  'AccessoryFiles/LinguisticVariants/frCA8LinguisticVariant.csv': csv(
    'LOINC_NUM,SHORTNAME,LONG_COMMON_NAME,LinguisticVariantDisplayName',
    '"90001-1","","","Lueur de l\'organe"',
  ),
  'AccessoryFiles/ConsumerName/ConsumerName.csv': csv('LoincNumber,ConsumerName', '"90001-1","Glimmer, how much"'),
};

describe('LOINC', () => {
  it('is read with parts, hierarchy, words and answers', async () => {
    const source = sourceOf('Loinc_2.81.zip', release);
    expect(await loinc.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(loinc, source);
    const [system] = parts;
    expect(system).toMatchObject({ header: { url: 'http://loinc.org', version: '2.81', language: 'en' } });
    const concepts = system?.kind === 'code-system' ? system.concepts : [];
    const use = (code: string) => ({ use: { system: 'http://loinc.org', code } });
    expect(concepts[0]).toEqual({
      code: '90001-1',
      display: 'Glimmer [Mass/volume] in Organ',
      definition: 'What\nglimmers, "bright"',
      designations: [
        { language: 'en', ...use('LONG_COMMON_NAME'), value: 'Glimmer [Mass/volume] in Organ' },
        { language: 'en', ...use('SHORTNAME'), value: 'Glim Org-mCnc' },
        { language: 'en', ...use('DisplayName'), value: 'Glimmer' },
        { language: 'en', ...use('FULLY_SPECIFIED_NAME'), value: 'Glimmer:MCnc:Pt:Organ:Qn' },
        { language: 'fr', ...use('SHORTNAME'), value: 'Lueur Org' },
        { language: 'fr', value: 'Lueur:Masse:Ponctuel:Organe:Numérique' },
        { language: 'fr-CA', ...use('LinguisticVariantDisplayName'), value: "Lueur de l'organe" },
        { language: 'en', ...use('ConsumerName'), value: 'Glimmer, how much' },
      ],
      parents: ['LP900-1'],
      properties: [
        { code: 'COMPONENT', type: 'code', value: 'LP900-1' },
        { code: 'SYSTEM', type: 'code', value: 'LP901-9' },
        { code: 'document-kind', type: 'code', value: 'LP902-7' },
        { code: 'STATUS', type: 'string', value: 'ACTIVE' },
        { code: 'CLASSTYPE', type: 'string', value: '1' },
        { code: 'ORDER_OBS', type: 'string', value: 'Both' },
        { code: 'VersionLastChanged', type: 'string', value: '2.80' },
        { code: 'VersionFirstReleased', type: 'string', value: '2.0' },
        { code: 'answer-list', type: 'code', value: 'LL900-1' },
      ],
    });
    expect(concepts[1]?.properties).toEqual(
      expect.arrayContaining([
        { code: 'inactive', type: 'boolean', value: 'true' },
        { code: 'MAP_TO', type: 'code', value: '90001-1' },
      ]),
    );
    expect(concepts.slice(2).map(({ code, display, parents }) => [code, display, parents])).toEqual([
      ['LP900-1', 'Glimmer', ['LP999-9']],
      ['LP901-9', 'Organ', undefined],
      ['LP999-9', '{component}', undefined],
      ['LL900-1', 'How bright', undefined],
      ['LL901-9', 'Bright again', undefined],
      ['LL902-7', 'Elsewhere', undefined],
      ['LA9001-1', 'Very', undefined],
      ['LA9002-9', 'Little', undefined],
    ]);
    expect(concepts[3]?.designations).toEqual([{ language: 'en', ...use('DisplayName'), value: 'Organ of glimmer' }]);
    expect(concepts[5]?.properties).toEqual([
      { code: 'Answer', type: 'code', value: 'LA9001-1' },
      { code: 'Answer', type: 'code', value: 'LA9002-9' },
      { code: 'answers-for', type: 'code', value: '90001-1' },
    ]);
    expect(concepts[8]?.properties).toEqual([
      { code: 'AnswerList', type: 'code', value: 'LL900-1' },
      { code: 'AnswerList', type: 'code', value: 'LL901-9' },
    ]);
    expect(refusals.map(({ file, line, reason }) => [file.split('/').at(-1), line, reason])).toEqual([
      ['frFR18LinguisticVariant.csv', 4, 'no-display'],
      ['Loinc.csv', 5, 'no-code'],
    ]);
  });

  it('gives answer lists as value sets', async () => {
    const { parts } = await readAll(loinc, sourceOf('Loinc_2.81', release));
    expect(parts.slice(1)).toMatchObject([
      {
        kind: 'definition',
        definition: {
          resourceType: 'ValueSet',
          url: 'http://loinc.org/vs/LL900-1',
          title: 'How bright',
          compose: { include: [{ system: 'http://loinc.org', concept: [{ code: 'LA9001-1' }, { code: 'LA9002-9' }] }] },
        },
      },
      { definition: { url: 'http://loinc.org/vs/LL901-9' } },
    ]);
  });

  it('is read from its table alone', async () => {
    const { parts } = await readAll(loinc, sourceOf('x', { 'Loinc.csv': release['LoincTable/Loinc.csv'] }));
    expect(parts[0]?.kind === 'code-system' && parts[0].concepts[0]?.properties).toContainEqual({
      code: 'COMPONENT',
      type: 'string',
      value: 'Glimmer',
    });
  });
});
