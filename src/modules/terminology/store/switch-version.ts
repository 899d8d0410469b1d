import type { Database, Transaction } from '#db';
import { fail, type Outcome, ok } from '#kernel';
import { noteChange } from './catalogue.ts';

/** A version of a code system that is in use from now on. */
export interface Switched {
  readonly version: string;
  /** The one before; undefined where none was. */
  readonly former?: string;
}

const currentSql = `
  select version from terminology_use where url = $1 and undone is null order by id desc limit 1`;

/** Puts a version in use, at once and for everybody; what is asked without a version means it from then on. */
export async function useVersion(db: Database, url: string, version: string): Promise<Outcome<Switched>> {
  return db.transaction(async (tx) => {
    await noteChange(tx);
    if (!(await isKept(tx, url, version))) return unknown();
    const current = await currentOf(tx, url);
    if (current !== version) {
      await tx.query('insert into terminology_use (url, version) values ($1, $2)', [url, version]);
    }
    return ok({ version, ...(current === undefined ? {} : { former: current }) });
  });
}

/** Puts the version in use again that was before the last switch. */
export async function undoUse(db: Database, url: string): Promise<Outcome<Switched>> {
  return db.transaction(async (tx) => {
    await noteChange(tx);
    const current = await currentOf(tx, url);
    // A version that was taken away leaves the same one before and after it.
    const [former] = await tx.query<{ id: number; version: string }>(
      `select id, version from terminology_use
        where url = $1 and undone is null and version <> $2 order by id desc limit 1`,
      [url, current],
    );
    if (current === undefined || former === undefined) {
      return fail('terminology.no-former-version', 'No other version of this code system was in use before.');
    }
    await tx.query('update terminology_use set undone = now() where url = $1 and id > $2 and undone is null', [
      url,
      former.id,
    ]);
    return ok({ version: former.version, former: current });
  });
}

/** Takes a version away. The one in use only goes when it is the last. */
export async function removeVersion(db: Database, url: string, version: string): Promise<Outcome<void>> {
  return db.transaction(async (tx) => {
    await noteChange(tx);
    if (!(await isKept(tx, url, version))) return unknown();
    const current = await currentOf(tx, url);
    const [others] = await tx.query<{ count: number }>(
      'select count(*)::int as count from terminology_version where url = $1 and version <> $2',
      [url, version],
    );
    if (current === version && others !== undefined && others.count > 0) {
      return fail('terminology.in-use', 'This version is in use and others are there: put one of them in use first.');
    }
    const [removed] = await tx.query<{ content: number }>(
      'delete from terminology_version where url = $1 and version = $2 returning content',
      [url, version],
    );
    await tx.query('delete from terminology_content where id = $1', [removed?.content]);
    return ok(undefined);
  });
}

async function currentOf(tx: Transaction, url: string): Promise<string | undefined> {
  const [current] = await tx.query<{ version: string }>(currentSql, [url]);
  return current?.version;
}

async function isKept(tx: Transaction, url: string, version: string): Promise<boolean> {
  const rows = await tx.query('select 1 from terminology_version where url = $1 and version = $2', [url, version]);
  return rows.length > 0;
}

function unknown(): Outcome<never> {
  return fail(
    'terminology.unknown-version',
    'This version of the code system was not imported; `carnet terminology list` shows those that were.',
  );
}
