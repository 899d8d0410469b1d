import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AuditEntry, auditMigrations, createAudit, type KeptAudit, openLogTree, prepareLogKeys } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the feature is composed here, as `src/app` composes it.
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import type { Caller } from '#identity';
import { ok, randomIds, silentLog, systemClock } from '#kernel';
import type { WatchedPair } from '#records';
import type { WatchView } from './contract.ts';
import { followLog } from './follow-log.ts';
import { registerDesk, thresholds, watchMigrations } from './index.ts';

let server: TestDatabase;
let keysDir: string;
let audit: KeptAudit;
let app: FastifyInstance;
let role: Caller['role'] = 'administrator';
const asked: WatchedPair[] = [];
let stops: readonly (() => Promise<void>)[] = [];

const follow = () =>
  followLog({
    db: server.db,
    audit,
    records: {
      watchFacts: async (_, pairs) => {
        asked.push(...pairs);
        return ok(pairs.map(({ patient }) => ({ isWellKnown: patient === 'p-star' })));
      },
    },
    identity: { onBehalfOf: async () => undefined },
    clock: systemClock,
    ids: randomIds,
    log: silentLog,
    caller: () => ({}) as Caller,
    timeZone: 'Europe/Paris',
    thresholds,
  });

beforeAll(async () => {
  server = await openTestDatabase();
  expect((await migrate(server.db, [...auditMigrations, ...watchMigrations])).ok).toBe(true);
  audit = createAudit({ db: server.db, clock: systemClock });
  keysDir = await mkdtemp(join(tmpdir(), 'carnet-watch-'));
  const keys = await prepareLogKeys({ keysDir, name: 'node.example' });
  const tree = openLogTree({ db: server.db, clock: systemClock, keys });
  stops = [audit.keepPlacing(silentLog), tree.keepSealing(silentLog)];
  app = fastify();
  const caller = { subject: 's', name: 'Operator', country: 'FR', client: 'c', purpose: 'SYSADMIN', traceId: 't' };
  registerDesk(app, {
    db: server.db,
    identity: { authenticate: async () => ok({ ...caller, role } as unknown as Caller) },
    access: {
      decide: async ({ caller: { role: who } }) =>
        who === 'administrator'
          ? { permit: true, rule: 'admin-no-clinical', visibility: { common: 'directory', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    },
    audit,
    clock: systemClock,
    key: new Uint8Array(32),
    thresholds,
  });
});
afterAll(async () => {
  await app.close();
  await Promise.all(stops.map((stop) => stop()));
  await server.close();
  await rm(keysDir, { recursive: true, force: true });
});

function entry(subject: string, patient: string, fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: new Date(),
    traceId: 'a'.repeat(32),
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    patient,
    agent: { subject, name: `Name of ${subject}`, role: 'physician', country: 'FR', client: 'carnet-web' },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
    ...fields,
  };
}

async function written(entries: readonly AuditEntry[]): Promise<void> {
  const before = await audit.end();
  await audit.record(entries);
  await expect.poll(() => audit.end(), { timeout: 10_000 }).toBeGreaterThanOrEqual(before + entries.length);
}

const view = async (state = 'open') => (await app.inject({ url: `/api/watch?state=${state}` })).json() as WatchView;

describe('the watch over the log', () => {
  it('finds what is unusual, once, and shows it without a person', async () => {
    await written(Array.from({ length: 70 }, (_, n) => entry('busy', `p-${n}`)));
    await written([entry('calm', 'p-1'), entry('curious', 'p-star')]);
    const watching = follow();
    await watching.round();
    await watching.round();
    await watching.stop();
    const again = follow();
    await again.round();
    await again.stop();
    const { findings, open, seen } = await view();
    expect(open).toBe(2);
    expect(seen).toBeDefined();
    const busy = findings.find(({ rule }) => rule === 'many-records');
    expect(busy).toMatchObject({ count: 70, persons: 70, account: { subject: 'busy', name: 'Name of busy' } });
    expect(busy?.pseudonyms).toHaveLength(10);
    expect(findings.find(({ rule }) => rule === 'well-known')).toMatchObject({
      persons: 1,
      account: { subject: 'curious' },
    });
    expect(JSON.stringify(findings)).not.toMatch(/p-\d|p-star/);
  });

  it('asks once about each pair of reader and person', () => {
    const pairs = asked.filter(({ patient }) => patient === 'p-star');
    // Two processes took up the watch.
    expect(pairs).toHaveLength(2);
  });

  it('is one process’s at a time, and another’s when that one is gone', async () => {
    const [one, other] = [follow(), follow()];
    await one.round();
    await written(Array.from({ length: 10 }, () => entry('tries', 'p-9', { outcome: 'denied' })));
    await other.round();
    expect((await view()).open).toBe(2);
    await one.stop();
    await other.round();
    expect((await view()).open).toBe(3);
    await other.stop();
  });

  it('learns at which hours an account works, one day once', async () => {
    const rows = await server.db.query<{ days: number }>(`select days from watch_habit where subject = 'busy'`, []);
    expect(rows).toEqual([{ days: 1 }]);
  });
});

describe('a finding', () => {
  const settle = async (id: string, payload: object) =>
    app.inject({ method: 'POST', url: `/api/watch/${id}`, payload });

  it('is settled once with a note, and stays settled though there is more of the same', async () => {
    const busy = (await view()).findings.find(({ rule }) => rule === 'many-records');
    const id = busy?.id ?? '';
    expect((await settle(id, { verdict: 'explained', note: ' ' })).statusCode).toBe(400);
    expect((await settle(id, { verdict: 'guilty', note: 'Why' })).statusCode).toBe(400);
    const settled = await settle(id, { verdict: 'explained', note: 'Recall of a vaccine, asked for by the hospital.' });
    expect(settled.json()).toMatchObject({ state: 'settled', settledBy: 'Operator' });
    expect((await settle(id, { verdict: 'breach', note: 'Again' })).statusCode).toBe(404);
    await written([entry('busy', 'p-99')]);
    const watching = follow();
    await watching.round();
    await watching.stop();
    expect((await view()).findings.map(({ rule }) => rule)).not.toContain('many-records');
    expect((await view('settled')).findings).toMatchObject([{ id, count: 70, verdict: 'explained' }]);
  });

  it('is for who runs the node alone, and each look is in the log', async () => {
    const before = (await audit.query({ subject: 's', count: 1_000 })).entries.length;
    for (const who of ['citizen', 'professional', 'backend'] as const) {
      role = who;
      expect((await app.inject({ url: '/api/watch' })).json()).not.toHaveProperty('findings');
    }
    role = 'administrator';
    const entries = (await audit.query({ subject: 's', count: 1_000 })).entries.slice(before);
    expect(entries.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied']);
  });
});

describe('what goes on', () => {
  it('keeps the persons of all that was seen, in one round or in several', async () => {
    const watching = follow();
    for (const from of [0, 70, 80]) {
      await written(Array.from({ length: from === 0 ? 70 : 10 }, (_, n) => entry('busier', `q-${from + n}`)));
      await watching.round();
    }
    await watching.stop();
    const { findings } = await view();
    expect(findings.find(({ account }) => account?.subject === 'busier')).toMatchObject({ count: 90, persons: 90 });
  });
});
