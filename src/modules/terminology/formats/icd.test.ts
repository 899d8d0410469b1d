import { describe, expect, it } from 'vitest';
import { icd10Tables } from './icd10-tables.ts';
import { icd11 } from './icd11.ts';
import { readAll, sourceOf } from './testing-source.ts';

// Invented titles throughout.
describe('ICD-10 as tables', () => {
  const files = {
    'icd102026enMeta/icd102026_chapters.txt': '01;Glimmering\n19;Dullness\n',
    'icd102026enMeta/icd102026_blocks.txt':
      'A00;A09;01;Glimmering of the outside\nS00;S09;19;Dullness of the head\nZ00\n',
  };

  it('is read with chapters, blocks and the asterisk', async () => {
    const source = sourceOf('icd102026enMeta.zip', {
      ...files,
      'icd102026enMeta/icd102026_codes.txt': [
        '3;N;X;01;A00;A00.-;A00;A00;Glimmer;Glimmer;;;001;4-002;3-003;2-001;1-002',
        '4;T;X;01;A00;A00.0;A00.0;A000;Glimmer: red;Glimmer;red;;001;4-002;3-003;2-001;1-002',
        '4;T;S;01;A00;A00.1*;A00.1*;A001;Glimmer: green;;;;001',
        '3;T;X;19;S00;S00;S00;S00;Dull head;;;;;',
        '4;T;X;01;A00;;;;nothing',
        '4;T;X;01;A00;A00.0;A00.0;A000;again',
      ].join('\n'),
    });
    expect(await icd10Tables.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(icd10Tables, source);
    const [system] = parts;
    expect(system).toMatchObject({ header: { url: 'http://hl7.org/fhir/sid/icd-10', version: '2026' } });
    const concepts = system?.kind === 'code-system' ? system.concepts : [];
    expect(concepts.map(({ code, display, parents }) => [code, display, parents])).toEqual([
      ['I', 'Glimmering', undefined],
      ['XIX', 'Dullness', undefined],
      ['A00-A09', 'Glimmering of the outside', ['I']],
      ['S00-S09', 'Dullness of the head', ['XIX']],
      ['A00', 'Glimmer', ['A00-A09']],
      ['A00.0', 'Glimmer: red', ['A00']],
      ['A00.1', 'Glimmer: green', ['A00']],
      ['S00', 'Dull head', ['S00-S09']],
    ]);
    expect(concepts[6]?.properties).toContainEqual({ code: 'usage', type: 'code', value: 'aster' });
    expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [3, 'malformed'],
      [5, 'no-code'],
      [6, 'duplicate'],
    ]);
  });

  it('is read in its older columns', async () => {
    const source = sourceOf('x', {
      ...files,
      'CODES.TXT': '3;N;V;X;01;A00;A00.-;A00;A00;Glimmer;;;;;\n4;T;P;X;01;A00;A00.0;A00.0;A000;Glimmer: red',
    });
    const { parts } = await readAll(icd10Tables, source);
    expect(parts[0]?.kind === 'code-system' && parts[0].concepts.slice(-2)).toMatchObject([
      { code: 'A00', display: 'Glimmer', parents: ['A00-A09'] },
      { code: 'A00.0', display: 'Glimmer: red', parents: ['A00'] },
    ]);
  });
});

describe('ICD-11', () => {
  const columns = [
    'Foundation URI',
    'Linearization URI',
    'Code',
    'BlockId',
    'Title',
    'ClassKind',
    'DepthInKind',
    'IsResidual',
    'ChapterNo',
    'BrowserLink',
    'isLeaf',
    'Primary tabulation',
    'Version:2026 Jan 20 - 22:30 UTC',
  ];
  const row = (
    id: number | string,
    code: string,
    block: string,
    title: string,
    kind: string,
    depth: number,
    residual = 'False',
  ) =>
    [
      `http://id.who.int/icd/entity/${id}`,
      `http://id.who.int/icd/release/11/2026-01/mms/${id}`,
      code,
      block,
      title,
      kind,
      depth,
      residual,
      '01',
      'browser',
      'True',
      'True',
      '',
    ].join('\t');
  const rows = [
    row(1, '', '', 'Glimmering', 'chapter', 1),
    row(2, '', 'BlockL1-1A0', '- Outside', 'block', 1),
    row(3, '1A00', '', '- - Red glimmer', 'category', 1),
    row(4, '1A00.0', '', '- - - "Very" red', 'category', 2),
    row('4/other', '1A00.Y', '', '- - - Other red', 'category', 2, 'True'),
    row(5, '1A01', '', '- - Green glimmer', 'category', 1),
    row(6, '', '', '- - nothing', 'category', 1),
  ];
  // Titles stand in quotes, as WHO's files have them.
  const text = [columns.join('\t'), ...rows].join('\r\n').replace('- - - "Very" red', '"- - - ""Very"" red"');
  const name = 'SimpleTabulation-ICD-11-MMS-en.txt';

  it('is read with its hierarchy', async () => {
    const source = sourceOf('mms.zip', { [name]: text });
    expect(await icd11.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(icd11, source);
    expect(parts).toMatchObject([
      { header: { url: 'http://id.who.int/icd/release/11/mms', version: '2026-01', language: 'en' } },
    ]);
    const concepts = parts[0]?.kind === 'code-system' ? parts[0].concepts : [];
    expect(concepts.map(({ code, display, parents }) => [code, display, parents?.[0]])).toEqual([
      ['01', 'Glimmering', undefined],
      ['BlockL1-1A0', 'Outside', '01'],
      ['1A00', 'Red glimmer', 'BlockL1-1A0'],
      ['1A00.0', '"Very" red', '1A00'],
      ['1A00.Y', 'Other red', '1A00'],
      ['1A01', 'Green glimmer', 'BlockL1-1A0'],
    ]);
    expect(concepts[4]?.properties).toContainEqual({ code: 'residual', type: 'boolean', value: 'true' });
    expect(refusals).toEqual([{ file: name, line: 8, reason: 'no-code' }]);
  });

  it('is read where titles have no dashes', async () => {
    const plain = text.replaceAll(/(\t"?)(- )+/g, '$1');
    const { parts } = await readAll(icd11, sourceOf('x', { [name]: plain }));
    const concepts = parts[0]?.kind === 'code-system' ? parts[0].concepts : [];
    expect(concepts.map(({ code, parents }) => [code, parents?.[0]])).toEqual([
      ['01', undefined],
      ['BlockL1-1A0', '01'],
      ['1A00', 'BlockL1-1A0'],
      ['1A00.0', '1A00'],
      ['1A00.Y', '1A00'],
      ['1A01', 'BlockL1-1A0'],
    ]);
  });
});
