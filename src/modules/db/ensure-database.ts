import { sqlStateOf } from './database-error.ts';
import { openDatabase } from './open-database.ts';

const alreadyThere = new Set(['42P04', '23505']);

/** Creates the database `name` where it is absent. `adminUrl` leads to any database of the server; two may call at once. */
export async function ensureDatabase(adminUrl: string, name: string): Promise<void> {
  await onServer(adminUrl, async (query) => {
    const rows = await query('select 1 from pg_database where datname = $1', [name]);
    if (rows.length > 0) return;
    try {
      await query(`create database ${quoteName(name)} template template0`);
    } catch (thrown) {
      if (!alreadyThere.has(sqlStateOf(thrown) ?? '')) throw thrown;
    }
  });
}

/** Removes the database with everything in it, ending whoever uses it. Absent is fine. */
export async function dropDatabase(adminUrl: string, name: string): Promise<void> {
  await onServer(adminUrl, (query) => query(`drop database if exists ${quoteName(name)} with (force)`));
}

type Query = (text: string, values?: readonly unknown[]) => Promise<readonly object[]>;

async function onServer<T>(adminUrl: string, work: (query: Query) => Promise<T>): Promise<T> {
  const db = openDatabase({ url: adminUrl, max: 1, name: 'carnet admin', statementTimeout: 60_000 });
  try {
    return await work((text, values) => db.query(text, values));
  } finally {
    await db.close();
  }
}

function quoteName(name: string): string {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) {
    throw new Error('A database name has up to 63 of a-z, 0-9 and _ and starts with a letter');
  }
  return `"${name}"`;
}
