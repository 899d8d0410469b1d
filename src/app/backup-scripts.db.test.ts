import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { parseSearch, type Resource } from '#fhir';
import { systemClock } from '#kernel';
import { createStore, openPersonSealing, personKeyMigrations } from '#store';
import { backupScripts } from './backup-scripts.ts';
import { migrations } from './compose.ts';

const never = new AbortController().signal;
const seesAll = { common: 'all', persons: 'all' } as const;
const append = async () => {};

let node: TestDatabase;
let restored: TestDatabase;
let keys: TestDatabase;
let keysDir: string;
let directory: string;

beforeAll(async () => {
  [node, restored, keys] = await Promise.all([openTestDatabase(), openTestDatabase(), openTestDatabase()]);
  for (const { db } of [node, restored]) await migrate(db, migrations);
  await migrate(keys.db, personKeyMigrations);
  keysDir = await mkdtemp(join(tmpdir(), 'carnet-keys-'));
  directory = await mkdtemp(join(tmpdir(), 'carnet-backup-'));
  // The server may run under an account of its own.
  await chmod(directory, 0o777);
});
afterAll(async () => {
  await Promise.all([node.close(), restored.close(), keys.close()]);
  for (const path of [keysDir, directory]) await rm(path, { recursive: true });
});

async function openNode(db: Database) {
  const persons = await openPersonSealing({ db, keysDb: keys.db, clock: systemClock, keysDir, lease: 100 });
  const { sealing } = persons;
  const store = createStore<never>({
    db,
    clock: systemClock,
    cursorKey: new Uint8Array(32),
    indexLease: 100,
    sealing,
    append,
  });
  const put = async (...resources: readonly (Resource & { readonly id: string })[]) => {
    const written = await store.commit({
      writes: resources.map((resource) => {
        const { resourceType: type, id } = resource;
        return { op: 'update', type, id, resource, source: JSON.stringify(resource) };
      }),
      entries: () => [],
    });
    if (!written.ok) throw new Error(written.fault.code);
  };
  const find = async (type: string, asked: string) => {
    const query = parseSearch(type, new URLSearchParams(asked));
    const page = query.ok ? await store.search(query.value, seesAll) : query;
    return page.ok ? page.value.matches.map(({ id }) => id) : page.fault.code;
  };
  return { persons, store, put, find };
}

/** As psql runs them, but that the files are the server's. */
async function run(db: Database, script: string): Promise<void> {
  await db.query(script.replaceAll(/^\\(copy .*)$/gm, '$1;'));
}

const patient = (id: string, family: string) => ({
  resourceType: 'Patient',
  id,
  name: [{ family }],
  birthDate: '1951-07-19',
  identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.8', value: '251079935600342' }],
});
const condition = (id: string, of: string) => ({
  resourceType: 'Condition',
  id,
  subject: { reference: `Patient/${of}` },
  code: { text: 'Polyarthritis' },
});

it('holds nothing that tells of a person, and brings everybody back but who was erased since', async () => {
  const before = await openNode(node.db);
  await before.put(
    patient('eva', 'Petitcolas'),
    condition('c1', 'eva'),
    patient('paul', 'Grandjean'),
    condition('c2', 'paul'),
  );
  await before.put(patient('paul', 'Grandjean-Lima'));
  const { save, load } = await backupScripts(node.db, directory);
  await run(node.db, save);

  const files = await readdir(directory);
  expect(files).toContain('resource_history.rows');
  let whole = '';
  for (const file of files) whole += await readFile(join(directory, file), 'utf8');
  for (const word of ['petitcolas', 'grandjean', 'polyarthritis', '251079935600342', '1951']) {
    expect(whole.toLowerCase()).not.toContain(word);
  }
  const [row] = await node.db.query<{ keys: string }>(`select keys::text as keys from resource where id = 'eva'`, []);
  for (const key of row?.keys.replace(/[{}]/g, '').split(',') ?? []) expect(whole).not.toContain(key);

  await before.persons.erase('eva', 'Her request, case 17', never);
  expect(await before.find('Patient', 'family=petitcolas')).toEqual([]);

  const tables = [...load.matchAll(/^\\copy (\w+) \(/gm)]
    .map(([, name]) => name)
    .filter((name) => !name?.startsWith('audit_'));
  await restored.db.query(`truncate ${tables.join(', ')} cascade`, []);
  await run(restored.db, load);
  const after = await openNode(restored.db);
  expect(await after.find('Patient', 'family=grandjean')).toBe('search.not-indexed');
  expect(await after.persons.sweep(never)).toBe(1);
  await after.store.renewIndex({ signal: never, progress: () => {} });
  expect(await after.find('Patient', 'family=grandjean')).toEqual(['paul']);
  expect(await after.find('Patient', 'identifier=251079935600342')).toEqual(['paul']);
  expect(await after.find('Condition', '_content=polyarthritis')).toEqual(['c2']);
  expect((await after.store.readVersion('Patient', 'paul', 1, seesAll))?.text).toContain('"Grandjean"');
  expect(await after.find('Patient', 'family=petitcolas')).toEqual([]);
  // Of her the deletion is left, as after the erasure itself.
  const hers = await restored.db.query(`select type, deleted, text from resource where compartment = 'eva'`, []);
  expect(hers).toEqual([{ type: 'Patient', deleted: true, text: '' }]);
  expect((await after.store.read('Patient', 'eva', seesAll))?.deleted).toBe(true);
  expect(await after.store.read('Condition', 'c1', seesAll)).toBeUndefined();
  await after.put(patient('new', 'Neuf'));
  expect(await after.find('Patient', 'family=neuf')).toEqual(['new']);
}, 60_000);
