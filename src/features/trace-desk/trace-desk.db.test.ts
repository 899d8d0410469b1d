import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type AuditEntry, auditMigrations, createAudit, type KeptAudit } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the feature is composed here, as `src/app` composes it.
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import type { Caller } from '#identity';
import { fail, type Outcome, ok, silentLog, systemClock } from '#kernel';
import { createServer } from '#rest';
import type { TracePage } from './contract.ts';
import { registerTraceDesk } from './index.ts';

let server: TestDatabase;
let audit: KeptAudit;
let app: FastifyInstance;
let caller: () => Outcome<Caller>;

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const someone = (role: Caller['role'], more: Partial<Caller> = {}) => ok({ ...operator, role, ...more } as Caller);
const operator = {
  subject: 'op',
  name: 'Operator',
  country: 'FR',
  client: 'carnet-web',
  purpose: 'SYSADMIN',
  traceId: 'b'.repeat(32),
};
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);

function entry(fields: Partial<AuditEntry> = {}, agent: Partial<AuditEntry['agent']> = {}): AuditEntry {
  return {
    at: ago(1),
    traceId: trace,
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    agent: { subject: 'doctor', name: 'Sophie Bernard', role: '2211', country: 'FR', client: 'carnet-web', ...agent },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
    ...fields,
  };
}

const address = (query: Record<string, string> = {}) =>
  `/api/traces?${new URLSearchParams({ trace, from: ago(60).toISOString(), to: ago(-1).toISOString(), ...query })}`;
const ask = (query: Record<string, string> = {}) => app.inject({ url: address(query) });
const own = async () => (await audit.query({ subject: 'op', count: 1_000 })).entries;

