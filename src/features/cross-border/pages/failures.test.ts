import { describe, expect, it } from 'vitest';
import { faultCatalogue } from '#kernel';
import { languages } from '#ui';
import { explainedCodes } from './failures.ts';

describe('the failures of a request abroad', () => {
  it('have words for a clinician, each code of the catalogue, with what to do next', async () => {
    const en = await languages.en.load();
    const codes = Object.keys(faultCatalogue).filter((code) => code.startsWith('gateway.'));
    expect([...explainedCodes].sort()).toEqual(codes.sort());
    for (const code of codes) {
      const kind = code.slice('gateway.'.length);
      for (const part of ['title', 'text', 'next']) expect(en).toHaveProperty([`failure.${kind}.${part}`]);
    }
  });
});
