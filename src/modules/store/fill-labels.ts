import type { Database } from '#db';
import { type Resource, securityLabelsOf } from '#fhir';
import { labelLines, markedSince } from './labels.ts';
import { toStored, type VersionRow, versionColumns } from './rows.ts';
import { openAll, type Sealing } from './sealing/sealing.ts';

/** Versions that are looked through at a time. */
const batch = 500;
const key = ['compartment', 'type', 'id', 'version'] as const;

/**
 * Writes the labels of what was stored before there was a place for them, while the node serves: those of every version,
 * and of what is deleted those that it had. To do it again changes nothing. Resolves with the number of versions that
 * got some.
 */
export async function fillLabels(
  { db, sealing }: { readonly db: Database; readonly sealing: Sealing },
  signal: AbortSignal,
): Promise<number> {
  let filled = 0;
  for (const table of ['resource', 'resource_history']) {
    let after: readonly unknown[] = ['', '', '', 0];
    for (;;) {
      signal.throwIfAborted();
      const rows = await db.query<VersionRow>(
        `select ${versionColumns('v')} from ${table} v
          where (${key.map((column) => `v.${column}`).join(', ')}) > ($1::text, $2::text, $3::text, $4::int)
          order by ${key.map((column) => `v.${column}`).join(', ')} limit ${batch}`,
        after,
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      after = key.map((column) => last[column]);
      filled += await fill(db, table, await openAll(sealing, rows));
    }
  }
  await db.query(
    `update resource r set labels = h.labels from resource_history h
      where r.deleted and r.labels is null and h.labels is not null
        and h.compartment = r.compartment and h.type = r.type and h.id = r.id and h.version = r.version - 1`,
    [],
  );
  return filled;
}

async function fill(db: Database, table: string, rows: readonly VersionRow[]): Promise<number> {
  const labelled = rows.flatMap((row) => {
    const { text, updated, labels } = toStored(row);
    // Most resources have none, and are not parsed.
    if (labels !== undefined || !text.includes('"security"')) return [];
    const lines = labelLines(markedSince(securityLabelsOf(JSON.parse(text) as Resource), undefined, updated));
    return lines === null ? [] : [{ row, lines }];
  });
  if (labelled.length === 0) return 0;
  await db.query(
    `update ${table} v set labels = string_to_array(n.labels, E'\\n')
       from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[]) as n (compartment, type, id, version, labels)
      where v.compartment = n.compartment and v.type = n.type and v.id = n.id and v.version = n.version`,
    [...key.map((column) => labelled.map(({ row }) => row[column])), labelled.map(({ lines }) => lines)],
  );
  return labelled.length;
}
