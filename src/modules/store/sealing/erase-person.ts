import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Queryable, Transaction } from '#db';
import type { Clock } from '#kernel';
import { settledMoment } from '../export-moment.ts';
import type { ResourceKey } from '../locate.ts';
import type { ErasedList } from './erased-list.ts';
import type { PersonKeys } from './person-keys.ts';

export interface ErasureOptions {
  readonly db: Database;
  /** Where the keys are. */
  readonly keysDb: Queryable;
  readonly clock: Clock;
  readonly keys: PersonKeys;
  readonly list: ErasedList;
  /**
   * Takes away what other tables hold of the person, in the transaction in which her record goes; gives what is hers among
   * the resources that are nobody's record.
   */
  readonly also: (tx: Transaction, person: string) => Promise<readonly ResourceKey[]>;
}

/** Milliseconds beyond the lease, for clocks and timers. */
const margin = 250;

const eraseSql = `
  insert into person_key (compartment, erased, swept, reason)
  select p, now(), false, $2::text from unnest($1::text[]) as p
  on conflict (compartment) do update
     set generation = null, wrapped = null, erased = coalesce(person_key.erased, now()), swept = false,
         reason = coalesce(person_key.reason, excluded.reason)`;

/**
 * Destroys the keys of persons: from then on nobody can read what was sealed with them, wherever it stands. Durable when
 * it resolves, and noted beside the keys; every process knows it within the lease of the keys. `sweepErased` takes away the
 * rows.
 */
export async function destroyKeys(
  { keysDb, keys, list }: ErasureOptions,
  persons: readonly string[],
  reason?: string,
): Promise<void> {
  await keysDb.query(eraseSql, [persons, reason]);
  await list.add(persons);
  keys.forget();
}

/**
 * After a backup was put back: who stands in the list beside the keys is erased in the database too, and the other way
 * round; who is erased and has rows again is to be swept again. Resolves with the number of persons whom the databases had
 * back. May be repeated, and by several processes at once.
 */
export async function repeatErasures(options: ErasureOptions): Promise<number> {
  const listed = await options.list.read();
  const rows = await options.keysDb.query<{ compartment: string }>(
    'select compartment from person_key where erased is not null',
    [],
  );
  const known = new Set(rows.map(({ compartment }) => compartment));
  const back = [...listed].filter((person) => !known.has(person));
  const missing = [...known].filter((person) => !listed.has(person));
  if (missing.length > 0) await options.list.add(missing);
  if (back.length > 0) await destroyKeys(options, back);
  return back.length + (await unsweep(options));
}

/** Erased persons who are looked for in one statement. */
const lookedForTogether = 1_000;

/** Of who is erased a deletion of the Patient is there and nothing else. */
const rowsAgainSql = `
  select distinct compartment from resource
   where compartment = any ($1::text[]) and not (type = 'Patient' and id = compartment and deleted)
  union
  select distinct compartment from resource_history where compartment = any ($1::text[])`;

/** Has those swept again who were, and of whom the records have rows all the same; their number. */
async function unsweep({ db, keysDb, keys }: ErasureOptions): Promise<number> {
  let found = 0;
  for (let after = ''; ; ) {
    const swept = await keysDb.query<{ compartment: string }>(
      `select compartment from person_key where erased is not null and swept and compartment > $1
        order by compartment limit ${lookedForTogether}`,
      [after],
    );
    const last = swept.at(-1);
    if (last === undefined) break;
    after = last.compartment;
    const rows = await db.query<{ compartment: string }>(rowsAgainSql, [swept.map(({ compartment }) => compartment)]);
    if (rows.length === 0) continue;
    found += rows.length;
    await keysDb.query(
      'update person_key set swept = false where erased is not null and compartment = any ($1::text[])',
      [rows.map(({ compartment }) => compartment)],
    );
    keys.forget();
  }
  return found;
}

/**
 * Takes away the rows of whoever is erased: her record, its history and index, and what other modules hold of her. Of the
 * record a deletion of the Patient stays, so that who has a copy learns of it. May be repeated and interrupted.
 */
export async function sweepErased(options: ErasureOptions, signal: AbortSignal): Promise<number> {
  const { db, keysDb, clock, keys } = options;
  const rows = await keysDb.query<{ compartment: string }>(
    'select compartment from person_key where erased is not null and not swept',
    [],
  );
  if (rows.length === 0) return 0;
  // Until then a process may write to the record under the key that it remembers.
  await wait(keys.lease + margin, undefined, { signal });
  await settledMoment(db, clock, signal);
  for (const { compartment } of rows) {
    signal.throwIfAborted();
    await db.transaction((tx) => sweep(tx, options, compartment));
    await keysDb.query('update person_key set swept = true where compartment = $1', [compartment]);
  }
  return rows.length;
}

async function sweep(tx: Transaction, { clock, also }: ErasureOptions, person: string): Promise<void> {
  await tx.query('set local statement_timeout = 0');
  const rows = await tx.query<{ type: string; id: string }>(
    `select type, id from resource where compartment = $1 order by type, id for update`,
    [person],
  );
  const others = rows.filter(({ type, id }) => type !== 'Patient' || id !== person);
  await tx.query(
    `delete from resource_locator l using unnest($1::text[], $2::text[]) as n (type, id)
      where l.id = n.id and l.type = n.type`,
    [others.map(({ type }) => type), others.map(({ id }) => id)],
  );
  for (const table of besides) await tx.query(`delete from ${table} where compartment = $1`, [person]);
  await tx.query(`delete from resource where compartment = $1 and not (type = 'Patient' and id = $1)`, [person]);
  await tx.query(
    `update resource set version = version + 1, updated = greatest(updated, $2::bigint), deleted = true, text = '', size = null,
            keys = '{}', marks = '{}', codes = '{}', texts = '{}', words = null, labels = null, labelled = version + 1
      where compartment = $1 and type = 'Patient' and id = $1 and text <> ''`,
    [person, clock.now().getTime()],
  );
  const hers = await also(tx, person);
  for (const table of ['resource', ...besides, 'resource_locator']) {
    await tx.query(
      `delete from ${table} r using unnest($1::text[], $2::text[]) as n (type, id)
        where r.compartment = '' and r.type = n.type and r.id = n.id`,
      [hers.map(({ type }) => type), hers.map(({ id }) => id)],
    );
  }
}

const besides = [
  'resource_history',
  'resource_code',
  'resource_date',
  'resource_string',
  'resource_quantity',
  'resource_contained',
];
