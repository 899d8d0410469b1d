import { hostname } from 'node:os';
import type { JobKind } from '#db';
import type { Outcome } from '#kernel';
import type { ImportOptions, ImportReport } from './import-terminology.ts';

export const terminologyImportKind = 'terminology-import';

/** An import as it was asked for; JSON. */
export interface TerminologyImportRequest {
  /** The machine on which the files are. */
  readonly host: string;
  /** Absolute. */
  readonly path: string;
  readonly options: Omit<ImportOptions, 'progress' | 'signal'>;
}

type Import = (path: string, options: ImportOptions) => Promise<Outcome<ImportReport>>;

/**
 * The import of a release as a job. Nothing of a code system is kept before all of it is there, so that an import whose
 * process died begins anew as if it had never been; what came whole before it is replaced by the same.
 */
export function terminologyImportJob(importFrom: Import): JobKind<TerminologyImportRequest, ImportReport> {
  return {
    kind: terminologyImportKind,
    async run({ input: { host, path, options }, signal, progress }) {
      // Left to a process that can read the files: the queue offers it again.
      if (host !== hostname()) throw new Error('The files are on another machine');
      return importFrom(path, {
        ...options,
        signal,
        progress: ({ concepts, bytesRead, bytes }) =>
          progress({ done: Math.min(bytesRead, bytes), total: bytes, words: `${concepts} rows` }),
      });
    },
  };
}
