import type { Database } from '#db';
import type { WrittenDefinitions, WrittenVersion } from '#definitions';
import type { Visibility } from '#fhir';
import { type Reach, readByKeys } from './read.ts';

// Each write of a resource raises its version by one, deletions too, and none of them ever goes: the sum cannot stay.
const revisionSql = `
  select coalesce(sum(version), 0)::bigint as revision from resource where compartment = '' and type = any ($1::text[])`;

const listSql = `
  select type, id, version from resource
   where compartment = '' and type = any ($1::text[]) and not deleted order by type, id`;

const common: Visibility = { common: 'all', persons: [] };

/** The definitions among the resources: those that are nobody's record. One compartment has them all. */
export function writtenDefinitions(db: Database, reach: Reach): WrittenDefinitions {
  return {
    async revision(types) {
      const [row] = await db.query<{ revision: number }>(revisionSql, [types]);
      return row?.revision ?? 0;
    },
    list: (types) => db.query<WrittenVersion>(listSql, [types]),
    async texts(written) {
      const found = await readByKeys(reach, written, common);
      return found.map((stored) => stored?.text);
    },
  };
}
