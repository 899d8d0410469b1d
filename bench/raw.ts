import { spawn } from 'node:child_process';
import { dropDatabase, ensureDatabase, openDatabase } from '#db';
import { client } from './client.ts';
import { type Figure, measure } from './measure.ts';

/** What the machine can do without us: the limits that every other figure of the run is held against. */
export interface RawLimits {
  readonly insertSingle: Figure;
  readonly insertMany: Figure;
  readonly select: Figure;
  readonly emptyRoute: Figure;
}

const manyRows = 100;

/** Measures the raw limits on the database server at `adminUrl`, in a database of their own that is dropped afterwards. */
export async function measureRaw(adminUrl: string, seconds: number): Promise<RawLimits> {
  const name = `carnet_bench_${process.pid}`;
  await ensureDatabase(adminUrl, name);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  const db = openDatabase({ url: url.href, max: 16 });
  const text = JSON.stringify({ resourceType: 'Observation', filler: 'x'.repeat(1200) });
  try {
    await db.query('create table raw (id bigint generated always as identity primary key, content text not null)');
    const insertSingle = await measure('raw insert, one row, committed', { clients: 16, seconds }, async () => {
      await db.query('insert into raw (content) values ($1)', [text]);
      return undefined;
    });
    const batch = Array.from({ length: manyRows }, () => text);
    const insertMany = await measure(`raw insert, ${manyRows} rows a statement`, { clients: 4, seconds }, async () => {
      await db.query('insert into raw (content) select unnest($1::text[])', [batch]);
      return manyRows;
    });
    const select = await measure('raw select by key', { clients: 16, seconds }, async (turn) => {
      await db.query('select content from raw where id = $1', [(turn % 1000) + 1]);
      return undefined;
    });
    return { insertSingle, insertMany, select, emptyRoute: await measureEmptyRoute(seconds) };
  } finally {
    await db.close();
    await dropDatabase(adminUrl, name);
  }
}

/** An empty Fastify route in a process of its own, asked over HTTP as the node is. */
async function measureEmptyRoute(seconds: number): Promise<Figure> {
  const server = spawn(process.execPath, ['bench/empty-route.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const port = await new Promise<number>((resolve, reject) => {
      server.stdout.once('data', (chunk: Buffer) => resolve(Number(chunk.toString())));
      server.once('exit', () => reject(new Error('The empty route did not start.')));
    });
    const http = client(`http://127.0.0.1:${port}`);
    const figure = await measure('empty Fastify route', { clients: 16, seconds }, async () => {
      await http.get('/');
      return undefined;
    });
    await http.close();
    return figure;
  } finally {
    server.kill();
  }
}
