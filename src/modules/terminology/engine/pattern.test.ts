import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compilePattern } from './pattern.ts';

describe('patterns without backtracking', () => {
  const letter = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\d', '\\w', '\\.', '1');
  const pattern = fc.letrec<{ readonly whole: string; readonly part: string }>((tie) => ({
    part: fc.oneof(
      { depthSize: 'small' },
      letter,
      tie('whole').map((inner) => `(${inner})`),
    ),
    whole: fc.oneof(
      { depthSize: 'small' },
      fc.array(tie('part'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('')),
      fc.tuple(tie('part'), fc.constantFrom('*', '+', '?', '{2}', '{1,2}', '{0,}', '*?')).map((both) => both.join('')),
      fc.tuple(tie('whole'), tie('whole')).map((both) => both.join('|')),
    ),
  })).whole;

  it('match what the expressions of JavaScript match', () => {
    fc.assert(
      fc.property(pattern, fc.array(fc.constantFrom('a', 'b', 'c', '1', '.'), { maxLength: 6 }), (source, letters) => {
        const text = letters.join('');
        const compiled = compilePattern(source);
        expect(compiled).toBeDefined();
        expect(compiled?.(text)).toBe(new RegExp(`^(?:${source})$`).test(text));
      }),
      { numRuns: 3_000 },
    );
  });

  it.each([
    '(a)\\1',
    '(?=a)b',
    '(?<!a)b',
    'a{1000}',
    '(a',
    'a)',
    '[a',
    '*',
    'a**',
    `${'a'.repeat(501)}`,
    '\\p{L}',
    'a{2,1}',
  ])('does not take %s', (source) => {
    expect(compilePattern(source)).toBeUndefined();
  });

  it('takes anchors where they hold', () => {
    expect(compilePattern('^ab$')?.('ab')).toBe(true);
    expect(compilePattern('a^b')?.('ab')).toBe(false);
    expect(compilePattern('(^a|b)c')?.('bc')).toBe(true);
  });

  it('takes time in proportion to the text', () => {
    const terrible = compilePattern('(a|aa)+$|((a+)+)+b');
    const start = performance.now();
    expect(terrible?.(`${'a'.repeat(20_000)}c`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(2_000);
  });
});
