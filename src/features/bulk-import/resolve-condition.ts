import { isResourceType, parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Records } from '#records';
import type { Address } from './address.ts';

/** Finds the one resource that a condition such as `Practitioner?identifier=system|value` means. */
export interface ConditionResolver {
  /**
   * Undefined where nothing matches. Fails with `condition.multiple` where more than one does, `condition.empty`
   * without criteria, and with what `parseSearch` and the node refuse.
   */
  resolve(type: string, criteria: string): Promise<Outcome<Address | undefined>>;
}

/** Answers of one generation; what was asked for lately outlives those that were asked for once. */
const mostRemembered = 20_000;

export function createConditionResolver(
  records: Pick<Records, 'search' | 'searchParameters'>,
  caller: Caller,
  settle: () => Promise<unknown>,
): ConditionResolver {
  let recent = new Map<string, Address>();
  let earlier = new Map<string, Address>();
  const remember = (key: string, address: Address) => {
    if (recent.size >= mostRemembered) {
      earlier = recent;
      recent = new Map();
    }
    recent.set(key, address);
  };

  const search = async (type: string, criteria: string): Promise<Outcome<Address | undefined>> => {
    const query = parseSearch(type, new URLSearchParams(criteria), {
      parameters: await records.searchParameters(),
    });
    if (!query.ok) return query;
    if (query.value.criteria.length === 0) return fail('condition.empty', 'The condition has no criteria.');
    const page = await records.search(caller, { ...query.value, count: 2, total: 'none' }, 'search-type');
    if (!page.ok) return page;
    const [first, second] = page.value.matches;
    if (second !== undefined) return fail('condition.multiple', 'The condition matches more than one resource.');
    return ok(first === undefined ? undefined : { type: first.type, id: first.id });
  };

  return {
    async resolve(type, criteria) {
      if (!isResourceType(type)) return fail('structure.unknown-type', 'The condition names no resource type of R4.');
      const key = `${type}?${criteria}`;
      const known = recent.get(key) ?? earlier.get(key);
      if (known !== undefined) {
        if (!recent.has(key)) remember(key, known);
        return ok(known);
      }
      let found = await search(type, criteria);
      if (found.ok && found.value === undefined) {
        // What it means may be on its way into the record.
        await settle();
        found = await search(type, criteria);
      }
      if (found.ok && found.value !== undefined) remember(key, found.value);
      return found;
    },
  };
}
