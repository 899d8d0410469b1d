import { describe, expect, it } from 'vitest';
import type { Resource } from '#fhir';
import { candidateSearches } from './candidate-searches.ts';
import { type MatchGrade, matchPerson } from './match-person.ts';
import { personTraits } from './person-traits.ts';
import { isOneSlip, jaroWinkler } from './similarity.ts';
import { makeDuplicates, makePeople } from './testing-duplicates.ts';

const claire = {
  resourceType: 'Patient',
  identifier: [{ system: 'urn:ins', value: '284036912345678' }],
  name: [{ family: 'Lefèvre', given: ['Claire', 'Anne'] }],
  birthDate: '1984-03-12',
  gender: 'female',
  telecom: [{ system: 'phone', value: '+33 6 12 34 56 78' }],
  address: [{ line: ['12 rue des Lilas'], city: 'Lyon', postalCode: '69003' }],
};
const { identifier: _identifier, ...unnumbered } = claire;

function gradeOf(one: object, other: object): MatchGrade {
  return matchPerson(personTraits(one as Resource), personTraits(other as Resource)).grade;
}

describe('words that are alike', () => {
  it.each([
    ['martha', 'marhta', 0.9611],
    ['dwayne', 'duane', 0.84],
    ['dixon', 'dicksonx', 0.8133],
    ['a', 'b', 0],
    ['', '', 1],
  ])('%s and %s: %d', (one, other, similarity) => {
    expect(jaroWinkler(one, other)).toBeCloseTo(similarity, 4);
    expect(jaroWinkler(other, one)).toBeCloseTo(similarity, 4);
  });

  it('knows one slip from two', () => {
    expect([isOneSlip('1984', '1985'), isOneSlip('1984', '1948'), isOneSlip('1984', '1895')]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isOneSlip('1984', '198')).toBe(false);
  });
});

describe('a body made to cost', () => {
  it('is compared as quickly as any other', () => {
    const costly = (end: string) => {
      const long = `${'x'.repeat(200_000)}${end}`;
      const given = [long, ...Array.from({ length: 50_000 }, (_, n) => `${n}${end}`)];
      return { ...unnumbered, name: [{ family: long, given }], address: [{ line: given, city: long }] };
    };
    const since = process.cpuUsage();
    gradeOf(costly('a'), costly('b'));
    const { user } = process.cpuUsage(since);
    expect(user).toBeLessThan(500_000);
  });
});

describe('two records of one person', () => {
  it.each<[string, object, MatchGrade]>([
    ['all the same', claire, 'certain'],
    ['the identifier alone', { resourceType: 'Patient', identifier: claire.identifier }, 'certain'],
    ['without accents, in capitals', { ...unnumbered, name: [{ family: 'LEFEVRE', given: ['CLAIRE'] }] }, 'certain'],
    ['the family name mistyped', { ...unnumbered, name: [{ family: 'Lefevbre', given: ['Claire'] }] }, 'probable'],
    ['names swapped', { ...unnumbered, name: [{ family: 'Claire', given: ['Lefèvre'] }] }, 'certain'],
    ['day and month swapped', { ...unnumbered, birthDate: '1984-12-03' }, 'probable'],
    [
      'married since',
      {
        ...unnumbered,
        name: [
          { family: 'Moreau', given: ['Claire'] },
          { use: 'maiden', family: 'Lefèvre', given: ['Claire'] },
        ],
      },
      'certain',
    ],
    [
      'the phone written in another way',
      { ...unnumbered, address: undefined, telecom: [{ system: 'phone', value: '06.12.34.56.78' }] },
      'certain',
    ],
    ['a year of birth alone', { ...unnumbered, birthDate: '1984' }, 'probable'],
    [
      'a name and a birth date',
      { resourceType: 'Patient', name: claire.name, birthDate: claire.birthDate },
      'probable',
    ],
  ])('%s', (_name, other, grade) => {
    expect(gradeOf(claire, other)).toBe(grade);
    expect(gradeOf(other, claire)).toBe(grade);
  });
});

