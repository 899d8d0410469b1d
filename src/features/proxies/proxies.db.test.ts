import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accessMigrations, createAccess } from '#access';
import { auditMigrations, createAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the feature is composed here, as `src/app` composes it.
import { migrate } from '#db';
import { openTestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import { type Caller, createIdentity, identityMigrations } from '#identity';
import { fixedClock, newTraceId, ok, silentLog } from '#kernel';
import type { MadeInvitation, ProxiesAnswer, ProxyLine } from './contract.ts';
import { registerProxies } from './index.ts';

const clock = fixedClock('2026-11-22T12:00:00.000Z');
const app = Fastify();
let world: Awaited<ReturnType<typeof open>>;

async function open() {
  const { db, close } = await openTestDatabase();
  const migrated = await migrate(db, [...auditMigrations, ...identityMigrations, ...accessMigrations]);
  if (!migrated.ok) throw new Error('The tables could not be made');
  const keysDir = mkdtempSync(join(tmpdir(), 'carnet-proxies-'));
  const audit = createAudit({ db, clock });
  const access = createAccess({ db, clock, country: 'FR' });
  const options = { db, clock, audit, log: silentLog, country: 'FR', publicUrl: 'http://localhost:8100', keysDir };
  const identity = createIdentity({ ...options, demonstration: true });
  for (const id of ['henri', 'antoine', 'claire']) {
    await identity.putAccount({ id, name: id, role: 'citizen', language: 'fr', patient: id });
  }
  await identity.putAccount({ id: 'sophie', name: 'sophie', role: 'professional', language: 'fr' });
  /** Who is named in the header, as the account is now; `signed-in` says how many seconds ago. */
  const authenticate = async ({ headers }: { headers: Record<string, unknown> }) => {
    const known = (await identity.onBehalfOf(String(headers.who), 'test')) as Caller;
    const ago = headers['signed-in'] === undefined ? 0 : Number(headers['signed-in']);
    return ok({ ...known, traceId: newTraceId(), authenticatedAt: new Date(clock.now().getTime() - ago * 1000) });
  };
  registerProxies(app, {
    identity: { authenticate } as never,
    proxies: identity.proxies,
    access,
    audit,
    transact: (work) => db.transaction(work),
    clock,
    country: 'FR',
  });
  return {
    audit,
    identity,
    async close() {
      await close();
      rmSync(keysDir, { recursive: true, force: true });
    },
  };
}
beforeAll(async () => {
  world = await open();
});
afterAll(async () => {
  await app.close();
  await world.close();
});

const ask = async (who: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: object, ago = 0) => {
  const answer = await app.inject({
    method,
    url: `/api/proxies${path}`,
    headers: { who, 'signed-in': String(ago) },
    ...(body && { payload: body }),
  });
  const json: unknown = answer.body === '' ? undefined : answer.json();
  const { issue } = (json ?? {}) as { issue?: { details: { coding: { code: string }[] } }[] };
  return { status: answer.statusCode, json, code: issue?.[0]?.details.coding[0]?.code };
};
const logOf = async (patient: string) =>
  (await world.audit.accessLog({ patient, count: 50 })).entries.map(
    ({ agent, interaction, outcome }) => `${agent.subject} ${interaction} ${outcome}`,
  );

describe('a proxy', () => {
  it('goes from the code to the end, and stands in the log of the person at each step', async () => {
    const wish = { origin: 'mandate', until: '2027-06-30', parts: ['medicines'], acts: ['read'] };
    const made = await ask('henri', 'POST', '/of/henri/invitations', wish);
    const { code, until } = made.json as MadeInvitation;
    expect([made.status, until]).toEqual([200, '2027-06-30']);
    expect((await ask('antoine', 'POST', '/codes/look', { code })).json).toMatchObject({ giver: 'henri', ...wish });
    const taken = (await ask('antoine', 'POST', '/codes/accept', { code })).json as ProxyLine;
    expect(taken).toMatchObject({ state: 'in-force', from: '2026-11-22', mayEnd: true, name: 'henri' });
    const { proxies, invitations, mayGive } = (await ask('henri', 'GET', '/of/henri')).json as ProxiesAnswer;
    expect([proxies.map(({ name }) => name), invitations, mayGive]).toEqual([['antoine'], [], true]);
    expect((await ask('henri', 'DELETE', `/${taken.id}`)).status).toBe(204);
    expect((await ask('antoine', 'GET', '/mine')).json).toEqual([
      expect.objectContaining({ state: 'over', ended: { on: '2026-11-22', by: 'person' }, mayEnd: false }),
    ]);
    expect(await logOf('henri')).toEqual([
      'henri end-proxy success',
      'henri proxies success',
      'antoine accept-proxy success',
      'henri invite-proxy success',
    ]);
  });

  it('is given by the person alone: neither by who acts for her, nor by a stranger', async () => {
    const { json } = await ask('henri', 'POST', '/of/henri/invitations', { origin: 'mandate' });
    await ask('claire', 'POST', '/codes/accept', { code: (json as MadeInvitation).code });
    for (const who of ['claire', 'antoine', 'sophie']) {
      const refused = await ask(who, 'POST', '/of/henri/invitations', { origin: 'mandate' });
      expect([refused.status, refused.code]).toEqual([404, 'resource.not-found']);
    }
    expect(await logOf('henri')).toContain('antoine invite-proxy denied');
    expect((await ask('antoine', 'GET', '/of/henri')).status).toBe(404);
    // She who acts for him with everything sees who else does, and gives nothing on.
    const seen = (await ask('claire', 'GET', '/of/henri')).json as ProxiesAnswer;
    expect([seen.mayGive, seen.invitations]).toEqual([false, []]);
  });

  it('is ended by its two sides alone', async () => {
    const { proxies } = (await ask('henri', 'GET', '/of/henri')).json as ProxiesAnswer;
    const id = proxies.find(({ state }) => state === 'in-force')?.id ?? '';
    for (const who of ['antoine', 'sophie']) expect((await ask(who, 'DELETE', `/${id}`)).status).toBe(404);
    expect((await ask('claire', 'DELETE', '/nobody')).status).toBe(404);
    expect((await ask('claire', 'DELETE', `/${id}`)).status).toBe(204);
    expect((await world.identity.onBehalfOf('claire', 'test'))?.proxyFor).toEqual([]);
  });

  it('that a guardian has upon a proof is not the person’s to end', async () => {
    const { proxies } = world.identity;
    await world.identity.putAccount(
      { id: 'minor', name: 'minor', role: 'citizen', language: 'fr', patient: 'minor' },
      [],
    );
    const account = { id: 'claire', name: 'claire', role: 'citizen', language: 'fr', patient: 'claire' } as const;
    const from = new Date('2012-01-01T00:00:00Z');
    await world.identity.putAccount(account, [{ patient: 'minor', origin: 'parent', from, born: '2010-03-30' }]);
    const [held] = await proxies.of('minor');
    expect((await ask('minor', 'DELETE', `/${held?.id}`)).status).toBe(404);
    const { proxies: seen } = (await ask('minor', 'GET', '/of/minor')).json as ProxiesAnswer;
    expect(seen).toEqual([
      expect.objectContaining({ mayEnd: false, reserved: true, reservedFrom: '2025-03-30', until: '2028-03-29' }),
    ]);
  });
});

describe('what changes who acts', () => {
  it('takes a recent sign-in', async () => {
    for (const [method, path, body] of [
      ['POST', '/of/henri/invitations', { origin: 'trusted' }],
      ['POST', '/codes/accept', { code: '0000-0000-0000-0000' }],
    ] as const) {
      const answer = await ask('henri', method, path, body, 901);
      expect([answer.status, answer.code]).toEqual([401, 'sign-in.step-up']);
    }
  });

  it.each([
    [{ origin: 'parent' }],
    [{ origin: 'mandate', parts: [] }],
    [{ origin: 'mandate', parts: ['medicines', 'medicines'] }],
    [{ origin: 'mandate', parts: 'medicines' }],
    [{ origin: 'mandate', acts: ['write'] }],
    [{ origin: 'mandate', until: '2027-02-30' }],
    [{ origin: 'mandate', until: '2020-01-01' }],
    [{ origin: 'trusted', parts: ['medicines'] }],
    [{ origin: 'mandate', account: 'claire' }],
    [[]],
  ])('refuses %j', async (body) => {
    expect((await ask('henri', 'POST', '/of/henri/invitations', body)).code).toBe('request.bad');
  });

  it('answers every code that is not good alike', async () => {
    const made = (await ask('henri', 'POST', '/of/henri/invitations', { origin: 'trusted' })).json as MadeInvitation;
    expect((await ask('antoine', 'DELETE', `/of/henri/invitations/${made.id}`)).status).toBe(404);
    expect((await ask('henri', 'DELETE', `/of/henri/invitations/${made.id}`)).status).toBe(204);
    const answers = await Promise.all(
      [made.code, 'ABCD-ABCD-ABCD-ABCD', 'x', ''].map((code) => ask('antoine', 'POST', '/codes/accept', { code })),
    );
    expect(new Set(answers.map(({ status, code }) => `${status} ${code}`))).toEqual(new Set(['404 proxy.code']));
    expect((await ask('sophie', 'POST', '/codes/look', { code: made.code })).code).toBe('access.denied');
  });
});
