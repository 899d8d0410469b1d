import type { TerminologySource } from '../concepts.ts';

/** Rounds of waiting: value sets may lead from one content to the next. */
const mostRounds = 8;

/** Asks, and asks again for as long as the source is still bringing contents into memory that were wanted. */
export async function whenLoaded<T>(source: TerminologySource, ask: () => T): Promise<T> {
  let answer = ask();
  for (let round = 0; round < mostRounds; round += 1) {
    const outstanding = source.loading();
    if (outstanding.length === 0) break;
    await Promise.all(outstanding);
    answer = ask();
  }
  return answer;
}