beforeAll(async () => {
  server = await openTestDatabase();
  expect((await migrate(server.db, auditMigrations)).ok).toBe(true);
  audit = createAudit({ db: server.db, clock: systemClock });
  app = createServer({ log: silentLog, alive: async () => true });
  registerTraceDesk(app, {
    identity: { authenticate: async () => caller() },
    access: {
      decide: async ({ caller: { role } }) =>
        role === 'administrator'
          ? { permit: true, rule: 'admin-no-clinical', visibility: { common: 'directory', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    },
    audit,
    clock: systemClock,
    key: new Uint8Array(32),
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
});
beforeEach(() => {
  caller = () => someone('administrator');
});

describe('what one request caused', () => {
  it('is found by its number, oldest first, without names, accounts or ids of patients and without content', async () => {
    const objects = [
      { type: 'Condition', id: 'secret-1', version: 3, category: 'problems' },
      { type: 'Condition', id: 'secret-2', category: 'problems' },
      { type: 'Observation', id: 'secret-3', category: 'results' },
    ] as const;
    await audit.record([
      entry({ patient: 'fr-claire', objects, more: 4 }, { organization: 'CHU', address: '192.0.2.7' }),
      entry({ patient: 'fr-claire', outcome: 'denied', rule: 'opt-out' }),
      entry({ patient: 'fr-mamadou' }, { subject: 'fr-mamadou', name: 'Mamadou Diallo', role: 'citizen' }),
      entry({ patient: 'fr-mamadou' }, { subject: 'link', name: '“Dr Silva”', role: 'health-link' }),
      entry({ traceId: 'c'.repeat(32), patient: 'fr-other' }),
    ]);
    const answer = await ask();
    expect(answer.statusCode).toBe(200);
    const { entries, next } = answer.json<TracePage>();
    expect(next).toBeUndefined();
    expect(entries).toMatchObject([
      {
        action: 'read',
        outcome: 'success',
        rule: 'care-relation',
        agent: { subject: 'doctor', name: 'Sophie Bernard', role: '2211', organization: 'CHU' },
        objects: [
          { type: 'Condition', count: 2 },
          { type: 'Observation', count: 1 },
        ],
        more: 4,
      },
      { outcome: 'denied', rule: 'opt-out', more: 0 },
      { agent: { role: 'citizen', country: 'FR', client: 'carnet-web' } },
      { agent: { role: 'health-link', country: 'FR', client: 'carnet-web' } },
    ]);
    const [claire, again, mamadou, link] = entries.map(({ person }) => person);
    expect(claire).toMatch(/^P-[0-9A-F]{8}$/);
    expect([again, link]).toEqual([claire, mamadou]);
    expect(mamadou).not.toBe(claire);
    expect(answer.body).not.toMatch(/claire|mamadou|Silva|secret|problems|192\.0\.2/i);
  });

  it('has another pseudonym of the same person in another trace', async () => {
    const other = 'd'.repeat(32);
    await audit.record([entry({ traceId: other, patient: 'fr-claire' })]);
    const persons = await Promise.all(
      [trace, other].map(async (one) => (await ask({ trace: one })).json<TracePage>().entries[0]?.person),
    );
    expect(persons[1]).toMatch(/^P-[0-9A-F]{8}$/);
    expect(persons[0]).not.toBe(persons[1]);
  });

  it('is empty where the log has nothing of it in that time', async () => {
    expect((await ask({ trace: 'e'.repeat(32) })).json()).toEqual({ entries: [] });
    expect((await ask({ from: ago(600).toISOString(), to: ago(300).toISOString() })).json()).toEqual({ entries: [] });
  });

  it('comes in pages that lead on', async () => {
    const long = 'f'.repeat(32);
    await audit.record(Array.from({ length: 230 }, (_, n) => entry({ traceId: long, interaction: `i${n}` })));
    const found: string[] = [];
    const sizes: number[] = [];
    let cursor: string | undefined;
    do {
      const page = (await ask({ trace: long, ...(cursor === undefined ? {} : { cursor }) })).json<TracePage>();
      sizes.push(page.entries.length);
      found.push(...page.entries.map(({ interaction }) => interaction));
      cursor = page.next;
    } while (cursor !== undefined);
    expect(sizes).toEqual([100, 100, 30]);
    expect(found).toEqual(Array.from({ length: 230 }, (_, n) => `i${n}`));
  });

  it('is looked for in a day at most, by a number that is one', async () => {
    const refused: readonly (readonly [Record<string, string>, string])[] = [
      [{ trace: 'abc' }, 'trace'],
      [{ trace: '0'.repeat(32) }, 'trace'],
      [{ trace: trace.toUpperCase() }, 'trace'],
      [{ trace: `${trace}\n` }, 'trace'],
      [{ from: 'yesterday' }, 'from'],
      [{ from: '2026-13-45T00:00Z' }, 'from'],
      [{ to: ago(120).toISOString() }, 'to'],
      [{ from: ago(26 * 60).toISOString() }, 'to'],
    ];
    for (const [query, field] of refused) {
      const answer = await ask(query);
      expect([answer.statusCode, field, answer.body]).toEqual([400, field, expect.stringContaining(`"${field}"`)]);
    }
    expect((await ask({ from: ago(24 * 60).toISOString() })).statusCode).toBe(200);
    expect((await ask({ cursor: 'x'.repeat(101) })).statusCode).toBe(400);
  });

  it('is in the log itself: who asked for which trace', async () => {
    const before = (await own()).length;
    await ask();
    await ask({ trace: 'abc' });
    expect((await own()).slice(before)).toMatchObject([
      { action: 'administer', outcome: 'success', interaction: `find trace ${trace}`, rule: 'admin-no-clinical' },
      { action: 'administer', outcome: 'success', interaction: 'find trace' },
    ]);
  });
});

describe('who does not run the node', () => {
  const others: readonly (readonly [string, () => Outcome<Caller>])[] = [
    ['a citizen', () => someone('citizen')],
    ['a professional', () => someone('professional')],
    ['a program', () => someone('backend')],
    ['an app of the operator', () => someone('administrator', { scopes: [] as never })],
    ['nobody', () => fail('sign-in.required', 'Sign in.')],
  ];

  it.each(others)('cannot tell the desk from an address that nothing stands at: %s', async (_, who) => {
    caller = who;
    const seen = [];
    for (const url of [address(), '/api/traces', '/api/traces?trace=abc', '/api/nothing-there']) {
      for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS'] as const) {
        const { statusCode, headers, body } = await app.inject({ url, method });
        const { 'x-request-id': _trace, date: _date, ...told } = headers;
        seen.push([method, statusCode, told, body]);
      }
    }
    for (const method of ['GET', 'HEAD', 'POST', 'OPTIONS']) {
      const [first, ...rest] = seen.filter(([name]) => name === method);
      expect(first?.[1]).toBe(404);
      for (const one of rest) expect(one).toEqual(first);
    }
  });

  it('is in the log, refused', async () => {
    const before = (await own()).length;
    caller = () => someone('citizen');
    await ask();
    expect((await own()).slice(before)).toMatchObject([{ outcome: 'denied', interaction: `find trace ${trace}` }]);
  });
});
