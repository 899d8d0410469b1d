import { describe, expect, it } from 'vitest';
import { orphanet } from './orphanet.ts';
import { readAll, sourceOf } from './testing-source.ts';

// Invented disorders in the layout of products 1 and 3.
const product1 = (language: string, name: string, synonym: string) => `<?xml version="1.0" encoding="ISO-8859-1"?>
<JDBOR date="2026-06-23 03:10:14" version="1.3.40 / 4.1.8" copyright="x" dbserver="y">
  <Availability><Licence><FullName lang="en">x</FullName></Licence></Availability>
  <DisorderList count="2">
    <Disorder id="1">
      <OrphaCode>999001</OrphaCode>
      <ExpertLink lang="${language}">http://example.org</ExpertLink>
      <Name lang="${language}">${name}</Name>
      <DisorderFlagList count="1"><DisorderFlag id="1"><Value>1</Value><Label>on-line</Label></DisorderFlag></DisorderFlagList>
      <SynonymList count="1"><Synonym lang="${language}">${synonym}</Synonym></SynonymList>
      <DisorderType id="2"><Name lang="${language}">Disease</Name></DisorderType>
      <DisorderGroup id="3"><Name lang="${language}">Disorder</Name></DisorderGroup>
      <ExternalReferenceList count="3">
        <ExternalReference id="4"><Source>ICD-10</Source><Reference>Z99.9</Reference>
          <DisorderMappingRelation id="5"><Name lang="en">NTBT (narrower term maps to a broader term)</Name></DisorderMappingRelation>
          <DisorderMappingICDRelation id="6"><Name lang="en">Attributed code</Name></DisorderMappingICDRelation>
        </ExternalReference>
        <ExternalReference id="7"><Source>OMIM</Source><Reference>999999</Reference>
          <DisorderMappingRelation id="8"><Name lang="en">E (Exact mapping)</Name></DisorderMappingRelation>
        </ExternalReference>
        <ExternalReference id="9"><Source>Elsewhere</Source><Reference>1</Reference></ExternalReference>
      </ExternalReferenceList>
      <SummaryInformationList count="1"><SummaryInformation id="10" lang="en"><TextSectionList count="1"><TextSection id="11">
        <TextSectionType id="12"><Name lang="en">Definition</Name></TextSectionType><Contents>A rare glimmering.</Contents>
      </TextSection></TextSectionList></SummaryInformation></SummaryInformationList>
    </Disorder>
    <Disorder id="13">
      <OrphaCode>999002</OrphaCode><Name lang="${language}">OBSOLETE: ${name}</Name>
      <DisorderFlagList count="1"><DisorderFlag id="1"><Value>8192</Value><Label>Obsolete entity</Label></DisorderFlag></DisorderFlagList>
    </Disorder>
    <Disorder id="14"><Name lang="${language}">no code</Name></Disorder>
  </DisorderList>
</JDBOR>`;
const node = (code: string, ...children: readonly string[]): string =>
  `<ClassificationNode><Disorder id="1"><OrphaCode>${code}</OrphaCode><Name lang="en">x</Name></Disorder>
   <ClassificationNodeChildList count="${children.length}">${children.join('')}</ClassificationNodeChildList></ClassificationNode>`;
const product3 = `<JDBOR date="2026-06-23"><ClassificationList count="1"><Classification id="1"><OrphaNumber>156</OrphaNumber>
  <ClassificationNodeRootList count="1">${node('999000', node('999001', node('999002')), node('999002'))}</ClassificationNodeRootList>
</Classification></ClassificationList></JDBOR>`;

describe('Orphanet', () => {
  const source = sourceOf('orphanet', {
    'fr_product1.xml': Buffer.from(product1('fr', 'Luisance rare dégénérée', 'Luisance'), 'latin1'),
    'en_product1.xml': product1('en', 'Rare glimmering', 'Glimmering'),
    'en_product3_156.xml': product3,
    'unrelated.xml': '<a/>',
  });

  it('is read with hierarchy, languages and state', async () => {
    expect(await orphanet.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(orphanet, source);
    expect(parts[0]).toMatchObject({
      header: { url: 'http://www.orpha.net', version: '2026-06-23', language: 'en' },
      concepts: [
        {
          code: '999001',
          display: 'Rare glimmering',
          definition: 'A rare glimmering.',
          designations: [
            { language: 'en', use: { code: 'synonym' }, value: 'Glimmering' },
            { language: 'fr', value: 'Luisance rare dégénérée' },
            { language: 'fr', use: { code: 'synonym' }, value: 'Luisance' },
          ],
          parents: ['999000'],
          properties: [
            { code: 'type', value: 'Disease' },
            { code: 'group', value: 'Disorder' },
          ],
        },
        { code: '999002', parents: ['999001', '999000'], properties: [{ code: 'inactive', value: 'true' }] },
      ],
    });
    expect(refusals.map(({ file, reason }) => [file, reason])).toEqual([['en_product1.xml', 'no-code']]);
  });

  it('gives its alignments as maps', async () => {
    const { parts } = await readAll(orphanet, source, { language: 'fr' });
    expect(parts[0]).toMatchObject({ header: { language: 'fr' } });
    expect(parts.slice(1)).toMatchObject([
      {
        kind: 'concept-map',
        target: 'http://hl7.org/fhir/sid/icd-10',
        rows: [{ source: '999001', target: 'Z99.9', equivalence: 'wider', comment: 'Attributed code' }],
      },
      { target: 'http://www.omim.org', rows: [{ source: '999001', target: '999999', equivalence: 'equivalent' }] },
    ]);
  });
});
