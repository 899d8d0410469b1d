import { parseSearch, type Resource } from '#fhir';
import {
  type ComparedTrait,
  candidateSearches,
  insOf,
  type MatchGrade,
  matchedTraits,
  matchPerson,
  personTraits,
  replacementOf,
} from '#identity';
import type { StoredVersion } from '#store';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

/** How two persons compare, and never what they say. */
export interface Likeness {
  readonly grade: MatchGrade;
  /** Probability, 0 to 1. */
  readonly score: number;
  /** Both carry the same INS, so that they are one person, or one of them carries another's. */
  readonly sharedIns: boolean;
  /** What they both say, and say otherwise. */
  readonly differing: readonly ComparedTrait[];
}

/** Candidates of one search: whoever is like more people than these is found from their side. */
const mostCandidates = 50;

/** Everybody in force whom a search by the traits of this person brings. */
export async function likePersons(
  { store }: Pick<RecordsOptions, 'store'>,
  person: Resource,
): Promise<readonly StoredVersion[]> {
  const found = new Map<string, StoredVersion>();
  for (const search of candidateSearches(person)) {
    const params = new URLSearchParams(search.map(([name, value]) => [name, value]));
    const query = parseSearch('Patient', params, { handling: 'lenient' });
    // A trait that no search can say leaves the others.
    if (!query.ok || query.value.criteria.length !== search.length) continue;
    const page = await store.search({ ...query.value, count: mostCandidates, total: 'none' }, everything);
    for (const other of page.ok ? page.value.matches : []) {
      if (replacementOf(JSON.parse(other.text) as Resource) === undefined) found.set(other.id, other);
    }
  }
  return [...found.values()];
}

export function likenessOf(one: Resource, other: Resource): Likeness {
  const [mine, theirs] = [personTraits(one), personTraits(other)];
  const numbers = new Set(insOf(other).map(({ value }) => value.replaceAll(' ', '')));
  return {
    ...matchPerson(mine, theirs),
    sharedIns: insOf(one).some(({ value }) => numbers.has(value.replaceAll(' ', ''))),
    differing: matchedTraits(mine, theirs).filter(({ agreement }) => agreement !== 'same'),
  };
}
