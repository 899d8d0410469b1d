import { type Agreement, type Comparisons, compareTraits } from './compare-traits.ts';
import type { MatchTraits } from './person-traits.ts';

/** How one trait of two persons compares; what one of them does not say is left out. */
export interface ComparedTrait {
  readonly trait: keyof Comparisons;
  readonly agreement: Exclude<Agreement, 'unknown'>;
}

/** The traits that both persons say, each with how they agree, for a person who has to judge what `matchPerson` found. */
export function matchedTraits(one: MatchTraits, other: MatchTraits): readonly ComparedTrait[] {
  const compared = Object.entries(compareTraits(one, other)) as [keyof Comparisons, { agreement: Agreement }][];
  return compared.flatMap(([trait, { agreement }]) => (agreement === 'unknown' ? [] : [{ trait, agreement }]));
}
