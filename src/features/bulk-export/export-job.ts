import type { JobKind } from '#db';
import { resourceTypes } from '#fhir';
import { ok } from '#kernel';
import type { ExportQuery, Records } from '#records';
import { type ExportFile, type ExportPlan, type ExportRequest, exportKind } from './contract.ts';
import { callerOf, exportQueries } from './export-query.ts';

export interface ExportJobOptions {
  readonly records: Records;
  /** Absolute URL of the FHIR API. */
  readonly baseUrl: string;
  /** Resources of one file. */
  readonly fileSize: number;
}

/**
 * Cuts an export into files: counts, and finds where each ends in the order of the store. It writes none of them; what is
 * in them is read when they are fetched.
 */
export function exportJob(options: ExportJobOptions): JobKind<ExportRequest, ExportPlan> {
  return {
    kind: exportKind,
    run: async ({ input, signal, progress }) => {
      const { records, fileSize } = options;
      const caller = callerOf(input);
      const types = input.types ?? resourceTypes;
      progress({ done: 0, total: types.length });
      const at = await records.exportMoment(signal);
      const queryOf = await exportQueries(options, caller, input, at);
      if (!queryOf.ok) return queryOf;
      const files: ExportFile[] = [];
      let resources = 0;
      const plan = async (query: ExportQuery) => {
        for (let next: ExportQuery = query; ; ) {
          signal.throwIfAborted();
          const part = await records.nextExportPart(caller, next, fileSize);
          if (!part.ok || part.value === undefined) return part;
          files.push({ type: query.type, ...part.value, ...(query.deleted === true ? { deleted: true } : {}) });
          resources += query.deleted === true ? 0 : part.value.count;
          if (part.value.count < fileSize) return part;
          next = { ...next, after: part.value.upTo };
        }
      };
      for (const [done, type] of types.entries()) {
        progress({ done, total: types.length, words: `${resources} resources` });
        const query = queryOf.value(type);
        const planned = await plan(query);
        if (!planned.ok) return planned;
        if (query.since === undefined || query.filters !== undefined) continue;
        const deletions = await plan({ ...query, deleted: true });
        if (!deletions.ok) return deletions;
      }
      progress({ done: types.length, total: types.length, words: `${resources} resources` });
      return ok({ at: at.toISOString(), files });
    },
  };
}
