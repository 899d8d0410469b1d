import { getConstructionPlans, getMigrationPlans, PgBoss } from 'pg-boss';
import { fail, type Outcome, ok } from '#kernel';
import type { Database, Transaction } from '../contract.ts';
import { lockSchema } from '../migrate.ts';
import { queueDatabase, queueSchema, withoutTransaction } from './queue-database.ts';

/**
 * Makes or brings forward the queue's own tables, under the lock of all migrations, so that two processes may start at
 * once. Answers `database.newer-schema` where a newer build has been here. Installs no extension; the user of the
 * database needs the right to create a schema in it, which its owner has.
 */
export async function prepareQueue(db: Database): Promise<Outcome<void>> {
  const needed = neededVersion();
  return db.transaction(async (tx) => {
    await lockSchema(tx);
    const found = await versionOf(tx);
    if (found === needed) return ok(undefined);
    if (found !== undefined && found > needed) {
      return fail(
        'database.newer-schema',
        'The job queue was changed by a newer build. Run that build or a later one.',
      );
    }
    const script = found === undefined ? getConstructionPlans(queueSchema) : getMigrationPlans(queueSchema, found);
    await tx.query(withoutTransaction(script));
    return ok(undefined);
  });
}

/** The version that this build of the queue writes into a schema which it makes. */
function neededVersion(): number {
  const written = /insert into \S+version\(version\) values \('(\d+)'\)/i.exec(getConstructionPlans(queueSchema))?.[1];
  if (written === undefined) throw new Error('The queue does not say which schema it needs');
  return Number(written);
}

async function versionOf(tx: Transaction): Promise<number | undefined> {
  const [there] = await tx.query<{ found: boolean }>('select to_regclass($1) is not null as found', [
    `${queueSchema}.version`,
  ]);
  if (there?.found !== true) return undefined;
  const [row] = await tx.query<{ version: number }>(`select version from ${queueSchema}.version`, []);
  return row?.version;
}

/** A queue over our connections: nothing is scheduled by the clock, and no index is built behind our back. */
export function openQueue(db: Database): PgBoss {
  return new PgBoss({
    db: queueDatabase(db),
    schema: queueSchema,
    migrate: false,
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
  });
}
