import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { dropDatabase, ensureDatabase } from '#db';
import { carnet } from './nodes.ts';
import { environmentOf, type NodeProcess, pidOf, serving, startProcess } from './processes.ts';

const { stateDir, fr } = inject('carnet');
const clients = 16;

interface Reply {
  readonly status: number;
  readonly location: string;
  readonly body: string;
}

describe('two processes of one node', () => {
  let second: NodeProcess;
  let token: string;
  const pools: Pool[] = [];
  const poolOf = (url: string) => {
    const pool = new Pool(url, { connections: clients });
    pools.push(pool);
    return pool;
  };

  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
    second = await startProcess(environmentOf(stateDir, 'fr'), fr);
    await serving(second.url);
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await second?.stop();
    await serving(fr);
  });

  const send = async (pool: Pool, method: string, path: string, body?: object, headers = {}): Promise<Reply> => {
    const answer = await pool.request({
      method: method as 'GET',
      path: `/fhir/${path}`,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return {
      status: answer.statusCode,
      location: String(answer.headers.location ?? ''),
      body: await answer.body.text(),
    };
  };

  it('serve and write at once: no error, no lost update, one resource for one condition', async () => {
    const both = [poolOf(fr), poolOf(second.url)] as const;
    const acknowledged = new Map<string, number>();
    const made = new Map<string, Set<string>>();
    const strange: string[] = [];
    const bump = async (client: number, round: number) => {
      const pool = both[(client + round) % 2] as Pool;
      const id = `two-processes-${(client * 7 + round) % 6}`;
      const current = await send(pool, 'GET', `Basic/${id}`);
      const version = current.status === 200 ? (JSON.parse(current.body) as Meta).meta.versionId : undefined;
      const body = { resourceType: 'Basic', id, code: { text: `${client}/${round}` } };
      const condition = version === undefined ? { 'if-none-match': '*' } : { 'if-match': `W/"${version}"` };
      const answer = await send(pool, 'PUT', `Basic/${id}`, body, condition);
      if (answer.status === 200 || answer.status === 201) acknowledged.set(id, (acknowledged.get(id) ?? 0) + 1);
      else if (answer.status !== 412 && answer.status !== 409) strange.push(`PUT ${answer.status} ${answer.body}`);
    };
    const createOnce = async (client: number, round: number) => {
      const value = `two-processes-${round}`;
      const identifier = [{ system: 'urn:two-processes', value }];
      const body = { resourceType: 'Basic', identifier, code: { text: 'once' } };
      const answer = await send(both[client % 2] as Pool, 'POST', 'Basic', body, {
        'if-none-exist': `identifier=urn:two-processes|${value}`,
      });
      if (answer.status !== 200 && answer.status !== 201) strange.push(`POST ${answer.status} ${answer.body}`);
      const address = answer.location.replace(/\/_history.*$/, '');
      made.set(value, (made.get(value) ?? new Set()).add(address));
    };
    await Promise.all(
      Array.from({ length: clients }, async (_, client) => {
        for (let round = 0; round < 20; round++) {
          await bump(client, round);
          await createOnce(client, round);
        }
      }),
    );
    expect(strange).toEqual([]);
    expect([...made.values()].map((addresses) => addresses.size)).toEqual(Array.from({ length: 20 }, () => 1));
    for (const [id, writes] of acknowledged) {
      for (const pool of both) {
        const { meta } = JSON.parse((await send(pool, 'GET', `Basic/${id}`)).body) as Meta;
        expect([id, Number(meta.versionId)]).toEqual([id, writes]);
      }
    }
    console.info(
      `two processes: ${[...acknowledged.values()].reduce((a, b) => a + b, 0)} updates, 320 conditional creates`,
    );
  });

  it('lose no request to a rolling restart under load', async () => {
    const urls = [fr, second.url];
    let stop = false;
    let refused = 0;
    const acknowledged: string[] = [];
    const dropped: string[] = [];
    let number = 0;
    // A client keeps its connection, and goes to the other process where it is refused one: nothing else is tried again.
    const client = async (n: number) => {
      let at = n % 2;
      let pool = new Pool(urls[at] as string, { connections: 1 });
      while (!stop) {
        const id = `rolling-${number++}`;
        const body = { resourceType: 'Basic', id, code: { text: 'rolling' } };
        for (;;) {
          const answer = await send(pool, 'PUT', `Basic/${id}`, body).catch((error: NodeJS.ErrnoException) => error);
          if ('status' in answer) {
            if (answer.status === 201) acknowledged.push(id);
            else dropped.push(`${answer.status} ${answer.body}`);
            break;
          }
          if (answer.code !== 'ECONNREFUSED') {
            dropped.push(`${answer.code} ${answer.message}`);
            break;
          }
          refused += 1;
          at = 1 - at;
          await pool.close();
          pool = new Pool(urls[at] as string, { connections: 1 });
          await pause(5);
        }
      }
      await pool.close();
    };
    const load = Promise.all(Array.from({ length: clients }, (_, n) => client(n)));
    await pause(1_000);
    // The first process is kept by the supervisor, which starts it again.
    const before = pidOf(stateDir, 'fr', fr);
    process.kill(before, 'SIGTERM');
    await expect.poll(() => pidOf(stateDir, 'fr', fr), { timeout: 60_000 }).not.toBe(before);
    await serving(fr);
    await pause(500);
    const how = await second.stop();
    second = await startProcess(environmentOf(stateDir, 'fr'), fr);
    urls[1] = second.url;
    await serving(second.url);
    await pause(1_000);
    stop = true;
    await load;
    expect(how).toBe(0);
    expect(dropped).toEqual([]);
    expect(refused).toBeGreaterThan(0);
    const pool = poolOf(fr);
    const lost: string[] = [];
    for (let from = 0; from < acknowledged.length; from += 100) {
      const ids = acknowledged.slice(from, from + 100);
      const page = await send(pool, 'GET', `Basic?_id=${ids.join(',')}&_count=100&_elements=id`);
      const { entry = [] } = JSON.parse(page.body) as { entry?: { resource: { id: string } }[] };
      const there = new Set(entry.map(({ resource }) => resource.id));
      lost.push(...ids.filter((id) => !there.has(id)));
    }
    expect(lost).toEqual([]);
    console.info(
      `rolling restart: ${acknowledged.length} writes acknowledged, ${refused} connections refused, none lost`,
    );
  });

  it('start at once on an empty database and share it from the first moment', async () => {
    const environment = environmentOf(stateDir, 'fr');
    const server = environment.CARNET_DATABASE_URL ?? '';
    const names = ['carnet_two_processes', 'carnet_two_processes_keys'] as const;
    const [fresh, keys] = names.map((name) => Object.assign(new URL(server), { pathname: `/${name}` }).href);
    for (const name of names) await ensureDatabase(server, name);
    const folder = mkdtempSync(join(tmpdir(), 'carnet-two-'));
    const processes: NodeProcess[] = [];
    try {
      const own = {
        ...environment,
        CARNET_STATE: folder,
        CARNET_DATABASE_URL: fresh ?? '',
        CARNET_KEYS_DATABASE_URL: keys ?? '',
      };
      const publicUrl = 'http://localhost:1';
      processes.push(...(await Promise.all([startProcess(own, publicUrl), startProcess(own, publicUrl)])));
      await Promise.all(processes.map(({ url }) => serving(url)));
      const [one, other] = processes.map(({ url }) => poolOf(url)) as [Pool, Pool];
      const page = await Promise.all(
        [one, other].map((pool) => pool.request({ method: 'GET', path: '/fhir/metadata' })),
      );
      expect(page.map(({ statusCode }) => statusCode)).toEqual([200, 200]);
      for (const { body } of page) await body.dump();
      expect(await Promise.all(processes.map((each) => each.stop()))).toEqual([0, 0]);
    } finally {
      await Promise.all(processes.map((each) => each.stop()));
      for (const name of names) await dropDatabase(server, name);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

interface Meta {
  readonly meta: { readonly versionId: string };
}
