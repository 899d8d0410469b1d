import type { Transaction } from '#db';
import type { Outcome } from '#kernel';
import type { HeldPackage } from '../contract.ts';
import type { PackagesOptions } from './contract.ts';
import { writeLock } from './lock-file.ts';
import { lockPackages, nextGeneration, readPackages } from './package-rows.ts';

/** Thrown to leave a transaction whole undone. */
const undone = Symbol('undone');

/**
 * A change of the packages, after any other that is under way; a fault leaves everything as it was. Then the lock file is
 * written, under the same turn, so that it tells of the last change whoever made it.
 */
export async function changing<Report>(
  { db, lockFile }: PackagesOptions,
  change: (tx: Transaction, before: readonly HeldPackage[]) => Promise<Outcome<Report>>,
): Promise<Outcome<Report>> {
  const outcome: { value?: Outcome<Report> } = {};
  try {
    await db.transaction(async (tx) => {
      await lockPackages(tx);
      outcome.value = await change(tx, await readPackages(tx));
      if (!outcome.value.ok) throw undone;
      await nextGeneration(tx);
    });
  } catch (thrown) {
    if (thrown !== undone) throw thrown;
    return outcome.value as Outcome<Report>;
  }
  await db.transaction(async (tx) => {
    await lockPackages(tx);
    await writeLock(lockFile, await readPackages(tx));
  });
  return outcome.value as Outcome<Report>;
}
