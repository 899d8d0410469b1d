import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Caller, longestPasskeyName, mostPasskeys, type Passkeys, type Sessions } from '#identity';
import { fixedClock, ok } from '#kernel';
import { longestName } from './contract.ts';
import { registerAccount } from './index.ts';

const clock = fixedClock('2026-11-22T10:00:00Z');
const now = clock.now();
const claire: Caller = {
  subject: 'acc-claire',
  name: 'Claire Moreau',
  role: 'citizen',
  country: 'FR',
  purpose: 'PATRQT',
  client: 'carnet-web',
  traceId: 'a'.repeat(32),
  token: 'token-1',
  authenticatedAt: now,
  assurance: 'substantial',
  proxyFor: [],
};
let caller: Caller;
let asked: unknown[][];
let app: FastifyInstance;

const told = (name: string, answer: unknown) =>
  (async (...all: unknown[]) => {
    asked.push([name, ...all]);
    return answer;
  }) as never;

beforeEach(() => {
  caller = claire;
  asked = [];
  app = fastify();
  const passkeys: Passkeys = {
    list: told('list', [{ id: 'pk-1', name: 'Phone', created: now, synced: true }]),
    beginAdding: told('beginAdding', ok({ challenge: 'c' })),
    add: told('add', ok({ id: 'pk-2', name: 'Key', created: now, synced: false })),
    rename: told('rename', ok(undefined)),
    remove: told('remove', ok(undefined)),
    beginSignIn: told('beginSignIn', {}),
    signIn: told('signIn', ok({})),
  };
  const known = { id: 's-1', started: now, authenticated: now, means: 'passkey', seen: now, network: '192.0.2.1' };
  const sessions: Sessions = {
    list: told('sessions', { sessions: [{ ...known, browser: 'Firefox', current: true }], next: '9.s-1' }),
    end: told('end', ok(undefined)),
    endOthers: told('endOthers', 2),
  };
  registerAccount(app, {
    identity: { authenticate: async () => ok(caller) } as never,
    passkeys,
    sessions,
    otherMeans: async () => false,
    clock,
  });
});
afterEach(() => app.close());

const ask = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, payload?: object) => {
  const response = await app.inject({ method, url, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, headers: response.headers, body: response.body && JSON.parse(response.body) };
};

const acts = [
  ['GET', '/api/account'],
  ['GET', '/api/account/sessions'],
  ['POST', '/api/account/passkeys/options'],
  ['POST', '/api/account/passkeys'],
  ['PUT', '/api/account/passkeys/pk-1'],
  ['DELETE', '/api/account/passkeys/pk-1'],
  ['DELETE', '/api/account/sessions/s-2'],
  ['DELETE', '/api/account/sessions'],
] as const;

describe('the account of a person', () => {
  it('is told with passkeys and sessions, and nothing of keys', async () => {
    const { status, body } = await ask('GET', '/api/account');
    const at = now.toISOString();
    expect([status, body]).toEqual([
      200,
      {
        passkeys: [{ id: 'pk-1', name: 'Phone', created: at, synced: true }],
        mostPasskeys,
        otherMeans: false,
        sessions: [
          {
            id: 's-1',
            started: at,
            seen: at,
            means: 'passkey',
            browser: 'Firefox',
            network: '192.0.2.1',
            current: true,
          },
        ],
        nextSessions: '9.s-1',
      },
    ]);
    expect(longestName).toBe(longestPasskeyName);
  });

  it('is told page by page of more sessions than one', async () => {
    const { status, body } = await ask('GET', '/api/account/sessions?after=9.s-1');
    expect([status, body.sessions.map(({ id }: { id: string }) => id), body.next]).toEqual([200, ['s-1'], '9.s-1']);
    await ask('GET', '/api/account/sessions?after=1&after=2');
    expect(asked).toEqual([
      ['sessions', 'acc-claire', 'token-1', '9.s-1'],
      ['sessions', 'acc-claire', 'token-1', undefined],
    ]);
  });

  it.each(acts)('is for the node’s own pages alone: %s %s', async (method, url) => {
    caller = { ...claire, client: 'some-app' };
    const { status, body } = await ask(method, url, method === 'GET' ? undefined : { name: 'x', response: {} });
    expect([status, body.issue[0].details.coding[0].code]).toEqual([403, 'access.denied']);
    expect(asked).toEqual([]);
  });

  it.each([acts[2], acts[3], acts[5], acts[7]])('needs a sign-in of the last minutes: %s %s', async (method, url) => {
    for (const authenticatedAt of [new Date(now.getTime() - 300_001), undefined]) {
      const { authenticatedAt: _, ...rest } = claire;
      caller = authenticatedAt === undefined ? rest : { ...rest, authenticatedAt };
      const { status, headers, body } = await ask(method, url, { name: 'x', response: {} });
      expect([status, body.issue[0].details.coding[0].code]).toEqual([401, 'sign-in.step-up']);
      expect(headers['www-authenticate']).toBe(
        'Bearer realm="carnet", error="insufficient_user_authentication", max_age="300"',
      );
    }
    expect(asked).toEqual([]);
  });

  it('lets her rename a passkey and end one session at any time', async () => {
    caller = { ...claire, authenticatedAt: new Date(0) };
    expect((await ask('PUT', '/api/account/passkeys/pk-1', { name: 'Blue key' })).status).toBe(204);
    expect((await ask('DELETE', '/api/account/sessions/s-2')).status).toBe(204);
    expect(asked.map(([name, first]) => [name, first])).toEqual([
      ['rename', 'acc-claire'],
      ['end', expect.objectContaining({ id: 'acc-claire' })],
    ]);
  });

  it('binds the challenge of a new passkey to the session, and the passkey to how sure that is', async () => {
    await ask('POST', '/api/account/passkeys/options');
    await ask('POST', '/api/account/passkeys', { name: 'Key', response: { id: 'x' } });
    const [begun, added] = asked;
    expect(begun?.[2]).toBe('acc-claire token-1');
    expect(added?.slice(2, 4)).toEqual([
      'acc-claire token-1',
      { name: 'Key', response: { id: 'x' }, assurance: 'substantial' },
    ]);
  });

  it.each([[{}], [{ name: 3 }], [{ response: {} }]])('refuses a passkey without a name: %o', async (body) => {
    expect((await ask('POST', '/api/account/passkeys', body)).status).toBe(400);
    expect((await ask('PUT', '/api/account/passkeys/pk-1', body)).status).toBe(400);
  });

  it('ends all sessions but this one, and says how many', async () => {
    expect((await ask('DELETE', '/api/account/sessions')).body).toEqual({ ended: 2 });
    expect(asked[0]?.slice(0, 3)).toEqual(['endOthers', expect.objectContaining({ id: 'acc-claire' }), 'token-1']);
  });
});
