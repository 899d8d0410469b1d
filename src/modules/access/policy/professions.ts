import { type CareCategory, careCategories, partsOf } from '#fhir';
import type { Caller } from '#identity';
import { restrictableCategories } from '../restrictions.ts';
import type { Profession } from './parse-policy.ts';

/** The code or word by which a professional names his role, without the system in front (`system|code`, `system#code`). */
function roleWord({ professional }: Caller): string {
  const role = (professional?.hp_professional_role ?? '').toLowerCase();
  return role.slice(Math.max(role.lastIndexOf('|'), role.lastIndexOf('#')) + 1).trim();
}

/** The profession of a caller, of those that the policy names. */
export function professionOf(professions: readonly Profession[]): (caller: Caller) => Profession | undefined {
  const byWord = new Map(professions.flatMap((profession) => profession.words.map((word) => [word, profession])));
  return (caller) => byWord.get(roleWord(caller));
}

/** What a professional's role does not need and therefore does not see (EHDS article 11: what is relevant to the care). */
export function beyondProfession(professions: readonly Profession[]): (caller: Caller) => readonly CareCategory[] {
  // Nobody knows of which part `unassigned` is, so nobody can say that his role needs it.
  const personal = (category: CareCategory) =>
    category === 'unassigned' || partsOf(category).some((part) => restrictableCategories.has(part));
  const hidden = new Map(
    professions.map((profession) => [
      profession,
      careCategories.filter((category) => personal(category) && !profession.sees.includes(category)),
    ]),
  );
  const of = professionOf(professions);
  return (caller) => {
    const profession = of(caller);
    return profession === undefined ? [] : (hidden.get(profession) ?? []);
  };
}
