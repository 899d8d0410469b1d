import Fastify from 'fastify';
import { expect, it } from 'vitest';
import type { Caller, ProxyRecord } from '#identity';
import { ok } from '#kernel';
import { registerSimulator } from './index.ts';

const proxy = (name: string, to?: string): ProxyRecord => ({
  id: name,
  account: name,
  name,
  patient: 'leo',
  origin: 'mandate',
  from: new Date('2026-01-01T00:00:00Z'),
  ...(to === undefined ? {} : { to: new Date(to) }),
});

it('names those who may act for her at this moment of the node’s clock', async () => {
  let now = new Date('2031-05-01T10:00:00Z');
  const app = Fastify();
  registerSimulator(app, {
    identity: { authenticate: async () => ok({ subject: 'claire', patient: 'claire' } as Caller) },
    records: { whoCouldSee: async () => ok([]), simulate: () => Promise.reject(new Error('not asked')) },
    access: {
      policy: () => ({ name: 'p', version: '1', rules: [], labels: [], professions: [], abroadUnasked: true }),
    },
    proxies: { of: async () => [proxy('always'), proxy('until noon', '2031-05-01T12:00:00Z')] },
    apps: { connections: async () => [] },
    countries: () => [],
    clock: { now: () => now },
  });
  const named = async () => {
    const answer = await app.inject({ url: '/api/simulator/leo/readers' });
    return answer.json().proxies.map(({ name }: ProxyRecord) => name);
  };
  expect(await named()).toEqual(['always', 'until noon']);
  now = new Date('2031-05-01T12:00:00Z');
  expect(await named()).toEqual(['always']);
  await app.close();
});
