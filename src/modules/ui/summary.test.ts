import { describe, expect, it } from 'vitest';
import { hasOriginals, keyFacts, type SummarySectionWords, splitSections } from './summary.ts';

const entry = (title: string, more: object = {}) => ({ id: title, title, details: [], ...more });
const section = (category: string, titles: readonly string[], more: object = {}): SummarySectionWords => ({
  category,
  code: category,
  title: category,
  empty: titles.length === 0,
  entries: titles.map((title) => entry(title)),
  ...more,
});

describe('the key facts', () => {
  it('name allergies first, wherever they stand in the document', () => {
    const facts = keyFacts([
      section('medicines', ['Insulin']),
      section('problems', []),
      section('allergies', ['Latex']),
    ]);
    expect(facts.map((fact) => [fact.category, ...fact.entries.map(({ title }) => title)])).toEqual([
      ['allergies', 'Latex'],
      ['problems'],
      ['medicines', 'Insulin'],
    ]);
  });

  it('count what they leave out, and never leave out just one', () => {
    const five = keyFacts([section('allergies', ['1', '2', '3', '4', '5'])], 4)[0];
    expect([five?.entries.length, five?.more]).toEqual([5, 0]);
    const six = keyFacts([section('allergies', ['1', '2', '3', '4', '5', '6'])], 4)[0];
    expect([six?.entries.length, six?.more]).toEqual([4, 2]);
  });

  it('show nothing of a section that says that there is no information', () => {
    const none = section('allergies', ['No information'], { empty: true });
    expect(keyFacts([none])[0]?.entries).toEqual([]);
  });

  it('show that it is known that there is none', () => {
    const known = section('allergies', ['No known allergies']);
    expect(keyFacts([known])[0]?.entries.map(({ title }) => title)).toEqual(['No known allergies']);
  });
});

describe('the sections', () => {
  it('keep one that has nothing but a text of its author', () => {
    const told = section('plan', [], { empty: false, narrative: 'Come back in May.' });
    const { filled, emptyTitles } = splitSections([told, section('devices', [])]);
    expect(filled).toEqual([told]);
    expect(emptyTitles).toEqual(['devices']);
  });

  it('offer originals where an entry or a detail of one has them', () => {
    expect(hasOriginals([section('plan', ['x'])])).toBe(false);
    const detail = { label: 'Reaction', value: 'Hives', original: 'Urticaire' };
    expect(hasOriginals([section('plan', [], { entries: [entry('x', { details: [detail] })] })])).toBe(true);
  });
});
