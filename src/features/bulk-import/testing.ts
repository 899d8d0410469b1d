import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the node is composed here, as `src/app` composes it.
import { migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import { newTraceId, type Outcome, randomIds, systemClock } from '#kernel';
import { appendJournal, createRecords } from '#records';
import { createStore, storeMigrations } from '#store';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
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
  const { db, close } = await openTestDatabase();
  const migrated = await migrate(db, [...storeMigrations, ...auditMigrations, ...accessMigrations]);
  if (!migrated.ok) throw new Error('The tables could not be made');
  const clock = systemClock;
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, country: 'FR' });
  const store = createStore({ db, clock, cursorKey: randomBytes(32), append: appendJournal({ audit, access }) });
  const transact = <T>(work: Parameters<typeof db.transaction<T>>[0]) => db.transaction(work);
  const records = createRecords({ store, access, audit, clock, ids: randomIds, transact });
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

export function granted<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`${outcome.fault.code}: ${outcome.fault.issues[0]?.text}`);
  return outcome.value;
}
