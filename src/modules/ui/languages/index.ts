import type { en, parts } from './en/index.ts';

export type MessageKey = keyof typeof en;

/** A whole catalogue. A language that lacks a key, or has one too many, does not compile. */
export type Messages = Readonly<Record<MessageKey, string>>;

/** What one file of a catalogue has. */
export type Part<Name extends keyof typeof parts> = Readonly<Record<keyof (typeof parts)[Name], string>>;

interface Language {
  /** What speakers of the language call it. */
  readonly name: string;
  /** BCP 47 tag for the page and for dates and numbers. */
  readonly locale: string;
  /** Each catalogue is a file of its own that the browser fetches when it is needed. */
  readonly load: () => Promise<Messages>;
}

/** The languages of the pages. One line and one folder make another. */
export const languages = {
  en: { name: 'English', locale: 'en-IE', load: () => import('./en/index.ts').then((module) => module.en) },
  fr: { name: 'Français', locale: 'fr-FR', load: () => import('./fr/index.ts').then((module) => module.fr) },
  pt: { name: 'Português', locale: 'pt-PT', load: () => import('./pt/index.ts').then((module) => module.pt) },
} as const satisfies Record<string, Language>;

export type LanguageCode = keyof typeof languages;

export const languageCodes = Object.keys(languages) as readonly LanguageCode[];

/** The first wish that can be fulfilled, by the primary subtag of each (`pt-BR` -> `pt`); English otherwise. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): LanguageCode {
  for (const wish of wishes) {
    const primary = wish?.toLowerCase().split('-')[0];
    const found = languageCodes.find((code) => code === primary);
    if (found) return found;
  }
  return 'en';
}
