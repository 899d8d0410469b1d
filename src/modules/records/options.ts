import type { Access } from '#access';
import type { Audit, AuditEntry, AuditObserver } from '#audit';
import type { Clock, IdSource } from '#kernel';
import type { Store } from '#store';
import type { DraftJudge } from './draft-judge.ts';
import type { JournalEntry } from './journal.ts';

/** The open database transaction, as `access` and `audit` take it. */
export type OpenTransaction = Parameters<Access['addRelation']>[0];

export interface RecordsOptions {
  /** A store whose `append` is `appendJournal`. */
  readonly store: Store<JournalEntry>;
  readonly access: Access;
  readonly audit: Audit;
  readonly clock: Clock;
  /** The node, as AuditEvents name it. */
  readonly observer?: AuditObserver;
  readonly ids: IdSource;
  /** Entries that a person may have added to one record herself; 5,000 unless said. */
  readonly mostOwnEntries?: number;
  /** Destroys the key of a person and takes away what is kept of her; left out where nothing is sealed. */
  readonly erase?: (person: string, reason: string) => Promise<void>;
  /** Hears with its log entry of a change that identity watch refused (`identity.qualified`). */
  readonly noteWatched?: (tx: OpenTransaction, entry: AuditEntry) => Promise<void>;
  /** Judges what is written; where it is left out, the structure alone is checked. */
  readonly judge?: DraftJudge;
  /**
   * Runs `work` in one database transaction: choices of sharing and care relations become durable together with the log
   * entry that tells of them. Composed as `(work) => db.transaction(work)`.
   */
  readonly transact: <T>(work: (tx: OpenTransaction) => Promise<T>) => Promise<T>;
}
