import { migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import type { DefinitionType, WrittenDefinitions } from './contract.ts';
import { definitionMigrations } from './migrations.ts';

/** A database with the tables of this module; for its tests. */
export async function openTestTables() {
  const test = await openTestDatabase();
  const migrated = await migrate(test.db, definitionMigrations);
  if (!migrated.ok) throw new Error('The tables could not be made');
  return test;
}

/** A record store of definitions in memory, which counts what it is asked for. */
export function writtenInMemory() {
  const texts = new Map<string, { readonly text: string | undefined; readonly version: number }>();
  let revision = 0;
  const asked = { texts: 0 };
  const written: WrittenDefinitions = {
    revision: async () => revision,
    list: async () =>
      [...texts].flatMap(([name, { text, version }]) => {
        const [type = '', id = ''] = name.split('/');
        return text === undefined ? [] : [{ type: type as DefinitionType, id, version }];
      }),
    texts: async (some) => {
      asked.texts += some.length;
      return some.map(({ type, id }) => texts.get(`${type}/${id}`)?.text);
    },
  };
  const put = (name: string, text: string | undefined) => {
    revision += 1;
    texts.set(name, { text, version: (texts.get(name)?.version ?? 0) + 1 });
  };
  return {
    written,
    asked,
    write: (resource: { readonly resourceType: string; readonly id: string }) =>
      put(`${resource.resourceType}/${resource.id}`, JSON.stringify(resource)),
    remove: (name: string) => put(name, undefined),
  };
}

/** A ValueSet that says by its title which it is. */
export function valueSet(url: string, version: string | undefined, title: string) {
  return {
    resourceType: 'ValueSet',
    id: title,
    url,
    title,
    status: 'active',
    ...(version === undefined ? {} : { version }),
  };
}
