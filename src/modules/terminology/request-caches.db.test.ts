import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import type { Definition } from '#fhir';
import type { TerminologyAnswer } from './concepts.ts';
import { terminologyMigrations } from './migrations.ts';
import { createTerminology, type SharedTerminology } from './terminology.ts';

const url = 'http://example.org/CodeSystem/colours';
const colours = (...codes: readonly string[]) =>
  ({
    resourceType: 'CodeSystem',
    url,
    version: '1',
    status: 'active',
    content: 'complete',
    concept: codes.map((code) => ({ code, display: code })),
  }) as unknown as Definition;

describe('what clients send along under a name of theirs', () => {
  let test: TestDatabase;
  let one: SharedTerminology;
  let other: SharedTerminology;
  beforeAll(async () => {
    test = await openTestDatabase();
    expect(await migrate(test.db, terminologyMigrations)).toMatchObject({ ok: true });
    one = await createTerminology({ db: test.db });
    other = await createTerminology({ db: test.db });
  });
  afterAll(() => test?.close());

  const ask = (
    terminology: SharedTerminology,
    code: string,
    {
      cache,
      client = 'validator',
      brought = [],
    }: {
      readonly cache?: string;
      readonly client?: string;
      readonly brought?: readonly Definition[];
    },
  ) =>
    terminology.perform('CodeSystem/$validate-code', {
      client,
      languages: [],
      parameters: {
        resourceType: 'Parameters',
        parameter: [
          ...(cache === undefined ? [] : [{ name: 'cache-id', valueId: cache }]),
          { name: 'url', valueUri: url },
          { name: 'code', valueCode: code },
          ...brought.map((resource) => ({ name: 'tx-resource', resource })),
        ],
      } as unknown as Definition,
    });
  const resultOf = ({ resource }: TerminologyAnswer) =>
    (resource.parameter as readonly { readonly name: string; readonly valueBoolean?: boolean }[] | undefined)?.find(
      ({ name }) => name === 'result',
    )?.valueBoolean;

  it('is there for the next request, in another process too', async () => {
    expect(resultOf(await ask(one, 'red', { cache: 'a', brought: [colours('red')] }))).toBe(true);
    expect(resultOf(await ask(one, 'red', { cache: 'a' }))).toBe(true);
    expect(resultOf(await ask(other, 'red', { cache: 'a' }))).toBe(true);
    expect(resultOf(await ask(other, 'blue', { cache: 'a' }))).toBe(false);
  });

  it('is seen under its name and by its client alone', async () => {
    expect(resultOf(await ask(one, 'red', { cache: 'b' }))).not.toBe(true);
    expect(resultOf(await ask(one, 'red', {}))).not.toBe(true);
    expect(resultOf(await ask(one, 'red', { cache: 'a', client: 'another' }))).not.toBe(true);
  });

  it('is replaced by what is sent later under the same address', async () => {
    expect(resultOf(await ask(other, 'blue', { cache: 'a', brought: [colours('red', 'blue')] }))).toBe(true);
    expect(resultOf(await ask(one, 'blue', { cache: 'a' }))).toBe(true);
  });

  it('is forgotten half an hour after it was last asked for', async () => {
    await test.db.query(`update terminology_cache set used = now() - interval '31 minutes'`, []);
    expect(resultOf(await ask(one, 'red', { cache: 'a' }))).not.toBe(true);
    // What comes under the same name then is a cache of its own.
    const sizes = { ...colours('large'), url: 'http://example.org/CodeSystem/sizes' };
    await ask(one, 'red', { cache: 'a', brought: [sizes] });
    expect(resultOf(await ask(other, 'red', { cache: 'a' }))).not.toBe(true);
  });

  it('has bounds: names, resources of a cache, caches of a client', async () => {
    expect((await ask(one, 'red', { cache: '' })).status).toBe(400);
    expect((await ask(one, 'red', { cache: 'x'.repeat(201) })).status).toBe(400);
    const many = Array.from({ length: 1_001 }, (_, place) => ({ ...colours('c'), url: `${url}/${place}` }));
    const refused = await ask(one, 'red', { cache: 'c', brought: many });
    expect([refused.status, JSON.stringify(refused.resource)]).toEqual([422, expect.stringContaining('too-costly')]);
    expect(await test.db.query(`select 1 from terminology_cache where name = 'c'`, [])).toEqual([]);
    for (let place = 0; place < 22; place += 1) {
      await ask(one, 'red', { cache: `many-${place}`, client: 'many', brought: [colours('red')] });
    }
    const names = await test.db.query(`select name from terminology_cache where client = 'many'`, []);
    expect(names).toHaveLength(20);
    expect(names).not.toContainEqual({ name: 'many-0' });
  });
});
