import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
import { createJobs, type Database, jobMigrations, type Migration, migrate, openDatabase, prepareQueue } from '#db';
import { createIdentity, identityMigrations } from '#identity';
import { type Log, randomIds, systemClock } from '#kernel';
import { appendJournal, createRecords } from '#records';
import { createStore, renewIndex, storeMigrations } from '#store';
import { createTerminology, terminologyMigrations } from '#terminology';
import { cursorKey } from './cursor-key.ts';
import type { NodeConfig } from './settings.ts';

/** Every step of the schema, the lower modules first. */
const migrations: readonly Migration[] = [
  ...jobMigrations,
  ...terminologyMigrations,
  ...storeMigrations,
  ...auditMigrations,
  ...identityMigrations,
  ...accessMigrations,
];

/** The modules of one node, wired; what both the serving process and the command line stand on. */
export type Core = Awaited<ReturnType<typeof openCore>>;

/** Opens the database, brings its schema up to date and wires the modules. Close it with `close`. */
export async function openCore(config: NodeConfig, log: Log) {
  const db: Database = openDatabase({ url: config.databaseUrl, name: `carnet ${config.node}` });
  try {
    const migrated = await migrate(db, migrations);
    if (!migrated.ok) throw new SchemaError(migrated.fault.issues.map((issue) => issue.text).join(' '));
    const queue = await prepareQueue(db);
    if (!queue.ok) throw new SchemaError(queue.fault.issues.map((issue) => issue.text).join(' '));
    if (migrated.value.applied.length > 0) log.info('schema.migrated', { steps: migrated.value.applied.length });
    const renewed = await renewIndex(db);
    if (renewed > 0) log.info('index.renewed', { resources: renewed });
    const clock = systemClock;
    const terminology = await createTerminology({ db });
    const audit = createAudit({ db, clock });
    const stopPlacing = audit.keepPlacing(log);
    const access = createAccess({ db, clock, country: config.country });
    const signIn = {
      db,
      audit,
      clock,
      log,
      keysDir: config.keysDir,
      publicUrl: config.publicUrl,
      country: config.country,
      demonstration: config.demonstration,
    };
    const identity = createIdentity(signIn);
    const store = createStore({
      db,
      clock,
      cursorKey: await cursorKey(config.keysDir),
      append: appendJournal({ audit, access }),
    });
    const records = createRecords({
      store,
      access,
      audit,
      clock,
      ids: randomIds,
      transact: (work) => db.transaction(work),
    });
    const jobs = createJobs({ db, log });
    return {
      db,
      jobs,
      clock,
      ids: randomIds,
      log,
      terminology,
      audit,
      access,
      identity,
      signIn: { ...signIn, identity },
      store,
      records,
      async close() {
        await stopPlacing();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

/** The schema cannot be brought to what this build needs. */
export class SchemaError extends Error {}
