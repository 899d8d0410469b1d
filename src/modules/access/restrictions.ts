import { type CareCategory, type CarePart, careCategories, partsOf } from '#fhir';
import type { SharingChoices } from './contract.ts';

/**
 * The categories that hold what is known about a person's health. `identity` is not among them: a record without a name
 * cannot be found by anybody, which is what the opt-out is for.
 */
export const clinicalCategories: readonly CarePart[] = [
  'problems',
  'allergies',
  'medicines',
  'vaccinations',
  'results',
  'vital-signs',
  'procedures',
  'devices',
  'history',
  'pregnancy',
  'social-history',
  'plan',
];

/** What repeats the content of other categories: stored documents, diagnoses on claims, reasons of encounters. */
const repeatingCategories: readonly CarePart[] = ['documents', 'administrative', 'encounters'];

/** What a person may restrict (EHDS article 8): plain parts alone. */
export const restrictableCategories: ReadonlySet<CareCategory> = new Set([
  ...clinicalCategories,
  ...repeatingCategories,
]);

/**
 * A hidden category must not show through another one. As soon as one clinical category is hidden from a reader, so are
 * `documents` (a stored document may carry it), `administrative` (claims repeat diagnoses) and `encounters` (reasons of
 * contact repeat them). What a person left visible is shown whole: the reason inside a visible medicine or procedure
 * stays there, and the effect of a choice has to say so. What belongs to several parts is hidden with each of them. Versions from before a
 * resource named its person are `unassigned`: nobody knows of which part, so they are hidden with any.
 */
export function closeRestrictions(hidden: Iterable<CareCategory>): readonly CareCategory[] {
  const closed = new Set(hidden);
  if (clinicalCategories.some((category) => closed.has(category))) {
    for (const category of repeatingCategories) closed.add(category);
    closed.add('unassigned');
  }
  return careCategories.filter((category) => partsOf(category).some((part) => closed.has(part)));
}

/** Is every clinical category hidden, so that nothing is left to answer with? */
export function hidesEverything(hidden: readonly CareCategory[]): boolean {
  return clinicalCategories.every((category) => hidden.includes(category));
}

/** What the person hides from a reader at home, or from one abroad. */
export function restrictedFor(choices: SharingChoices, reader: 'at-home' | 'abroad'): readonly CareCategory[] {
  return choices.restrictions
    .filter((restriction) => restriction.audience === 'everyone' || reader === 'abroad')
    .map((restriction) => restriction.category);
}
