import type { Queryable } from '#db';
import type { SearchCriterion } from '#fhir';
import type { Locator } from '../locate.ts';
import { matchesNothing } from './conditions.ts';
import { personsNamedBy } from './subject-types.ts';

/** Places that are looked up before a search; of more, the search itself has to find them. */
const mostLocated = 20_000;

/** Where the matches can be at all: the named persons' compartments, or those of the named ids; undefined for anywhere. */
export async function compartmentsOf(
  { on, locator }: { readonly on: Queryable; readonly locator: Locator },
  types: readonly string[],
  criteria: readonly SearchCriterion[],
): Promise<readonly string[] | undefined> {
  let within: ReadonlySet<string> | undefined;
  for (const criterion of criteria) {
    if (criterion === matchesNothing) return [];
    let here = personsNamedBy(types, criterion);
    if (criterion.parameter.code === '_id' && criterion.modifier === undefined) {
      const ids = criterion.values.flatMap((value) => (value.kind === 'token' && value.code ? [value.code] : []));
      if (ids.length * types.length > mostLocated) continue;
      // What is remembered would answer sooner for what is hidden than for what does not exist.
      const places = await locator.lookUp(
        on,
        types.flatMap((type) => ids.map((id) => ({ type, id }))),
      );
      here = places.filter((place) => place !== undefined);
    }
    if (here === undefined) continue;
    within = within === undefined ? new Set(here) : within.intersection(new Set(here));
  }
  return within === undefined ? undefined : [...within];
}
