import type { CarePart } from '#fhir';
import { en } from './en.ts';
import { fr } from './fr.ts';
import { pt } from './pt.ts';

/** What letters and the 72-hour file say, in one language. */
export interface BreachLanguage {
  readonly locale: string;
  readonly parts: Readonly<Record<CarePart, string>>;
  readonly letter: {
    readonly subject: string;
    readonly greeting: (name: string) => string;
    /** What happened, when and to what; `from` and `to` are dates in words. */
    readonly touched: (facts: { readonly from: string; readonly to: string; readonly parts: string }) => string;
    readonly headings: {
      readonly what: string;
      readonly consequences: string;
      readonly measures: string;
      readonly contact: string;
    };
    readonly rights: string;
    readonly closing: string;
  };
  readonly file: {
    readonly title: string;
    readonly law: string;
    readonly known: string;
    readonly due: string;
    readonly late: string;
    readonly left: (hours: number) => string;
    readonly nature: string;
    readonly time: string;
    readonly scope: string;
    readonly persons: string;
    readonly records: string;
    readonly categories: string;
    readonly letters: string;
    readonly controller: string;
    readonly missing: string;
  };
}

const languages: Readonly<Record<string, BreachLanguage>> = { en, fr, pt };

/** By BCP 47; English where a language is not spoken here. */
export function wordsIn(language: string): BreachLanguage {
  return languages[language.slice(0, 2).toLowerCase()] ?? en;
}
