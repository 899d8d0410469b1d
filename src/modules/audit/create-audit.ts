import type { Database } from '#db';
import { type Clock, faultOf, grouped, type Log, newTraceId } from '#kernel';
import { readAccessLog } from './access-log.ts';
import { appendLines, blockStep } from './append-lines.ts';
import type { Audit } from './contract.ts';
import { type EntryLine, lineOf } from './entry-line.ts';
import { entriesSince, positionAt, sizeOfLog } from './follow-log.ts';
import { keepMonths, openMonths } from './months.ts';
import { keepPlacing, placeAnew } from './place-entries.ts';
import { queryLog } from './query-log.ts';
import { readEntry } from './read-entry.ts';

export interface AuditOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Entries that may wait for their commit at one time before `record` refuses; 20,000 unless said. */
  readonly mostWaiting?: number;
}

/** The log together with the upkeep of what its pages search. */
export interface KeptAudit extends Audit {
  /** Places what `placeAnew` or a process of an older build left to be placed, within a second; gives what stops it. */
  keepPlacing(log: Log): () => Promise<void>;
  /**
   * Makes room for the months to come, resolves when there is, and from then on drops each month that ended more than
   * `months` months ago (36 at least); gives what stops it.
   */
  keepMonths(options: { readonly log: Log; readonly months: number }): Promise<() => Promise<void>>;
  /** Derives the places of all entries anew from the blocks; resolves when they are all back. */
  placeAnew(): Promise<void>;
}

/** Commits under way at a time: what arrives while the disk is waited for makes the next one larger, and so cheaper. */
const lanes = 1;
/** Entries of one commit at most; a single call may exceed it alone. */
const mostTogether = 1_000;

/**
 * The log of who did what: blocks of entries, which can only be added; triggers refuse UPDATE, DELETE and TRUNCATE.
 * `record` rejects with an error that carries the fault `request.too-many` when too many entries wait already. An entry is
 * placed together with its block, so that readers see their own acts.
 */
export function createAudit(options: AuditOptions): KeptAudit {
  const { db } = options;
  const commit = grouped<readonly EntryLine[], void>({
    work: async (calls) => {
      await appendLines(db, calls.flat());
      return [];
    },
    lanes,
    most: mostTogether,
    sizeOf: (lines) => lines.length,
    bound: { most: options.mostWaiting ?? 20_000, refusal: tooManyWaiting },
  });
  return {
    append: (tx, entries) => appendLines(tx, entries.map(lineOf)),
    appendStep: (entries, first) => blockStep(entries.map(lineOf), first),
    record: async (entries) => (entries.length === 0 ? undefined : commit(entries.map(lineOf))),
    accessLog: (query) => readAccessLog(db, query, options.clock.now()),
    entry: (id) => readEntry(db, id),
    query: (query) => queryLog(db, query),
    since: (position, limit) => entriesSince(db, position, limit),
    positionAt: (time) => positionAt(db, time),
    end: () => sizeOfLog(db),
    keepPlacing: (log) => keepPlacing(db, log),
    async keepMonths({ log, months }) {
      await openMonths(db);
      return keepMonths(db, { clock: options.clock, keep: months, traceId: newTraceId, log });
    },
    placeAnew: () => placeAnew(db),
  };
}

function tooManyWaiting(): Error {
  return Object.assign(new Error('Too many log entries wait for their commit'), {
    fault: faultOf('request.too-many', 'The node has as much work as it may take.'),
  });
}
