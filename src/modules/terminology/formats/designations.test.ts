import { expect, it } from 'vitest';
import { designations } from './designations.ts';
import { readAll, sourceOf } from './testing-source.ts';

it('reads words for codes of any code system', async () => {
  const text = 'system,code,language,display\nurn:a,x,fr-be,"Un, deux"\n,x,fr,y\nurn:a,x,no language,y\nurn:a,x,fr,\n';
  const source = sourceOf('words.csv', { 'words.csv': text });
  expect(await designations.recognises(source)).toBe(true);
  const { parts, refusals } = await readAll(designations, source);
  expect(parts).toEqual([
    { kind: 'designations', rows: [{ system: 'urn:a', code: 'x', language: 'fr-BE', display: 'Un, deux' }] },
  ]);
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'no-code'],
    [4, 'language'],
    [5, 'no-display'],
  ]);
});

it('reads a table without a header line where the layout is named', async () => {
  const source = sourceOf('words.csv', { 'words.csv': 'urn:a,x,fr,Un\nurn:a,x\n' });
  expect(await designations.recognises(source)).toBe(false);
  const { parts, refusals } = await readAll(designations, source);
  expect(parts).toEqual([
    { kind: 'designations', rows: [{ system: 'urn:a', code: 'x', language: 'fr', display: 'Un' }] },
  ]);
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([[2, 'language']]);
});

it('reads a JSON object a line', async () => {
  const row = { system: 'urn:a', code: 'x', language: 'fr', display: 'Un «deux»' };
  const text = `\ufeff${JSON.stringify(row)}\n\n{"system":1}\n{\n[]\n`;
  const source = sourceOf('words.ndjson', { 'words.ndjson': text });
  expect(await designations.recognises(source)).toBe(true);
  const { parts, refusals } = await readAll(designations, source);
  expect(parts).toEqual([{ kind: 'designations', rows: [row] }]);
  expect(refusals.map(({ line, reason }) => [line, reason])).toEqual([
    [3, 'no-code'],
    [4, 'malformed'],
    [5, 'malformed'],
  ]);
  expect(await designations.recognises(sourceOf('x', { 'x.ndjson': '{"resourceType":"Patient"}' }))).toBe(false);
});
