import type { Clock } from '#kernel';

/** What one process has logged lately, so that an act which a page repeats by itself is told once. */
export interface RecentActs {
  /** Was this very act remembered within the last period? */
  has(act: readonly string[]): boolean;
  /** To be called when its log entry is durable. */
  remember(act: readonly string[]): void;
}

/**
 * Remembers acts for `milliseconds` from their entry, at most `most` of them: the oldest are forgotten first, and what is
 * forgotten is logged again, never less than it should be.
 */
export function createRecentActs(options: {
  readonly clock: Clock;
  readonly milliseconds: number;
  readonly most: number;
}): RecentActs {
  const { clock, milliseconds, most } = options;
  const loggedAt = new Map<string, number>();
  // As JSON, no two acts of other words can have the same name.
  const nameOf = (act: readonly string[]) => JSON.stringify(act);
  return {
    has(act) {
      const at = loggedAt.get(nameOf(act));
      const age = at === undefined ? Number.POSITIVE_INFINITY : clock.now().getTime() - at;
      return age >= 0 && age < milliseconds;
    },
    remember(act) {
      const name = nameOf(act);
      loggedAt.delete(name);
      loggedAt.set(name, clock.now().getTime());
      for (const oldest of loggedAt.keys()) {
        if (loggedAt.size <= most) break;
        loggedAt.delete(oldest);
      }
    },
  };
}
