import type { Migration } from '../contract.ts';

/**
 * What people see of a job: who asked for what, how far it is and what came of it. Which process works on it, when it is
 * tried again and whether that process is alive is the queue's business (`prepareQueue`), under the same id.
 * `attempt` fences: what an earlier attempt still writes is not taken.
 */
export const jobMigrations: readonly Migration[] = [
  {
    name: 'db/0001-jobs',
    sql: `
      create table job (
        id uuid primary key,
        kind text not null,
        owner text not null,
        input jsonb not null,
        created timestamptz not null default now(),
        attempt integer not null default 0,
        started timestamptz,
        done bigint not null default 0,
        total bigint,
        words text not null default '',
        ended timestamptz,
        cancelled boolean not null default false,
        result jsonb,
        fault jsonb
      );
      create index job_by_time on job (created desc);
      create index job_open on job (kind) where ended is null;
    `,
  },
];
