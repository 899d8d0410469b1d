import type { Access, CareRelation } from '#access';
import type { Audit, AuditEntry } from '#audit';
import type { StoreOptions } from '#store';

/**
 * What `records` hands to the store together with writes: the log entry, and the care relation that comes into being
 * with them (a professional who registers a Patient treats that person).
 */
export interface JournalEntry {
  readonly audit: AuditEntry;
  readonly relation?: CareRelation;
}

/**
 * The `append` of the store that `records` works on. Writes, their log entries and the care relations that they found
 * are one database transaction: all durable or none.
 */
export function appendJournal(options: {
  readonly audit: Pick<Audit, 'append'>;
  readonly access: Pick<Access, 'addRelation'>;
}): StoreOptions<JournalEntry>['append'] {
  return async (tx, entries) => {
    await options.audit.append(
      tx,
      entries.map((entry) => entry.audit),
    );
    for (const entry of entries) {
      if (entry.relation !== undefined) await options.access.addRelation(tx, entry.relation);
    }
  };
}
