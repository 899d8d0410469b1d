import { expect, it } from 'vitest';
import type { CodeSystemHeader } from '../concepts.ts';
import { packCodeSystem } from './pack-code-system.ts';

it('packs a CodeSystem resource with what is nested, and what names its parents or its children', () => {
  const content = packCodeSystem({
    resourceType: 'CodeSystem',
    url: 'urn:example:made',
    concept: [
      { code: 'root', concept: [{ code: 'nested' }], property: [{ code: 'child', valueCode: 'named' }] },
      { code: 'named' },
      { code: 'naming', property: [{ code: 'subsumedBy', valueCode: 'named' }] },
    ],
  } as unknown as CodeSystemHeader);
  expect([...content.below(content.indexOf('root'))].map(content.codeAt)).toEqual(['nested', 'named', 'naming']);
  expect(content.header).not.toHaveProperty('concept');
});
