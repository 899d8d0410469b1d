import { type Database, sqlStateOf } from '#db';
import type { Append, AppendStep } from '../contract.ts';
import { type Addition, insertsOf, textFor, valuesOf } from './insert-rows.ts';
import type { PendingUnit } from './pending-unit.ts';

/**
 * Milliseconds after its resources took their time within which a statement that stands alone has begun, or fails. Who
 * waits twice as long and then for all transactions that are open has seen every write up to a moment, as long as the
 * clocks of node and server differ by less than this.
 */
export const latestStart = 500;

/** Milliseconds for which groups go as transactions after a statement that stood alone has come too late. */
const pause = 60_000;
/** Division by zero: what the statement fails with when it comes too late. */
const tooLate = '22012';

/** Adds what groups create by statements that each are a transaction of their own. */
export interface InsertAlone<Entry> {
  /** Could these units be added so? New resources under ids of the node's own, under no condition. */
  suits(units: readonly PendingUnit<unknown>[]): Promise<boolean>;
  /**
   * One statement, one turn: resources, what stands beside them, and their log entries. False where the entries need a
   * transaction of several statements, or where it came too late: then nothing is written. `since` is when the resources
   * took their time, in milliseconds since 1970 by the machine's clock.
   */
  insert(additions: readonly Addition[], entries: readonly Entry[], since: number): Promise<boolean>;
}

export function createInsertAlone<Entry>(options: {
  readonly db: Database;
  readonly append: Append<Entry>;
  readonly distributed: () => Promise<boolean>;
}): InsertAlone<Entry> {
  const { db, append } = options;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  return {
    async suits(units) {
      if (append.step === undefined || performance.now() < pausedUntil || !units.every(isPlain)) return false;
      return !(await options.distributed());
    },
    async insert(additions, entries, since) {
      const values = [since + latestStart, ...valuesOf(additions)];
      const step = append.step?.(entries, values.length + 1);
      if (step === undefined) return false;
      try {
        const text = textFor(additions, step.members, () => textOf(additions, step));
        await db.query(text, [...values, ...step.values]);
        return true;
      } catch (thrown) {
        if (sqlStateOf(thrown) !== tooLate) throw thrown;
        pausedUntil = performance.now() + pause;
        return false;
      }
    },
  };
}

function isPlain({ careful, writes }: PendingUnit<unknown>): boolean {
  return (
    !careful &&
    writes.every(
      ({ write, condition }) =>
        write.op === 'create' &&
        condition === undefined &&
        write.guard === undefined &&
        write.ifVersion === undefined &&
        // A SearchParameter changes the index besides.
        write.type !== 'SearchParameter',
    )
  );
}

function textOf(additions: readonly Addition[], step: AppendStep): string {
  const members = [...insertsOf(additions, 2).map((insert, n) => `t${n} as (${insert})`), step.members];
  return `with ${members.join(', ')} select 1 / (extract(epoch from now()) * 1000 < $1::bigint)::integer`;
}
