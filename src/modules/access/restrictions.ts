import { type CareCategory, type CarePart, careCategories, partsOf } from '#fhir';
import type { Caller } from '#identity';
import type { RestrictionAudience, SharingChoices } from './contract.ts';

/**
 * The categories that hold what is known about a person's health. `identity` is not among them: a record without a name
 * cannot be found by anybody, which is what the opt-out and the restriction of everything are for.
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
  if (closed.size === 0) return [];
  if (clinicalCategories.some((category) => closed.has(category))) {
    for (const category of repeatingCategories) closed.add(category);
    closed.add('unassigned');
  }
  return careCategories.filter((category) => partsOf(category).some((part) => closed.has(part)));
}

/**
 * What a single entry or a label closes with it: documents and claims, whose content nobody can tell. What refers to the
 * entry (its provenance, the visit, the report that it is a result of) the store hides with it.
 */
export const repeatingOne: readonly CarePart[] = ['documents', 'administrative'];

/** Types that are documents themselves: to restrict one leaves the others. */
const documentTypes: ReadonlySet<string> = new Set([
  'Basic',
  'Binary',
  'Bundle',
  'Composition',
  'DocumentManifest',
  'DocumentReference',
  'List',
  'Media',
  'QuestionnaireResponse',
]);

/** Is every clinical category hidden, so that nothing is left to answer with? */
export function hidesEverything(hidden: readonly CareCategory[]): boolean {
  return clinicalCategories.every((category) => hidden.includes(category));
}

/** What is closed to one reader, with all that would repeat it. */
export interface Closed {
  /** The person is as one who does not exist. */
  readonly everything: boolean;
  readonly hidden: readonly CareCategory[];
  readonly entries: readonly string[];
  readonly labels: readonly string[];
}

export const nothingClosed: Closed = { everything: false, hidden: [], entries: [], labels: [] };

/** What the person hides from this reader. */
export function closedTo(choices: SharingChoices, reader: Caller): Closed {
  const concerning = choices.restrictions.filter(({ audience }) => concerns(audience, reader));
  if (concerning.length === 0) return nothingClosed;
  const categories = new Set<CareCategory>();
  const entries = new Set<string>();
  const labels = new Set<string>();
  for (const { category, entry, label } of concerning) {
    if (category !== undefined) categories.add(category);
    if (entry !== undefined) entries.add(entry);
    if (label !== undefined) labels.add(label);
  }
  const hidden = new Set(closeRestrictions(categories));
  const repeated =
    labels.size > 0 || [...entries].some((entry) => !documentTypes.has(entry.slice(0, entry.indexOf('/'))));
  if (repeated) for (const category of repeatingOne) hidden.add(category);
  return {
    everything: concerning.some(({ everything }) => everything === true),
    hidden: [...hidden],
    entries: [...entries].sort(),
    labels: [...labels].sort(),
  };
}

/** Is this reader among those who are kept out? The data that a professional brings along decide. */
export function concerns(audience: RestrictionAudience, reader: Caller): boolean {
  if (audience === 'everyone') return true;
  if (audience === 'abroad') return reader.role === 'foreign-professional';
  if ('country' in audience) return reader.country === audience.country;
  if ('organization' in audience) {
    return [reader.organization, reader.professional?.healthcare_provider_identifier].includes(audience.organization);
  }
  return [reader.practitioner, reader.professional?.hp_identifier].includes(audience.practitioner);
}
