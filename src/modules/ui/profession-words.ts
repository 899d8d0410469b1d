import type { MessageKey } from './languages/index.ts';

/** Professions that pages call by name, by their unit group of ISCO-08. */
const professions: Readonly<Record<string, MessageKey>> = {
  '2211': 'upstream.profession.2211',
  '2212': 'upstream.profession.2212',
  '2221': 'upstream.profession.2221',
  '2222': 'upstream.profession.2222',
  '2261': 'upstream.profession.2261',
  '2262': 'upstream.profession.2262',
  '2264': 'upstream.profession.2264',
};

/** What a profession is called; undefined for those that the pages have no name for. */
export function professionKey(profession: string): MessageKey | undefined {
  return Object.hasOwn(professions, profession) ? professions[profession] : undefined;
}
