import type { Queryable } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import type { Store, StoredVersion } from './contract.ts';
import { newStatement } from './statement.ts';
import { visibleRows } from './visibility.ts';

// A control character stands in no JSON text but escaped, and in none of the other columns.
const endOfPart = '\u001f';

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
  // As one text each: a record has thousands of rows, and the driver takes its time over every column.
  const rows = await db.query<{ resource: string }>(
    `select concat_ws(E'\\x1f', r.type, r.id, r.version, r.updated, r.category, r.text) as resource
       from resource r where ${conditions.join(' and ')}
      order by r.compartment, r.type, r.id limit ${statement.bind(options.limit)}::int`,
    statement.values,
  );
  return rows.map(({ resource }) => storedOf(resource, patient));
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
