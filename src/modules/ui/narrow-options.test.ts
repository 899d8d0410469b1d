import { describe, expect, it } from 'vitest';
import { namedOption, narrowOptions, optionBeside } from './narrow-options.ts';

const options = [
  { value: 'DE', label: 'Allemagne' },
  { value: 'ES', label: 'Espagne' },
  { value: 'GR', label: 'Grèce' },
] as const;
const valuesOf = (typed: string) => narrowOptions(options, typed).map(({ value }) => value);

describe('options that are searched', () => {
  it('are those that have what was typed, whatever the accents and capitals', () => {
    expect(valuesOf('gre')).toEqual(['GR']);
    expect(valuesOf('AGNE')).toEqual(['DE', 'ES']);
    expect(valuesOf(' grèce ')).toEqual(['GR']);
    expect(valuesOf('zz')).toEqual([]);
    expect(valuesOf('')).toEqual(['DE', 'ES', 'GR']);
  });

  it('are chosen by their whole name alone', () => {
    expect(namedOption(options, 'grece')?.value).toBe('GR');
    expect(namedOption(options, 'grec')).toBeUndefined();
    expect(namedOption(options, '')).toBeUndefined();
  });

  it('are gone through from both ends, round and round', () => {
    expect(optionBeside(options, undefined, 1)).toBe('DE');
    expect(optionBeside(options, undefined, -1)).toBe('GR');
    expect(optionBeside(options, 'GR', 1)).toBe('DE');
    expect(optionBeside(options, 'DE', -1)).toBe('GR');
    expect(optionBeside(options, 'DE', 1)).toBe('ES');
    expect(optionBeside([], undefined, 1)).toBeUndefined();
    // One that typing took out of the list.
    expect(optionBeside(options.slice(1), 'DE', 1)).toBe('ES');
  });
});
