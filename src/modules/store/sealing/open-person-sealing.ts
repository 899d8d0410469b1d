import { join } from 'node:path';
import type { Database } from '#db';
import type { Clock } from '#kernel';
import { checkSeals } from './check-seals.ts';
import { destroyKeys, type ErasureOptions, repeatErasures, sweepErased } from './erase-person.ts';
import { openErasedList } from './erased-list.ts';
import { nodeKeysExist, openNodeKeys } from './node-keys.ts';
import { createPersonKeys, type SealingPhase } from './person-keys.ts';
import { createPersonWords, type PersonWords } from './person-words.ts';
import { rotateNodeKeys } from './rotate-node-keys.ts';
import { sealOlder } from './seal-older.ts';
import type { TextPlace } from './seal-text.ts';
import { createSealing, type Sealing } from './sealing.ts';

/** The keys of persons, and what is done by them. */
export interface PersonSealing {
  /** For `createStore`. */
  readonly sealing: Sealing;
  /** For modules and features that keep words of persons in tables of their own. */
  readonly words: PersonWords;
  phase(): Promise<SealingPhase>;
  /** Begins to seal in a database that has records from before; false where it does already. */
  begin(): Promise<boolean>;
  /** Seals what was written before, as a job; the number of versions. */
  sealOlder(how: { readonly signal: AbortSignal; readonly progress: (done: number) => void }): Promise<number>;
  /**
   * Erases a person: her key at once and durably, then every row of her record and what other modules hold of her. Where
   * the second is broken off, `sweep` goes on. Erasing twice is erasing once, for the first reason.
   */
  erase(person: string, reason: string, signal: AbortSignal): Promise<void>;
  /** Who of these was erased, and for which reason. */
  erased(persons: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /**
   * Erases again whom a backup has brought back, as the start does: her key at once, and her rows by `sweep`. The number of
   * persons.
   */
  repeatErasures(): Promise<number>;
  /** Are there erasures to end? */
  sweepPending(): Promise<boolean>;
  /** Ends erasures that were broken off, or whose person a backup has brought back; the number of persons. */
  sweep(signal: AbortSignal): Promise<number>;
  /** Opens every text that is stored, and tells where those stand that do not open; the number of texts. */
  check(broken: (place: TextPlace) => void): Promise<number>;
  /** A new node key, by which all keys are wrapped anew; those before it are destroyed. The number of keys. */
  rotate(): Promise<number>;
}

export interface PersonSealingOptions {
  readonly db: Database;
  /**
   * Where the keys are kept, with `personKeyMigrations`: connections of their own, since a key may be asked for while all
   * others are held by who waits for it.
   */
  readonly keysDb: Database;
  /** Is that another database than the records'? */
  readonly apart?: boolean;
  readonly clock: Clock;
  /** Has the node keys (`persons.key`) and the list of who was erased (`erased-persons`). */
  readonly keysDir: string;
  readonly also?: ErasureOptions['also'];
  /** Milliseconds for which a process may go by what it knows of keys; 2,000 unless said. */
  readonly lease?: number;
}

/**
 * Opens the keys of persons. Who was erased stays so, whatever database is there. Throws where the node keys are not those
 * that wrap what the database has: better no node than one that takes everybody for lost.
 */
export async function openPersonSealing(options: PersonSealingOptions): Promise<PersonSealing> {
  const { db, keysDb, clock, keysDir } = options;
  const [held] = await keysDb.query<{ least: number | null; most: number | null }>(
    'select min(generation) as least, max(generation) as most from person_key where wrapped is not null',
    [],
  );
  if (held?.most != null && !nodeKeysExist(keysDir)) {
    throw new Error(
      'The file persons.key is not in the keys directory, and the keys of persons are wrapped by it: put it back.',
    );
  }
  await refuseKeysElsewhere(options);
  const nodeKeys = await openNodeKeys(keysDir);
  if (held?.most != null && held.most > nodeKeys.newest()) {
    throw new Error(
      'The file persons.key in the keys directory is older than the keys of persons: put back the present one.',
    );
  }
  await keysDb.query(
    `insert into person_sealing (phase, generation) values ($1, $2::smallint) on conflict (one) do nothing`,
    [await firstPhase(db), nodeKeys.newest()],
  );
  const keys = createPersonKeys(keysDb, nodeKeys, options.lease);
  const sealing = createSealing(keys, nodeKeys.indexSecret);
  const erasure = {
    db,
    keysDb,
    clock,
    keys,
    list: openErasedList(join(keysDir, 'erased-persons')),
    also: options.also ?? (async () => []),
  };
  await repeatErasures(erasure);
  return {
    sealing,
    words: createPersonWords(keys),
    phase: async () => keys.phase(),
    async begin() {
      const begun = await keysDb.query(
        `update person_sealing set phase = 'new' where phase = 'off' returning phase`,
        [],
      );
      keys.forget();
      // Keys of tokens that name a person are made with a secret from now on; until they are, both kinds are searched.
      if (begun.length > 0) await db.query(renewPersonsSql, []);
      return begun.length > 0;
    },
    sealOlder: (how) => sealOlder({ ...how, db, keysDb, clock, keys, sealing }),
    async erase(person, reason, signal) {
      await destroyKeys(erasure, [person], reason);
      await sweepErased(erasure, signal);
    },
    async erased(asked) {
      const rows = await keysDb.query<{ compartment: string; reason: string | null }>(
        'select compartment, reason from person_key where erased is not null and compartment = any ($1::text[])',
        [asked],
      );
      return new Map(rows.map(({ compartment, reason }) => [compartment, reason ?? '']));
    },
    repeatErasures: () => repeatErasures(erasure),
    async sweepPending() {
      const open = await keysDb.query('select from person_key where erased is not null and not swept limit 1', []);
      return open.length > 0;
    },
    sweep: (signal) => sweepErased(erasure, signal),
    check: (broken) => checkSeals(db, sealing, broken),
    rotate: () => rotateNodeKeys({ keysDb, keysDir, nodeKeys }),
  };
}

const renewPersonsSql = `
  insert into index_renewal (generation, types, covers)
  select max(generation) + 1, '{Patient,Person,RelatedPerson}', '{}' from index_renewal`;

/** Keys that are in another place than the settings say would make every record look lost. */
async function refuseKeysElsewhere({ db, keysDb, apart }: PersonSealingOptions): Promise<void> {
  const started = async (on: Database) => (await on.query('select from person_sealing', [])).length > 0;
  if (apart === true && (await started(db))) {
    throw new Error(
      'The keys of persons are in the database of the records: move the rows of person_key and person_sealing to CARNET_KEYS_DATABASE_URL.',
    );
  }
  if (await started(keysDb)) return;
  const [row] = await db.query<{ sealed: boolean }>(
    `select exists (select from (select left(text, 1) as first from resource where compartment <> '' limit 1000) r
                     where r.first = '*') as sealed`,
    [],
  );
  if (row?.sealed === true) {
    throw new Error(
      'There are sealed records and no keys of persons: put them back, or name their database in CARNET_KEYS_DATABASE_URL.',
    );
  }
}

/** An older build may serve a database that has records: there the operator says when to begin. */
async function firstPhase(db: Database): Promise<SealingPhase> {
  const [row] = await db.query<{ any: boolean }>('select exists (select from resource) as any', []);
  return row?.any === true ? 'off' : 'all';
}
