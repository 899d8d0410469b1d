import { describe, expect, it } from 'vitest';
import { builtInDesignations, builtInTables } from './built-in.ts';
import { builtInLanguages } from './designations/table.ts';

describe('the built-in designations', () => {
  it('name every code in every language, once', () => {
    const seen = new Map<string, Set<string>>();
    for (const { system, code, language, display } of builtInDesignations) {
      expect(display.trim(), `${system} ${code} ${language}`).not.toBe('');
      expect(display, `${system} ${code} ${language}`).not.toMatch(/[|<>\n]/);
      expect(code, `${system} ${display}`).toMatch(/^\S+$/);
      const languages = seen.get(`${system} ${code}`) ?? new Set();
      expect(languages.has(language), `${system} ${code} ${language} occurs twice`).toBe(false);
      seen.set(`${system} ${code}`, languages.add(language));
    }
    expect(seen.size).toBeGreaterThan(500);
    for (const [code, languages] of seen) expect([...languages], code).toEqual([...builtInLanguages]);
  });

  it('leave no cell over', () => {
    for (const { lines } of builtInTables) {
      for (const line of lines.trim().split('\n')) {
        expect(line.split(' | '), line).toHaveLength(builtInLanguages.length + 1);
      }
    }
  });
});
