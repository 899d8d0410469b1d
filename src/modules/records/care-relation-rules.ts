const day = 86_400_000;

/** When what a record tells of makes somebody treat the person; times in milliseconds. */
export interface CareRelationRules {
  /** Codes of Encounter.class (v3-ActCode) of contacts that are stays or visits of the person. */
  readonly classes: ReadonlySet<string>;
  /** Before the beginning, to prepare, and after the end, for letters and results that come late. */
  readonly stay: { readonly before: number; readonly after: number };
  readonly appointment: { readonly before: number; readonly after: number; readonly lasts: number };
  /** What a professional writes reaches at most so far from the moment of writing; a service of the operator is not bounded. */
  readonly horizon: number;
}

const standard: CareRelationRules = {
  classes: new Set(['AMB', 'EMER', 'FLD', 'HH', 'IMP', 'ACUTE', 'NONAC', 'OBSENC', 'PRENC', 'SS', 'VR']),
  stay: { before: day, after: 90 * day },
  appointment: { before: 7 * day, after: 30 * day, lasts: day },
  horizon: 365 * day,
};

const byCountry: Readonly<Record<string, CareRelationRules>> = {
  // A hospital adds to the record what came in after the stay: the letter goes out within a week (CSP R1112-1-2), results later.
  FR: standard,
  PT: { ...standard, stay: { before: day, after: 60 * day } },
};

/** Of a country (ISO 3166-1 alpha-2); the standard ones where it has none of its own. */
export function careRelationRulesOf(country: string): CareRelationRules {
  return byCountry[country] ?? standard;
}
