import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { newTraceId, systemClock } from '#kernel';
import { granted, openTestRecordsBy } from '#records/testing';
import type { ImportOptions } from './contract.ts';
import { importFiles } from './import-files.ts';

export const importer: Caller = {
  subject: 'importer',
  name: 'Import',
  role: 'backend',
  country: 'FR',
  purpose: 'HOPERAT',
  client: 'carnet-cli',
  traceId: newTraceId(),
  proxyFor: [],
};

/** A node's record over a database of its own, and a folder for files; for tests of this feature. */
export async function openImportWorld() {
  const { records, store, clock, close } = await openTestRecordsBy(systemClock);
  const folder = mkdtempSync(join(tmpdir(), 'carnet-import-'));
  return {
    records,
    store,
    folder,
    import: (paths: readonly string[], more: Partial<ImportOptions> = {}) =>
      importFiles({ paths, records, caller: importer, stateDir: join(folder, 'state'), clock, ...more }),
    read: async (type: string, id: string): Promise<Resource> =>
      JSON.parse(granted(await records.read(importer, type, id, 'read')).text) as Resource,
    async close() {
      rmSync(folder, { recursive: true });
      await close();
    },
  };
}
