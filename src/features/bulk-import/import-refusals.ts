import type { Database, Migration } from '#db';
import { outcomeOf } from '#rest';
import type { RefusedLine } from './import-lines.ts';

/** Lines that are remembered of one import; the rest is counted. */
const mostRefusals = 100_000;
const pageSize = 1_000;

/** Which lines of a job's inputs were refused, and why; they go with the job. */
export const importMigrations: readonly Migration[] = [
  {
    name: 'bulk-import/0001-refusals',
    sql: `
      create table bulk_import_refusal (
        job uuid not null references job (id) on delete cascade,
        input integer not null,
        line bigint not null,
        outcome text not null,
        primary key (job, input, line)
      );
    `,
  },
];

export interface ImportRefusals {
  /** Forgets those of an earlier attempt. */
  begin(job: string): Promise<void>;
  add(job: string, input: number, refused: readonly RefusedLine[]): Promise<void>;
  /** An OperationOutcome a line, in the order of the lines. */
  read(job: string, input: number): AsyncGenerator<string>;
}

export function importRefusals(db: Database): ImportRefusals {
  const counts = new Map<string, number>();
  return {
    async begin(job) {
      counts.delete(job);
      await db.query('delete from bulk_import_refusal where job = $1', [job]);
    },
    async add(job, input, refused) {
      const before = counts.get(job) ?? 0;
      counts.set(job, before + refused.length);
      const kept = refused.slice(0, Math.max(0, mostRefusals - before));
      if (kept.length === 0) return;
      await db.query(
        `insert into bulk_import_refusal (job, input, line, outcome)
         select $1::uuid, $2::int, r.line, r.outcome from unnest($3::bigint[], $4::text[]) as r (line, outcome)
         on conflict (job, input, line) do nothing`,
        [job, input, kept.map(({ line }) => line), kept.map(refusalText)],
      );
    },
    async *read(job, input) {
      for (let after = 0; ; ) {
        const rows = await db.query<{ line: number; outcome: string }>(
          `select line, outcome from bulk_import_refusal where job = $1 and input = $2 and line > $3::bigint
            order by line limit ${pageSize}`,
          [job, input, after],
        );
        const last = rows.at(-1);
        if (last === undefined) return;
        yield `${rows.map(({ outcome }) => outcome).join('\n')}\n`;
        after = last.line;
      }
    },
  };
}

/** The refusal of a line as OperationOutcome: what is wrong in it, and which line it was. */
export function refusalText({ line, fault }: RefusedLine): string {
  const { resourceType, issue } = outcomeOf(fault);
  return JSON.stringify({
    resourceType,
    issue: issue.map((each) => ({ ...each, diagnostics: `Line ${line}` })),
  });
}
