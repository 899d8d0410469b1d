import type { Queryable } from '#db';
import { type VersionRow, versionColumns } from './rows.ts';

/** One current version by its whole key. */
export interface RowKey {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
}

interface Waiting extends RowKey {
  readonly resolve: (row: VersionRow | undefined) => void;
  readonly reject: (reason: unknown) => void;
}

/** Statements under way at a time: while one is on its way, the next one's answer is being read. */
const lanes = 2;
const mostTogether = 200;

const oneRow = `select ${versionColumns('r')} from resource r where r.compartment = $1 and r.type = $2 and r.id = $3`;
const manyRows = `
  select k.n::integer as n, ${versionColumns('r')}
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k (compartment, type, id, n)
    join resource r on r.compartment = k.compartment and r.type = k.type and r.id = k.id`;

/**
 * Reads single rows, many callers' in one statement: while as many statements are under way as there are lanes, what
 * arrives waits and is asked together. What may be seen of a row is for each caller to decide on.
 */
export function createRowReader(db: Queryable): (key: RowKey) => Promise<VersionRow | undefined> {
  let waiting: Waiting[] = [];
  let busy = 0;
  let woken = false;

  const ask = async (group: readonly Waiting[]) => {
    try {
      const rows = await readRows(db, group);
      for (const [index, call] of group.entries()) call.resolve(rows[index]);
    } catch (failure) {
      for (const call of group) call.reject(failure);
    }
    busy -= 1;
    wake();
  };

  const start = () => {
    woken = false;
    while (busy < lanes && waiting.length > 0) {
      const group = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      busy += 1;
      void ask(group);
    }
  };

  // A turn of the event loop lets everything that arrived with it come along.
  const wake = () => {
    if (woken || busy >= lanes || waiting.length === 0) return;
    woken = true;
    setImmediate(start);
  };

  return ({ compartment, type, id }) =>
    new Promise((resolve, reject) => {
      waiting.push({ compartment, type, id, resolve, reject });
      wake();
    });
}

async function readRows(db: Queryable, keys: readonly RowKey[]): Promise<readonly (VersionRow | undefined)[]> {
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0) {
    return db.query<VersionRow>(oneRow, [only.compartment, only.type, only.id]);
  }
  const found = new Array<VersionRow | undefined>(keys.length).fill(undefined);
  const rows = await db.query<VersionRow & { readonly n: number }>(manyRows, [
    keys.map((key) => key.compartment),
    keys.map((key) => key.type),
    keys.map((key) => key.id),
  ]);
  for (const row of rows) found[row.n - 1] = row;
  return found;
}
