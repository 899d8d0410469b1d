import type { Queryable } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import type { Store, StoredVersion } from './contract.ts';
import { newStatement } from './statement.ts';
import { visibleRows } from './visibility.ts';

/** Resources that come as one row: a record of thousands costs the driver a few long texts instead of all their columns. */
const together = 250;

// Control characters stand in no JSON text but escaped, and in none of the other columns.
const endOfPart = '\u001f';
const endOfResource = '\u001e';

/** Every current resource of one person that `visibility` shows, in order of type and id, up to `limit`. */
export async function readCompartment(
  db: Queryable,
  patient: string,
  visibility: Visibility,
  options: Parameters<Store<unknown>['compartment']>[2],
): Promise<readonly StoredVersion[]> {
  if (patient === '') return [];
  const statement = newStatement();
  const conditions = ['not r.deleted', visibleRows(statement, 'r', visibility, [patient])];
  if (options.types !== undefined) conditions.push(`r.type = any (${statement.bind(options.types)}::text[])`);
  if (options.since !== undefined) conditions.push(`r.updated >= ${statement.bind(options.since.getTime())}`);
  if (options.after !== undefined) {
    const { type, id } = options.after;
    conditions.push(`(r.type, r.id) > (${statement.bind(type)}::text, ${statement.bind(id)}::text)`);
  }
  const rows = await db.query<{ resources: string }>(
    `select string_agg(concat_ws(E'\\x1f', type, id, version, updated, category, text), E'\\x1e' order by n) as resources
       from (
         select row_number() over (order by r.compartment, r.type, r.id) as n,
                r.type, r.id, r.version, r.updated, r.category, r.text
           from resource r where ${conditions.join(' and ')}
          order by r.compartment, r.type, r.id limit ${statement.bind(options.limit)}::int
       ) found
      group by (n - 1) / ${together} order by (n - 1) / ${together}`,
    statement.values,
  );
  return rows.flatMap(({ resources }) => resources.split(endOfResource).map((text) => storedOf(text, patient)));
}

function storedOf(resource: string, compartment: string): StoredVersion {
  const [type = '', id = '', version, updated, category, text = ''] = resource.split(endOfPart);
  return {
    type,
    id,
    version: Number(version),
    updated: new Date(Number(updated)),
    deleted: false,
    text,
    compartment,
    category: category as CareCategory,
  };
}
