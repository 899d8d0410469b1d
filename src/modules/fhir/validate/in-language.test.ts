import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inLanguage, validationLanguages } from './in-language.ts';
import { de } from './messages/de.ts';
import { es } from './messages/es.ts';
import { fr } from './messages/fr.ts';
import { pt } from './messages/pt.ts';

const tables = { fr, de, es, pt };
const folders = ['./', '../structure/'].map((folder) => new URL(folder, import.meta.url));

/** Sentences that the code says: text that begins with a capital or a gap, has a space and ends with a full stop. */
function sentencesOfCode(): readonly string[] {
  return folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .flatMap((name) => {
        const code = readFileSync(new URL(name, folder), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
        return [...code.matchAll(/'((?:[A-Z])[^'\n]* [^'\n]*\.)'|`((?:[A-Z]|\$\{)[^`\n]* [^`\n]*\.)`/g)].map(
          ([, plain, gaps]) => plain ?? (gaps ?? '').replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, 'x'),
        );
      }),
  );
}

describe('the words of validation', () => {
  it('are the same sentences in every language, with the same gaps', () => {
    const keys = Object.keys(fr);
    for (const table of Object.values(tables)) {
      expect(Object.keys(table)).toEqual(keys);
      for (const [english, words] of Object.entries(table)) {
        expect(words.split('{}').length, english).toBe(english.split('{}').length);
      }
    }
  });

  it('are there for every sentence that the code says', () => {
    const said = sentencesOfCode();
    expect(said.length).toBeGreaterThan(80);
    const missing = said.filter((text) => inLanguage(text, 'de') === text);
    // A defect, and the end of a text that is cut.
    expect(new Set(missing)).toEqual(new Set(['The type x has too many required elements.', 'x ...']));
  });

  it('keep what they are about, and list in the language', () => {
    const text = 'The reference must lead to Patient or Group.';
    expect(validationLanguages.map((language) => inLanguage(text, language))).toEqual([
      text,
      'La référence doit mener à Patient ou Group.',
      'Die Referenz muss zu Patient oder Group führen.',
      'La referencia debe llevar a Patient o Group.',
      'A referência tem de levar a Patient ou Group.',
    ]);
    expect(inLanguage('The element must be a number, without quotes.', 'fr')).toBe(
      'L’élément doit être un nombre, sans guillemets.',
    );
    expect(inLanguage('Contact needs a name (pat-1)', 'fr')).toBe('Contact needs a name (pat-1)');
  });
});
