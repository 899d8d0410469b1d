import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
// biome-ignore lint/style/noRestrictedImports: the statements of a request are watched in the database itself.
import { type Database, openDatabase } from '#db';
// biome-ignore lint/style/noRestrictedImports: and on a database of its own.
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { createLog, currentScope } from '#kernel';
import { createServer } from './create-server.ts';
import { codesOf } from './testing.ts';

let test: TestDatabase;
let db: Database;
let app: ReturnType<typeof createServer>;
let port: number;
const lines: string[] = [];
let written = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  db = openDatabase({ url: test.url, max: 10, name: 'asked by requests' });
  await db.query('create table kept (n int)', []);
  const log = createLog({ level: 'info', write: (line) => void lines.push(line) });
  app = createServer({ log, alive: async () => true, maxInFlight: 64, answerTimeout: 1_000, maxBodies: 1_000_000 });
  app.get('/slow', async (request) => {
    const { seconds = '20' } = request.query as { seconds?: string };
    await db.interruptible.query('select pg_sleep($1)', [Number(seconds)]);
    return { trace: currentScope()?.trace };
  });
  app.get('/_search', async () => ({ scope: currentScope()?.trace }));
  app.post('/write', async () => {
    await db.transaction((tx) => tx.query('insert into kept select 1 from pg_sleep($1)', [0.4]));
    written += 1;
    return {};
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as AddressInfo).port;
});
afterAll(async () => {
  await app.close();
  await db.close();
  await test.close();
});

async function running(): Promise<number> {
  const rows = await test.db.query<{ n: number }>(
    `select count(*)::int as n from pg_stat_activity where application_name = 'asked by requests' and state = 'active' and query like '%pg_sleep%'`,
    [],
  );
  return rows[0]?.n ?? -1;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + 8_000;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error('It did not come about');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function send(head: string): Promise<ReturnType<typeof connect>> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(`${head}\r\nhost: localhost\r\n\r\n`);
  return socket;
}

describe('a client that leaves before its answer', () => {
  it('ends the statement that runs for its read, and only that', async () => {
    const leaving = await send('GET /slow?seconds=20 HTTP/1.1');
    const staying = fetch(`http://127.0.0.1:${port}/slow?seconds=0.8`);
    await until(async () => (await running()) === 2);
    leaving.destroy();
    await until(async () => (await running()) <= 1);
    expect((await staying).status).toBe(200);
    expect(await running()).toBe(0);
  });

  it('leaves a write to be committed', async () => {
    const before = written;
    const leaving = await send('POST /write HTTP/1.1');
    await until(async () => (await running()) === 1);
    leaving.destroy();
    await until(() => written === before + 1);
    expect(await test.db.query('select * from kept', [])).toEqual([{ n: 1 }]);
  });
});

describe('an answer that does not begin in time', () => {
  it('is 503 request.timeout with Retry-After, and its statement ends', async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/slow?seconds=20`);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(answer.headers.get('x-request-id')).toMatch(/^[0-9a-f]{32}$/);
    const body = await answer.json();
    expect(codesOf({ json: () => body })).toEqual(['request.timeout']);
    await until(async () => (await running()) === 0);
    await until(() => lines.some((line) => line.includes('"status":503')));
    expect(lines.filter((line) => line.includes('http.defect'))).toEqual([]);
  });

  it('does not touch a write, nor an answer that is quick', async () => {
    const write = await fetch(`http://127.0.0.1:${port}/write`, { method: 'POST' });
    expect(write.status).toBe(200);
    const quick = await fetch(`http://127.0.0.1:${port}/slow?seconds=0`);
    expect(await quick.json()).toEqual({ trace: quick.headers.get('x-request-id') });
  });
});

describe('two thousand slow requests at once', () => {
  it('are answered, refused with 429 or ended with 503, and leave nothing behind', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const memory = () => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = memory();
    const found = new Map<number, number>();
    const ask = async () => {
      const answer = await fetch(`http://127.0.0.1:${port}/slow?seconds=5`);
      await answer.arrayBuffer();
      found.set(answer.status, (found.get(answer.status) ?? 0) + 1);
      if (answer.status === 429) expect(answer.headers.get('retry-after')).toBe('2');
    };
    await Promise.all(Array.from({ length: 2_000 }, ask));
    expect([...found.keys()].sort()).toEqual([429, 503]);
    expect(found.get(429)).toBeGreaterThan(1_000);
    await until(async () => (await running()) === 0);
    expect(memory() - before).toBeLessThan(60_000_000);
    expect((await fetch(`http://127.0.0.1:${port}/slow?seconds=0`)).status).toBe(200);
  });

  it('hold their place until their work has ended, though their clients have left', async () => {
    const sockets = await Promise.all(Array.from({ length: 64 }, () => send('POST /write HTTP/1.1')));
    await until(async () => (await running()) > 0);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await fetch(`http://127.0.0.1:${port}/_search`)).status).toBe(429);
    await until(async () => (await fetch(`http://127.0.0.1:${port}/_search`)).status === 200);
  });
});

describe('bodies that are held', () => {
  const post = (bytes: number, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`http://127.0.0.1:${port}/write`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify('x'.repeat(bytes)),
    }).then(({ status }) => status);

  it('are bounded together, one always fits, and the bound is free again with the answer', async () => {
    const statuses = await Promise.all([post(600_000), post(600_000), post(600_000)]);
    expect(statuses.sort()).toEqual([200, 429, 429]);
    expect(await post(1_500_000)).toBe(200);
    expect(await post(600_000)).toBe(200);
  });

  it('of unknown length are counted as they come', async () => {
    const chunked = (bytes: number) =>
      fetch(`http://127.0.0.1:${port}/write`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        duplex: 'half',
        body: new ReadableStream({
          start(controller) {
            controller.enqueue(Buffer.from('"'));
            for (let sent = 0; sent < bytes; sent += 50_000) controller.enqueue(Buffer.alloc(50_000, 'x'));
            controller.enqueue(Buffer.from('"'));
            controller.close();
          },
        }),
      } as RequestInit).then(({ status }) => status);
    const statuses = await Promise.all([chunked(700_000), chunked(700_000)]);
    expect(statuses.sort()).toEqual([200, 429]);
    expect(await chunked(700_000)).toBe(200);
  });
});
