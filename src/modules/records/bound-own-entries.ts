import { ownMarks, parseSearch } from '#fhir';
import { type Fault, faultOf, inScope, newTraceId, openScope } from '#kernel';
import type { WriteResult } from '#store';
import type { Change } from './contract.ts';
import type { OpenTransaction, RecordsOptions } from './options.ts';
import { ownEntryTypes } from './own-entries.ts';
import { everything } from './visible.ts';

/** Own entries that stand in one record: half of what is read of a record at once, so that hers never closes it. */
const mostOwnEntries = 5_000;

type Bounded = Pick<RecordsOptions, 'store' | 'mostOwnEntries'>;

interface Planned {
  readonly change: Change;
  readonly type: string;
  readonly id: string;
  readonly compartment: string;
  readonly byNode: boolean;
}

/**
 * What keeps a citizen from adding these entries: a record would have more of her own than it may. Changing and
 * withdrawing those that are there is always possible. It is counted before it is written, so that a full record costs no
 * transaction; `holdOwnEntries` counts again in the one that writes.
 */
export async function tooManyOwnEntries(options: Bounded, planned: readonly Planned[]): Promise<Fault | undefined> {
  const most = mostOf(options);
  const entries = planned.filter(({ change, byNode }) => change.op !== 'delete' && !byNode);
  for (const [patient, added] of Map.groupBy(entries, ({ compartment }) => compartment)) {
    const room = most - (await countOwnEntries(options, patient));
    if (added.length <= room) continue;
    const fresh = await Promise.all(added.map((plan) => isNew(options, plan)));
    const more = fresh.filter(Boolean).length;
    if (more > 0 && more > room) return fullOfOwnEntries(options);
  }
  return undefined;
}

export function fullOfOwnEntries(options: Bounded): Fault {
  const most = mostOf(options);
  return faultOf('own-entry.most', `A record has at most ${most} entries that its person added herself.`);
}

function mostOf(options: Bounded): number {
  return options.mostOwnEntries ?? mostOwnEntries;
}

/** Own entries that come to be with a unit of writes. */
export interface AddedOwnEntries {
  /** How many in the record of each person. */
  readonly byPatient: ReadonlyMap<string, number>;
  /** Has the record room for so many more, beside those that are durable? */
  readonly hasRoom: (patient: string, added: number) => Promise<boolean>;
}

/** Thrown out of a transaction in which a record would come to have more own entries than it may. */
export const ownEntriesFull = new Error('A record has as many own entries as it may');

/** What of a citizen's writes makes her records larger; undefined where nothing does. */
export function addedOwnEntries(options: Bounded, results: readonly WriteResult[]): AddedOwnEntries | undefined {
  const added = results.filter(({ outcome, stored }) => outcome === 'created' && ownEntryTypes.includes(stored.type));
  if (added.length === 0) return undefined;
  const byPatient = Map.groupBy(added, ({ stored }) => stored.compartment);
  return {
    byPatient: new Map(Array.from(byPatient, ([patient, entries]) => [patient, entries.length])),
    hasRoom: async (patient, more) => (await countOwnEntries(options, patient)) + more <= mostOf(options),
  };
}

/**
 * Holds the bound in the transaction that writes, for all units in it together, and until it ends against every other
 * process: who waits here counts what the one before has made durable. Throws `ownEntriesFull`.
 */
export async function holdOwnEntries(tx: OpenTransaction, units: readonly AddedOwnEntries[]): Promise<void> {
  const sums = new Map<string, { added: number; readonly hasRoom: AddedOwnEntries['hasRoom'] }>();
  for (const { byPatient, hasRoom } of units) {
    for (const [patient, added] of byPatient) {
      const sum = sums.get(patient) ?? { added: 0, hasRoom };
      sum.added += added;
      sums.set(patient, sum);
    }
  }
  // In one order, so that two processes wait for each other in one direction only.
  for (const [patient, { added, hasRoom }] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`own-entries ${patient}`]);
    // It serves all units of the transaction: that one of their clients leaves must not end it.
    if (!(await inScope(openScope(newTraceId()), () => hasRoom(patient, added)))) throw ownEntriesFull;
  }
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
