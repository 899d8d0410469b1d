import type { Audit } from '#audit';
import type { Database } from '#db';
import type { Caller } from '#identity';
import type { Clock } from '#kernel';
import { caseEntry } from './case-options.ts';
import { takeOverdue } from './case-table.ts';

/**
 * Notes in the logs of their persons which cases were not answered in time, each once, whichever process comes first: by
 * that they are told, and may turn to the supervisory authority. Resolves with how many.
 */
export async function remindOfCases(options: {
  readonly db: Database;
  readonly audit: Pick<Audit, 'append'>;
  readonly clock: Clock;
  /** The node itself. */
  readonly caller: Caller;
}): Promise<number> {
  const { db, audit, clock, caller } = options;
  const now = clock.now();
  return db.transaction(async (tx) => {
    const overdue = await takeOverdue(tx, now);
    if (overdue.length === 0) return 0;
    const event = { action: 'administer', interaction: 'case-overdue', rule: 'gdpr-12-3-one-month' } as const;
    await audit.append(
      tx,
      overdue.map(({ patient }) => caseEntry(now, caller, { ...event, patient })),
    );
    return overdue.length;
  });
}
