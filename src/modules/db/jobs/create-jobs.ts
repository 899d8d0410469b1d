import { randomUUID } from 'node:crypto';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import { faultOf, type Log } from '#kernel';
import type { Database, JobKind, JobProgress, Jobs } from '../contract.ts';
import { isDatabaseError } from '../database-error.ts';
import {
  cancelJob,
  claimJob,
  endJob,
  findJob,
  findSame,
  forgetJob,
  forgetOldJobs,
  insertJob,
  listJobs,
  reportJobs,
  type Underway,
} from './job-rows.ts';
import { openQueue } from './prepare-queue.ts';

export interface JobsOptions {
  /** A database with `jobMigrations` and `prepareQueue`. */
  readonly db: Database;
  readonly log: Log;
  /** Seconds without a sign of life after which a job's process counts as dead; 10, which is the least, unless said. */
  readonly heartbeat?: number;
}

/** Days for which a job is remembered. */
const remembered = 30;
const daySeconds = 86_400;
/** Milliseconds between two reports of what runs here. */
const reportEvery = 1_000;
const forgetEvery = 3_600_000;
/** Milliseconds that what runs here has to come to an end when the process stops. */
const patienceAtStop = 3_000;

interface Running extends Underway {
  progress: JobProgress;
  readonly stop: AbortController;
}

type AnyKind = JobKind<object, object>;

/** Jobs on PostgreSQL: pg-boss hands them out and notices dead processes; table `job` holds what people see. */
export function createJobs({ db, log, heartbeat = 10 }: JobsOptions): Jobs {
  const kinds = new Map<string, AnyKind>();
  const workers = new Map<string, string>();
  const running = new Map<string, Running>();
  let queue: PgBoss | undefined;
  let timers: readonly NodeJS.Timeout[] = [];
  let stopping = false;

  const report = async () => {
    if (running.size === 0) return;
    const ours = await reportJobs(db, [...running.values()]);
    for (const job of running.values()) if (!ours.has(job.id)) job.stop.abort();
  };

  const run = async (kind: AnyKind, handed: JobWithMetadata<object>): Promise<void> => {
    const claimed = await claimJob(db, handed.id);
    if (claimed === undefined) return;
    const { attempt, owner, input } = claimed;
    const stop = new AbortController();
    const job: Running = { id: handed.id, attempt, progress: { done: 0 }, stop };
    running.set(job.id, job);
    const signal = AbortSignal.any([stop.signal, handed.signal]);
    const about = { kind: kind.kind, job: job.id, attempt };
    try {
      const progress = (now: JobProgress) => {
        job.progress = now;
      };
      const outcome = await kind.run({ id: job.id, input, owner, attempt, signal, progress });
      if (stopping && stop.signal.aborted) throw new Error('The process stops');
      await endJob(db, job, outcome.ok ? { result: outcome.value } : { fault: outcome.fault });
      log.info(outcome.ok ? 'job.done' : 'job.refused', about);
    } catch (thrown) {
      const last = handed.retryCount >= handed.retryLimit;
      if (!stop.signal.aborted) log.error('job.failed', { ...about, last, error: namedError(thrown) });
      if (last) await endJob(db, job, { fault: faultOf('internal', 'The work failed each time it was tried.') });
      // The queue keeps what is thrown: it gets no words that could have come from data.
      throw new Error(stop.signal.aborted ? 'interrupted' : 'failed');
    } finally {
      running.delete(job.id);
    }
  };

  const startedQueue = (): PgBoss => {
    if (queue === undefined || stopping) throw new Error('The jobs have not been started');
    return queue;
  };

  const send = async (kind: string, id: string, on: Parameters<typeof insertJob>[0]): Promise<void> => {
    const attempts = kinds.get(kind)?.attempts ?? 5;
    await startedQueue().send(kind, null, {
      id,
      heartbeatSeconds: heartbeat,
      expireInSeconds: daySeconds - 1,
      retryLimit: attempts - 1,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 300,
      retentionSeconds: remembered * daySeconds,
      deleteAfterSeconds: remembered * daySeconds,
      db: { executeSql: async (text, values) => ({ rows: [...(await on.query(text, values ?? []))] }) },
    });
  };

  return {
    register(kind) {
      if (!/^[a-z][a-z0-9-]{0,49}$/.test(kind.kind)) throw new Error(`Not the name of a kind of job: ${kind.kind}`);
      if (kinds.has(kind.kind)) throw new Error(`Two kinds of job are called ${kind.kind}`);
      kinds.set(kind.kind, kind as unknown as AnyKind);
    },

    async start() {
      const opened = openQueue(db);
      opened.on('error', (error) => log.warn('jobs.queue-error', { error: namedError(error) }));
      await opened.start();
      queue = opened;
      for (const kind of kinds.values()) {
        await opened.createQueue(kind.kind, { heartbeatSeconds: heartbeat });
        const options = {
          includeMetadata: true,
          localConcurrency: kind.concurrency ?? 1,
          heartbeatRefreshSeconds: heartbeat / 4,
        } as const;
        const work = async ([handed]: JobWithMetadata<object>[]) => {
          if (handed !== undefined) await run(kind, handed);
        };
        workers.set(kind.kind, await opened.work(kind.kind, options, work));
      }
      const quietly = (work: () => Promise<void>) => () =>
        void work().catch((thrown: unknown) => log.warn('jobs.report-failed', { error: namedError(thrown) }));
      timers = [
        setInterval(quietly(report), reportEvery).unref(),
        setInterval(
          quietly(() => forgetOldJobs(db, remembered)),
          forgetEvery,
        ).unref(),
      ];
    },

    async stop() {
      if (queue === undefined || stopping) return;
      stopping = true;
      for (const timer of timers) clearInterval(timer);
      for (const job of running.values()) job.stop.abort();
      await queue.stop({ graceful: true, close: false, timeout: patienceAtStop });
    },

    async enqueue(kind, input, { owner, single = false }) {
      const id = await db.transaction(async (tx) => {
        if (single) {
          await tx.query(`select pg_advisory_xact_lock(hashtextextended('job ' || $1, 0))`, [kind]);
          const same = await findSame(tx, kind, owner, input);
          if (same !== undefined) return same;
        }
        const id = randomUUID();
        await insertJob(tx, { id, kind, owner, input });
        await send(kind, id, tx);
        return id;
      });
      const worker = workers.get(kind);
      if (worker !== undefined) queue?.notifyWorker(worker);
      return id;
    },

    find: (id) => findJob(db, id),
    list: (query) => listJobs(db, query),
    forget: (id) => forgetJob(db, id),

    async cancel(id) {
      const kind = await cancelJob(db, id);
      if (kind === undefined) return false;
      running.get(id)?.stop.abort();
      await queue?.cancel(kind, id);
      return true;
    },
  };
}

/** What may be said of an error in a log: its name, and the code that the database or the system gave it. */
function namedError(thrown: unknown): string {
  if (isDatabaseError(thrown)) return `DatabaseError ${thrown.sqlState ?? thrown.connection ?? ''}`;
  if (!(thrown instanceof Error)) return typeof thrown;
  const { code } = thrown as { readonly code?: unknown };
  return typeof code === 'string' ? `${thrown.name} ${code}` : thrown.name;
}
