import fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { simulatedUpstreams } from './register-simulated.ts';

const app = fastify();
beforeAll(async () => {
  const simulated = await simulatedUpstreams({
    publicUrl: 'http://localhost:8100',
    country: 'FR',
    people: async () => [],
  });
  simulated.register(app);
  await app.ready();
});
afterAll(() => app.close());

describe('a simulated wallet', () => {
  it('answers where a request is of another verifier, rather than keep the browser waiting', async () => {
    const link = 'wallet:?request_uri=https://elsewhere.example/request';
    const answer = await app.inject({
      method: 'POST',
      url: '/simulated/wallet',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ link }).toString(),
    });
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain('This is simulated.');
  });
});
