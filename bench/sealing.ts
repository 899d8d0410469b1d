import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate, openDatabase } from '#db';
import { openTestDatabase } from '#db/testing';
import { parseSearch, type Resource } from '#fhir';
import { type Outcome, randomIds, systemClock } from '#kernel';
import { createStore, openPersonSealing, personKeyMigrations, storeMigrations } from '#store';
import { laboratoryResult, personBundle } from './workload.ts';

/**
 * What sealing takes: microseconds of processor time in this process and in PostgreSQL, of the same work on a store that
 * seals and on one that does not, by turns. Reads /proc, so it runs on Linux alone.
 */
const seesAll = { common: 'all', persons: 'all' } as const;
const rounds = 5;

function worth<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(outcome.fault.code);
  return outcome.value;
}

async function openSide(sealed: boolean) {
  const { db, url, close } = await openTestDatabase();
  const keysDb = openDatabase({ url, max: 2 });
  await migrate(db, [...storeMigrations, ...personKeyMigrations]);
  const keysDir = await mkdtemp(join(tmpdir(), 'carnet-bench-'));
  const { sealing } = await openPersonSealing({ db, keysDb, clock: systemClock, keysDir });
  const append = Object.assign(async () => {}, { step: () => ({ members: 'logged as (select 1)', values: [] }) });
  const cursorKey = randomBytes(32);
  const store = createStore<never>({ db, clock: systemClock, cursorKey, append, ...(sealed && { sealing }) });
  const create = async (sources: readonly string[]) =>
    worth(
      await store.commit({
        writes: sources.map((source) => {
          const resource = JSON.parse(source) as Resource;
          return { op: 'create', type: resource.resourceType, id: resource.id ?? randomIds.next(), resource, source };
        }),
        entries: () => [],
      }),
    ).map(({ stored }) => stored.id);
  const persons = Array.from({ length: 40 }, (_, n) => n);
  for (const n of persons) {
    const { entry } = JSON.parse(personBundle(n).text) as { entry: { resource: Resource }[] };
    await create(entry.map(({ resource }) => JSON.stringify(resource)));
  }
  const ids: string[] = [];
  for (let turn = 0; turn < 500; turn++) ids.push(...(await create([laboratoryResult(`p${turn % 50}`, turn)])));
  await db.query('vacuum analyze', []);
  const query = worth(parseSearch('Observation', new URLSearchParams('code=2160-0&_sort=-date&_count=50')));
  const pids = async () =>
    (await db.query<{ pid: number }>('select pid from pg_stat_activity where datname = current_database()', [])).map(
      ({ pid }) => pid,
    );
  const at = await store.exportMoment(new AbortController().signal);
  const kinds: Readonly<Record<string, { readonly times: number; readonly work: (n: number) => Promise<unknown> }>> = {
    'create, a laboratory result': { times: 2_000, work: (n) => create([laboratoryResult(`p${n % 50}`, n)]) },
    'read, a laboratory result': {
      times: 4_000,
      work: (n) => store.read('Observation', ids[n % ids.length] ?? '', seesAll),
    },
    'search, 50 of all persons': { times: 200, work: () => store.search(query, seesAll) },
    'export, 2,000 resources': { times: 20, work: () => store.exportChunk({ type: 'Observation', at }, seesAll) },
  };
  const size = async () =>
    db.query<{ bytes: number }>(
      `select (pg_table_size('resource') / (select count(*) from resource))::int as bytes`,
      [],
    );
  return {
    kinds,
    pids,
    size,
    async close() {
      await keysDb.close();
      await close();
      await rm(keysDir, { recursive: true });
    },
  };
}

/** Microseconds of a process until now; one tick of /proc is 10 ms, and 0 stands for one that has ended. */
function processorTime(pid: number): number {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return 0;
  }
}

const sides = { plain: await openSide(false), sealed: await openSide(true) };
const sums = new Map<string, { node: number; server: number; times: number }>();
for (let round = 0; round < rounds; round++) {
  for (const [side, { kinds, pids }] of Object.entries(sides)) {
    for (const [kind, { times, work }] of Object.entries(kinds)) {
      const servers = await pids();
      const before = { node: process.cpuUsage(), server: servers.map(processorTime) };
      let next = 0;
      const lane = async () => {
        while (next < times) await work(next++);
      };
      await Promise.all(Array.from({ length: 8 }, lane));
      const { user, system } = process.cpuUsage(before.node);
      const sum = sums.get(`${kind} | ${side}`) ?? { node: 0, server: 0, times: 0 };
      // The first round warms up.
      if (round === 0) continue;
      sum.node += user + system;
      sum.server += servers.reduce((all, pid, n) => all + Math.max(0, processorTime(pid) - (before.server[n] ?? 0)), 0);
      sum.times += times;
      sums.set(`${kind} | ${side}`, sum);
    }
  }
}
console.log('| what | store | node, us | PostgreSQL, us |\n|---|---|---:|---:|');
for (const [name, { node, server, times }] of [...sums].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`| ${name} | ${(node / times).toFixed(1)} | ${(server / times).toFixed(1)} |`);
}
for (const [side, { size }] of Object.entries(sides))
  console.log(`${side}: ${(await size())[0]?.bytes} bytes a row of resource`);
for (const side of Object.values(sides)) await side.close();
