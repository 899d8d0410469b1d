import { setTimeout as wait } from 'node:timers/promises';
import type { Queryable } from '#db';
import type { Clock } from '#kernel';
import { latestStart } from './commit/insert-alone.ts';

/** Milliseconds after which a transaction that has written nothing counts as a reader's: no write of the store takes so long. */
const longestWrite = 60_000;
/** Milliseconds after which the wait is given up. */
const patience = 300_000;

/**
 * A moment at which the whole store stood still: every write that bears its time or an earlier one is visible when this
 * resolves, and every later write bears a later time. A write takes its time after its transaction has begun, or begins
 * its only statement within `latestStart`, so it is enough to wait for the transactions that had begun by then. Throws when one stays open for minutes. The clocks of
 * several machines that write must agree as far as the moment is to be exact.
 */
export async function settledMoment(on: Queryable, clock: Clock, signal: AbortSignal): Promise<Date> {
  const moment = clock.now();
  const begun = Date.now();
  // Whoever begins from now on bears a later time (`latestStart`).
  await wait(2 * latestStart, undefined, { signal });
  const [now] = await on.query<{ at: string }>('select clock_timestamp()::text as at', []);
  for (;;) {
    const waited = Date.now() - begun;
    const [row] = await on.query<{ open: number }>(
      `select count(*)::int as open from pg_stat_activity
        where datname = current_database() and usename = current_user and pid <> pg_backend_pid()
          and backend_type = 'client backend' and xact_start < $1::timestamptz
          and (backend_xid is not null or not $2::bool)`,
      [now?.at, waited > longestWrite],
    );
    if (row?.open === 0) return moment;
    if (waited > patience) throw new Error('A transaction stays open');
    await wait(Math.min(50 + waited / 10, 1_000), undefined, { signal });
  }
}
