import type { Database } from '#db';
import { builtInDesignations } from './built-in.ts';
import type { DesignationRow, Terminology } from './contract.ts';
import { createDesignationIndex } from './designation-index.ts';
import { canonicalTag } from './language-tag.ts';

export interface TerminologyOptions {
  readonly db: Database;
}

/** A terminology that other processes of the node may load into as well. */
export interface SharedTerminology extends Terminology {
  /** Takes in what any process has loaded since; one cheap query where nothing is new. */
  refresh(): Promise<{ readonly added: number }>;
}

const rowsPerStatement = 5_000;
const longest = { system: 500, code: 500, display: 2_000 } as const;
// The two keys of the advisory lock that serialises loads; any fixed pair that no other module uses.
const loadLock = [0x7465726d, 1] as const;

const upsert = `
  insert into terminology_designation (system, code, language, display)
  select * from unnest($1::text[], $2::text[], $3::text[], $4::text[])
  on conflict (system, code, language) do update
    set display = excluded.display, revision = nextval('terminology_revision')
    where terminology_designation.display <> excluded.display`;

const newer = `
  select system, code, language, display, revision from terminology_designation
  where revision > $1 order by revision limit ${rowsPerStatement * 4}`;

/**
 * Opens the node's terminology: the built-in designations, and over them whatever was loaded into the database. Needs
 * `terminologyMigrations`. Look-ups are answered from memory.
 */
export async function createTerminology({ db }: TerminologyOptions): Promise<SharedTerminology> {
  const index = createDesignationIndex();
  for (const row of builtInDesignations) index.put(row);
  let seen = 0;

  const refresh = async () => {
    let added = 0;
    for (;;) {
      const rows = await db.query<DesignationRow & { revision: number }>(newer, [seen]);
      for (const row of rows) {
        index.put(row);
        seen = Math.max(seen, row.revision);
      }
      added += rows.length;
      if (rows.length < rowsPerStatement * 4) return { added };
    }
  };
  await refresh();

  const write = async (batch: ReadonlyMap<string, DesignationRow>) => {
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
  };

  return {
    designate: index.find,
    refresh,
    async load(rows) {
      let batch = new Map<string, DesignationRow>();
      let loaded = 0;
      let refused = 0;
      for await (const row of rows) {
        const fit = fitRow(row);
        if (fit === undefined) {
          refused += 1;
          continue;
        }
        // The last of equal keys wins, as it would over two loads.
        batch.set(`${fit.system}\0${fit.code}\0${fit.language}`, fit);
        loaded += 1;
        if (batch.size >= rowsPerStatement) {
          await write(batch);
          batch = new Map();
        }
      }
      if (batch.size > 0) await write(batch);
      await refresh();
      return { loaded, refused };
    },
  };
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
