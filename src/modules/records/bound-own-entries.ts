import { ownMarks, parseSearch } from '#fhir';
import { type Fault, faultOf } from '#kernel';
import type { Change } from './contract.ts';
import type { RecordsOptions } from './options.ts';
import { ownEntryTypes } from './own-entries.ts';
import { everything } from './visible.ts';

/** Own entries that stand in one record: half of what is read of a record at once, so that hers never closes it. */
const mostOwnEntries = 5_000;

interface Planned {
  readonly change: Change;
  readonly type: string;
  readonly id: string;
  readonly compartment: string;
  readonly byNode: boolean;
}

/**
 * What keeps a citizen from adding these entries: a record would have more of her own than it may. Changing and
 * withdrawing those that are there is always possible. It is counted before it is written: what comes in the very same
 * moment may come on top.
 */
export async function tooManyOwnEntries(
  options: Pick<RecordsOptions, 'store' | 'mostOwnEntries'>,
  planned: readonly Planned[],
): Promise<Fault | undefined> {
  const most = options.mostOwnEntries ?? mostOwnEntries;
  const entries = planned.filter(({ change, byNode }) => change.op !== 'delete' && !byNode);
  for (const [patient, added] of Map.groupBy(entries, ({ compartment }) => compartment)) {
    const room = most - (await countOwnEntries(options, patient));
    if (added.length <= room) continue;
    const fresh = await Promise.all(added.map((plan) => isNew(options, plan)));
    const more = fresh.filter(Boolean).length;
    if (more > 0 && more > room) {
      return faultOf('own-entry.most', `A record has at most ${most} entries that its person added herself.`);
    }
  }
  return undefined;
}

async function countOwnEntries({ store }: Pick<RecordsOptions, 'store'>, patient: string): Promise<number> {
  const marks = Object.values(ownMarks).map(({ system, code }) => `${system}|${code}`);
  const params = new URLSearchParams({ _type: ownEntryTypes.join(','), _security: marks.join(','), _summary: 'count' });
  const query = parseSearch(undefined, params);
  if (!query.ok) throw new Error('The search of own entries is not one');
  const found = await store.search(query.value, { common: 'none', persons: [{ patient, hidden: [] }] });
  // What cannot be counted now (an index that is made anew) does not keep her from her right.
  return found.ok ? (found.value.total ?? 0) : 0;
}

async function isNew({ store }: Pick<RecordsOptions, 'store'>, { change, type, id }: Planned): Promise<boolean> {
  if (change.op === 'create') return true;
  const current = await store.read(type, id, everything);
  return current === undefined || current.deleted;
}
