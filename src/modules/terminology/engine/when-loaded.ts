import { setTimeout as pause } from 'node:timers/promises';
import type { TerminologySource } from '../concepts.ts';
import { newEffort } from './effort.ts';

/** Rounds of waiting: value sets may lead from one content to the next. */
const mostRounds = 8;
/** Milliseconds between two slices: a request of others has more than one step, and comes to its end in them. */
const turnOfOthers = 15;

/**
 * Asks, and asks again for as long as the source is still bringing contents into memory that were wanted. A question that
 * takes long is asked in slices, between which others have their turn; `tooCostly` answers where it would take too long.
 */
export async function whenLoaded<T, Refused>(
  source: TerminologySource,
  question: () => T,
  tooCostly: () => Refused,
): Promise<T | Refused> {
  const effort = newEffort();
  for (let rounds = 0; ; ) {
    const asked = effort.ask(question);
    const outstanding = source.loading();
    if (outstanding.length > 0 && rounds < mostRounds) {
      rounds += 1;
      await Promise.all(outstanding);
    } else if (effort.isTooMuch) return tooCostly();
    else if (asked !== undefined) return asked.answer;
    else await pause(turnOfOthers);
  }
}
