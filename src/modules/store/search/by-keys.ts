import type { Queryable } from '#db';
import type { Visibility } from '#fhir';
import type { StoredVersion } from '../contract.ts';
import { toStored, type VersionRow, versionColumns } from '../rows.ts';
import { openAll, type Sealing } from '../sealing/sealing.ts';
import { newStatement } from '../statement.ts';
import { visibleRows } from '../visibility.ts';

/** Up to `limit` visible current resources that are indexed by one of the keys. */
export async function resourcesByKeys(
  { on, sealing }: { readonly on: Queryable; readonly sealing: Sealing },
  type: string | undefined,
  keys: readonly string[],
  visibility: Visibility,
  limit: number,
): Promise<readonly StoredVersion[]> {
  const statement = newStatement();
  const conditions = [
    ...(type === undefined ? [] : [`r.type = ${statement.bind(type)}`]),
    'not r.deleted',
    visibleRows(statement, 'r', visibility, undefined, type === undefined ? {} : { types: [type] }),
    `r.keys && ${statement.bind(keys)}::bigint[]`,
  ];
  const rows = await on.query<VersionRow>(
    `select ${versionColumns('r')} from resource r where ${conditions.join(' and ')}
      limit ${statement.bind(limit)}::int`,
    statement.values,
  );
  return (await openAll(sealing, rows)).map(toStored);
}
