import type { Access, CareRelation, DerivedRelations, SharingChoices } from '#access';
import type { Audit, AuditEntry } from '#audit';
import type { StoreOptions, WriteResult } from '#store';
import { type AddedOwnEntries, holdOwnEntries } from './bound-own-entries.ts';

/**
 * What `records` hands to the store together with writes: the log entry, the care relation that comes into being with
 * them (a professional who registers a Patient treats that person), what was written, and what of it is bounded.
 */
export interface JournalEntry {
  readonly audit: AuditEntry;
  readonly relation?: CareRelation;
  /** Choices that come into force with the Consent that tells of them, and the account that made them. */
  readonly sharing?: { readonly choices: SharingChoices; readonly by: string };
  /** What the resources say about who treats their persons; stands on one entry of a unit. */
  readonly derived?: readonly DerivedRelations[];
  /** Stands on one entry of a unit. */
  readonly written?: readonly WriteResult[];
  /** What a person adds to records herself, and the bound of it; stands on one entry of a unit. */
  readonly ownEntries?: AddedOwnEntries;
}

/** Hears of every write inside its database transaction, so that what it notes is durable with the write or not at all. */
export interface WriteListener {
  /** False where `written` has nothing to do. Asked for every commit, so it looks into memory alone. */
  concerns(results: readonly WriteResult[]): boolean;
  /** What it throws undoes the writes. */
  written(tx: OpenTransaction, results: readonly WriteResult[]): Promise<void>;
}

/** The open database transaction, as `access` and `audit` take it. */
type OpenTransaction = Parameters<Access['addRelation']>[0];

/**
 * The `append` of the store that `records` works on. Writes, their log entries, the care relations that they found and
 * what a listener notes of them are one database transaction: all durable or none.
 */
export function appendJournal(options: {
  readonly audit: Pick<Audit, 'append'> & Partial<Pick<Audit, 'appendStep'>>;
  readonly access: Pick<Access, 'addRelation' | 'deriveRelations' | 'changeSharing'>;
  readonly listener?: WriteListener;
}): StoreOptions<JournalEntry>['append'] {
  const { audit, access, listener } = options;
  const auditOf = (entries: readonly JournalEntry[]) => entries.map((entry) => entry.audit);
  const concerned = (entries: readonly JournalEntry[]) => {
    if (listener === undefined) return undefined;
    const results = entries.flatMap((entry) => entry.written ?? []);
    return listener.concerns(results) ? results : undefined;
  };
  const append = async (tx: OpenTransaction, entries: readonly JournalEntry[]) => {
    const results = concerned(entries);
    await holdOwnEntries(
      tx,
      entries.flatMap(({ ownEntries }) => ownEntries ?? []),
    );
    // Sent together, so that the listener costs no round trip of its own.
    await Promise.all([
      audit.append(tx, auditOf(entries)),
      results === undefined ? undefined : listener?.written(tx, results),
    ]);
    await access.deriveRelations(
      tx,
      entries.flatMap(({ derived = [] }) => derived),
    );
    for (const entry of entries) {
      if (entry.relation !== undefined) await access.addRelation(tx, entry.relation);
      if (entry.sharing === undefined) continue;
      const changed = await access.changeSharing(tx, entry.sharing.choices, entry.sharing.by);
      // They were checked before: nothing of the unit may come to be without them.
      if (!changed.ok) throw new Error('Choices that were checked could not be kept');
    }
  };
  const step = (entries: readonly JournalEntry[], first: number) => {
    const more =
      entries.some(
        ({ relation, derived, sharing, ownEntries }) =>
          relation !== undefined || derived !== undefined || sharing !== undefined || ownEntries !== undefined,
      ) || concerned(entries) !== undefined;
    return more ? undefined : audit.appendStep?.(auditOf(entries), first);
  };
  return Object.assign(append, { step });
}
