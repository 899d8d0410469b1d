import { setTimeout as wait } from 'node:timers/promises';
import type { Queryable } from '#db';
import { addGeneration, dropGenerationsBefore, type NodeKeys, type WrappedKey } from './node-keys.ts';

const batch = 1_000;
/** Milliseconds in which every process has seen a new generation, and has written what it wrapped with the one before. */
const settle = 3_000;

/**
 * Makes a new node key, wraps the keys of all persons with it and destroys the keys before it, while the node serves:
 * what a backup holds of keys that were wrapped by those is good for nothing from then on. Repeated where it was
 * interrupted, it ends what that began. Resolves with the number of keys that were wrapped anew.
 */
export async function rotateNodeKeys(options: {
  readonly keysDb: Queryable;
  readonly keysDir: string;
  readonly nodeKeys: NodeKeys;
}): Promise<number> {
  const { keysDb, keysDir, nodeKeys } = options;
  const generation = await addGeneration(keysDir);
  await keysDb.query('update person_sealing set generation = $1::smallint', [generation]);
  await wait(settle);
  let wrapped = 0;
  for (;;) {
    const some = await wrapAnew(keysDb, nodeKeys, generation);
    if (some === 0) break;
    wrapped += some;
  }
  await dropGenerationsBefore(keysDir, generation);
  return wrapped;
}

async function wrapAnew(keysDb: Queryable, nodeKeys: NodeKeys, generation: number): Promise<number> {
  const rows = await keysDb.query<WrappedKey & { readonly compartment: string }>(
    `select compartment, generation, wrapped from person_key
      where wrapped is not null and generation < $1::smallint order by generation, compartment limit ${batch}`,
    [generation],
  );
  const anew = rows.map((row) => nodeKeys.wrap(row.compartment, nodeKeys.unwrap(row.compartment, row)));
  await keysDb.query(
    `update person_key k set generation = n.generation, wrapped = n.wrapped
       from unnest($1::text[], $2::smallint[], $3::bytea[]) as n (compartment, generation, wrapped)
      where k.compartment = n.compartment and k.wrapped is not null and k.generation < n.generation`,
    [rows.map((row) => row.compartment), anew.map((key) => key.generation), anew.map((key) => key.wrapped)],
  );
  return rows.length;
}
