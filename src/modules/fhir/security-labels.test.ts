import { describe, expect, it } from 'vitest';
import { securityLabelsOf } from './security-labels.ts';

const labelled = (security: unknown) => securityLabelsOf({ resourceType: 'Basic', meta: { security } });

describe('the security labels of a resource', () => {
  it('are its codes, each once, of any code system', () => {
    expect(labelled([{ system: 'urn:a', code: 'V' }, { system: 'urn:b', code: 'V' }, { code: 'PSY' }])).toEqual([
      'PSY',
      'V',
    ]);
  });

  it('are all kept, so that none is pushed out by many others', () => {
    const others = Array.from({ length: 1_000 }, (_, n) => ({ code: `A${n}` }));
    expect(labelled([...others, { code: 'V' }])).toContain('V');
  });

  it('are none where there is nothing that is a code', () => {
    for (const security of [
      undefined,
      'V',
      [],
      [null],
      [{}],
      [{ code: 1 }],
      [{ code: 'a b' }],
      [{ code: 'x'.repeat(65) }],
    ]) {
      expect(labelled(security)).toEqual([]);
    }
  });
});
