import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, foldedWords } from '#fhir';
import type { CodeSystemHeader, ConceptRow } from '../concepts.ts';
import { createPacker } from './create-packer.ts';
import { packConcepts } from './pack-concepts.ts';

const header: CodeSystemHeader = {
  resourceType: 'CodeSystem',
  id: 'made',
  url: 'urn:example:made',
  version: '1',
  caseSensitive: true,
  language: 'en',
  property: [{ code: 'declared', type: 'code' }],
} as CodeSystemHeader;

const word = fc.constantFrom(
  'heart',
  'Herz',
  'cœur',
  'coeur',
  'attack',
  'crise',
  "l'hôpital",
  'lhopital',
  'ß',
  '心臓',
  'a',
  'of',
  'hearty',
);
const text = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '));
const code = fc.oneof(fc.constantFrom('a', 'A', 'b', 'é', '1', '2', '3'), fc.string({ maxLength: 4, unit: 'binary' }));
const optional = <T>(name: string, arbitrary: fc.Arbitrary<T>) =>
  fc.option(arbitrary, { nil: undefined }).map((value) => (value === undefined ? {} : { [name]: value }));

const row: fc.Arbitrary<ConceptRow> = fc
  .tuple(
    code,
    optional('display', text),
    optional('definition', fc.string({ unit: 'grapheme' })),
    optional(
      'designations',
      fc.array(
        fc
          .tuple(
            text,
            optional('language', fc.constantFrom('fr', 'de-AT')),
            optional('use', fc.constantFrom({ code: 'display' }, { system: 's', code: '900000000000003001' })),
          )
          .map(([value, ...rest]) => Object.assign({ value }, ...rest)),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    optional('parents', fc.uniqueArray(code, { minLength: 1, maxLength: 3 })),
    optional(
      'properties',
      fc.array(
        fc.oneof(
          fc.record({
            code: fc.constantFrom('p', 'q'),
            type: fc.constant('code'),
            value: fc.constantFrom('x', 'y', ''),
          }),
          fc.record({
            code: fc.constant('c'),
            type: fc.constant('Coding'),
            value: fc.record({ code: fc.constant('x') }),
          }),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    optional('extension', fc.constant([{ url: 'urn:e', valueCode: 'z' }])),
  )
  .map((parts) => Object.assign({ code: parts[0] }, ...parts.slice(1)) as ConceptRow);
const rows = fc.array(row, { maxLength: 40 });

/** The concepts that are taken in, as plain objects. */
function modelOf(given: readonly ConceptRow[]) {
  const kept: ConceptRow[] = [];
  for (const one of given) {
    const wellFormed = one.code.toWellFormed();
    if (one.code !== '' && !kept.some((other) => other.code === wellFormed)) kept.push({ ...one, code: wellFormed });
  }
  const indexOf = (asked: string) => kept.findIndex((one) => one.code === asked.toWellFormed());
  const parentsOf = (index: number) =>
    [...new Set((kept[index]?.parents ?? []).map((one) => one.toWellFormed()))]
      .filter((parent) => parent !== kept[index]?.code)
      .map(indexOf)
      .filter((parent) => parent !== -1);
  const childrenOf = (index: number) => [...kept.keys()].filter((child) => parentsOf(child).includes(index));
  const reach = (from: number, next: (index: number) => readonly number[], met = new Set<number>()): Set<number> => {
    for (const one of next(from)) {
      if (met.has(one)) continue;
      met.add(one);
      reach(one, next, met);
    }
    return met;
  };
  const below = (index: number) => {
    const met = reach(index, childrenOf);
    met.delete(index);
    return met;
  };
  return { kept, indexOf, parentsOf, childrenOf, below };
}

const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

describe('a packed content', () => {
  it('gives back every concept as it came, under its code', () => {
    fc.assert(
      fc.property(rows, code, (given, asked) => {
        const content = packConcepts(header, given);
        const { kept, indexOf, parentsOf } = modelOf(given);
        expect(content.count).toBe(kept.length);
        expect(content.indexOf(asked)).toBe(indexOf(asked));
        for (const [index, one] of kept.entries()) {
          expect(content.indexOf(one.code)).toBe(index);
          expect(content.codeAt(index)).toBe(one.code);
          expect(content.displayAt(index)).toBe(one.display);
          const { parents: _, ...rest } = one;
          const parents = parentsOf(index).map((parent) => kept[parent]?.code);
          const packed = content.conceptAt(index);
          expect({ ...packed, parents: [...(packed.parents ?? [])].sort() }).toEqual({
            ...rest,
            parents: parents.sort(),
          });
        }
      }),
    );
  });

  it('knows what stands above and below, in whatever order it comes and however it circles', () => {
    fc.assert(
      fc.property(rows, (given) => {
        const content = packConcepts(header, given);
        const { kept, parentsOf, childrenOf, below } = modelOf(given);
        for (const index of kept.keys()) {
          expect(sorted(content.parentsOf(index))).toEqual(sorted(parentsOf(index)));
          expect(sorted(content.childrenOf(index))).toEqual(sorted(childrenOf(index)));
          const all = below(index);
          const found = [...content.below(index)];
          expect(sorted(found)).toEqual(sorted(all));
          for (const other of kept.keys()) expect(content.isBelow(other, index)).toBe(all.has(other));
        }
      }),
    );
  });

  it('finds concepts by the values of their properties', () => {
    fc.assert(
      fc.property(
        rows,
        fc.constantFrom('p', 'q', 'c', 'none', 'declared'),
        fc.constantFrom('x', 'y', '', 'z'),
        (given, name, value) => {
          const { kept } = modelOf(given);
          const found = packConcepts(header, given).withProperty(name, value);
          const known =
            name === 'declared' || kept.some((one) => one.properties?.some((property) => property.code === name));
          const holds = (one: ConceptRow) =>
            one.properties?.some(
              (property) =>
                property.code === name &&
                (typeof property.value === 'string' ? property.value : property.value.code) === value,
            );
          expect(found === undefined ? undefined : sorted(found)).toEqual(
            known ? [...kept.keys()].filter((index) => holds(kept[index] as ConceptRow)) : undefined,
          );
        },
      ),
    );
  });

  it('finds concepts by the beginnings of words, the best first', () => {
    fc.assert(
      fc.property(
        rows,
        fc.oneof(text, word, fc.constantFrom('h', 'co', 'hea att', '%', '', "l'h", "l'hopital", 'no such word')),
        (given, asked) => {
          const { kept, indexOf } = modelOf(given);
          const content = packConcepts(header, given);
          const wanted = foldedWords(asked.replaceAll("'", ' '));
          const matches = (one: ConceptRow) => {
            const own = [one.display ?? '', ...(one.designations ?? []).map(({ value }) => value)].flatMap(foldedWords);
            return wanted.length > 0 && wanted.every((begin) => own.some((whole) => whole.startsWith(begin)));
          };
          const called = indexOf(asked.trim());
          const found = [...content.search(asked)];
          expect(sorted(found)).toEqual(
            [...kept.keys()].filter((index) => index === called || matches(kept[index] as ConceptRow)),
          );
          const tier = (index: number) => {
            const display = fold(kept[index]?.display ?? '');
            if (index === called) return 0;
            if (display === fold(asked)) return 1;
            return display.startsWith(fold(asked)) ? 2 : 3;
          };
          const length = (index: number) => kept[index]?.display?.length ?? Number.POSITIVE_INFINITY;
          const best = [...found].sort((a, b) => tier(a) - tier(b) || length(a) - length(b) || a - b);
          expect(found).toEqual(best);
        },
      ),
    );
  });

  it('folds the case of codes only where the code system says so, and prefers the code as it is spelt', () => {
    const given = [{ code: 'abc' }, { code: 'ABC' }, { code: 'É' }];
    const folding = packConcepts({ ...header, caseSensitive: false }, given);
    expect(['abc', 'ABC', 'aBc', 'é', 'abcd'].map(folding.indexOf)).toEqual([0, 1, 0, 2, -1]);
    const strict = packConcepts(header, given);
    expect(['abc', 'ABC', 'aBc', 'é'].map(strict.indexOf)).toEqual([0, 1, -1, -1]);
  });

  it('tells the name that the code system prefers in a language', () => {
    const content = packConcepts(header, [
      {
        code: '1',
        display: 'Heart attack',
        designations: [
          { language: 'fr', use: { code: '900000000000003001' }, value: 'infarctus du myocarde (trouble)' },
          { language: 'fr', use: { code: '900000000000013009' }, value: 'crise cardiaque' },
          { language: 'fr', use: { code: 'preferredForLanguage' }, value: 'infarctus du myocarde' },
          { language: 'de-at', value: 'Herzinfarkt' },
          { value: 'nobody knows in which language' },
        ],
      },
    ]);
    const names = ['fr', 'en', 'de-AT', 'de', 'pt'].map((language) => content.nameAt(0, language));
    expect(names).toEqual(['infarctus du myocarde', 'Heart attack', 'Herzinfarkt', undefined, undefined]);
    expect(content.nameAt(7, 'en')).toBeUndefined();
  });
});

describe('a packer', () => {
  it('refuses what has no code, comes twice or is too long, and counts the parents that never come', () => {
    const packer = createPacker(header);
    expect(packer.add({ code: 'a', parents: ['b', 'never', 'a'] })).toBeUndefined();
    expect(packer.add({ code: 'b', designations: [{ value: 'x' }] })).toBeUndefined();
    expect(packer.add({ code: '' })).toBe('no-code');
    expect(packer.add({ code: 'a' })).toBe('duplicate');
    expect(packer.add({ code: 'c'.repeat(1_001) })).toBe('too-long');
    expect(packer.add({ code: 'c', display: 'x'.repeat(1_000_001) })).toBe('too-long');
    expect(packer.finish().counts).toEqual({ concepts: 2, designations: 1, unknownParents: 1 });
  });

  it('gives bytes away by the megabyte as concepts come', () => {
    const packer = createPacker(header);
    const definition = 'x'.repeat(100_000);
    let taken = 0;
    for (let concept = 0; concept < 25; concept += 1) {
      packer.add({ code: String(concept), definition });
      taken += packer.takeChunk()?.length ?? 0;
    }
    expect(taken).toBeGreaterThan(2_000_000);
    const { rest, layout } = packer.finish();
    expect(taken + rest.reduce((sum, { length }) => sum + length, 0)).toBe(layout.size);
  });
});
