/**
 * What questions of terminology may cost. A question is asked in slices, none of which holds up the thread for long: when
 * one is used up the question is broken off, others have their turn, and it is asked again. It comes further each time
 * because what was found out about single concepts is kept (`gained`); where nothing was, it is given up.
 *
 * A step is about a tenth of a microsecond: what it takes to look at one concept in its packed form.
 */
const stepsOfSlice = 250_000;
/** Where nothing has been found out yet that would be kept: breaking off would be in vain. */
const stepsWithoutGain = 700_000;
const mostSlices = 120;

const brokenOff = Symbol('broken off');
let left = Number.POSITIVE_INFINITY;
let hasGained = false;

/** Counts work against the slice. Outside of a slice nothing is counted. */
export function spend(steps: number): void {
  left -= steps;
  if (left >= 0 || (!hasGained && left >= stepsOfSlice - stepsWithoutGain)) return;
  // The work is deep inside iterations: there is no other way out of them.
  throw brokenOff;
}

/** Steps that it takes to go through a list and compare a text of each. */
export function stepsThrough(list: readonly unknown[] | undefined): number {
  return (list?.length ?? 0) / 10;
}

/** Tells that something was found out that need not be found out again. */
export function gained(): void {
  hasGained = true;
}

/** One question, asked as often as it takes. */
export interface Effort {
  /** Asks for the length of a slice; undefined where that was too short. Must not be asked inside of another. */
  ask<T>(question: () => T): { readonly answer: T } | undefined;
  /** Whether asking again would help no more. */
  readonly isTooMuch: boolean;
}

export function newEffort(): Effort {
  let slices = 0;
  let isTooMuch = false;
  return {
    get isTooMuch() {
      return isTooMuch;
    },
    ask(question) {
      left = stepsOfSlice;
      hasGained = false;
      slices += 1;
      try {
        return { answer: question() };
      } catch (thrown) {
        if (thrown !== brokenOff) throw thrown;
        isTooMuch = !hasGained || slices >= mostSlices;
        return undefined;
      } finally {
        left = Number.POSITIVE_INFINITY;
      }
    },
  };
}