describe('two persons', () => {
  it.each<[string, object, readonly MatchGrade[]]>([
    ['twins', { ...unnumbered, name: [{ family: 'Lefèvre', given: ['Sophie'] }] }, ['possible']],
    [
      'twins with names that sound alike',
      { ...unnumbered, name: [{ family: 'Lefèvre', given: ['Clara'] }] },
      ['possible', 'probable'],
    ],
    [
      'twins whose identifiers differ by a sign',
      {
        ...claire,
        identifier: [{ system: 'urn:ins', value: '284036912345679' }],
        name: [{ family: 'Lefèvre', given: ['Sophie'] }],
      },
      ['possible'],
    ],
    [
      'mother and daughter',
      { ...unnumbered, birthDate: '2010-07-01', name: [{ family: 'Lefèvre', given: ['Emma'] }] },
      ['certainly-not'],
    ],
    [
      'another of the same name',
      { resourceType: 'Patient', name: claire.name, birthDate: '1951-09-30', gender: 'female' },
      ['certainly-not'],
    ],
    [
      'all the same but the identifier',
      { ...claire, identifier: [{ system: 'urn:ins', value: '999999999999999' }] },
      ['possible'],
    ],
    ['nothing known', { resourceType: 'Patient' }, ['certainly-not']],
  ])('%s', (_name, other, grades) => {
    expect(grades).toContain(gradeOf(claire, other));
  });
});

it('an old identifier, and one of another system, say nothing', () => {
  const old = { ...claire, identifier: [{ use: 'old', system: 'urn:ins', value: '1' }] };
  expect(gradeOf(claire, old)).toBe('certain');
  expect(gradeOf(claire, { ...claire, identifier: [{ system: 'urn:other', value: '284036912345678' }] })).toBe(
    'certain',
  );
});

describe('the searches for candidates', () => {
  it('escape what parts values, and are none where too little is known', () => {
    const searches = candidateSearches({ resourceType: 'Patient', identifier: [{ system: 'urn:a|b', value: 'c,d' }] });
    expect(searches).toEqual([[['identifier', 'urn:a\\|b|c\\,d']]]);
    expect(candidateSearches({ resourceType: 'Patient', name: [{ family: 'Moreau' }], gender: 'female' })).toEqual([]);
  });
});

it('finds the duplicates of a made set, and takes nobody for another', () => {
  const made = makePeople(20_261_122, 800);
  const people = made.people.map((person) => ({ person, traits: personTraits(person) }));
  const duplicates = makeDuplicates(made, 2);
  const count = { certain: 0, probable: 0, possible: 0, missed: 0, falseCertain: 0, falseProbable: 0 };
  const wrong: string[] = [];
  for (const { of, person, slips } of duplicates) {
    const traits = personTraits(person);
    let best: MatchGrade = 'certainly-not';
    for (const candidate of people) {
      const { grade } = matchPerson(traits, candidate.traits);
      if (candidate.person.id === of) best = grade;
      else if (grade === 'certain' || grade === 'probable') {
        count[grade === 'certain' ? 'falseCertain' : 'falseProbable'] += 1;
        wrong.push(`${candidate.person.id} taken ${grade}ly for ${of} (${slips.join(', ')})`);
      }
    }
    if (best === 'certainly-not') {
      count.missed += 1;
      wrong.push(`${of} missed (${slips.join(', ')})`);
    } else count[best] += 1;
  }
  const right = count.certain + count.probable;
  const recall = right / duplicates.length;
  const precision = right / (right + count.falseCertain + count.falseProbable);
  console.log(
    `$match: ${duplicates.length} duplicates among ${people.length} people: ${JSON.stringify(count)}; ` +
      `probable or better: recall ${recall.toFixed(3)}, precision ${precision.toFixed(3)}\n${wrong.join('\n')}`,
  );
  expect(count.falseCertain).toBe(0);
  expect(recall).toBeGreaterThan(0.7);
  expect(precision).toBeGreaterThan(0.98);
});
