import { Pool } from 'undici';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type BadRequest, malformedRequests } from './malformed.ts';
import { carnet } from './nodes.ts';

const { stateDir, fr } = inject('carnet');
/** `npm run soak` sends many more, of other seeds. */
const soak = process.env.CARNET_SOAK === '1';
const count = soak ? 500_000 : 10_000;
const seed = soak ? Date.now() % 1_000_000 : 20_261_122;

describe(`${count} malformed requests (seed ${seed})`, () => {
  const pool = new Pool(fr, { connections: 16 });
  let token: string;
  beforeAll(async () => {
    token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'importer');
  });
  afterAll(() => pool.close());

  const send = async (bad: BadRequest) => {
    const answer = await pool.request({
      method: bad.method as 'GET',
      path: bad.path,
      headers: { ...bad.headers, authorization: `Bearer ${token}` },
      ...(bad.body === undefined ? {} : { body: bad.body }),
    });
    return { status: answer.statusCode, body: await answer.body.text() };
  };

  it('are each answered 4xx with an OperationOutcome, and the node goes on', async () => {
    const wrong: string[] = [];
    const requests = malformedRequests(count, seed);
    const worker = async () => {
      for (const bad of requests) {
        const answer = await send(bad);
        const outcome = parsed(answer.body);
        const refused = answer.status >= 400 && answer.status < 500 && outcome?.resourceType === 'OperationOutcome';
        if (!refused && wrong.length < 20) {
          wrong.push(
            `${bad.kind}: ${bad.method} ${bad.path.slice(0, 80)} ${bad.body?.toString().slice(0, 120) ?? ''} -> ${answer.status} ${answer.body.slice(0, 200)}`,
          );
        }
      }
    };
    await Promise.all(Array.from({ length: 16 }, worker));
    expect(wrong).toEqual([]);
    expect((await fetch(`${fr}/healthz`)).status).toBe(200);
  }, 1_800_000);
});

function parsed(body: string): { resourceType?: string } | undefined {
  try {
    return JSON.parse(body) as { resourceType?: string };
  } catch {
    return undefined;
  }
}
