import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database } from '#db';
import type { DesignationRow } from './contract.ts';
import { createDesignationIndex } from './designation-index.ts';

/** Names that were loaded one by one, of the code systems that this process was asked for. */
export interface LoadedNames {
  /** In exactly this language (BCP 47, canonical). A code system that is asked for first is read meanwhile. */
  find(system: string, code: string, language: string): string | undefined;
  /** Brings the names of these code systems into memory; costs nothing where they are there, or have none. */
  prepare(systems: Iterable<string>): Promise<void>;
  /** Takes in what was loaded since; resolves with the number of names that are new in memory. */
  refresh(): Promise<number>;
  /** Whether the names of all code systems are in memory. */
  readonly isWhole: boolean;
  /** The last change that is known. */
  readonly revision: number;
}

const rowsPerRead = 20_000;

/** One step down the primary key for each code system, however many names these have. */
const systemsSql = `
  with recursive named as (
    (select system from terminology_designation order by system limit 1)
    union all
    select (select d.system from terminology_designation d where d.system > n.system order by d.system limit 1)
      from named n where n.system is not null)
  select system from named where system is not null`;

const ofSystemSql = `
  select system, code, language, display from terminology_designation
  where system = $1 and (code, language) > ($2, $3) order by code, language limit ${rowsPerRead}`;

const latestSql = 'select coalesce(max(revision), 0) as revision from terminology_designation';

const newerSql = `
  select system, code, language, display, revision from terminology_designation
  where revision > $1 and revision <= $2 and system = any($3) order by revision limit ${rowsPerRead}`;

export function createLoadedNames(db: Database): LoadedNames {
  const index = createDesignationIndex();
  let named: ReadonlySet<string> = new Set();
  const read = new Set<string>();
  const underway = new Map<string, Promise<void>>();
  // A reading serves whoever asks, so that it must not end with the request that began it.
  const outside = AsyncLocalStorage.snapshot();
  let revision = 0;
  /** Readings and refreshes take turns: what a reading misses is newer than `revision`, and seen by the next refresh. */
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = turn.then(work);
    turn = done.catch(() => {});
    return done;
  };

  const readSystem = async (system: string) => {
    let [code, language] = ['', ''];
    for (;;) {
      const rows = await db.query<DesignationRow>(ofSystemSql, [system, code, language]);
      for (const row of rows) index.put(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < rowsPerRead) break;
      ({ code, language } = last);
    }
    read.add(system);
  };

  const bring = (system: string): Promise<void> => {
    let reading = underway.get(system);
    if (reading === undefined) {
      reading = outside(() => inTurn(() => readSystem(system))).finally(() => underway.delete(system));
      underway.set(system, reading);
    }
    return reading;
  };
  const isMissing = (system: string) => named.has(system) && !read.has(system);

  return {
    get isWhole() {
      return named.isSubsetOf(read);
    },
    get revision() {
      return revision;
    },
    find(system, code, language) {
      if (isMissing(system)) bring(system).catch(() => {});
      return index.find(system, code, language);
    },
    async prepare(systems) {
      const missing = [...systems].filter(isMissing);
      if (missing.length > 0) await Promise.all(missing.map(bring));
    },
    refresh: () =>
      inTurn(async () => {
        const [latest] = await db.query<{ revision: number }>(latestSql, []);
        const to = latest?.revision ?? 0;
        let added = 0;
        for (let from = revision; read.size > 0 && from < to; ) {
          const rows = await db.query<DesignationRow & { revision: number }>(newerSql, [from, to, [...read]]);
          for (const row of rows) index.put(row);
          added += rows.length;
          from = rows.length < rowsPerRead ? to : (rows.at(-1)?.revision ?? to);
        }
        revision = to;
        named = new Set((await db.query<{ system: string }>(systemsSql, [])).map(({ system }) => system));
        return added;
      }),
  };
}
