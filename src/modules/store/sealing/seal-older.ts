import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Queryable, Transaction } from '#db';
import { compartmentPaths } from '#fhir';
import type { Clock } from '#kernel';
import { settledMoment } from '../export-moment.ts';
import type { PersonKeys } from './person-keys.ts';
import { isSealed, type StoredText } from './seal-text.ts';
import { keyHolder, type Sealing } from './sealing.ts';

export interface SealOlderOptions {
  readonly db: Database;
  /** Where the keys are. */
  readonly keysDb: Queryable;
  readonly clock: Clock;
  readonly keys: PersonKeys;
  readonly sealing: Sealing;
  readonly signal: AbortSignal;
  /** Versions that are done; nobody counts beforehand how many there are. */
  readonly progress: (done: number) => void;
}

interface PlainRow {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly text: string;
}

const tables = ['resource', 'resource_history'] as const;
/** Versions of one transaction: few, so that no write waits long for one of them. */
const batch = 200;
/** Milliseconds beyond the lease, for clocks and timers. */
const margin = 250;
/** Of these a row may be sealed although it is nobody's record. */
const aboutPersons = [...Object.keys(compartmentPaths), 'Bundle'];

/**
 * Seals what was written before the node sealed, current versions and former ones, while it serves. Goes on where it was
 * interrupted, by whichever process, and ends with the phase in which a plain text is refused. Resolves with the number of
 * versions; of 0 where the phase is another.
 */
export async function sealOlder(options: SealOlderOptions): Promise<number> {
  const { db, keysDb, clock, keys, signal, progress } = options;
  const [state] = await keysDb.query<{ phase: string; done: number; place: readonly string[] }>(
    'select phase, done, place from person_sealing',
    [],
  );
  if (state?.phase !== 'new') return 0;
  // By now a process may still write plain texts; when this is over, none does.
  await wait(keys.lease + margin, undefined, { signal });
  await settledMoment(db, clock, signal);
  keys.forget();
  let done = state.done;
  let [reached = 'resource', ...after] = state.place;
  for (const table of tables) {
    if (reached === 'resource_history' && table === 'resource') continue;
    for (;;) {
      signal.throwIfAborted();
      const rows = await db.transaction((tx) => sealSome(tx, options, table, after));
      const last = rows.at(-1);
      if (last === undefined) break;
      after = [last.compartment, last.type, last.id, String(last.version)];
      done += rows.length;
      await keysDb.query('update person_sealing set done = $1::bigint, place = $2::text[]', [done, [table, ...after]]);
      progress(done);
    }
    reached = 'resource_history';
    after = [];
  }
  await keysDb.query(`update person_sealing set phase = 'all' where phase = 'new'`, []);
  keys.forget();
  return done - state.done;
}

async function sealSome(
  tx: Transaction,
  { sealing }: SealOlderOptions,
  table: (typeof tables)[number],
  [compartment = '', type = '', id = '', version = '0']: readonly string[],
): Promise<readonly PlainRow[]> {
  const rows = await tx.query<PlainRow>(
    `select r.compartment, r.type, r.id, r.version, r.text from ${table} r
      where (r.compartment, r.type, r.id, r.version) > ($1::text, $2::text, $3::text, $4::int)
        and (r.compartment <> '' or r.type = any ($5::text[])) and r.text <> '' and left(r.text, 1) <> '*'
      order by r.compartment, r.type, r.id, r.version limit ${batch} for update`,
    [compartment, type, id, Number(version), aboutPersons],
  );
  const open = rows.filter((row) => !isSealed(row.text) && keyHolder(row) !== undefined);
  if (open.length === 0) return rows;
  const seal = await sealing.sealerFor(open);
  // Rows of somebody who is being erased are about to go: the job comes again when they have.
  if (!seal.ok) throw new Error('A person is erased meanwhile');
  const sealed: readonly StoredText[] = open.map(seal.value);
  await tx.query(
    `update ${table} r set text = n.text, size = n.size
       from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::int[])
         as n (compartment, type, id, version, text, size)
      where r.compartment = n.compartment and r.type = n.type and r.id = n.id and r.version = n.version`,
    [
      open.map((row) => row.compartment),
      open.map((row) => row.type),
      open.map((row) => row.id),
      open.map((row) => row.version),
      sealed.map(({ text }) => text),
      sealed.map(({ size }) => size),
    ],
  );
  return rows;
}
