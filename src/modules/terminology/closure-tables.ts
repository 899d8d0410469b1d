import type { Database } from '#db';
import { type ClosureConcept, type ClosureTables, mostTables } from './engine/closure.ts';

const conceptsSql = `
  select system, code, since from terminology_closure_concept
  where client = $1 and name = $2 order by since, system, code`;

/** The closure tables of a node's clients ($closure), kept in its database so that every process has them. */
export function closureTables(db: Database): ClosureTables {
  return {
    async read({ client, name }) {
      const [table] = await db.query('select 1 from terminology_closure where client = $1 and name = $2', [
        client,
        name,
      ]);
      return table === undefined ? undefined : db.query<ClosureConcept>(conceptsSql, [client, name]);
    },
    async begin({ client, name }) {
      await db.transaction(async (tx) => {
        await tx.query('delete from terminology_closure where client = $1 and name = $2', [client, name]);
        await tx.query(
          `delete from terminology_closure where client = $1 and name in (
             select name from terminology_closure where client = $1 order by begun desc, name offset $2)`,
          [client, mostTables - 1],
        );
        await tx.query('insert into terminology_closure (client, name) values ($1, $2) on conflict do nothing', [
          client,
          name,
        ]);
      });
    },
    async add({ client, name }, concepts) {
      return db.transaction(async (tx) => {
        // Additions to one table come one after the other, so that each has a version of its own.
        await tx.query('select 1 from terminology_closure where client = $1 and name = $2 for update', [client, name]);
        await tx.query(
          `insert into terminology_closure_concept (client, name, system, code, since)
           select distinct $1::text, $2::text, given.system, given.code, (
             select coalesce(max(since), 0) + 1 from terminology_closure_concept where client = $1 and name = $2)
           from unnest($3::text[], $4::text[]) as given (system, code)
           on conflict do nothing`,
          [client, name, concepts.map(({ system }) => system), concepts.map(({ code }) => code)],
        );
        return tx.query<ClosureConcept>(conceptsSql, [client, name]);
      });
    },
  };
}
