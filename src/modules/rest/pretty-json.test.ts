import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prettyJson } from './pretty-json.ts';

describe('prettyJson', () => {
  it('indents as JSON.stringify does, whatever the spaces before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 1, 3), (value, spaces) => {
        expect(prettyJson(JSON.stringify(value, undefined, spaces))).toBe(JSON.stringify(value, undefined, 2));
      }),
    );
  });

  it('keeps the digits of numbers as they were written', () => {
    expect(prettyJson('{"value":7.10,"of":[1.0e3]}')).toBe('{\n  "value": 7.10,\n  "of": [\n    1.0e3\n  ]\n}');
  });
});
