import { join } from 'node:path';
import type { Queryable } from '#db';

/** Two scripts for psql: one that saves the rows of a node's database into files of a directory, one that loads them. */
export interface BackupScripts {
  readonly save: string;
  readonly load: string;
}

/** Made anew of the records after a backup was put back, so that no backup holds names and values beside sealed texts. */
const rebuilt: ReadonlySet<string> = new Set([
  'resource_code',
  'resource_contained',
  'resource_date',
  'resource_quantity',
  'resource_string',
]);
/** Keys are backed up apart from what they seal. */
const apart: ReadonlySet<string> = new Set(['person_key', 'person_sealing']);
/** What stands in a backup instead of what a record is found by. */
const blanks: Readonly<Record<string, string>> = {
  keys: `'{}'::bigint[]`,
  marks: `'{}'::bigint[]`,
  codes: `'{}'::text[]`,
  texts: `'{}'::text[]`,
  words: 'null::tsvector',
  indexed: '0::smallint',
};

/**
 * A backup of the records as of one moment that holds sealed texts and nothing of what they are found by: neither names nor
 * words nor hashes of identifiers. Tables and indexes themselves are saved by `pg_dump --schema-only`.
 */
export async function backupScripts(db: Queryable, directory: string): Promise<BackupScripts> {
  const tables = await db.query<{ name: string; columns: readonly string[] }>(
    `select c.relname as name, array_agg(quote_ident(a.attname) order by a.attnum)::text[] as columns
       from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relkind in ('r', 'p') and c.relpersistence = 'p' and not c.relispartition
        and c.relnamespace = 'public'::regnamespace
      group by 1 order by 1`,
    [],
  );
  const kept = tables.filter(({ name }) => !rebuilt.has(name) && !apart.has(name));
  const file = (name: string) => `'${join(directory, `${name}.rows`).replaceAll("'", "''")}'`;
  const save = kept.map(({ name, columns }) => {
    const values = columns.map((column) => (name === 'resource' ? (blanks[column] ?? column) : column));
    return `\\copy (select ${values.join(', ')} from ${name}) to ${file(name)}`;
  });
  const load = kept.map(({ name, columns }) => `\\copy ${name} (${columns.join(', ')}) from ${file(name)}`);
  return {
    save: [
      'begin isolation level repeatable read read only;',
      ...save,
      `\\copy (select sequencename, last_value from pg_sequences where schemaname = 'public') to ${file('sequences')}`,
      'commit;\n',
    ].join('\n'),
    load: [
      'begin;',
      ...load,
      'create temporary table saved_sequence (name text, last bigint);',
      `\\copy saved_sequence from ${file('sequences')}`,
      'select setval(quote_ident(name)::regclass, last) from saved_sequence where last is not null;',
      // Until what records are found by has been made anew, searches are refused.
      `insert into index_renewal (generation, types, covers) select max(generation) + 1, '{}', '{*}' from index_renewal;`,
      'commit;\n',
    ].join('\n'),
  };
}
