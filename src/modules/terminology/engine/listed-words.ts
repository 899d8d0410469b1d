import type { Word } from './designations.ts';
import type { ListedConcept, ValueSet } from './resources.ts';

/** The words that a value set itself gives to a code that it lists. */
export function wordsOfListed({ display, designation = [] }: ListedConcept, set: ValueSet): readonly Word[] {
  const own: Word[] =
    display === undefined
      ? []
      : [{ value: display.trim(), ...(set.language === undefined ? {} : { language: set.language }) }];
  return [
    ...own,
    ...designation.map(({ value, language, use, extension }) => ({
      value: value.trim(),
      ...(language === undefined ? {} : { language }),
      ...(use === undefined ? {} : { use }),
      ...(extension === undefined ? {} : { extension }),
    })),
  ];
}
