import { describe, expect, it } from 'vitest';
import { ageRulesOf, birthdayOf } from './age-rules.ts';
import { type KeptGrant, reservedOfMinors, underAgeRules } from './in-force.ts';

const parent: KeptGrant = {
  id: 'g',
  patient: 'p',
  origin: 'parent',
  from: new Date('2010-06-01T00:00:00Z'),
  born: '2010-06-01',
};
const at = (country: string, moment: string, grant: KeptGrant = parent) =>
  underAgeRules(grant, country).filter(({ from, to }) => from <= new Date(moment) && (!to || to > new Date(moment)));

describe('a birthday', () => {
  it.each([
    // Midnight in Paris is 22:00 UTC in summer, 23:00 in winter; in Lisbon the same as UTC in winter; Athens is ahead.
    ['2010-06-01', 18, 'FR', '2028-05-31T22:00:00.000Z'],
    ['2010-12-01', 18, 'FR', '2028-11-30T23:00:00.000Z'],
    ['2010-12-01', 18, 'PT', '2028-12-01T00:00:00.000Z'],
    ['2010-06-01', 18, 'GR', '2028-05-31T21:00:00.000Z'],
    // Born on a leap day: in a year without one she is of age as the last of February ends, not a day before.
    ['2008-02-29', 18, 'PT', '2026-03-01T00:00:00.000Z'],
    ['2008-02-29', 16, 'PT', '2024-02-29T00:00:00.000Z'],
    ['2008-02-28', 18, 'PT', '2026-02-28T00:00:00.000Z'],
    // What is not known of the date counts for her.
    ['2010-06', 18, 'PT', '2028-05-31T23:00:00.000Z'],
    ['2010', 18, 'PT', '2028-01-01T00:00:00.000Z'],
    // The night in which clocks change.
    ['2010-03-26', 18, 'FR', '2028-03-25T23:00:00.000Z'],
  ])('of who was born on %s, %d years later in %s', (born, years, country, moment) => {
    expect(birthdayOf(born, years, ageRulesOf(country).zone)?.toISOString()).toBe(moment);
  });

  it.each(['', '10-06-01', '2010-13-01', '2010-02-30', '2010-06-01T00:00:00Z', 'yesterday'])(
    'is not made of %j',
    (born) => {
      expect(birthdayOf(born, 18, 'UTC')).toBeUndefined();
    },
  );
});

describe('the right of a parent', () => {
  it('is whole until the child has a say of her own, on that very day, by the clock of the country', () => {
    expect(at('FR', '2025-05-31T21:59:59.999Z')).toEqual([
      expect.not.objectContaining({ reserved: expect.anything() }),
    ]);
    expect(at('FR', '2025-05-31T22:00:00Z')).toEqual([
      expect.objectContaining({ reserved: reservedOfMinors, acts: ['read', 'write'] }),
    ]);
    expect(at('PT', '2025-05-31T22:00:00Z')[0]?.reserved).toBeUndefined();
    expect(at('PT', '2026-05-31T23:00:00Z')[0]?.reserved).toEqual(reservedOfMinors);
  });

  it('ends by itself on the day she is of age', () => {
    expect(at('FR', '2028-05-31T21:59:59.999Z')).toHaveLength(1);
    expect(at('FR', '2028-05-31T22:00:00Z')).toEqual([]);
  });

  it('ends no later than it was registered for, and begins no earlier', () => {
    const short = { ...parent, from: new Date('2012-01-01T00:00:00Z'), to: new Date('2014-01-01T00:00:00Z') };
    expect(at('FR', '2011-12-31T23:59:59Z', short)).toEqual([]);
    expect(at('FR', '2013-12-31T23:59:59Z', short)).toHaveLength(1);
    expect(at('FR', '2014-01-01T00:00:00Z', short)).toEqual([]);
  });

  it('stays whole until majority where the law has parents told of everything', () => {
    expect(at('IT', '2028-05-31T21:00:00Z')[0]?.reserved).toBeUndefined();
    expect(at('IT', '2028-05-31T22:00:00Z')).toEqual([]);
  });

  it('is as narrow as where the law asks for maturity, in a country that the table lacks', () => {
    expect(at('XX', '2024-06-01T00:00:00Z')[0]?.reserved).toEqual(reservedOfMinors);
  });

  it('never grows by the ages: what was registered as narrower stays so', () => {
    const reader: KeptGrant = { ...parent, acts: ['read'], parts: ['vaccinations'] };
    expect(at('FR', '2026-01-01T00:00:00Z', reader)).toEqual([
      expect.objectContaining({ acts: ['read'], parts: ['vaccinations'] }),
    ]);
  });

  it('rests on nothing where the birth date cannot be read', () => {
    expect(at('FR', '2020-01-01T00:00:00Z', { ...parent, born: '2010-02-30' })).toEqual([]);
  });

  it('knows no age for a mandate, nor where no birth date was registered', () => {
    const mandate: KeptGrant = { ...parent, origin: 'mandate' };
    expect(at('FR', '2040-01-01T00:00:00Z', mandate)).toHaveLength(1);
    const { born: _, ...ofAnAdult } = parent;
    expect(at('FR', '2040-01-01T00:00:00Z', { ...ofAnAdult, origin: 'guardian' })).toHaveLength(1);
  });
});
