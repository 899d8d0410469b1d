import type { Resource } from '#fhir';
import { followMerge, replacementOf } from '#identity';
import type { WriteListener } from '#records';

/**
 * Accounts follow their persons: whoever merges two Patients or parts them, by whatever door, moves the accounts that reach
 * them in the same transaction.
 */
export const followingMerges: WriteListener = {
  concerns: (results) => results.some(isChangedPatient),
  async written(tx, results) {
    for (const { stored } of results.filter(isChangedPatient)) {
      const replacement = replacementOf(JSON.parse(stored.text) as Resource);
      await followMerge(tx, stored.id, replacement?.replace(/^Patient\//, ''));
    }
  },
};

/** Both hear of every write, in the same transaction. */
export function bothListeners(one: WriteListener, other: WriteListener): WriteListener {
  return {
    concerns: (results) => one.concerns(results) || other.concerns(results),
    async written(tx, results) {
      if (one.concerns(results)) await one.written(tx, results);
      if (other.concerns(results)) await other.written(tx, results);
    },
  };
}

function isChangedPatient({ outcome, stored }: Parameters<WriteListener['concerns']>[0][number]): boolean {
  return outcome === 'updated' && stored.type === 'Patient';
}
