import type { Transaction } from '#db';
import type { Visibility } from '#fhir';
import { type Outcome, ok } from '#kernel';
import type { StoredVersion } from '../contract.ts';
import type { ResourceKey } from '../locate.ts';
import { toStored, type VersionRow, versionColumns } from '../rows.ts';
import { openAll } from '../sealing/sealing.ts';
import { createCursors } from '../search/cursor.ts';
import type { SearchContext } from '../search/search-context.ts';
import { searchResources } from '../search/search-resources.ts';
import { seesAll } from '../visibility.ts';
import { type Found, type ResourceState, type States, stateName } from './decide-unit.ts';
import type { PendingUnit, PreparedWrite } from './pending-unit.ts';

/** A resource changed its compartment between the look-up and the lock; the unit is to be tried again. */
export const movedAway = new Error('A resource has moved meanwhile');

/**
 * Locks what the units will change and reads it. Every process locks in the same order (conditions by key, then
 * resources by compartment, type and id), so none waits in a circle. A create under a fresh id needs neither.
 */
export async function lockStates(
  tx: Transaction,
  { locator, index, sealing, terminology }: Pick<SearchContext, 'locator' | 'index' | 'sealing' | 'terminology'>,
  units: readonly PendingUnit<unknown>[],
): Promise<{ readonly states: States; readonly found: Found }> {
  const conditional = conditionalWrites(units);
  if (conditional.length > 0) await lockConditions(tx, conditional);
  const states = await lockResources(tx, { locator, sealing }, keysToLock(units));
  const found = await lookUp(
    { on: tx, locator, index, sealing, cursors: unusedCursors, ...(terminology && { terminology }) },
    conditional,
  );
  return { states, found };
}

interface ConditionalWrite {
  readonly prepared: PreparedWrite;
  readonly sight: Visibility;
}

/** One write per condition: those of the same condition are of one unit and share the answer. */
function conditionalWrites(units: readonly PendingUnit<unknown>[]): readonly ConditionalWrite[] {
  const byCondition = new Map<string, ConditionalWrite>();
  for (const { unit, writes } of units) {
    for (const prepared of writes) {
      if (prepared.condition !== undefined && (prepared.write.unlessFound?.criteria.length ?? 0) > 0) {
        byCondition.set(prepared.condition, { prepared, sight: unit.sight ?? seesAll });
      }
    }
  }
  return [...byCondition.values()];
}

async function lockConditions(tx: Transaction, writes: readonly ConditionalWrite[]): Promise<void> {
  await tx.query(
    `select pg_advisory_xact_lock(k) from (select distinct k from unnest($1::bigint[]) k order by k) sorted`,
    [writes.map(({ prepared }) => prepared.condition)],
  );
}

async function lookUp(context: SearchContext, writes: readonly ConditionalWrite[]): Promise<Found> {
  const answers = await Promise.all(
    writes.map(async ({ prepared, sight }): Promise<readonly [PreparedWrite, Outcome<readonly StoredVersion[]>]> => {
      const { unlessFound } = prepared.write;
      if (unlessFound === undefined) return [prepared, ok([])];
      const { cursor: _, ...query } = unlessFound;
      const page = await searchResources(context, { ...query, sort: [], count: 2, total: 'none' }, sight);
      return [prepared, page.ok ? ok(page.value.matches) : page];
    }),
  );
  return new Map(answers);
}

/** Nobody sees the page links of these searches. */
const unusedCursors = createCursors(new Uint8Array(32));

function keysToLock(units: readonly PendingUnit<unknown>[]): readonly ResourceKey[] {
  const keys = new Map<string, ResourceKey>();
  for (const unit of units) {
    for (const { write } of unit.writes) {
      if (write.op !== 'create' || unit.careful) keys.set(stateName(write), { type: write.type, id: write.id });
    }
  }
  return [...keys.values()];
}

const lockSql = `
  select ${versionColumns('r')}, r.keys::text as keys
    from unnest($2::text[], $3::text[]) as k (type, id)
    join resource r on r.compartment = $1 and r.type = k.type and r.id = k.id
   order by r.type, r.id
     for update of r`;

async function lockResources(
  tx: Transaction,
  { locator, sealing }: Pick<SearchContext, 'locator' | 'sealing'>,
  keys: readonly ResourceKey[],
): Promise<States> {
  const states = new Map<string, ResourceState>();
  if (keys.length === 0) return states;
  const compartments = await locator.locate(tx, keys);
  const places = keys.flatMap((key, n) => {
    const compartment = compartments[n];
    return compartment === undefined ? [] : [{ ...key, compartment }];
  });
  const byCompartment = Map.groupBy(places, (place) => place.compartment);
  const inOrder = [...byCompartment.keys()].sort();
  // Statements of one transaction run in the order in which they are sent: together they are one round trip.
  const answers = await Promise.all(
    inOrder.map((compartment) => {
      const here = byCompartment.get(compartment) ?? [];
      const values = [compartment, here.map((place) => place.type), here.map((place) => place.id)];
      return tx.query<VersionRow & { keys: string }>(lockSql, values);
    }),
  );
  for (const row of await openAll(sealing, answers.flat())) {
    states.set(stateName(row), {
      original: { compartment: row.compartment, keys: row.keys },
      current: toStored(row),
      superseded: [],
      latest: undefined,
    });
  }
  const gone = places.some((place) => place.type !== 'Patient' && !states.has(stateName(place)));
  if (gone) throw movedAway;
  return states;
}
