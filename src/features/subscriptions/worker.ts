import { randomUUID } from 'node:crypto';
import { type DeliverOptions, work } from './deliver.ts';
import type { Watch } from './watch.ts';

/** Subscriptions that one process works on at a time; mostly it waits for the other side. */
const mostAtOnce = 64;
const purgeEvery = 3_600_000;
/** Milliseconds before the node looks again whether it can do what it could not. */
const untilPossible = 600_000;

export interface WorkerOptions extends DeliverOptions {
  readonly watch: Watch;
  /** Milliseconds between two looks for what is due. */
  readonly lookEvery: number;
}

export interface Worker {
  /** Looks for what is due, soon. */
  wake(): void;
  /** Takes nothing more, and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Takes subscriptions that have something due, each for itself under a lease, so that the events of one come in order
 * and one whose endpoint is slow keeps no other waiting. What a process had under way when it died is taken up by
 * another some seconds later: what was sent and not yet noted is then sent twice.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { queue, watch, log } = options;
  const busy = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let again = false;
  let stopped = false;

  const look = async () => {
    const room = mostAtOnce - busy.size;
    if (stopped || room <= 0 || watch.idle) return;
    const claimed = await queue.claim(`${watch.process}/${randomUUID()}`, room);
    for (const leased of claimed) {
      if ('unreadable' in leased) {
        log.warn('subscriptions.not-possible', { subscription: leased.id });
        await queue.release(leased, untilPossible);
        continue;
      }
      const done = work(options, leased).finally(() => {
        busy.delete(done);
        wake();
      });
      busy.add(done);
    }
    if (claimed.length === room) again = true;
  };
  const wake = () => {
    if (stopped) return;
    again = true;
    looking ??= (async () => {
      while (again && !stopped) {
        again = false;
        await look().catch(() => log.warn('subscriptions.look-failed'));
      }
    })().finally(() => {
      looking = undefined;
    });
  };

  watch.onEvents(wake);
  const looks = setInterval(wake, options.lookEvery).unref();
  const purges = setInterval(() => {
    queue.purge().catch(() => log.warn('subscriptions.purge-failed'));
  }, purgeEvery).unref();
  wake();

  return {
    wake,
    async stop() {
      stopped = true;
      clearInterval(looks);
      clearInterval(purges);
      await looking;
      await Promise.all(busy);
    },
  };
}
