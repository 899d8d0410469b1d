import { fail, ok } from '#kernel';
import type { Database, MigrateResult, Migration, Transaction } from './contract.ts';
import { sqlStateOf } from './database-error.ts';

/** One number for all processes of all versions ("carnet" in ASCII). */
const lockKey = 0x6361_726e_6574;
const lockTimeoutState = '55P03';
/** How long a step may wait for its locks at a time: as long stands what queues up behind it. */
const lockTimeout = '200ms';
/** How long it goes on trying. No transaction of a node is open for longer; those of an operator's tools may be. */
const patience = 120_000;

/**
 * Brings the schema forward: runs the steps that the database does not have yet, in the order of the list, each in a
 * transaction of its own. A step that cannot get its locks at once steps back, so that it never stalls the traffic queued
 * behind it, and tries again for two minutes. Two processes may call this at once. `db` needs two connections.
 *
 * Answers `database.newer-schema` when the database has a step of one of the listed modules that is not in the list:
 * a newer build has been here. Throws when a step fails.
 */
export async function migrate(db: Database, migrations: readonly Migration[]): Promise<MigrateResult> {
  checkNames(migrations);
  const done = await db.transaction(async (tx) => {
    await lockSchema(tx);
    await tx.query(
      `create table if not exists carnet_migration (
         name text primary key,
         applied timestamptz not null default now()
       )`,
    );
    return namesOf(tx);
  });
  const known = new Set(migrations.map((step) => step.name));
  const modules = new Set(migrations.map((step) => moduleOf(step.name)));
  const strange = done.filter((name) => modules.has(moduleOf(name)) && !known.has(name));
  if (strange.length > 0) {
    return fail(
      'database.newer-schema',
      `The database was changed by a newer build (${strange.slice(0, 3).join(', ')}). Run that build or a later one.`,
    );
  }
  const applied: string[] = [];
  for (const step of migrations) {
    if (!done.includes(step.name) && (await applyPatiently(db, step))) applied.push(step.name);
  }
  return ok({ applied, already: migrations.length - applied.length });
}

function checkNames(migrations: readonly Migration[]): void {
  const names = new Set<string>();
  for (const { name } of migrations) {
    if (!/^[a-z-]+\/\d{4}-[a-z0-9-]+$/.test(name)) throw new Error(`Not the name of a migration: ${name}`);
    if (names.has(name)) throw new Error(`Two migrations are called ${name}`);
    names.add(name);
  }
}

function moduleOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

async function applyPatiently(db: Database, step: Migration): Promise<boolean> {
  const end = performance.now() + patience;
  for (let tried = 1; ; tried++) {
    try {
      return await (step.online === true ? applyOnline(db, step) : apply(db, step));
    } catch (thrown) {
      if (sqlStateOf(thrown) !== lockTimeoutState || performance.now() > end) {
        throw new Error(`The migration ${step.name} failed: ${thrown instanceof Error ? thrown.message : thrown}`);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.min(100 * tried, 2_000)));
    }
  }
}

function apply(db: Database, step: Migration): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockSchema(tx);
    if ((await namesOf(tx)).includes(step.name)) return false;
    await tx.query(`set local lock_timeout = '${lockTimeout}'; set local statement_timeout = 0;`);
    await tx.query(step.sql);
    await tx.query('insert into carnet_migration (name) values ($1)', [step.name]);
    return true;
  });
}

/** Outside a transaction, while others write: what it waits for it does not hold up. */
function applyOnline(db: Database, step: Migration): Promise<boolean> {
  return db.transaction(async (tx) => {
    await lockSchema(tx);
    if ((await namesOf(tx)).includes(step.name)) return false;
    // A build that was cut short leaves an index that every write keeps up and no search uses.
    const halfMade = await tx.query<{ name: string }>(
      `select indexrelid::regclass::text as name from pg_index join pg_class on pg_class.oid = indexrelid
        where not indisvalid and relnamespace = current_schema()::regnamespace`,
      [],
    );
    // Sent without values it also ends the statement before it, whose snapshot the build would wait for.
    await tx.query('set local idle_in_transaction_session_timeout = 0');
    for (const { name } of halfMade) await db.query(`drop index concurrently if exists ${name}`);
    await db.query(step.sql);
    await tx.query('insert into carnet_migration (name) values ($1)', [step.name]);
    return true;
  });
}

/** How long another process may take to change the schema. */
const turn = 10 * 60_000;

/**
 * Holds off every other process that would change the schema until the transaction ends. Asks again and again rather than
 * wait: a statement that waits keeps a snapshot, and an index that is built online waits for all snapshots to go.
 */
export async function lockSchema(tx: Transaction): Promise<void> {
  const end = performance.now() + turn;
  for (;;) {
    const [answer] = await tx.query<{ locked: boolean }>(`select pg_try_advisory_xact_lock(${lockKey}) as locked`);
    if (answer?.locked === true) return;
    if (performance.now() > end) throw new Error('Another process has been changing the schema for ten minutes');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function namesOf(tx: Transaction): Promise<readonly string[]> {
  const rows = await tx.query<{ name: string }>('select name from carnet_migration order by name', []);
  return rows.map((row) => row.name);
}
