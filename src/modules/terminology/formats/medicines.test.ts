import { describe, expect, it } from 'vitest';
import { atc } from './atc.ts';
import { edqm } from './edqm.ts';
import { readAll, sourceOf } from './testing-source.ts';

// Invented groups, substances and terms.
describe('ATC', () => {
  it('is read with its hierarchy and doses', async () => {
    const text = [
      'atc_code,atc_name,ddd,uom,adm_r,note',
      'X,GLIMMER SYSTEM,NA,NA,NA,NA',
      'X01,BRIGHTENERS,NA,NA,NA,NA',
      'X01A,BRIGHTENERS FOR OUTSIDE,NA,NA,NA,NA',
      'X01AA,"Brighteners, plain",NA,NA,NA,NA',
      'X01AA01,glimmerol,1.5,g,O,"in salt"',
      'X01AA01,glimmerol,30,mg,P,NA',
      'QX01,VETERINARY BRIGHTENERS,,,,',
      'x1,no code,,,,',
      'X01,again,,,,',
      'X01AA02,,,,,',
    ].join('\n');
    const source = sourceOf('WHO ATC-DDD 2026-01-01.csv', { 'WHO ATC-DDD 2026-01-01.csv': text });
    expect(await atc.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(atc, source);
    expect(parts).toMatchObject([{ header: { url: 'http://www.whocc.no/atc', version: '2026' } }]);
    const concepts = parts[0]?.kind === 'code-system' ? parts[0].concepts : [];
    expect(concepts.map(({ code, parents }) => [code, parents?.[0]])).toEqual([
      ['X', undefined],
      ['X01', 'X'],
      ['X01A', 'X01'],
      ['X01AA', 'X01A'],
      ['X01AA01', 'X01AA'],
      ['QX01', 'QX'],
    ]);
    expect(concepts[4]).toEqual({
      code: 'X01AA01',
      display: 'glimmerol',
      parents: ['X01AA'],
      properties: [
        { code: 'level', type: 'integer', value: '5' },
        { code: 'DDD', type: 'string', value: '1.5 g O (in salt)' },
        { code: 'DDD', type: 'string', value: '30 mg P' },
      ],
    });
    expect(concepts[3]?.properties).toEqual([{ code: 'level', type: 'integer', value: '4' }]);
    expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [9, 'no-code'],
      [10, 'duplicate'],
      [11, 'no-display'],
    ]);
  });
});

describe('EDQM Standard Terms', () => {
  const terms = [
    {
      class: 'PDF',
      code: '99900001',
      domain: 'Human and Veterinary',
      status: 'Current',
      english: 'Glimmering drops',
      definition: 'Drops that glimmer.',
      creation_date: '2026-01-01 00:00:00',
      translations: [
        { language: 'fr', term: 'Gouttes luisantes' },
        { language: 'de', term: '' },
      ],
      links: { ISI: [{ code: '9901', term: 'Glimmer organ' }] },
    },
    { class: 'ISI', code: '9901', status: 'Deprecated', english: 'Glimmer organ' },
    { class: 'ISI', code: '', english: 'x' },
    'no term',
  ];

  it.each([
    ['one answer for all', { 'terms.json': JSON.stringify({ content: terms }) }],
    ['lists by class', { 'EDQM-PDF.json': JSON.stringify(terms, undefined, 2) }],
  ])('is read from the API: %s', async (_, files) => {
    const source = sourceOf('edqm', { ...files, 'other.json': '{"a":1}' });
    expect(await edqm.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(edqm, source, { version: '2026' });
    expect(parts).toEqual([
      {
        kind: 'code-system',
        header: expect.objectContaining({
          url: 'http://standardterms.edqm.eu',
          version: '2026',
          property: expect.arrayContaining([{ code: 'ISI', type: 'code' }]),
        }),
        concepts: [
          {
            code: '99900001',
            display: 'Glimmering drops',
            definition: 'Drops that glimmer.',
            designations: [{ language: 'fr', value: 'Gouttes luisantes' }],
            properties: [
              { code: 'class', type: 'code', value: 'PDF' },
              { code: 'domain', type: 'string', value: 'Human and Veterinary' },
              { code: 'status', type: 'string', value: 'Current' },
              { code: 'ISI', type: 'code', value: '9901' },
            ],
          },
          expect.objectContaining({
            code: '9901',
            properties: expect.arrayContaining([{ code: 'inactive', type: 'boolean', value: 'true' }]),
          }),
        ],
      },
    ]);
    expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'no-code'],
      [4, 'malformed'],
    ]);
  });

  it('is read from a table', async () => {
    const text = 'Class;Code;English;Status;fr;pt\nPDF;99900001;Glimmering drops;Current;Gouttes luisantes;';
    const source = sourceOf('edqm.csv', { 'edqm.csv': text });
    expect(await edqm.recognises(source)).toBe(true);
    const { parts } = await readAll(edqm, source);
    expect(parts).toMatchObject([
      { concepts: [{ code: '99900001', designations: [{ language: 'fr', value: 'Gouttes luisantes' }] }] },
    ]);
  });

  it('says of broken JSON that it is broken', async () => {
    const { refusals } = await readAll(edqm, sourceOf('x', { 'a.json': '{"content":[{"english":"a"' }));
    expect(refusals).toEqual([{ file: 'a.json', line: 1, reason: 'broken' }]);
  });
});
