import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseSearch } from '#fhir';
import { callers, codeOf, granted, observation, openTestRecords, patient, put } from './testing.ts';

let world: Awaited<ReturnType<typeof openTestRecords>>;
beforeAll(async () => {
  world = await openTestRecords();
  const many = Array.from({ length: 7 }, (_none, index) => put(observation(`o${index}`, 'claire')));
  const changes = [put(patient('claire')), put(patient('henri')), ...many, put(observation('of-henri', 'henri'))];
  granted(await world.records.change(callers.importer(), changes, 'update'));
});
afterAll(() => world.close());

const search = (query: string) => granted(parseSearch('Observation', new URLSearchParams(query)));

it('looks at every page where a bound is named, and refuses beyond it', async () => {
  const queries = [search('patient=claire&_count=3')];
  const met: number[] = [];
  const select = (candidates: readonly object[]) => {
    met.push(candidates.length);
    return [];
  };
  granted(await world.records.select(callers.importer(), { queries, most: 7, select }, '$lastn'));
  expect(codeOf(await world.records.select(callers.importer(), { queries, most: 6, select }, '$lastn'))).toBe(
    'search.too-broad',
  );
  granted(await world.records.select(callers.importer(), { queries, select }, '$match'));
  expect(met).toEqual([7, 3]);
});

it('takes what several searches find once, and only what the caller may see', async () => {
  const queries = [search('_id=o1,of-henri'), search('_id=o1,o2')];
  const found = granted(
    await world.records.select(callers.citizen('claire'), { queries, select: (all) => all }, '$match'),
  );
  expect(found.map(({ id }) => id).sort()).toEqual(['o1', 'o2']);
});

it('logs what is given for each person, and not what was only looked at', async () => {
  const reader = callers.importer();
  const queries = [search('_id=o1,o2,of-henri')];
  granted(
    await world.records.select(reader, { queries, select: (all) => all.filter(({ id }) => id === 'o2') }, '$match'),
  );
  const linesOf = async (id: string) => {
    const page = granted(await world.records.accessLog(callers.citizen(id), id, { count: 50 }));
    return page.entries.filter((entry) => entry.traceId === reader.traceId).flatMap((entry) => entry.objects);
  };
  expect((await linesOf('claire')).map(({ id }) => id)).toEqual(['o2']);
  expect(await linesOf('henri')).toEqual([]);
});
