import { describe, expect, it } from 'vitest';
import { codeWords, termOf } from './term.ts';

const terminology = {
  designate: (_system: string, code: string, languages: readonly string[]) =>
    code === 'only-english' && languages.includes('en') ? { display: 'In English', language: 'en' } : undefined,
};
const reading = { language: 'pt', written: 'fr', terminology };
const coded = (code: string, display?: string) => ({ coding: [{ system: 's', code, display }] });

describe('the words for a code without a name in the language of the reader', () => {
  it('are those of the record, marked as not translated', () => {
    expect(termOf(coded('only-english', 'En français'), reading)).toEqual({
      text: 'En français',
      originalLanguage: 'fr',
      untranslated: true,
    });
  });

  it('are the English ones where the record has none, and say so', () => {
    expect(termOf(coded('only-english'), reading)).toEqual({
      text: 'In English',
      originalLanguage: 'en',
      untranslated: true,
    });
    expect(termOf(coded('only-english'), { ...reading, language: 'en' })).toEqual({ text: 'In English' });
    expect(codeWords('s', 'only-english', reading)).toBe('In English');
  });

  it('are the code where nobody has a name for it', () => {
    expect(termOf(coded('none'), reading)).toMatchObject({ text: 'none', untranslated: true });
    expect(codeWords('s', 'none', reading)).toBe('none');
  });
});
