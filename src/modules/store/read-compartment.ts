import type { Queryable } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import { bytesBefore, fittingRows } from './bounded-texts.ts';
import type { Store, StoredVersion } from './contract.ts';
import { sizedColumns } from './rows.ts';
import { openAll, type Sealing } from './sealing/sealing.ts';
import { newStatement } from './statement.ts';
import { visibleRows } from './visibility.ts';

// A control character stands in no JSON text but escaped, and in none of the other columns.
const endOfPart = '\u001f';

/** The current resources of one person that `visibility` shows, in order of type and id, as far as the bounds go. */
export async function readCompartment(
  { on: db, sealing }: { readonly on: Queryable; readonly sealing: Sealing },
  patient: string,
  visibility: Visibility,
  options: Parameters<Store<unknown>['compartment']>[2],
): ReturnType<Store<unknown>['compartment']> {
  if (patient === '') return { resources: [], more: false };
  const statement = newStatement();
  const conditions = ['not r.deleted', visibleRows(statement, 'r', visibility, [patient])];
  if (options.types !== undefined) conditions.push(`r.type = any (${statement.bind(options.types)}::text[])`);
  if (options.since !== undefined) conditions.push(`r.updated >= ${statement.bind(options.since.getTime())}`);
  if (options.after !== undefined) {
    const { type, id } = options.after;
    conditions.push(`(r.type, r.id) > (${statement.bind(type)}::text, ${statement.bind(id)}::text)`);
  }
  // As one text each: a record has thousands of rows, and the driver takes its time over every column.
  const whole = `concat_ws(E'\\x1f', b.type, b.id, b.version, b.updated, b.category, b.text)`;
  const rows = await db.query<{ text: string | null }>(
    `select case when ${bytesBefore('b')} < ${statement.bind(options.mostBytes)}::bigint then ${whole} end as text
       from (select ${sizedColumns('r')} from resource r where ${conditions.join(' and ')}
              order by r.compartment, r.type, r.id limit ${statement.bind(options.limit + 1)}::int) b`,
    statement.values,
  );
  const read = fittingRows(rows).slice(0, options.limit);
  const resources = await openAll(
    sealing,
    read.map(({ text }) => storedOf(text ?? '', patient)),
  );
  return { resources, more: rows.length > read.length };
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
