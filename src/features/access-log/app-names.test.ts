import fastify from 'fastify';
import { expect, it } from 'vitest';
import type { Caller } from '#identity';
import { ok } from '#kernel';
import { registerAccessLog } from './index.ts';

it('asks for the names of the apps that were there, and of no other', async () => {
  const entry = (id: string, client: string) => ({
    id,
    at: new Date('2026-11-01T10:00:00Z'),
    agent: { subject: 'claire', name: 'Claire', role: 'citizen', country: 'FR', client },
    objects: [],
  });
  const entries = [entry('1', 'diary'), entry('2', 'carnet-web'), entry('3', 'diary')];
  const asked: (readonly string[])[] = [];
  const app = fastify();
  registerAccessLog(app, {
    identity: { authenticate: async () => ok({ subject: 'claire' } as Caller) },
    records: { accessLog: async () => ok({ entries }) } as never,
    apps: {
      names: async (ids) => {
        asked.push(ids);
        return new Map([['diary', 'Diary']]);
      },
    },
    country: 'FR',
  });
  const { visits } = (await app.inject({ url: '/api/access-log/claire' })).json();
  expect(asked).toEqual([['diary', 'carnet-web']]);
  const whose = visits.map(({ agent }: { agent: { app?: string; own: boolean } }) => [agent.app, agent.own]);
  expect(whose).toEqual([
    ['Diary', false],
    [undefined, true],
    ['Diary', false],
  ]);
});
