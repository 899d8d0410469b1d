import type { Queryable } from '#db';
import { BrokenSeal, type TextPlace } from './seal-text.ts';
import type { SealedRow, Sealing } from './sealing.ts';

const batch = 500;

/** Opens every text that is stored; gives how many there are, and where those stand that do not open. */
export async function checkSeals(db: Queryable, sealing: Sealing, broken: (place: TextPlace) => void): Promise<number> {
  let checked = 0;
  for (const table of ['resource', 'resource_history']) {
    let after: readonly unknown[] = ['', '', '', 0];
    for (;;) {
      const rows = await db.query<SealedRow>(
        `select compartment, type, id, version, text from ${table} r
          where (compartment, type, id, version) > ($1::text, $2::text, $3::text, $4::int)
          order by compartment, type, id, version limit ${batch}`,
        after,
      );
      const last = rows.at(-1);
      if (last === undefined) break;
      after = [last.compartment, last.type, last.id, last.version];
      checked += rows.length;
      if (await opens(sealing, rows)) continue;
      for (const row of rows) if (!(await opens(sealing, [row]))) broken(row);
    }
  }
  return checked;
}

async function opens(sealing: Sealing, rows: readonly SealedRow[]): Promise<boolean> {
  try {
    await sealing.open(rows);
    return true;
  } catch (thrown) {
    if (thrown instanceof BrokenSeal) return false;
    throw thrown;
  }
}
