import { describe, expect, it } from 'vitest';
import { table } from './table.ts';
import { readAll, sourceOf } from './testing-source.ts';

const url = 'http://example.org/colours';

describe('a table of codes', () => {
  it('is read with languages, parents and properties', async () => {
    const text = [
      '\ufeffCode;Display;Definition;Parent;display:fr;de-AT;Wave length;inactive',
      'red;Red;"The ""long"" one;',
      'over two lines";;rouge;Rot;700;',
      'pink;Pink;;red|white;;;;true',
      ' ;Nothing;;;;;;',
      'pink;Again;;;;;;',
      'blue;"Blue"x;;;;;;',
      'white;White;;;;;;;;;too;many',
      '',
    ].join('\r\n');
    const source = sourceOf('colours.csv', { 'colours.csv': text });
    expect(await table.recognises(source)).toBe(true);
    const { parts, refusals } = await readAll(table, source, { url, version: '1', title: 'Colours' });
    expect(parts).toMatchObject([
      {
        header: { url, version: '1', title: 'Colours', name: 'Colours' },
        concepts: [
          {
            code: 'red',
            display: 'Red',
            definition: 'The "long" one;\nover two lines',
            designations: [
              { language: 'fr', value: 'rouge' },
              { language: 'de-AT', value: 'Rot' },
            ],
            properties: [{ code: 'Wave-length', type: 'string', value: '700' }],
          },
          {
            code: 'pink',
            parents: ['red', 'white'],
            properties: [{ code: 'inactive', type: 'boolean', value: 'true' }],
          },
        ],
      },
    ]);
    const file = 'colours.csv';
    expect(refusals).toEqual([
      { file, line: 5, reason: 'no-code' },
      { file, line: 6, reason: 'duplicate' },
      { file, line: 7, reason: 'malformed' },
      { file, line: 8, reason: 'malformed' },
    ]);
  });

  it('loses one row to a quote that never ends', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => `c${at},x`);
    const text = ['code,display', 'bad,"open', ...rows].join('\n');
    const { parts, refusals } = await readAll(table, sourceOf('a.csv', { 'a.csv': text }), { url });
    expect(parts[0]?.kind === 'code-system' && parts[0].concepts).toHaveLength(1000);
    expect(refusals).toEqual([{ file: 'a.csv', line: 2, reason: 'malformed' }]);
  });

  it.each([
    ['UTF-16', Buffer.from('\ufeffcode\tdisplay\nä\tö', 'utf16le'), {}],
    ['windows-1252', Buffer.from('code\tdisplay\nä\tö', 'latin1'), { encoding: 'windows-1252' as const }],
  ])('is read in %s', async (_, bytes, options) => {
    const { parts } = await readAll(table, sourceOf('a.tsv', { 'a.tsv': bytes }), { url, ...options });
    expect(parts).toMatchObject([{ concepts: [{ code: 'ä', display: 'ö' }] }]);
  });

  it('refuses rows in another encoding, and lines without end', async () => {
    const bytes = Buffer.concat([
      Buffer.from('code,display\n'),
      Buffer.from('ä,ö\n', 'latin1'),
      Buffer.from(`long,${'x'.repeat(300_000)}\nok,fine`),
    ]);
    const { parts, refusals } = await readAll(table, sourceOf('a.csv', { 'a.csv': bytes }), { url });
    expect(parts).toMatchObject([{ concepts: [{ code: 'ok', display: 'fine' }] }]);
    expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
      [2, 'encoding'],
      [3, 'too-long'],
    ]);
  });

  it('asks for the url that it does not say', async () => {
    const read = await table.read(sourceOf('a.csv', { 'a.csv': 'code' }), { refused: () => {} });
    expect(read).toMatchObject({ ok: false, fault: { code: 'terminology.malformed' } });
  });
});
