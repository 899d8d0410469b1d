import { describe, expect, it } from 'vitest';
import { claml } from './claml.ts';
import { readAll, sourceOf } from './testing-source.ts';

// Invented diseases of an invented organ, in the layout of the national editions.
const head = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ClaML SYSTEM "ClaML.dtd">
<ClaML version="2.0.0">
  <Meta name="lang" value="en"/>
  <Identifier authority="WHO" uid="invented"/>
  <Title date="2026-01-01" name="ICD-10-EN-2026" version="2026">An invented   classification</Title>
  <ClassKinds><ClassKind name="chapter"/><ClassKind name="block"/><ClassKind name="category"/></ClassKinds>
  <UsageKinds><UsageKind name="aster" mark="*"/><UsageKind name="dagger" mark="+"/></UsageKinds>`;
const label = (text: string, language = 'en') => `<Label xml:lang="${language}" xml:space="default">${text}</Label>`;
const rubric = (kind: string, ...labels: readonly string[]) =>
  `<Rubric id="x" kind="${kind}">${labels.join('')}</Rubric>`;
const title = (text: string) => rubric('preferred', label(text));
const body = `
  <Modifier code="M_4"><SubClass code=".0"/><SubClass code=".1"/>${title('state')}</Modifier>
  <ModifierClass modifier="M_4" code=".0"><SuperClass code="M_4"/>${title('resting')}${rubric('inclusion', label('asleep'))}</ModifierClass>
  <ModifierClass modifier="M_4" code=".1"><SuperClass code="M_4"/>${title('moving')}</ModifierClass>
  <ModifierClass modifier="S_5" code="0"><SuperClass code="S_5"/>${title('left')}</ModifierClass>
  <ModifierClass modifier="S_5" code="1"><SuperClass code="S_5"/>${title('right')}</ModifierClass>
  <Class code="XXX" kind="chapter"><SubClass code="Z00-Z03"/>${title('Diseases of the glimmer organ')}</Class>
  <Class code="Z00-Z03" kind="block"><SuperClass code="XXX"/><SubClass code="Z00"/><SubClass code="Z01"/>
    <ModifiedBy code="S_5"/>${title('Glimmering')}</Class>
  <Class code="Z00" kind="category" usage="dagger"><Meta name="MortL1Code" value="1-001"/><SuperClass code="Z00-Z03"/><ModifiedBy code="M_4"/>
    ${rubric('preferred', label('Dull glimmer'), label('Trübes Glimmen', 'de'))}
    ${rubric('definition', label('Glimmering without lustre.'))}
    ${rubric('inclusion', label('dimness <Reference code="Z01">Z01</Reference> of the organ'))}
    ${rubric('exclusion', label('darkness'))}
  </Class>
  <Class code="Z01" kind="category"><SuperClass code="Z00-Z03"/><SubClass code="Z01.0"/><SubClass code="Z01.1"/>${title('Bright glimmer')}</Class>
  <Class code="Z01.0" kind="category"><SuperClass code="Z01"/>${title('Very bright')}</Class>
  <Class code="Z01.1" kind="category" usage="aster"><SuperClass code="Z01"/><ExcludeModifier code="S_5"/>${title('Too bright')}</Class>
  <Class kind="category">${title('no code')}</Class>
  <Class code="Z01.0" kind="category">${title('again')}</Class>`;

const read = (text: string, options = {}) => readAll(claml, sourceOf('x.xml', { 'x.xml': text }), options);
const conceptsIn = async (text: string, options = {}) => {
  const { parts } = await read(text, options);
  return parts[0]?.kind === 'code-system' ? parts[0].concepts : [];
};

describe('ClaML', () => {
  it('is read with kinds, rubrics, dagger and asterisk', async () => {
    const source = sourceOf('icd.zip', { 'a/claml.xml': `${head}${body}\n</ClaML>`, 'a/readme.txt': 'x' });
    expect(await claml.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(claml, source);
    expect(parts).toMatchObject([
      {
        header: {
          url: 'http://hl7.org/fhir/sid/icd-10',
          version: '2026',
          title: 'An invented classification',
          language: 'en',
          hierarchyMeaning: 'is-a',
        },
      },
    ]);
    const concepts = parts[0]?.kind === 'code-system' ? parts[0].concepts : [];
    expect(concepts.find(({ code }) => code === 'Z00')).toEqual({
      code: 'Z00',
      display: 'Dull glimmer',
      definition: 'Glimmering without lustre.',
      designations: [
        { language: 'de', value: 'Trübes Glimmen' },
        { language: 'en', use: { code: 'inclusion' }, value: 'dimness Z01 of the organ' },
      ],
      parents: ['Z00-Z03'],
      properties: [
        { code: 'kind', type: 'code', value: 'category' },
        { code: 'usage', type: 'code', value: 'dagger' },
        { code: 'exclusion', type: 'string', value: 'darkness' },
        { code: 'MortL1Code', type: 'string', value: '1-001' },
      ],
    });
    expect(concepts.find(({ code }) => code === 'Z01.1')?.properties).toContainEqual({
      code: 'usage',
      type: 'code',
      value: 'aster',
    });
    expect(refusals.map(({ reason }) => reason)).toEqual(['no-code', 'duplicate']);
  });

  it('makes the codes that modifiers make, on each level, and no others', async () => {
    const concepts = await conceptsIn(`${head}${body}</ClaML>`);
    const made = concepts.filter(({ properties }) => properties?.some(({ code }) => code === 'modifier'));
    expect(made.map(({ code, display, parents }) => [code, display, parents?.[0]])).toEqual([
      ['Z00.0', 'Dull glimmer: resting', 'Z00'],
      ['Z00.1', 'Dull glimmer: moving', 'Z00'],
      ['Z00.00', 'Dull glimmer: resting: left', 'Z00.0'],
      ['Z00.01', 'Dull glimmer: resting: right', 'Z00.0'],
      ['Z00.10', 'Dull glimmer: moving: left', 'Z00.1'],
      ['Z00.11', 'Dull glimmer: moving: right', 'Z00.1'],
      ['Z01.00', 'Very bright: left', 'Z01.0'],
      ['Z01.01', 'Very bright: right', 'Z01.0'],
    ]);
    expect(made[0]?.designations).toEqual([{ language: 'en', use: { code: 'inclusion' }, value: 'asleep' }]);
  });

  it('is read in version 3 and in another language', async () => {
    const text = `${head.replace('2.0.0', '3.0.0')}${body}</ClaML>`;
    const concepts = await conceptsIn(text, { language: 'de', url: 'http://example.org/x' });
    expect(concepts.find(({ code }) => code === 'Z00')).toMatchObject({
      display: 'Trübes Glimmen',
      designations: [{ language: 'en', value: 'Dull glimmer' }, { use: { code: 'inclusion' } }],
    });
  });

  it.each([
    ['entities of its own', head.replace('"ClaML.dtd">', '"ClaML.dtd" [<!ENTITY a "aaaa">]>')],
    ['an entity that is not declared', `${head}<Class code="A" kind="chapter">${title('&a;')}</Class>`],
    ['what is not closed', `${head}<Class code="A" kind="chapter">`],
  ])('stops at %s', async (_, text) => {
    const { refusals } = await read(text, { url: 'http://example.org/x' });
    expect(refusals.map(({ reason }) => reason)).toEqual(['broken']);
  });

  it('asks which classification it is where the document does not say', async () => {
    await expect(read(`<ClaML version="2.0.0"><Title name="Own"/></ClaML>`)).rejects.toThrow('url');
  });
});
