import fastify from 'fastify';
import { describe, expect, it } from 'vitest';
import type { AuditEntry } from '#audit';
import type { Job } from '#db';
import type { Caller } from '#identity';
import { fixedClock, ok } from '#kernel';
import { registerOperations } from './index.ts';

const clock = fixedClock('2026-11-01T10:00:00Z');
const job: Job = {
  id: 'j1',
  kind: 'bulk-export',
  owner: 'somebody',
  state: 'running',
  input: { patients: ['claire'] },
  attempts: 1,
  progress: { done: 3, total: 7, words: '12 resources' },
  created: clock.now(),
};

const counts = async () =>
  new Map([
    ['Patient', 2],
    ['Observation', 40],
  ]);

function open(role: Caller['role'], counting = counts) {
  const app = fastify();
  const entries: AuditEntry[] = [];
  const cancelled: string[] = [];
  let counted = 0;
  const caller = { role, subject: 's', name: 'n', country: 'FR', client: 'c', purpose: 'SYSADMIN', traceId: 't' };
  registerOperations(app, {
    clock,
    identity: { authenticate: async () => ok(caller as unknown as Caller) } as never,
    access: {
      decide: async ({ caller: { role: who }, act }) =>
        who === 'administrator' && act === 'administer'
          ? { permit: true, rule: 'admin-no-clinical', visibility: { common: 'directory', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    },
    audit: { record: async (more) => void entries.push(...more) },
    jobs: {
      list: async () => [job],
      find: async (id) => (id === job.id ? job : undefined),
      cancel: async (id) => {
        cancelled.push(id);
        return true;
      },
    },
    definitions: {
      current: () =>
        ({ packages: [{ name: 'test.base', version: '1.0.0', definitions: 3, source: 'a.tgz' }] }) as never,
    },
    counts: async () => {
      counted += 1;
      return counting();
    },
  });
  return { app, entries, cancelled, timesCounted: () => counted };
}

describe('the operator’s addresses', () => {
  it('tell numbers and jobs, and nothing of whom they are about', async () => {
    const { app, timesCounted } = open('administrator');
    const answers = await Promise.all([1, 2].map(() => app.inject({ url: '/api/operations' })));
    expect(answers[0]?.json()).toEqual({
      resources: [
        { type: 'Observation', count: 40 },
        { type: 'Patient', count: 2 },
      ],
      counted: '2026-11-01T10:00:00.000Z',
      packages: [{ name: 'test.base', version: '1.0.0', definitions: 3 }],
      jobs: [
        {
          id: 'j1',
          kind: 'bulk-export',
          state: 'running',
          done: 3,
          total: 7,
          attempts: 1,
          created: '2026-11-01T10:00:00.000Z',
        },
      ],
    });
    expect(timesCounted()).toBe(1);
    clock.set('2026-11-01T10:01:00Z');
    await app.inject({ url: '/api/operations' });
    expect(timesCounted()).toBe(2);
  });

  it('count one time at once, and rest in proportion to what it takes, however often they are asked', async () => {
    let ended = Promise.withResolvers<void>();
    let isPossible = true;
    const { app, timesCounted } = open('administrator', async () => {
      await ended.promise;
      if (!isPossible) throw new Error('The statement took too long');
      return counts();
    });
    const ask = () => app.inject({ url: '/api/operations' });
    clock.set('2026-11-01T11:00:00Z');
    const first = ask();
    await new Promise((turn) => setTimeout(turn, 5));
    // It takes two minutes, and another asks meanwhile.
    clock.set('2026-11-01T11:02:00Z');
    const second = ask();
    await new Promise((turn) => setTimeout(turn, 5));
    ended.resolve();
    expect([(await first).statusCode, (await second).statusCode, timesCounted()]).toEqual([200, 200, 1]);
    clock.set('2026-11-01T11:21:00Z');
    expect([(await ask()).statusCode, timesCounted()]).toEqual([200, 1]);
    // What cannot be counted any more is told as it was, and not tried with every look.
    isPossible = false;
    ended = Promise.withResolvers<void>();
    clock.set('2026-11-01T11:23:00Z');
    const third = ask();
    await new Promise((turn) => setTimeout(turn, 5));
    clock.set('2026-11-01T11:23:30Z');
    ended.resolve();
    expect((await third).json()).toMatchObject({ counted: '2026-11-01T11:02:00.000Z' });
    expect([(await ask()).statusCode, timesCounted()]).toEqual([200, 2]);
  });

  it('cancel a job, and log who did', async () => {
    const { app, entries, cancelled } = open('administrator');
    expect((await app.inject({ method: 'DELETE', url: '/api/operations/jobs/j1' })).statusCode).toBe(204);
    expect(cancelled).toEqual(['j1']);
    expect(entries).toMatchObject([
      { action: 'administer', interaction: 'cancel bulk-export', rule: 'admin-no-clinical', agent: { subject: 's' } },
    ]);
    expect((await app.inject({ method: 'DELETE', url: '/api/operations/jobs/other' })).statusCode).toBe(404);
  });

  it.each(['citizen', 'professional', 'backend'] as const)('are not for a %s, which is logged', async (role) => {
    const { app, entries, cancelled, timesCounted } = open(role);
    expect((await app.inject({ url: '/api/operations' })).statusCode).toBe(403);
    expect((await app.inject({ method: 'DELETE', url: '/api/operations/jobs/j1' })).statusCode).toBe(403);
    expect([cancelled, timesCounted()]).toEqual([[], 0]);
    expect(entries.map(({ interaction, outcome }) => [interaction, outcome])).toEqual([
      ['operations', 'denied'],
      ['cancel job', 'denied'],
    ]);
  });
});
