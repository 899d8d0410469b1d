import { ok, silentLog } from '#kernel';
import { openDatabase } from '../open-database.ts';
import { createJobs } from './create-jobs.ts';

/** A process of its own that takes up jobs of kind `endless`, says so, and never comes to an end with them. */
const db = openDatabase({ url: process.argv[2] ?? '', max: 3 });
const jobs = createJobs({ db, log: silentLog });
jobs.register({
  kind: 'endless',
  run: async ({ progress }) => {
    progress({ done: 1, total: 2 });
    process.stdout.write('taken\n');
    await new Promise((resolve) => setTimeout(resolve, 600_000));
    return ok({});
  },
});
await jobs.start();
