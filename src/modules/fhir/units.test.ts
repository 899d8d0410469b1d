import { describe, expect, it, vi } from 'vitest';
import { baseUnitOf, inBaseUnit } from './units.ts';

function canonical(amount: number, code: string): readonly [number, string] | undefined {
  const unit = baseUnitOf(code);
  return unit === undefined ? undefined : [inBaseUnit(amount, unit), unit.base];
}

describe('UCUM', () => {
  it.each([
    [5, 'mg/dL', 0.05, 'g/L'],
    [1, '%', 0.01, '1'],
    [120, 'mm[Hg]', 15.99864, 'kPa'],
    [60, '/min', 1, 'Hz'],
    [37, 'Cel', 98.6, '[degF]'],
    [0, 'Cel', 273.15, 'K'],
    [-40, '[degF]', -40, 'Cel'],
    [1, 'wk', 7, 'd'],
    [4.5, '10*9/L', 4500, '/uL'],
    [1, '[lb_av]', 453.59237, 'g'],
    [3, '{tablets}', 3, '1'],
  ])('%d %s are %d %s', (amount, code, other, otherCode) => {
    const [value, base] = canonical(amount, code) ?? [];
    const [otherValue, otherBase] = canonical(other, otherCode) ?? [];
    expect(base).toBe(otherBase);
    expect((value ?? 0) / (otherValue ?? Number.NaN)).toBeCloseTo(1, 12);
  });

  it.each(['[iU]', 'k[iU]/L', '[pH]', 'B[V]', 'tablets', 'gram', '5mg', '', '(mg', 'm'.repeat(101), '\u0000'])(
    '%j compares with itself alone',
    (code) => {
      expect(baseUnitOf(code)).toBeUndefined();
      expect(baseUnitOf(code)).toBeUndefined();
    },
  );

  it('keeps units of different kinds apart', () => {
    expect(new Set(['g', 'g/L', 'm', 's', 'K', 'mol'].map((code) => baseUnitOf(code)?.base)).size).toBe(6);
  });

  it('keeps the ends of what a double holds', () => {
    const unit = baseUnitOf('mmol/L');
    expect(unit && inBaseUnit(Number.MAX_VALUE, unit)).toBe(Number.MAX_VALUE);
    expect(unit && inBaseUnit(-Number.MAX_VALUE, unit)).toBe(-Number.MAX_VALUE);
  });

  it('prints nothing of what it is asked, whatever that is', () => {
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {});
    for (const code of ['()k', '1~0^g-(5)3', '~()(+C', 'mg per dL', '('.repeat(100), 'm/'.repeat(50)]) {
      expect(baseUnitOf(code)).toBeUndefined();
    }
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });
});
