import type { CarePart } from '#fhir';

/** From what the persons are found: what an account or an app did, or all that was done, in a time. */
export interface BreachScope {
  readonly subject?: string;
  readonly client?: string;
  /** Instants. */
  readonly from: string;
  readonly to: string;
}

/** `failed`: nobody counts, and the last count did not come to its end. It can be counted anew. */
export type BreachState = 'counting' | 'failed' | 'open' | 'closed';

/** What the 72-hour file says in words (GDPR article 33(3)). */
export interface BreachWords {
  /** (a) its nature. */
  readonly what: string;
  /** (b) the data protection officer, or another contact. */
  readonly contact: string;
  /** (c) its likely consequences. */
  readonly consequences: string;
  /** (d) what was done, or is to be done. */
  readonly measures: string;
}

export interface BreachLine {
  readonly id: string;
  readonly reason: string;
  readonly scope: BreachScope;
  readonly state: BreachState;
  readonly openedBy: string;
  readonly opened: string;
  /** When the node's controller came to know: from then on the 72 hours run. */
  readonly known: string;
  readonly due: string;
}

/** How much was touched. */
export interface BreachTotals {
  readonly persons: number;
  readonly entries: number;
  /** Resources that the entries name or count; the same resource counts each time that it was touched. */
  readonly resources: number;
  readonly categories: readonly { readonly category: CarePart; readonly persons: number }[];
  readonly first?: string;
  readonly last?: string;
}

export interface BreachView extends BreachLine {
  readonly totals: BreachTotals;
  readonly words: BreachWords;
  readonly letters: number;
}

export interface BreachPerson {
  readonly patient: string;
  readonly entries: number;
  readonly resources: number;
  readonly categories: readonly CarePart[];
  readonly first: string;
  readonly last: string;
  /** When a letter to her was written. */
  readonly lettered?: string;
}

export interface BreachPersons {
  readonly persons: readonly BreachPerson[];
  readonly next?: string;
}

export interface BreachLetter {
  readonly patient: string;
  readonly language: string;
  readonly text: string;
}

export interface BreachLetters {
  readonly letters: readonly BreachLetter[];
  /** Persons who are not known here (any more), so that nobody can write to them. */
  readonly missing: readonly string[];
  readonly next?: string;
}

/** Hours within which the authority must be told (GDPR article 33(1)). */
export const hoursToTell = 72;
export const longestWords = 4_000;
export const reasonLength = { least: 10, most: 500 } as const;
