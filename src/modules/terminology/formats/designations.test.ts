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
