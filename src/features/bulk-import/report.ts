import { appendFileSync, rmSync } from 'node:fs';
import type { ReportRow } from './contract.ts';

/**
 * Appends rows to the NDJSON report, which comes into being with the first; counts them where there is no path. The
 * report of an earlier import makes way, that of an interrupted run of this one goes on.
 */
export function createReport(path: string | undefined, resumes: boolean) {
  if (path !== undefined && !resumes) rmSync(path, { force: true });
  let rows = 0;
  return {
    add(row: ReportRow) {
      rows++;
      if (path !== undefined) appendFileSync(path, `${JSON.stringify(row)}\n`, { mode: 0o600 });
    },
    rows: () => rows,
  };
}
