import type { Database } from '#db';
import { extractIndex, type Resource } from '#fhir';
import type { ResourceState } from './commit/decide-unit.ts';
import { writeStates } from './commit/write-states.ts';
import { indexRowsOf, noIndexRows } from './index-rows.ts';
import { toStored, type VersionRow, versionColumns } from './rows.ts';

/** Resources of one transaction. */
const batch = 200;

/**
 * Writes the index of every resource anew that an older version of this module indexed, so that each search finds what
 * it should. Resolves with their number when all is done; may be run by several processes at once and goes on where it
 * was interrupted. Versions, times and texts stay as they are.
 */
export async function renewIndex(db: Database): Promise<number> {
  let renewed = 0;
  for (;;) {
    const done = await db.transaction(async (tx) => {
      const rows = await tx.query<VersionRow & { readonly keys: string }>(
        `select ${versionColumns('r')}, r.keys::text as keys from resource r
          where r.indexed < 3 order by r.compartment, r.type, r.id limit ${batch} for update skip locked`,
        [],
      );
      const states = rows.map((row): ResourceState => {
        const { compartment, category, keys } = row;
        const current = toStored(row);
        const { type, id } = current;
        const index = () => {
          const resource = JSON.parse(row.text) as Resource;
          return indexRowsOf(resource, extractIndex(resource));
        };
        const rowsBeside = row.deleted ? noIndexRows : index();
        const latest = { write: { op: 'update', type, id } as const, compartment, category, rows: rowsBeside };
        return { original: { compartment, keys }, current, superseded: [], latest };
      });
      await writeStates(tx, states, 3);
      return states.length;
    });
    if (done === 0) return renewed;
    renewed += done;
  }
}
