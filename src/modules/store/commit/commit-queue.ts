import { fail, type Outcome, ok } from '#kernel';
import type { Unit, WriteResult } from '../contract.ts';
import { answeringFaults } from '../search/search-resources.ts';
import { type CommitContext, commitGroup } from './commit-group.ts';
import { type PendingUnit, prepareWrite } from './pending-unit.ts';

/** Transactions under way at a time. */
const lanes = 2;
/**
 * Milliseconds for which what has come waits for the end of the transaction that is under way: together with what comes
 * meanwhile it costs less. One that takes longer keeps nobody waiting.
 */
const patience = 8;
const mostWritesInGroup = 400;
const mostSizeInGroup = 4_000_000;
const mostUnitsWaiting = 5_000;
const mostSizeWaiting = 64_000_000;

/**
 * Units wait here while transactions are under way; what has gathered by then goes into the next one together. When
 * more waits than the node can hold, `request.too-many` says so before memory grows.
 */
export function createCommitQueue<Entry>(
  context: CommitContext<Entry>,
): (unit: Unit<Entry>) => Promise<Outcome<readonly WriteResult[]>> {
  let waiting: PendingUnit<Entry>[] = [];
  let sizeWaiting = 0;
  let busy = 0;
  let woken = false;
  let willWake = false;
  /** When the latest transaction began, by the clock of `performance`. */
  let begun = 0;

  const run = async (group: readonly PendingUnit<Entry>[]) => {
    busy += 1;
    begun = performance.now();
    try {
      await commitGroup(context, group);
    } catch (thrown) {
      for (const unit of group) unit.throws(thrown);
    } finally {
      busy -= 1;
      wake();
    }
  };

  const patienceLeft = () => (busy === 0 ? 0 : begun + patience - performance.now());
  const start = () => {
    woken = false;
    while (busy < lanes && patienceLeft() <= 0 && waiting.length > 0) {
      const { group, rest } = takeGroup(waiting);
      waiting = rest;
      for (const unit of group) sizeWaiting -= unit.size;
      void run(group);
    }
  };

  // A turn of the event loop lets everything that arrived with it come along.
  const wake = () => {
    if (woken || busy >= lanes || waiting.length === 0) return;
    const left = patienceLeft();
    if (left <= 0) {
      woken = true;
      setImmediate(start);
    } else if (!willWake) {
      willWake = true;
      setTimeout(() => {
        willWake = false;
        wake();
      }, left);
    }
  };

  return async (unit) => {
    const index = await answeringFaults(async () => ok(await context.catalogue.current()));
    if (!index.ok) return index;
    const size = unit.writes.reduce((sum, write) => sum + (write.source?.length ?? 0), 0);
    if (waiting.length >= mostUnitsWaiting || (waiting.length > 0 && sizeWaiting + size > mostSizeWaiting)) {
      const refused = fail('request.too-many', 'The node has as many writes waiting as it may hold.');
      return refused.ok ? refused : { ok: false, fault: { ...refused.fault, retryAfter: 1 } };
    }
    const writes = unit.writes.map((write) => prepareWrite(write, index.value));
    return new Promise((settle, throws) => {
      waiting.push({ unit, writes, index: index.value, size, careful: false, attempts: 0, settle, throws });
      sizeWaiting += size;
      wake();
    });
  };
}

/**
 * The next units that go together, in the order of arrival. Of conditional creates with the same criteria only one goes
 * into a group: the next must see what it has made.
 */
function takeGroup<Entry>(waiting: readonly PendingUnit<Entry>[]): {
  readonly group: PendingUnit<Entry>[];
  readonly rest: PendingUnit<Entry>[];
} {
  const group: PendingUnit<Entry>[] = [];
  const rest: PendingUnit<Entry>[] = [];
  const conditions = new Set<string>();
  let writes = 0;
  let size = 0;
  for (const unit of waiting) {
    const own = unit.writes.flatMap(({ condition }) => (condition === undefined ? [] : [condition]));
    const full =
      group.length > 0 && (writes + unit.writes.length > mostWritesInGroup || size + unit.size > mostSizeInGroup);
    if (full || own.some((condition) => conditions.has(condition))) {
      rest.push(unit);
      // Those that wait for a condition keep their place before later ones of the same.
      for (const condition of own) conditions.add(condition);
      continue;
    }
    group.push(unit);
    for (const condition of own) conditions.add(condition);
    writes += unit.writes.length;
    size += unit.size;
  }
  return { group, rest };
}
