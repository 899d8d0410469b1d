import { ownProfiles } from './categories.ts';
import { de } from './words/de.ts';
import { es } from './words/es.ts';
import { fr } from './words/fr.ts';
import { pt } from './words/pt.ts';

const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = { de, es, fr, pt };

/** Keys of the rules by what they say in English, followed by the key, as a constraint is told. */
const keys = new Map<string, string>(
  ownProfiles.flatMap(({ differential }) =>
    (differential?.element ?? []).flatMap(({ constraint = [] }) =>
      constraint.map(({ key, human }) => [`${human} (${key})`, key] as const),
    ),
  ),
);

/** What a rule of the own profiles says, in another language; undefined of what none of them says. */
export function ruleInLanguage(text: string, language: string): string | undefined {
  const key = keys.get(text);
  const words = key === undefined ? undefined : tables[language]?.[key];
  return words === undefined ? undefined : `${words} (${key})`;
}
