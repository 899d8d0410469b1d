/** Where the time comes from. Injected, so that tests and deterministic documents decide what "now" is. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands at `at` until it is moved. */
export function fixedClock(at: string | Date): Clock & { set(to: string | Date): void } {
  let current = new Date(at);
  return {
    now: () => new Date(current),
    set(to) {
      current = new Date(to);
    },
  };
}
