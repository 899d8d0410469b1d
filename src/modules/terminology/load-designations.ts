import type { Database } from '#db';
import type { DesignationRow } from './contract.ts';
import { canonicalTag } from './language-tag.ts';

export const rowsPerStatement = 5_000;
const longest = { system: 500, code: 500, display: 2_000 } as const;
// The two keys of the advisory lock that serialises loads; any fixed pair that no other module uses.
const loadLock = [0x7465726d, 1] as const;

const upsert = `
  insert into terminology_designation (system, code, language, display)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
  on conflict (system, code, language) do update
    set display = excluded.display, revision = nextval('terminology_revision')
    where terminology_designation.display <> excluded.display`;

/**
 * Writes designations, many to a statement; counts those that are empty, too long, or in no language, and tells of each
 * with its number from 1.
 */
export async function loadDesignations(
  db: Database,
  rows: AsyncIterable<DesignationRow> | Iterable<DesignationRow>,
  unfit?: (place: number) => void,
): Promise<{ readonly loaded: number; readonly refused: number }> {
  let batch = new Map<string, DesignationRow>();
  let loaded = 0;
  let refused = 0;
  for await (const row of rows) {
    const fit = fitRow(row);
    if (fit === undefined) {
      refused += 1;
      unfit?.(loaded + refused);
      continue;
    }
    // The last of equal keys wins, as it would over two loads.
    batch.set(`${fit.system}\0${fit.code}\0${fit.language}`, fit);
    loaded += 1;
    if (batch.size >= rowsPerStatement) {
      await write(db, batch);
      batch = new Map();
    }
  }
  if (batch.size > 0) await write(db, batch);
  return { loaded, refused };
}

async function write(db: Database, batch: ReadonlyMap<string, DesignationRow>): Promise<void> {
  const rows = [...batch.values()];
  await db.transaction(async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1::int, $2::int)', loadLock);
    await tx.query(upsert, [
      rows.map((row) => row.system),
      rows.map((row) => row.code),
      rows.map((row) => row.language),
      rows.map((row) => row.display),
    ]);
  });
}

/** The row as it is kept, or undefined where it is too long, empty, or its language is not a BCP 47 tag. */
function fitRow(row: DesignationRow): DesignationRow | undefined {
  const language = canonicalTag(row.language);
  if (language === undefined) return undefined;
  for (const part of ['system', 'code', 'display'] as const) {
    const value = row[part];
    // PostgreSQL keeps no NUL in text.
    if (value === '' || value.length > longest[part] || value.includes('\0')) return undefined;
  }
  return { ...row, language };
}
