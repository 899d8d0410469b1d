import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { silentLog } from '#kernel';
import { createServer } from './create-server.ts';

/** Of every kind of answer; `e2e/security.e2e.ts` walks over all of them where a node is reached over http. */
const answers = [
  ['an answer', '/healthz'],
  ['an address that is not there', '/nothing'],
  ['an address that is not well formed', '/%zz'],
  ['a defect', '/breaks'],
] as const;

function serve(secure: boolean): FastifyInstance {
  const app = createServer({ log: silentLog, alive: async () => true, secure });
  app.get('/breaks', async () => {
    throw new Error('a defect');
  });
  return app;
}

describe.each(answers)('%s', (_what, url) => {
  it('tells browsers to come over https alone, where the node is reached so', async () => {
    const answer = await serve(true).inject(url);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains');
    expect(answer.headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' });
  });

  it('does not where it is reached over http, which is on one machine alone', async () => {
    const answer = await serve(false).inject(url);
    expect(answer.headers['strict-transport-security']).toBeUndefined();
    expect(answer.headers['content-security-policy']).toContain("frame-ancestors 'none'");
  });
});
