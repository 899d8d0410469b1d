import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditMigrations, createAudit } from '#audit';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { silentLog, systemClock } from '#kernel';
import { freePort } from '#kernel/testing';
import { identityMigrations } from './migrations.ts';
import type { IdentityOptions } from './options.ts';

/** A database with the tables of identity and audit, a directory for keys, and a free port; for tests of this module. */
export async function openTestNode(): Promise<{
  readonly db: Database;
  options(over?: Partial<IdentityOptions>): IdentityOptions;
  newKeysDir(): string;
  close(): Promise<void>;
}> {
  const { db, close } = await openTestDatabase();
  const migrated = await migrate(db, [...auditMigrations, ...identityMigrations]);
  if (!migrated.ok) throw new Error('The tables of identity could not be made');
  const directory = mkdtempSync(join(tmpdir(), 'carnet-identity-'));
  const port = await freePort();
  const audit = createAudit({ db, clock: systemClock });
  let keyDirectories = 0;
  const newKeysDir = () => join(directory, `keys-${keyDirectories++}`);
  const keysDir = newKeysDir();
  return {
    db,
    newKeysDir,
    options: (over = {}) => ({
      db,
      clock: systemClock,
      audit,
      log: silentLog,
      country: 'FR',
      publicUrl: `http://localhost:${port}`,
      keysDir,
      demonstration: true,
      ...over,
    }),
    async close() {
      await close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
