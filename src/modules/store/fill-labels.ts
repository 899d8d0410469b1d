import type { Database, Queryable } from '#db';
import { labelLines, labelsAreUnread, labelsOfText } from './labels.ts';
import { BrokenSeal } from './sealing/seal-text.ts';
import { openAll, type Sealing } from './sealing/sealing.ts';

/** Versions that are looked through at a time: few, so that no write waits long for one of them. */
const batch = 200;
const key = ['compartment', 'type', 'id', 'version'] as const;
/** Former versions first: what is deleted has the labels of the version before. */
const tables = ['resource_history', 'resource'] as const;

interface UnreadRow {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: number;
  readonly deleted: boolean;
  /** Those of an older version, or of before. */
  readonly labels: readonly string[] | null;
  readonly text: string;
}

/** Is there anything whose labels nobody has looked at? An older build wrote it, before this one or beside it. */
export async function labelsPending(db: Queryable): Promise<boolean> {
  const some = tables.map((table) => `exists (select from ${table} v where ${labelsAreUnread('v')})`);
  const [row] = await db.query<{ pending: boolean }>(`select ${some.join(' or ')} as pending`, []);
  return row?.pending === true;
}

/**
 * Writes the labels of what an older build wrote, while the node serves: those of every version, and of what is deleted
 * those that it had. What is broken stays unread, and so closed to whom anything is hidden from by its labels. To do it
 * again changes nothing. Resolves with the number of versions.
 */
export async function fillLabels(
  { db, sealing }: { readonly db: Database; readonly sealing: Sealing },
  signal: AbortSignal,
): Promise<number> {
  let filled = 0;
  for (const table of tables) {
    let after: readonly unknown[] = ['', '', '', 0];
    for (;;) {
      signal.throwIfAborted();
      const rows = await db.query<UnreadRow>(
        `select ${key.map((column) => `v.${column}`).join(', ')}, v.updated, v.deleted, v.labels, v.text from ${table} v
          where ${labelsAreUnread('v')}
            and (${key.map((column) => `v.${column}`).join(', ')}) > ($1::text, $2::text, $3::text, $4::int)
          order by ${key.map((column) => `v.${column}`).join(', ')} limit ${batch}`,
        after,
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      after = key.map((column) => last[column]);
      filled += await fill(db, table, await openWhole(sealing, rows));
    }
  }
  return filled;
}

/** The rows that open: one that is broken keeps none of the others from being looked at. */
async function openWhole(sealing: Sealing, rows: readonly UnreadRow[]): Promise<readonly UnreadRow[]> {
  try {
    return await openAll(sealing, rows);
  } catch (thrown) {
    if (!(thrown instanceof BrokenSeal)) throw thrown;
    const [first, ...others] = rows;
    if (first === undefined || others.length === 0) return [];
    const half = Math.ceil(rows.length / 2);
    return [...(await openWhole(sealing, rows.slice(0, half))), ...(await openWhole(sealing, rows.slice(half)))];
  }
}

const same = key.map((column) => `v.${column} = n.${column}`).join(' and ');

async function fill(db: Database, table: string, rows: readonly UnreadRow[]): Promise<number> {
  const [gone, there] = [rows.filter(({ deleted }) => deleted), rows.filter(({ deleted }) => !deleted)];
  const keysOf = (of: readonly UnreadRow[]) => key.map((column) => of.map((row) => row[column]));
  if (there.length > 0) {
    await db.query(
      `update ${table} v set labels = string_to_array(n.labels, E'\\n'), labelled = v.version
         from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[]) as n (${key.join(', ')}, labels)
        where ${same}`,
      [
        ...keysOf(there),
        there.map(({ text, labels, updated }) => labelLines(labelsOfText(text, labels ?? [], new Date(updated)))),
      ],
    );
  }
  if (gone.length > 0) {
    await db.query(
      `update ${table} v
          set labelled = v.version,
              labels = (select h.labels from resource_history h
                         where h.compartment = n.compartment and h.type = n.type and h.id = n.id and h.version = n.version - 1)
         from unnest($1::text[], $2::text[], $3::text[], $4::int[]) as n (${key.join(', ')})
        where ${same}
          and not exists (select from resource_history h
                           where h.compartment = n.compartment and h.type = n.type and h.id = n.id and h.version = n.version - 1
                             and ${labelsAreUnread('h')})`,
      keysOf(gone),
    );
  }
  return rows.length;
}
