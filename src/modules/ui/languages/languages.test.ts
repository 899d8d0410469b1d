import IntlMessageFormat from 'intl-messageformat';
import { describe, expect, it } from 'vitest';
import { en } from './en/index.ts';
import { chooseLanguage, languageCodes, languages, type MessageKey, type Messages } from './index.ts';

const keys = Object.keys(en) as MessageKey[];
const catalogues = await Promise.all(
  languageCodes.map(async (code): Promise<[string, Messages]> => [code, await languages[code].load()]),
);

const parse = (message: string) => new IntlMessageFormat(message, 'en').getAst();

/** The names of all placeholders, with their kinds; those inside plural branches too. */
function placeholders(message: string): readonly string[] {
  const found = new Set<string>();
  const visit = (elements: ReturnType<typeof parse>) => {
    for (const element of elements) {
      if (element.type === 0 || element.type === 7) continue;
      if ('value' in element) found.add(`${element.type} ${element.value}`);
      if ('options' in element) for (const option of Object.values(element.options)) visit(option.value);
    }
  };
  visit(parse(message));
  return [...found].sort();
}

describe.each(catalogues)('the catalogue of %s', (code, messages) => {
  it('has every key and no other, none empty', () => {
    expect(Object.keys(messages).sort()).toEqual([...keys].sort());
    expect(keys.filter((key) => messages[key].trim() === '')).toEqual([]);
  });

  it('takes the same values as the English one, of the same kind', () => {
    for (const key of keys) expect([key, ...placeholders(messages[key])]).toEqual([key, ...placeholders(en[key])]);
  });

  it('has each plural form that the language uses, or the one for all others', () => {
    for (const key of keys) {
      for (const element of parse(messages[key])) {
        if ('options' in element)
          expect([key, Object.keys(element.options)]).toEqual([key, expect.arrayContaining(['other'])]);
      }
    }
  });

  it('is written in its own language', () => {
    if (code === 'en') return;
    const same = keys.filter((key) => messages[key] === en[key]);
    // Names, and words that are the same in both.
    expect(same.length).toBeLessThan(keys.length / 20);
  });
});

describe('the choice of a language', () => {
  it('takes the first wish that there is, by its primary subtag', () => {
    expect(chooseLanguage(['pt-BR', 'en'])).toBe('pt');
    expect(chooseLanguage([null, 'de-AT', 'FR', 'en'])).toBe('fr');
  });

  it('is English where no wish can be fulfilled', () => {
    expect(chooseLanguage(['de', undefined])).toBe('en');
    expect(chooseLanguage([])).toBe('en');
  });
});
