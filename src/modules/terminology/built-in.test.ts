import { describe, expect, it } from 'vitest';
import { builtInDesignations, builtInTables } from './built-in.ts';
import { builtInLanguages } from './designations/table.ts';
import { missingDesignations } from './missing-designations.ts';

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

describe('the list of missing designations', () => {
  it('tells each code once, with the languages in which it has no name', () => {
    const names = new Set(['s|a|en', 's|a|fr', 's|b|en']);
    const terminology = {
      designate: (system: string, code: string, [language = '']: readonly string[]) =>
        names.has(`${system}|${code}|${language}`) ? { display: 'x', language } : undefined,
    };
    const codings = ['a', 'b', 'b', 'c'].map((code) => ({ system: 's', code }));
    expect(missingDesignations(terminology, codings, ['en', 'fr'])).toEqual([
      { system: 's', code: 'b', languages: ['fr'] },
      { system: 's', code: 'c', languages: ['en', 'fr'] },
    ]);
  });
});
