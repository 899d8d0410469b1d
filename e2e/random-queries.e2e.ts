import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type RandomQuery, randomOf, randomQuery } from '../conformance/suites/random-queries.ts';
import { carnet } from './nodes.ts';

const { stateDir, fr } = inject('carnet');
const soak = process.env.CARNET_SOAK === '1';
const count = Number(process.env.CARNET_QUERIES ?? (soak ? 100_000 : 1_500));
const seed = Number(process.env.CARNET_SEED ?? Date.now() % 1_000_000);
/** Milliseconds that one request may take. */
const longest = 10_000;
const clients = 8;

/**
 * The random requests of `conformance/suites/random-queries.ts` over HTTP, to a node with all its features and the
 * records of the demonstration. `npm run soak` sends the million to a node in the same process.
 */
describe(`${count} random queries over HTTP (seed ${seed})`, () => {
  const pool = new Pool(fr, { connections: clients });
  const tokens: (string | undefined)[] = [];
  beforeAll(async () => {
    for (const who of ['importer', 'doctor', 'citizen', 'admin']) {
      tokens.push(await carnet(stateDir, 'token', '--node', 'fr', '--as', who));
    }
    tokens.push(undefined);
  });
  afterAll(() => pool.close());

  const send = async ({ method, url, headers, body }: RandomQuery, token: string | undefined) => {
    const answer = await pool.request({
      method,
      path: `/fhir${url === '' ? '' : '/'}${url}`.replace('/fhir/?', '/fhir?'),
      headers: { ...headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      ...(body === undefined ? {} : { body }),
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  };

  it('are each answered in time, and never by 500', async () => {
    const random = randomOf(seed);
    const wrong: string[] = [];
    const statuses = new Map<number, number>();
    let left = count;
    const client = async () => {
      while (left > 0 && wrong.length < 20) {
        left -= 1;
        const query = randomQuery(random);
        const token = tokens[random(3) > 0 ? 0 : random(tokens.length)];
        const started = performance.now();
        const answer = await send(query, token).catch((error: Error) => ({ status: 0, body: error.message }));
        const took = performance.now() - started;
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const failed = answer.status === 0 || answer.status >= 500;
        if (failed || took > longest) {
          const said = `${query.method} ${query.url} ${JSON.stringify(query.headers)} ${query.body ?? ''}`;
          wrong.push(
            `${answer.status} in ${Math.round(took)} ms: ${said.slice(0, 900)} -> ${answer.body.slice(0, 200)}`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    console.info(`random queries over HTTP: ${JSON.stringify(Object.fromEntries([...statuses].sort()))}`);
    expect(wrong).toEqual([]);
    expect(statuses.get(200) ?? 0).toBeGreaterThan(count / 8);
    expect((await fetch(`${fr}/healthz`)).status).toBe(200);
  }, 3_600_000);
});
