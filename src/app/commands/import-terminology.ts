import { hostname } from 'node:os';
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Jobs } from '#db';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import {
  type ImportOptions,
  type ImportReport,
  type TerminologyImportRequest,
  terminologyImportJob,
  terminologyImportKind,
} from '#terminology';

type Import = (path: string, options?: ImportOptions) => Promise<Outcome<ImportReport>>;

/** Milliseconds between two looks at the job. */
const lookEvery = 200;

/**
 * Imports by a job of the node, on which this process works itself: `carnet status` and the page of operations tell how
 * far it is, and may cancel it. A second process that is told to import the same waits for the first; where that one has
 * died, it takes the job up. `stop` cancels the job.
 */
export function importByJob(jobs: Jobs, importHere: Import, stop?: AbortSignal): Import {
  jobs.register(terminologyImportJob(importHere));
  return async (path, { progress, signal: _, ...options } = {}) => {
    await jobs.start();
    const request: TerminologyImportRequest = { host: hostname(), path: resolve(path), options };
    const id = await jobs.enqueue(terminologyImportKind, request, { owner: 'operator', single: true });
    const cancel = () => void jobs.cancel(id).catch(() => {});
    stop?.addEventListener('abort', cancel, { once: true });
    try {
      for (;;) {
        const job = await jobs.find(id);
        if (job === undefined || job.state === 'cancelled') {
          return fail('terminology.import-cancelled', 'The import was cancelled.');
        }
        if (job.state === 'done') return ok(job.result as ImportReport);
        if (job.state === 'failed') {
          return { ok: false, fault: job.fault ?? faultOf('internal', 'The import failed each time it was tried.') };
        }
        const { done, total = 0, words = '' } = job.progress;
        progress?.({ concepts: Number.parseInt(words, 10) || 0, bytesRead: done, bytes: total });
        await wait(lookEvery);
      }
    } finally {
      stop?.removeEventListener('abort', cancel);
      await jobs.stop();
    }
  };
}
