import type { CareCategory, Visibility } from '#fhir';

/** What shows nothing. A denied question is put to the store with it, so that denial takes the same path and time. */
export const nothing: Visibility = { common: 'none', persons: [] };

/** What shows everything; only for look-ups whose result is then decided on by itself. */
export const everything: Visibility = { common: 'all', persons: 'all' };

interface Placed {
  /** '' where the resource is nobody's record. */
  readonly compartment: string;
  readonly type: string;
  readonly category: CareCategory;
}

/**
 * May something new be put there? Categories that are hidden from the caller stay writable: a refusal would tell her
 * that the person hides them.
 */
export function isWithinReach(visibility: Visibility, placed: Placed): boolean {
  if (visibility.types?.includes(placed.type) === false) return false;
  if (placed.compartment === '') {
    return placed.category === 'shared' ? visibility.common !== 'none' : visibility.common === 'all';
  }
  return visibility.persons === 'all' || visibility.persons.some((each) => each.patient === placed.compartment);
}

/** A caller with such a visibility sees every record, so that nothing about existence can leak to it. */
export function seesAll(visibility: Visibility): boolean {
  return visibility.persons === 'all' && visibility.common === 'all' && visibility.types === undefined;
}
