import { setTimeout as wait } from 'node:timers/promises';
import type { Database, Transaction } from '#db';
import { extractIndex, type Resource, resourceTypes } from '#fhir';
import type { Clock } from '#kernel';
import type { ResourceState } from './commit/decide-unit.ts';
import { writeStates } from './commit/write-states.ts';
import { settledMoment } from './export-moment.ts';
import { fillLabels } from './fill-labels.ts';
import type { IndexCatalogue, IndexState } from './index-catalogue.ts';
import { indexRowsOf } from './index-rows.ts';
import { toStored, type VersionRow, versionColumns } from './rows.ts';
import { openAll, type Sealing } from './sealing/sealing.ts';

export interface RenewOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly catalogue: IndexCatalogue;
  readonly sealing: Sealing;
  readonly signal: AbortSignal;
  /** Resources that are done and that there are. */
  readonly progress: (done: number, total: number) => void;
}

interface Renewal {
  readonly generation: number;
  readonly types: readonly string[];
  readonly covers: readonly string[];
  readonly done: number;
  readonly total: number | null;
  /** Type, compartment and id up to which it has come; empty at the start. */
  readonly place: readonly string[];
}

/** Resources of one transaction: few, so that no write waits long for one of them. */
const batch = 100;
/** Milliseconds beyond the lease, for clocks and timers. */
const margin = 250;

const nextSql = `
  select generation, types, covers, done, total, place from index_renewal where not finished order by generation limit 1`;

/**
 * Writes the index of every resource anew that an older generation of it indexed, while the node serves; what a
 * generation brought can be searched when this has come through its types. Versions, times and texts stay as they are.
 * Goes on where it was interrupted, by whichever process. Resolves with the number of resources that were renewed.
 */
export async function renewIndex(options: RenewOptions): Promise<number> {
  const { db, catalogue, clock, signal } = options;
  let renewed = 0;
  for (;;) {
    const [renewal] = await db.query<Renewal>(nextSql, []);
    // What an older build writes beside this one it writes at any time.
    if (renewal === undefined) return renewed + (await fillLabels(options, signal));
    // By now every process may still write as it did before; when this is over, none does, and all it wrote is visible.
    await wait(catalogue.lease + margin, undefined, { signal });
    await settledMoment(db, clock, signal);
    catalogue.forget();
    const index = await catalogue.current();
    renewed += renewal.covers.includes(':labels')
      ? await fillLabels(options, signal)
      : await walk(options, index, renewal);
    await db.query('update index_renewal set finished = true where generation = $1', [renewal.generation]);
    catalogue.forget();
  }
}

/** Begins a generation that brings everything. */
export async function forgetIndex(db: Database): Promise<void> {
  await db.query(
    `insert into index_renewal (generation, types, covers) select max(generation) + 1, '{}', '{*}' from index_renewal`,
    [],
  );
}

/** Through the types in their order, and through each by compartment and id. */
async function walk(options: RenewOptions, index: IndexState, renewal: Renewal): Promise<number> {
  const { db, sealing, signal, progress } = options;
  const types = [...(renewal.types.length === 0 ? resourceTypes : renewal.types)].sort();
  const total = renewal.total ?? (await countOf(db, renewal, types));
  let { done } = renewal;
  let place = renewal.place;
  progress(done, total);
  for (const type of types) {
    if (place[0] !== undefined && type < place[0]) continue;
    let [, compartment = '', id = ''] = place[0] === type ? place : [];
    for (;;) {
      signal.throwIfAborted();
      const after = { type, compartment, id };
      const step = await db.transaction((tx) => renewSome(tx, sealing, index, renewal.generation, after));
      done += step.length;
      progress(done, total);
      const last = step.at(-1);
      if (last === undefined) break;
      ({ compartment, id } = last);
    }
    place = [];
  }
  return done - renewal.done;
}

async function countOf(db: Database, { generation }: Renewal, types: readonly string[]): Promise<number> {
  const [row] = await db.query<{ total: number }>(
    `update index_renewal set total =
       (select count(*) from resource where type = any ($2::text[]) and not deleted and indexed < $1::smallint)
      where generation = $1::smallint returning total`,
    [generation, types],
  );
  return row?.total ?? 0;
}

type Key = Pick<VersionRow, 'type' | 'compartment' | 'id'>;

async function renewSome(
  tx: Transaction,
  sealing: Sealing,
  index: IndexState,
  generation: number,
  after: Key,
): Promise<readonly Key[]> {
  const rows = await tx.query<VersionRow & { readonly keys: string }>(
    `select ${versionColumns('r')}, r.keys::text as keys from resource r
      where r.type = $1 and (r.compartment, r.id) > ($2::text, $3::text) and not r.deleted and r.indexed < $4::smallint
      order by r.compartment, r.id limit ${batch} for update`,
    [after.type, after.compartment, after.id, generation],
  );
  const opened = await openAll(sealing, rows);
  const seal = await sealing.sealerFor(opened);
  if (!seal.ok) throw new Error('A person was erased meanwhile');
  const states = opened.map((row): ResourceState => {
    const { compartment, category, keys, type, id } = row;
    const resource = JSON.parse(row.text) as Resource;
    const current = toStored(row);
    const indexed = indexRowsOf(resource, extractIndex(resource, index.parameters), index.secret);
    const latest = {
      write: { op: 'update', type, id } as const,
      compartment,
      category,
      labels: current.labels ?? [],
      rows: indexed,
    };
    return { original: { compartment, keys }, current, superseded: [], latest };
  });
  await writeStates(tx, states, { generation: index.generation, distributed: true, sealing, seal: seal.value });
  const last = rows.at(-1);
  if (last !== undefined) {
    await tx.query('update index_renewal set done = done + $2::bigint, place = $3::text[] where generation = $1', [
      generation,
      rows.length,
      [last.type, last.compartment, last.id],
    ]);
  }
  return rows;
}
