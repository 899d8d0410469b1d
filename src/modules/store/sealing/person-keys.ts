import { randomBytes } from 'node:crypto';
import type { Queryable } from '#db';
import type { NodeKeys, WrappedKey } from './node-keys.ts';

/** Whether texts are sealed: not yet, what is written from now on, or all, so that a plain one is a defect. */
export type SealingPhase = 'off' | 'new' | 'all';

/** A key, or that its person is erased. */
export type PersonKey = Uint8Array | 'erased';

export interface PersonKeys {
  /**
   * The keys of these persons in one round trip, and in none where all are remembered; those that have none are left out.
   * An erasure is known here within `lease`.
   */
  keysOf(persons: readonly string[]): Promise<ReadonlyMap<string, PersonKey>>;
  /** The same, with new keys for those that have none. */
  keysFor(persons: readonly string[]): Promise<ReadonlyMap<string, PersonKey>>;
  /** Is the key remembered, and may it be used? At once. */
  known(person: string): PersonKey | undefined;
  /** Persons whose keys are destroyed and whose rows are still there; not older than `lease`. */
  erasing(): readonly string[] | Promise<readonly string[]>;
  /** Not older than `lease`. */
  phase(): SealingPhase | Promise<SealingPhase>;
  /** Milliseconds. */
  readonly lease: number;
  /** This process has changed keys or the phase. */
  forget(): void;
}

const mostRemembered = 50_000;
const mostAttempts = 3;
/** Milliseconds after which a process that asked for nothing meanwhile forgets all keys, since it may have missed an erasure. */
const longestSilence = 300_000;
/** Erasures of so long ago are told at each look, and all of them of which rows are left. */
const erasedSql = `
  select compartment, not swept as sweeping from person_key where erased > now() - interval '10 minutes'
  union select compartment, true from person_key where not swept`;

/** `lease` is 2 seconds unless said. */
export function createPersonKeys(on: Queryable, nodeKeys: NodeKeys, lease = 2_000): PersonKeys {
  let remembered = new Map<string, PersonKey>();
  let phase: SealingPhase = 'off';
  let erasing: readonly string[] = [];
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  let forgotten = 0;

  const isFresh = () => performance.now() - lookedAt < lease;
  const look = async () => {
    const at = performance.now();
    const before = forgotten;
    const [[row], erased] = await Promise.all([
      on.query<{ phase: SealingPhase }>('select phase from person_sealing', []),
      on.query<{ compartment: string; sweeping: boolean }>(erasedSql, []),
    ]);
    if (at - lookedAt > longestSilence) remembered.clear();
    phase = row?.phase ?? 'off';
    for (const { compartment } of erased) remembered.set(compartment, 'erased');
    erasing = erased.filter(({ sweeping }) => sweeping).map(({ compartment }) => compartment);
    if (before === forgotten) lookedAt = at;
  };
  const freshly = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const remember = (person: string, key: PersonKey) => {
    if (remembered.size >= mostRemembered) {
      for (const oldest of remembered.keys()) {
        remembered.delete(oldest);
        if (remembered.size < mostRemembered * 0.9) break;
      }
    }
    remembered.set(person, key);
  };
  const find = async (persons: readonly string[]): Promise<Map<string, PersonKey>> => {
    if (!isFresh()) await freshly();
    const found = new Map<string, PersonKey>();
    const unknown: string[] = [];
    for (const person of persons) {
      const key = remembered.get(person);
      if (key === undefined) unknown.push(person);
      else found.set(person, key);
    }
    if (unknown.length === 0) return found;
    const rows = await on.query<KeyRow>(findSql, [unknown]);
    for (const row of rows) {
      const key = row.wrapped === null ? 'erased' : nodeKeys.unwrap(row.compartment, row as WrappedKey);
      found.set(row.compartment, key);
      // An erasure may have been told while the answer was on its way.
      if (remembered.get(row.compartment) !== 'erased') remember(row.compartment, key);
    }
    return found;
  };

  return {
    lease,
    keysOf: find,
    async keysFor(persons) {
      const found = await find(persons);
      // In one order, so that two processes which make the same keys wait for each other in one direction only.
      let missing = [...new Set(persons.filter((person) => !found.has(person)))].sort();
      for (let attempt = 0; missing.length > 0; attempt++) {
        if (attempt === mostAttempts) throw new Error('The keys directory does not have the newest node key');
        // A node key that was rotated this moment wraps nothing any more.
        if (attempt > 0) nodeKeys.again();
        const made = missing.map((person) => nodeKeys.wrap(person, randomBytes(32)));
        await on.query(makeSql, [missing, made.map((key) => key.generation), made.map((key) => key.wrapped)]);
        for (const [person, key] of await find(missing)) found.set(person, key);
        missing = missing.filter((person) => !found.has(person));
      }
      return found;
    },
    known: (person) => (isFresh() ? remembered.get(person) : undefined),
    erasing: () => (isFresh() ? erasing : freshly().then(() => erasing)),
    phase: () => (isFresh() ? phase : freshly().then(() => phase)),
    forget() {
      forgotten += 1;
      lookedAt = Number.NEGATIVE_INFINITY;
      looking = undefined;
      remembered = new Map();
    },
  };
}

interface KeyRow {
  readonly compartment: string;
  readonly generation: number | null;
  readonly wrapped: Uint8Array | null;
}

const findSql = 'select compartment, generation, wrapped from person_key where compartment = any ($1::text[])';
const makeSql = `
  insert into person_key (compartment, generation, wrapped)
  select * from unnest($1::text[], $2::smallint[], $3::bytea[]) as n (compartment, generation, wrapped)
   where n.generation >= (select s.generation from person_sealing s)
  on conflict (compartment) do nothing`;
