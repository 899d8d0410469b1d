import { ruleInLanguage } from '../own-profiles/rules-in-language.ts';
import { de } from './messages/de.ts';
import { es } from './messages/es.ts';
import { fr } from './messages/fr.ts';
import { pt } from './messages/pt.ts';

/** Languages in which validation tells what it finds. */
export const validationLanguages = ['en', 'fr', 'de', 'es', 'pt'] as const;
export type ValidationLanguage = (typeof validationLanguages)[number];

type Table = Readonly<Record<string, string>>;

const tables: Readonly<Record<ValidationLanguage, Table | undefined>> = { en: undefined, fr, de, es, pt };
const or: Readonly<Record<ValidationLanguage, string>> = { en: 'or', fr: 'ou', de: 'oder', es: 'o', pt: 'ou' };

/** A sentence with gaps, as what is said is recognised by it. */
interface Sentence {
  readonly form: RegExp;
  readonly words: string;
}

const sentences = new Map<ValidationLanguage, readonly Sentence[]>();

function sentencesOf(language: ValidationLanguage, table: Table): readonly Sentence[] {
  let known = sentences.get(language);
  if (known === undefined) {
    // The sentence that says most by itself is meant where several fit.
    known = Object.entries(table)
      .filter(([english]) => english.includes('{}'))
      .sort(([a], [b]) => b.length - a.length)
      .map(([english, words]) => ({ form: formOf(english), words }));
    sentences.set(language, known);
  }
  return known;
}

function formOf(english: string): RegExp {
  return new RegExp(`^${english.split('{}').map(RegExp.escape).join('(.+?)')}$`, 's');
}

/**
 * The words of validation in another language. What a definition says itself (the text of a constraint) stays in the
 * language of the definition, unless it is one of the project's own.
 */
export function inLanguage(text: string, language: ValidationLanguage): string {
  const table = tables[language];
  if (table === undefined) return text;
  const whole = table[text] ?? ruleInLanguage(text, language);
  if (whole !== undefined) return whole;
  for (const { form, words } of sentencesOf(language, table)) {
    const found = form.exec(text);
    if (found === null) continue;
    let gap = 0;
    return words.replaceAll('{}', () => gapIn(found[++gap] ?? '', language, table));
  }
  return text;
}

function gapIn(text: string, language: ValidationLanguage, table: Table): string {
  const known = table[text];
  if (known !== undefined) return known;
  const named = text.split(' or ');
  return named.map((one) => table[one] ?? one).join(` ${or[language]} `);
}
