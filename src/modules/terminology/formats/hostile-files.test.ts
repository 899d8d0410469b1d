import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { conceptFormats } from './index.ts';
import { readAll, sourceOf } from './testing-source.ts';

/** A small file or two for each layout, to be damaged. */
const seeds: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'snomed-rf2': {
    'sct2_Concept_Snapshot_INT_1.txt': 'id\tactive\tmoduleId\tdefinitionStatusId\n1000001\t1\t9\t9\n1000002\t0\t9\t9\n',
    'sct2_Description_Snapshot-en_INT_1.txt':
      'id\tactive\tconceptId\tlanguageCode\ttypeId\tterm\n1\t1\t1000001\ten\t900000000000013009\tGlimmer\n',
  },
  loinc: { 'Loinc.csv': '"LOINC_NUM","COMPONENT","LONG_COMMON_NAME"\r\n"1-1","a ""b""\nc","d"\r\n"2-2","e","f"\r\n' },
  claml: {
    'x.xml':
      '<ClaML version="2.0.0"><Title name="ICD-10" version="1">x</Title><ModifierClass modifier="m" code=".0"/><Class code="A" kind="category"><ModifiedBy code="m"/><Rubric kind="preferred"><Label xml:lang="en">a</Label></Rubric></Class></ClaML>',
  },
  'icd-10': {
    'codes.txt': '3;N;X;01;A00;A00.-;A00;A00;a;b\n4;T;X;01;A00;A00.0;A00.0;A000;c\n',
    'chapters.txt': '01;x\n02;z\n',
    'blocks.txt': 'A00;A09;01;y\nB00;B09;02;y\n',
  },
  'icd-11': {
    'x.txt':
      'Foundation URI\tLinearization URI\tCode\tBlockId\tTitle\tClassKind\tDepthInKind\tChapterNo\nu\tl\t\t\t"a"\tchapter\t1\t01\nu\tl\t1A\t\t- - b\tcategory\t1\t01\n',
  },
  atc: { 'a.csv': 'atc_code,atc_name,ddd\nA,x,1\nA01,y,\nA01,y,2\n' },
  edqm: {
    'a.json':
      '{"content":[{"class":"A","code":"1","english":"x","translations":[{"language":"fr","term":"y"}],"links":{"B":[{"code":"2"}]}}]}',
  },
  orphanet: {
    'a.xml':
      '<JDBOR date="2026-01-01"><DisorderList><Disorder><OrphaCode>1</OrphaCode><Name lang="en">x</Name><ExternalReferenceList><ExternalReference><Source>OMIM</Source><Reference>1</Reference></ExternalReference></ExternalReferenceList></Disorder></DisorderList></JDBOR>',
    'b.xml':
      '<JDBOR><ClassificationList><ClassificationNode><Disorder><OrphaCode>0</OrphaCode></Disorder><ClassificationNodeChildList><ClassificationNode><Disorder><OrphaCode>1</OrphaCode></Disorder></ClassificationNode></ClassificationNodeChildList></ClassificationNode></ClassificationList></JDBOR>',
  },
  'ehdsi-mtc': {
    'a.xml':
      '<ValueSet oid="1.2" name="a"><concept codeSystem="1" code="x"><designation lang="en-GB">y</designation></concept></ValueSet>',
  },
  fhir: {
    'a.json':
      '{"resourceType":"CodeSystem","url":"urn:a","content":"complete","property":[{"code":"p"}],"concept":[{"code":"a","property":[{"code":"p","valueCoding":{"code":"x"}}],"concept":[{"code":"b"}]}]}',
    'b.xml':
      '<CodeSystem xmlns="http://hl7.org/fhir"><url value="urn:b"/><content value="complete"/><concept><code value="x"/></concept></CodeSystem>',
  },
  designations: { 'a.csv': 'system,code,language,display\nurn:a,b,fr,"c"\n' },
  csv: { 'a.csv': 'code;display;parent;fr\na;"A";;"x ""y"""\nb;B;a|c;z\n' },
};

const pieces = [
  '"',
  '\t',
  ';',
  ',',
  '\n',
  '<',
  '>',
  '&',
  '&a;',
  ']]>',
  '<!--',
  '{',
  '[',
  'null',
  '\u0000',
  '\ufffd',
  '-',
  '0',
  '',
];

describe('damaged files', () => {
  it('are there for every layout', async () => {
    for (const format of conceptFormats) {
      const source = sourceOf('x', seeds[format.name] ?? {});
      expect(await format.recognises(source), format.name).toBe(true);
      const { parts, refusals } = await readAll(format, source, { url: 'urn:x' });
      expect(parts.length, format.name).toBeGreaterThan(0);
      expect(refusals, format.name).toEqual([]);
    }
  });

  it('are refused in words, in part or whole, and never make a layout throw', async () => {
    const damage = fc.tuple(
      fc.constantFrom(...conceptFormats),
      fc.array(fc.tuple(fc.nat(), fc.nat(12), fc.constantFrom(...pieces)), { minLength: 1, maxLength: 4 }),
      fc.nat(),
    );
    await fc.assert(
      fc.asyncProperty(damage, async ([format, cuts, which]) => {
        const files = Object.entries(seeds[format.name] ?? {});
        const damaged = files.map(([path, text], at) => {
          if (at !== which % files.length) return [path, text] as const;
          return [
            path,
            cuts.reduce((rest, [from, length, piece]) => {
              const start = from % (rest.length + 1);
              return rest.slice(0, start) + piece + rest.slice(start + length);
            }, text),
          ] as const;
        });
        const refused = () => {};
        const source = sourceOf('x', Object.fromEntries(damaged));
        await format.recognises(source);
        const read = await format.read(source, { url: 'urn:x', refused });
        if (!read.ok) {
          expect(read.fault.code).toBe('terminology.malformed');
          return;
        }
        for await (const part of read.value) {
          if (part.kind === 'code-system') {
            const codes = (await Array.fromAsync(part.concepts)).map(({ code }) => code);
            expect(new Set(codes).size).toBe(codes.length);
          } else if (part.kind !== 'definition') await Array.fromAsync<unknown>(part.rows);
        }
      }),
      { numRuns: 1_500 },
    );
  });
});
