import type { OwnAuthor } from '#fhir';
import type { SectionKey } from './sections.ts';
import { de } from './words/de.ts';
import { en } from './words/en.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

/** The fixed words of documents in one language. `{n}` stands for a number, `{p}` for another, `{x}` for words. */
export interface Words {
  readonly summary: string;
  readonly sections: Readonly<Record<SectionKey, string>>;
  readonly columns: { readonly name: string; readonly date: string; readonly status: string; readonly details: string };
  readonly labels: Readonly<Record<Label, string>>;
  readonly page: {
    readonly original: string;
    readonly untranslated: string;
    readonly patient: string;
    readonly contents: string;
    readonly from: string;
    readonly changed: string;
    /** Of an entry that no professional made: who added it. */
    readonly ownBy: Readonly<Record<OwnAuthor, string>>;
  };
  readonly yes: string;
  readonly no: string;
  readonly until: string;
  readonly since: string;
  readonly asNeeded: string;
  /** `{n}` times in one unit, and `{n}` times in `{p}` units; keyed by UCUM. */
  readonly timesPer: Readonly<Record<TimeUnit, string>>;
  readonly timesEvery: Readonly<Record<TimeUnit, string>>;
  /** Codes of `event-timing`. */
  readonly when: Readonly<Record<string, string>>;
}

export type TimeUnit = 's' | 'min' | 'h' | 'd' | 'wk' | 'mo' | 'a';

export type Label =
  | 'activity'
  | 'address'
  | 'allergyType'
  | 'bodySite'
  | 'category'
  | 'contact'
  | 'criticality'
  | 'died'
  | 'disease'
  | 'doctor'
  | 'doseNumber'
  | 'dosage'
  | 'form'
  | 'goal'
  | 'identifier'
  | 'interpretation'
  | 'language'
  | 'lot'
  | 'manufacturer'
  | 'model'
  | 'note'
  | 'outcome'
  | 'performer'
  | 'phone'
  | 'range'
  | 'reaction'
  | 'reason'
  | 'result'
  | 'serial'
  | 'severity'
  | 'strength'
  | 'target'
  | 'until'
  | 'born'
  | 'gender'
  | 'verification';

const byLanguage: Readonly<Record<string, Words>> = { en, fr, pt, de, es };

/** The words for a reader: in the language, else in English. */
export function wordsOf(language: string): Words {
  return byLanguage[language.split('-')[0]?.toLowerCase() ?? ''] ?? en;
}
