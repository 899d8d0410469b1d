import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { knownMarks } from './known-marks.ts';

const policies = ['standard', 'france'].map((name) =>
  readFileSync(new URL(`../../../modules/access/policies/${name}.policy`, import.meta.url), 'utf8'),
);

describe('marks in the languages of the pages', () => {
  it('has words for every mark of the policies of a French node', () => {
    const said = policies.flatMap((text) => [...text.matchAll(/^label .*\n(?: {2}law .*\n)? {2}says (.*)$/gm)]);
    expect(said.length).toBeGreaterThanOrEqual(5);
    expect(said.map(([, words]) => words).filter((words) => !knownMarks.has(words ?? ''))).toEqual([]);
  });
});
