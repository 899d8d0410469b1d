import type { Fault } from '#kernel';
import type { Job, JobProgress, JobQuery, JobState, Queryable } from '../contract.ts';
import { queueSchema } from './queue-database.ts';

// What people see of jobs: the statements on table `job`.

interface JobRow {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly input: unknown;
  readonly created: Date;
  readonly attempt: number;
  readonly started: Date | null;
  readonly done: number;
  readonly total: number | null;
  readonly words: string;
  readonly ended: Date | null;
  readonly state: JobState;
  readonly result: unknown;
  readonly fault: Fault | null;
}

/** A job that nobody has ended and that the queue has given up or no longer knows has failed: its last process died. */
const view = `
  select j.id, j.kind, j.owner, j.input, j.created, j.attempt, j.started, j.done, j.total, j.words, j.result, j.fault,
         coalesce(j.ended, q.completed_on) as ended,
         case when j.cancelled then 'cancelled'
              when j.result is not null then 'done'
              when j.fault is not null then 'failed'
              when q.state = 'active' then 'running'
              when q.state in ('created', 'retry') then 'waiting'
              else 'failed' end as state
    from job j
    left join ${queueSchema}.job q on q.name = j.kind and q.id = j.id`;

function jobOf(row: JobRow): Job {
  return {
    id: row.id,
    kind: row.kind,
    owner: row.owner,
    state: row.state,
    input: row.input,
    attempts: row.attempt,
    progress: {
      done: row.done,
      ...(row.total === null ? {} : { total: row.total }),
      ...(row.words === '' ? {} : { words: row.words }),
    },
    created: row.created,
    ...(row.started === null ? {} : { started: row.started }),
    ...(row.ended === null ? {} : { ended: row.ended }),
    ...(row.result === null ? {} : { result: row.result }),
    ...(row.fault === null ? {} : { fault: row.fault }),
  };
}

/** Does job `j` wait or run? */
const open = `exists (
    select from ${queueSchema}.job q
     where q.name = j.kind and q.id = j.id and q.state in ('created', 'retry', 'active'))`;

const idForm = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** What is no id of a job is the id of none, and no fault of the database. */
function isJobId(id: string): boolean {
  return idForm.test(id);
}

export async function findJob(on: Queryable, id: string): Promise<Job | undefined> {
  if (!isJobId(id)) return undefined;
  const [row] = await on.query<JobRow>(`${view} where j.id = $1`, [id]);
  return row === undefined ? undefined : jobOf(row);
}

export async function listJobs(on: Queryable, { kind, owner, open, limit }: JobQuery): Promise<readonly Job[]> {
  const rows = await on.query<JobRow>(
    `${view}
      where ($1::text is null or j.kind = $1) and ($2::text is null or j.owner = $2)
        and (not $3::bool or (j.ended is null and q.state in ('created', 'retry', 'active')))
      order by j.created desc, j.id limit $4::int`,
    [kind, owner, open === true, limit],
  );
  return rows.map(jobOf);
}

/** A job of the same kind, owner and input that waits or runs. */
export async function findSame(on: Queryable, kind: string, owner: string, input: object): Promise<string | undefined> {
  const [row] = await on.query<{ id: string }>(
    `select j.id from job j
      where j.ended is null and j.kind = $1 and j.owner = $2 and j.input = $3::jsonb and ${open} limit 1`,
    [kind, owner, JSON.stringify(input)],
  );
  return row?.id;
}

export async function insertJob(
  on: Queryable,
  job: { readonly id: string; readonly kind: string; readonly owner: string; readonly input: object },
): Promise<void> {
  await on.query('insert into job (id, kind, owner, input) values ($1, $2, $3, $4::jsonb)', [
    job.id,
    job.kind,
    job.owner,
    JSON.stringify(job.input),
  ]);
}

/** Begins the next attempt; undefined where the job has ended meanwhile. */
export async function claimJob(
  on: Queryable,
  id: string,
): Promise<{ readonly attempt: number; readonly owner: string; readonly input: object } | undefined> {
  const [row] = await on.query<{ attempt: number; owner: string; input: object }>(
    `update job set attempt = attempt + 1, started = coalesce(started, now())
      where id = $1 and ended is null returning attempt, owner, input`,
    [id],
  );
  return row;
}

export interface Underway {
  readonly id: string;
  readonly attempt: number;
  readonly progress: JobProgress;
}

/** Writes how far they are, and gives the ids of those that are still this attempt's to work on. */
export async function reportJobs(on: Queryable, underway: readonly Underway[]): Promise<ReadonlySet<string>> {
  const rows = await on.query<{ id: string }>(
    `update job j set done = u.done, total = u.total, words = u.words
       from unnest($1::uuid[], $2::int[], $3::bigint[], $4::bigint[], $5::text[]) as u (id, attempt, done, total, words)
      where j.id = u.id and j.attempt = u.attempt and j.ended is null
      returning j.id`,
    [
      underway.map(({ id }) => id),
      underway.map(({ attempt }) => attempt),
      underway.map(({ progress }) => progress.done),
      underway.map(({ progress }) => progress.total),
      underway.map(({ progress }) => (progress.words ?? '').slice(0, 200)),
    ],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The end of a job by its own doing; nothing where another attempt or a cancellation came before. */
export async function endJob(
  on: Queryable,
  { id, attempt, progress }: Underway,
  end: { readonly result: object } | { readonly fault: Fault },
): Promise<void> {
  await on.query(
    `update job set ended = now(), done = $3, total = $4, words = $5, result = $6::jsonb, fault = $7::jsonb
      where id = $1 and attempt = $2 and ended is null`,
    [
      id,
      attempt,
      progress.done,
      progress.total,
      (progress.words ?? '').slice(0, 200),
      'result' in end ? JSON.stringify(end.result) : null,
      'fault' in end ? JSON.stringify(end.fault) : null,
    ],
  );
}

/** The kind of the job that was cancelled; undefined where there is none to cancel. */
export async function cancelJob(on: Queryable, id: string): Promise<string | undefined> {
  if (!isJobId(id)) return undefined;
  const [row] = await on.query<{ kind: string }>(
    `update job j set cancelled = true, ended = now()
      where j.id = $1 and j.ended is null and ${open}
      returning j.kind`,
    [id],
  );
  return row?.kind;
}

export async function forgetJob(on: Queryable, id: string): Promise<boolean> {
  if (!isJobId(id)) return false;
  const rows = await on.query(
    `delete from job j where j.id = $1 and (j.ended is not null or not ${open}) returning j.id`,
    [id],
  );
  return rows.length > 0;
}

/** Forgets what began so many days ago and neither waits nor runs. */
export async function forgetOldJobs(on: Queryable, days: number): Promise<void> {
  await on.query(`delete from job j where j.created < now() - make_interval(days => $1::int) and not ${open}`, [days]);
}
