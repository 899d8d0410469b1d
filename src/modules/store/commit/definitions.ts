import type { Transaction } from '#db';
import { readSearchParameter, type SearchDefinition, typesOfBase } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { States } from './decide-unit.ts';
import type { PendingUnit } from './pending-unit.ts';

/** The SearchParameters of the node while a group of units may change them. */
export interface DefinitionChanges {
  /** Takes in what a unit makes of them; a fault refuses the unit. */
  take(changed: States): Outcome<void>;
  /** Writes what was taken in; true where the index has changed. */
  write(tx: Transaction): Promise<boolean>;
}

const lockSql = 'select pg_advisory_xact_lock(hashtextextended($1, 0))';
const lockName = 'store/search-parameters';

/** Undefined where no unit writes a SearchParameter. Those of all processes are changed one after the other. */
export async function openDefinitions(
  tx: Transaction,
  units: readonly PendingUnit<unknown>[],
): Promise<DefinitionChanges | undefined> {
  if (!units.some(({ writes }) => writes.some(({ write }) => write.type === 'SearchParameter'))) return undefined;
  await tx.query(lockSql, [lockName]);
  const rows = await tx.query<{ id: string; definition: string }>('select id, definition from search_parameter', []);
  const before: ReadonlyMap<string, string> = new Map(rows.map(({ id, definition }) => [id, definition]));
  let after = before;
  return {
    take(changed) {
      const next = new Map(after);
      for (const { current } of changed.values()) {
        if (current?.type !== 'SearchParameter') continue;
        next.delete(current.id);
        if (current.deleted) continue;
        const read = readSearchParameter(JSON.parse(current.text));
        if (!read.ok) return read;
        if (read.value === undefined) continue;
        const taken = clashOf(read.value, next);
        if (taken !== undefined) return taken;
        next.set(current.id, JSON.stringify(read.value));
      }
      after = next;
      return ok(undefined);
    },
    async write() {
      const gone = [...before.keys()].filter((id) => !after.has(id));
      const fresh = [...after].filter(([id, definition]) => before.get(id) !== definition);
      if (gone.length + fresh.length === 0) return false;
      await tx.query('delete from search_parameter where id = any ($1::text[])', [
        [...gone, ...fresh.map(([id]) => id)],
      ]);
      for (const [id, definition] of fresh) {
        const { base, code } = JSON.parse(definition) as SearchDefinition;
        const types = typesOfBase(base);
        await tx.query(insertSql, [id, definition, types, types.map((type) => `${type}.${code}`)]);
      }
      return true;
    },
  };
}

const insertSql = `
  with renewal as (
    insert into index_renewal (generation, types, covers)
    select max(generation) + 1, $3::text[], $4::text[] from index_renewal
    returning generation)
  insert into search_parameter (id, generation, definition)
  select $1::text, generation, $2::text from renewal`;

function clashOf(added: SearchDefinition, others: ReadonlyMap<string, string>): Outcome<never> | undefined {
  const types = new Set(typesOfBase(added.base));
  for (const text of others.values()) {
    const other = JSON.parse(text) as SearchDefinition;
    const shared = other.code === added.code ? typesOfBase(other.base).find((type) => types.has(type)) : undefined;
    if (shared !== undefined) {
      const words = `${shared} has a search parameter ${added.code} already.`;
      return fail('search-parameter.clash', words, 'SearchParameter.code');
    }
  }
  return undefined;
}
