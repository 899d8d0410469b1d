import { afterAll, beforeAll, expect, it } from 'vitest';
import { callers, codeOf, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;
beforeAll(async () => {
  world = await openTestRecords();
  granted(
    await world.records.change(
      callers.importer(),
      [
        put({ resourceType: 'Organization', id: 'org-park', name: 'Practice' }),
        put(patient('claire')),
        put(patient('henri')),
        put(observation('of-claire', 'claire')),
        put(observation('gone', 'claire')),
        put(observation('of-henri', 'henri')),
      ],
      'update',
    ),
  );
  await world.records.change(callers.importer(), [{ op: 'delete', type: 'Observation', id: 'gone' }], 'delete');
  await world.db.transaction((tx) =>
    world.access.addRelation(tx, {
      patient: 'claire',
      organization: 'org-park',
      origin: 'declared',
      from: new Date('2020-01-01T00:00:00Z'),
    }),
  );
});
afterAll(() => world.close());

const observations = (...ids: readonly string[]) => ids.map((id) => ({ type: 'Observation', id }));

it('gives in order what may be seen, and the same gap for what is hidden, deleted, absent or no id', async () => {
  const asked = [
    ...observations('of-henri', 'of-claire', 'gone', 'never', 'not an id'),
    { type: 'Patient', id: 'claire' },
  ];
  const found = granted(await world.records.readMany(callers.doctor(), asked, 'graphql'));
  expect(found.map((stored) => stored?.id)).toEqual([
    undefined,
    'of-claire',
    undefined,
    undefined,
    undefined,
    'claire',
  ]);
  const named = granted(await world.records.readMany(callers.importer(), asked, 'graphql', 'claire'));
  expect(named.filter((stored) => stored !== undefined).map(({ id }) => id)).toContain('of-claire');
});

it('tells each person whose data was given, and nobody else', async () => {
  const reader = callers.doctor();
  granted(await world.records.readMany(reader, observations('of-claire', 'of-henri'), 'graphql'));
  const lines = async (id: string) => {
    const page = granted(await world.records.accessLog(callers.citizen(id), id, { count: 50 }));
    return page.entries.filter((entry) => entry.traceId === reader.traceId).map((entry) => entry.interaction);
  };
  expect([await lines('claire'), await lines('henri')]).toEqual([['graphql'], []]);
});

it('reads a bounded number at once', async () => {
  const many = observations(...Array.from({ length: 1001 }, (_none, index) => `o${index}`));
  expect(codeOf(await world.records.readMany(callers.doctor(), many, 'graphql'))).toBe('search.too-broad');
  expect(granted(await world.records.readMany(callers.doctor(), [], 'graphql'))).toEqual([]);
});
