import type { Database } from '#db';
import type { Clock } from '#kernel';
import { readAccessLog, readTrace } from './access-log.ts';
import { appendEntries } from './append-entries.ts';
import type { Audit } from './contract.ts';
import { groupCommit } from './group-commit.ts';

export interface AuditOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** Entries that may wait for their commit at one time before `record` refuses; 20,000 unless said. */
  readonly mostWaiting?: number;
}

/**
 * The log of who did what. Rows can only be added: triggers refuse UPDATE, DELETE and TRUNCATE.
 * `record` rejects with an error that carries the fault `request.too-many` when too many entries wait already.
 */
export function createAudit(options: AuditOptions): Audit {
  const { db } = options;
  const record = groupCommit({
    write: (entries) => appendEntries(db, entries),
    mostWaiting: options.mostWaiting ?? 20_000,
  });
  return {
    append: (tx, entries) => appendEntries(tx, entries),
    record,
    accessLog: (query) => readAccessLog(db, query, options.clock.now()),
    trace: (traceId) => readTrace(db, traceId),
  };
}
