import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLog, fail, ok, silentLog } from '#kernel';
import type { Job, JobKind, Jobs } from '../contract.ts';
import { migrate } from '../migrate.ts';
import { openDatabase } from '../open-database.ts';
import { openTestDatabase, type TestDatabase } from '../testing.ts';
import { createJobs } from './create-jobs.ts';
import { jobMigrations } from './migrations.ts';
import { prepareQueue } from './prepare-queue.ts';

let test: TestDatabase;
const opened: Jobs[] = [];

beforeAll(async () => {
  test = await openTestDatabase();
  await migrate(test.db, jobMigrations);
  expect(await Promise.all([prepareQueue(test.db), prepareQueue(test.db)])).toEqual([ok(undefined), ok(undefined)]);
});

afterAll(async () => {
  await Promise.all(opened.map((jobs) => jobs.stop()));
  await test.close();
});

/** What a process on the database is to the others. */
async function start(kinds: readonly JobKind<never, object>[], log = silentLog): Promise<Jobs> {
  const jobs = createJobs({ db: test.db, log });
  for (const kind of kinds) jobs.register(kind as unknown as JobKind<object, object>);
  await jobs.start();
  opened.push(jobs);
  return jobs;
}

async function until(jobs: Jobs, id: string, holds: (job: Job) => boolean, milliseconds = 20_000): Promise<Job> {
  for (const end = Date.now() + milliseconds; ; ) {
    const job = await jobs.find(id);
    if (job !== undefined && holds(job)) return job;
    if (Date.now() > end) throw new Error(`The job is ${job?.state} after ${milliseconds} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const hasEnded = (job: Job) => job.ended !== undefined;

describe('jobs', () => {
  it('runs a job, tells how far it is, and keeps its result', async () => {
    let goOn = () => {};
    const held = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const jobs = await start([
      {
        kind: 'count',
        run: async ({ input, progress }: { input: { to: number }; progress: (now: { done: number }) => void }) => {
          progress({ done: 3, ...{ total: input.to, words: 'rows' } });
          await held;
          return ok({ counted: input.to });
        },
      } as unknown as JobKind<never, object>,
    ]);
    const id = await jobs.enqueue('count', { to: 7 }, { owner: 'somebody' });
    const underway = await until(jobs, id, (job) => job.progress.done === 3);
    expect(underway).toMatchObject({ state: 'running', attempts: 1, progress: { done: 3, total: 7, words: 'rows' } });
    expect(await jobs.enqueue('count', { to: 7 }, { owner: 'somebody', single: true })).toBe(id);
    goOn();
    const job = await until(jobs, id, hasEnded);
    expect(job).toMatchObject({ kind: 'count', owner: 'somebody', state: 'done', result: { counted: 7 } });
    expect(await jobs.enqueue('count', { to: 7 }, { owner: 'somebody', single: true })).not.toBe(id);
  });

  it('tries again what throws, and says nothing of why to the database', async () => {
    const lines: string[] = [];
    const log = createLog({ level: 'info', write: (line) => lines.push(line) });
    const jobs = await start(
      [
        {
          kind: 'stumble',
          attempts: 2,
          run: async ({ attempt, input }) => {
            if (attempt < (input as { from: number }).from) throw new Error('Moreau');
            return ok({ attempt });
          },
        },
      ],
      log,
    );
    const [once, never] = await Promise.all([
      jobs.enqueue('stumble', { from: 2 }, { owner: 'a' }),
      jobs.enqueue('stumble', { from: 9 }, { owner: 'a' }),
    ]);
    expect(await until(jobs, once, hasEnded, 30_000)).toMatchObject({ state: 'done', result: { attempt: 2 } });
    expect(await until(jobs, never, hasEnded, 30_000)).toMatchObject({
      state: 'failed',
      attempts: 2,
      fault: { code: 'internal' },
    });
    const kept = await test.db.query(
      `select q.output::text || j::text as text from carnet_queue.job q join job j using (id)`,
      [],
    );
    expect(JSON.stringify([kept, lines])).not.toContain('Moreau');
    expect(lines.some((line) => line.includes('job.failed'))).toBe(true);
  });

  it('ends with a fault at once', async () => {
    const jobs = await start([{ kind: 'refuse', run: async () => fail('request.bad', 'No such thing.') }]);
    const id = await jobs.enqueue('refuse', {}, { owner: 'a' });
    expect(await until(jobs, id, hasEnded)).toMatchObject({
      state: 'failed',
      attempts: 1,
      fault: { code: 'request.bad', issues: [{ text: 'No such thing.' }] },
    });
  });

  it('cancels what runs in another process, and what waits', async () => {
    const aborted: string[] = [];
    const kind: JobKind<never, object> = {
      kind: 'wait',
      run: async ({ id, signal }) => {
        await once(signal, 'abort');
        aborted.push(id);
        return ok({ late: true });
      },
    };
    const [one] = [await start([kind])];
    const other = createJobs({ db: test.db, log: silentLog });
    const running = await one.enqueue('wait', {}, { owner: 'a' });
    const waiting = await one.enqueue('wait', {}, { owner: 'a' });
    await until(one, running, (job) => job.state === 'running');
    expect(await other.cancel(waiting)).toBe(true);
    expect(await other.cancel(running)).toBe(true);
    expect(await other.cancel(running)).toBe(false);
    expect(await other.cancel('nothing')).toBe(false);
    for (const end = Date.now() + 5_000; aborted.length === 0 && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(aborted).toEqual([running]);
    const cancelled = await until(one, running, hasEnded);
    expect(cancelled.state).toBe('cancelled');
    expect(cancelled.result).toBeUndefined();
    expect((await one.find(waiting))?.state).toBe('cancelled');
    expect((await one.list({ kind: 'wait', limit: 10 })).map((job) => job.id)).toEqual([waiting, running]);
    expect(await one.list({ kind: 'wait', open: true, limit: 10 })).toEqual([]);
    expect(await one.list({ owner: 'b', limit: 10 })).toEqual([]);
  });

  it('shares the work among the processes on one database', async () => {
    const taken = new Map<string, number>();
    const shared = (name: string): JobKind<never, object> => ({
      kind: 'shared',
      run: async () => {
        taken.set(name, (taken.get(name) ?? 0) + 1);
        await new Promise((resolve) => setTimeout(resolve, 1_500));
        return ok({});
      },
    });
    const [first, second] = [await start([shared('first')]), await start([shared('second')])];
    const ids = await Promise.all(
      [1, 2, 3, 4].map((n) => (n % 2 ? first : second).enqueue('shared', { n }, { owner: 'a' })),
    );
    for (const id of ids) expect(await until(first, id, hasEnded)).toMatchObject({ state: 'done', attempts: 1 });
    expect([...taken.keys()].sort()).toEqual(['first', 'second']);
    expect([...taken.values()].reduce((sum, count) => sum + count)).toBe(4);
  });

  it('takes up the job of a process that was killed', async () => {
    const waiting = openDatabase({ url: test.url, max: 1 });
    const script = fileURLToPath(new URL('testing-worker.ts', import.meta.url));
    const child = spawn(process.execPath, [script, test.url], { stdio: ['ignore', 'pipe', 'inherit'] });
    const heir = createJobs({ db: test.db, log: silentLog });
    try {
      heir.register({ kind: 'endless', run: async ({ attempt }) => ok({ attempt, by: 'heir' }) });
      const sender = await start([{ kind: 'unused', run: async () => ok({}) }]);
      await waitForQueue(waiting, 'endless');
      const id = await sender.enqueue('endless', {}, { owner: 'a' });
      await once(child.stdout, 'data');
      await until(sender, id, (job) => job.progress.done === 1);
      child.kill('SIGKILL');
      await heir.start();
      opened.push(heir);
      const job = await until(heir, id, hasEnded, 50_000);
      expect(job).toMatchObject({ state: 'done', attempts: 2, result: { attempt: 2, by: 'heir' } });
    } finally {
      child.kill('SIGKILL');
      await waiting.close();
    }
  }, 90_000);

  it('hands over what runs when its process stops', async () => {
    const kind: JobKind<never, object> = {
      kind: 'handed-over',
      run: async ({ attempt, signal }) => {
        if (attempt === 1) await once(signal, 'abort');
        return ok({ attempt });
      },
    };
    const first = await start([kind]);
    const id = await first.enqueue('handed-over', {}, { owner: 'a' });
    await until(first, id, (job) => job.state === 'running' && job.attempts === 1);
    await first.stop();
    const second = await start([kind]);
    expect(await until(second, id, hasEnded)).toMatchObject({ state: 'done', result: { attempt: 2 } });
  });
});

async function waitForQueue(db: ReturnType<typeof openDatabase>, kind: string): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const rows = await db.query('select 1 from carnet_queue.queue where name = $1', [kind]);
    if (rows.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The other process did not start');
}
