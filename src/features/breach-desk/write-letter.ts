import type { Addressee } from '#records';
import type { BreachLetter, BreachPerson, BreachWords } from './contract.ts';
import { wordsIn } from './words/words.ts';

/**
 * A letter to somebody whose data was touched (GDPR article 34(2)), in her language where it is spoken here: what happened
 * to her data, its likely consequences, the measures, and whom to ask. What the operator wrote stands as he wrote it.
 */
export function writeLetter(options: {
  readonly addressee: Addressee;
  readonly person: BreachPerson;
  readonly words: BreachWords;
  readonly node: { readonly name: string; readonly language: string };
  readonly at: Date;
}): BreachLetter {
  const { person, words, node, at } = options;
  const addressee = {
    ...options.addressee,
    name: onOneLine(options.addressee.name),
    address: options.addressee.address.map(onOneLine),
  };
  const language = addressee.language ?? node.language;
  const { locale, letter, parts } = wordsIn(language);
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' });
  const named = new Intl.ListFormat(locale).format(person.categories.map((part) => parts[part]));
  const touched = letter.touched({
    from: day.format(new Date(person.first)),
    to: day.format(new Date(person.last)),
    parts: named === '' ? parts.unassigned : named,
  });
  const told = (['what', 'consequences', 'measures', 'contact'] as const).flatMap((part) =>
    words[part] === '' ? [] : [`${letter.headings[part]}\n${words[part]}`],
  );
  const text = [
    [addressee.name, ...addressee.address].join('\n'),
    `${node.name}, ${day.format(at)}`,
    letter.subject,
    letter.greeting(addressee.name),
    touched,
    ...told,
    letter.rights,
    `${letter.closing}\n${node.name}`,
  ].join('\n\n');
  return { patient: person.patient, language: locale.slice(0, 2), text: `${text}\n` };
}

/** A name or a line of an address, which whoever wrote it cannot make into lines of the letter. */
function onOneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
