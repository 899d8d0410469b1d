import { describe, expect, it } from 'vitest';
import { compareVersions, fits, isMoving, newestFitting } from './versions.ts';

describe('versions', () => {
  it('are in the order of Semantic Versioning, other forms below them, none the lowest', () => {
    const order = [
      undefined,
      '2018-08-12',
      '20240101',
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '1.0.2',
      '1.0.10',
      '1.10.0-ballot',
      '1.10.0',
      '2.0',
    ];
    for (const seed of [3, 7, 11]) {
      const shuffled = order.map((version, n) => ({ version, n: (n * seed) % 17 })).sort((a, b) => a.n - b.n);
      expect(
        shuffled
          .map(({ version }) => version)
          .sort(compareVersions)
          .filter((one) => one !== undefined),
      ).toEqual(order.filter((one) => one !== undefined));
    }
    expect(compareVersions(undefined, '0.0.1')).toBeLessThan(0);
    expect(compareVersions('1.0.0+a', '1.0.0+b')).not.toBe(0);
  });

  it.each([
    ['1.1.0', '1.1.0', true],
    ['1.1.0', '1.1', true],
    ['1.1.4', '1.1.x', true],
    ['1.10.0', '1.1.x', false],
    ['1.10.0', '1.x', true],
    ['1.10.0', '1', true],
    ['10.0.0', '1', false],
    ['1.1.0', '^1.0.0', false],
    ['1.1.0', 'current', false],
  ])('%s for %s: %s', (version, wanted, expected) => {
    expect(fits(version, wanted)).toBe(expected);
  });

  it('takes a release before what leads up to one', () => {
    expect(newestFitting(['0.1.0', '0.1.1', '0.1.2-ballot', '0.2.0'], '0.1.x')).toBe('0.1.1');
    expect(newestFitting(['0.1.1-ballot', '0.1.1-ballot2'], '0.1.x')).toBe('0.1.1-ballot2');
    expect(newestFitting(['0.1.1'], '0.2.x')).toBeUndefined();
    expect(['current', 'dev', 'latest', 'current$branch', '1.0.0'].map(isMoving)).toEqual([
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});
