import { isDatabaseUnavailable } from '#db';
import type { Log } from '#kernel';

/**
 * Does `round` again and again, `pause` milliseconds apart and as long as there is work without one, until it is stopped;
 * what it gives ends when the round under way has. A round that fails is told as `event`, and tried again.
 */
export function keepRound(options: {
  /** True where there is more to do at once. */
  readonly round: () => Promise<boolean>;
  readonly pause: number;
  readonly log: Log;
  readonly event: string;
}): () => Promise<void> {
  const { round, pause, log, event } = options;
  let stopped = false;
  let underWay: Promise<void> | undefined;
  const run = async () => {
    while (!stopped && (await round()));
  };
  const timer = setInterval(() => {
    underWay ??= run()
      .catch((failure) => {
        if (!isDatabaseUnavailable(failure)) log.error(event, nameOf(failure));
      })
      .finally(() => {
        underWay = undefined;
      });
  }, pause).unref();
  return async () => {
    stopped = true;
    clearInterval(timer);
    await underWay;
  };
}

function nameOf(failure: unknown): { readonly error: string; readonly sqlState?: string } {
  const { sqlState } = (failure ?? {}) as { readonly sqlState?: unknown };
  return {
    error: failure instanceof Error ? failure.name : typeof failure,
    ...(typeof sqlState === 'string' ? { sqlState } : {}),
  };
}
