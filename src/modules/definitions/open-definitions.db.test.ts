import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HeldPackage } from './contract.ts';
import { openDefinitions } from './open-definitions.ts';
import { packDefinition } from './pack-definition.ts';
import { insertDefinitions, insertPackage, nextGeneration } from './packages/package-rows.ts';
import { openTestTables, valueSet, writtenInMemory } from './testing.ts';

const url = 'http://example.org/ValueSet/places';
const lease = 100;

let test: Awaited<ReturnType<typeof openTestTables>>;
beforeAll(async () => {
  test = await openTestTables();
});
afterAll(() => test.close());

async function addPackage(version: string, definitions: readonly object[]): Promise<void> {
  const held: HeldPackage = {
    name: 'test.places',
    version,
    integrity: `sha512-${version}`,
    source: 'test',
    requested: true,
    pinned: false,
    added: new Date(),
    dependencies: {},
    resolved: {},
    definitions: definitions.length,
  };
  const entries = definitions.flatMap(
    (one) => packDefinition(one, { kind: 'package', name: held.name, version }) ?? [],
  );
  await test.db.transaction(async (tx) => {
    await insertPackage(tx, held);
    await insertDefinitions(tx, held, entries);
    await nextGeneration(tx);
  });
}

describe('the definitions of a node', () => {
  it('are its own, those of packages and those that were written, in every process soon after they change', async () => {
    const memory = writtenInMemory();
    const own = [valueSet('http://example.org/ValueSet/own', '1.0.0', 'own')] as never;
    const processes = [1, 2].map(() => openDefinitions({ db: test.db, own, written: memory.written, lease }));
    const titles = async (canonical: string) =>
      Promise.all(processes.map(async (one) => (await one.current()).find(canonical)?.title));
    expect(await titles('http://example.org/ValueSet/own')).toEqual(['own', 'own']);
    expect(await titles(url)).toEqual([undefined, undefined]);

    await addPackage('1.0.0', [valueSet(url, '1.0.0', 'of the package'), { resourceType: 'Patient', id: 'x' }]);
    await pause(lease + 20);
    expect(await titles(url)).toEqual(['of the package', 'of the package']);

    memory.write(valueSet(url, '1.1.0', 'written'));
    await pause(lease + 20);
    expect(await titles(url)).toEqual(['written', 'written']);
    expect(await titles(`${url}|1.0.0`)).toEqual(['of the package', 'of the package']);
    const revisions = await Promise.all(processes.map(async (one) => (await one.current()).revision));
    expect(revisions[0]).toBe(revisions[1]);

    memory.remove('ValueSet/written');
    await pause(lease + 20);
    expect(await titles(url)).toEqual(['of the package', 'of the package']);
    expect((await processes[0]?.current())?.packages).toMatchObject([{ name: 'test.places', version: '1.0.0' }]);
  });

  it('are read again only as far as they changed', async () => {
    const memory = writtenInMemory();
    const definitions = openDefinitions({ db: test.db, written: memory.written, lease: 0 });
    for (const n of [1, 2, 3]) memory.write(valueSet(`${url}/${n}`, '1.0.0', `set-${n}`));
    const first = await definitions.current();
    expect(await definitions.current()).toBe(first);
    expect(definitions.latest()).toBe(first);
    expect(memory.asked.texts).toBe(3);
    memory.write(valueSet(`${url}/2`, '1.0.1', 'set-2'));
    expect((await definitions.current()).find(`${url}/2`)?.version).toBe('1.0.1');
    expect(memory.asked.texts).toBe(4);
  });

  it('never go back to what they were before a change, whatever is slow', async () => {
    const memory = writtenInMemory();
    let slow = Promise.resolve();
    const written = {
      ...memory.written,
      list: async () => {
        const listed = await memory.written.list([]);
        await slow;
        return listed;
      },
    };
    const definitions = openDefinitions({ db: test.db, written });
    memory.write(valueSet(`${url}/slow`, '1.0.0', 'slow'));
    let go = () => {};
    slow = new Promise((resolve) => {
      go = resolve;
    });
    const first = definitions.current();
    await pause(50);
    slow = Promise.resolve();
    memory.write(valueSet(`${url}/slow`, '2.0.0', 'slow'));
    definitions.forget();
    expect((await definitions.current()).find(`${url}/slow`)?.version).toBe('2.0.0');
    go();
    await first;
    expect((await definitions.current()).find(`${url}/slow`)?.version).toBe('2.0.0');
    memory.write(valueSet(`${url}/slow`, '3.0.0', 'slow'));
    definitions.forget();
    expect((await definitions.current()).find(`${url}/slow`)?.version).toBe('3.0.0');
  });

  it('come in the order of their package, however many they are', async () => {
    const many = Array.from({ length: 250 }, (_, n) => valueSet(`${url}/many/${n}`, '1.0.0', `many-${n}`));
    await addPackage('2.0.0', many);
    const set = await openDefinitions({ db: test.db }).current();
    const found = set.packed.entries.filter(({ about }) => about.url.startsWith(`${url}/many/`));
    expect(found.map(({ about }) => about.title)).toEqual(many.map(({ title }) => title));
    expect(set.find(`${url}/many/249`)).toEqual(many[249]);
  });
});
