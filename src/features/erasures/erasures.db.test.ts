import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Caller, Identity, Role } from '#identity';
import { newTraceId, ok } from '#kernel';
import { callers, codeOf, granted, openTestRecordsBy, patient, put } from '#records/testing';
import { mostAsked } from './erasure-table.ts';
import {
  askErasure,
  confirmErasure,
  type ErasuresOptions,
  erasureMigrations,
  listErasures,
  type Operator,
  registerErasures,
  withdrawErasure,
} from './index.ts';

const app: FastifyInstance = Fastify();
const alone: FastifyInstance = Fastify();
const start = new Date('2026-11-22T10:00:00.000Z');
let now = start;
const clock = { now: () => now };
let options: ErasuresOptions;
let world: Awaited<ReturnType<typeof openTestRecordsBy>>;
const reason = 'Her request of 3 November, case 17';
let next = 0;
let person: string;

const operator = (subject: string, place: Operator['place'] = 'page', role: Role = 'administrator'): Operator => ({
  caller: { ...callers.administrator(), role, subject, name: `Operator ${subject}`, authenticatedAt: now },
  place,
});

beforeAll(async () => {
  world = await openTestRecordsBy(clock, { migrations: erasureMigrations });
  const { db, access, audit, records, words } = world;
  options = { db, access, audit, records, words, clock, hours: 24 };
  const authenticate: Identity['authenticate'] = async ({ headers }) => {
    const [subject = '', role = 'administrator', minutes = '0'] = String(headers['x-who']).split(' ');
    const authenticatedAt = new Date(now.getTime() - Number(minutes) * 60_000);
    const caller: Caller = {
      ...operator(subject, 'page', role as Role).caller,
      authenticatedAt,
      traceId: newTraceId(),
    };
    return ok(caller);
  };
  registerErasures(app, { ...options, identity: { authenticate } });
  const { hours: _, ...single } = options;
  registerErasures(alone, { ...single, identity: { authenticate } });
});
afterAll(async () => {
  await app.close();
  await alone.close();
  await world.close();
});
beforeEach(async () => {
  now = start;
  await world.db.query('delete from erasure_asked', []);
  next += 1;
  person = `person-${next}`;
  granted(await world.records.change(callers.importer(), [put(patient(person))], 'create'));
});

const isThere = async () => (await world.records.read(callers.importer(), 'Patient', person, 'read')).ok;
const told = async () =>
  (await world.audit.accessLog({ patient: person, count: 50 })).entries
    .filter(({ action }) => action === 'administer')
    .map(({ interaction, outcome, agent }) => `${interaction} ${outcome} ${agent.subject}`)
    .reverse();

describe('an erasure by two', () => {
  it('is asked for by one and done by another, and both are in the log', async () => {
    granted(await askErasure(options, operator('anna'), person, `  ${reason} `));
    expect(await isThere()).toBe(true);
    granted(await confirmErasure(options, operator('bob'), person));
    expect(await isThere()).toBe(false);
    expect(await told()).toEqual(['erase-asked success anna', 'erase success bob']);
    const kept = await world.db.query('select reason from person_key where compartment = $1', [person]);
    expect(kept).toEqual([{ reason }]);
  });

  it('is not confirmed by who asked, nor by an account of another place, and the log has the attempts', async () => {
    granted(await askErasure(options, operator('anna'), person, reason));
    for (const other of [operator('anna'), operator('machine:anna', 'machine')]) {
      expect(codeOf(await confirmErasure(options, other, person))).toBe('access.denied');
    }
    expect(await isThere()).toBe(true);
    expect(await told()).toEqual(['erase-asked success anna', 'erase denied anna', 'erase denied machine:anna']);
  });

  it('on the machine takes two of its accounts', async () => {
    granted(await askErasure(options, operator('machine:anna', 'machine'), person, reason));
    expect(codeOf(await confirmErasure(options, operator('bob'), person))).toBe('access.denied');
    granted(await confirmErasure(options, operator('machine:bob', 'machine'), person));
    expect(await isThere()).toBe(false);
  });

  it('ends by itself when nobody confirms in time, and when it is taken back', async () => {
    granted(await askErasure(options, operator('anna'), person, reason));
    now = new Date(start.getTime() + 24 * 3_600_000);
    expect(codeOf(await confirmErasure(options, operator('bob'), person))).toBe('resource.not-found');
    granted(await askErasure(options, operator('carl'), person, reason));
    granted(await withdrawErasure(options, operator('bob'), person));
    expect(codeOf(await confirmErasure(options, operator('bob'), person))).toBe('resource.not-found');
    expect(codeOf(await withdrawErasure(options, operator('bob'), person))).toBe('resource.not-found');
    expect(await isThere()).toBe(true);
    expect(await told()).toContain('erase-withdrawn success bob');
  });

  it('is not taken over by asking for it again: who asked first stays who asked', async () => {
    granted(await askErasure(options, operator('anna'), person, reason));
    expect(codeOf(await askErasure(options, operator('bob'), person, 'Another reason altogether'))).toBe('request.bad');
    expect(codeOf(await confirmErasure(options, operator('anna'), person))).toBe('access.denied');
  });

  it('is for operators alone, of a person who is there, for a reason, at most so many at a time', async () => {
    for (const role of ['citizen', 'professional', 'backend'] as const) {
      const other = operator('x', 'page', role);
      expect(codeOf(await askErasure(options, other, person, reason))).toBe('access.denied');
      expect(codeOf(await confirmErasure(options, other, person))).toBe('access.denied');
      expect(codeOf(await withdrawErasure(options, other, person))).toBe('access.denied');
      expect(codeOf(await listErasures(options, other))).toBe('access.denied');
    }
    expect(codeOf(await askErasure(options, operator('anna'), person, 'why'))).toBe('request.bad');
    expect(codeOf(await askErasure(options, operator('anna'), 'nobody', reason))).toBe('resource.not-found');
    await world.db.query(
      `insert into erasure_asked select 'p' || n, '"x"', 'a', 'a', 'page', now(), $1::timestamptz + interval '1 hour' from generate_series(1, ${mostAsked}) n`,
      [now],
    );
    expect(codeOf(await askErasure(options, operator('anna'), person, reason))).toBe('request.bad');
  });

  it('keeps the reason sealed while it waits', async () => {
    granted(await askErasure(options, operator('anna'), person, reason));
    expect(JSON.stringify(await world.db.query('select * from erasure_asked', []))).not.toContain('November');
    const [waiting] = granted(await listErasures(options, operator('bob')));
    expect(waiting).toMatchObject({ patient: person, reason, askedBy: 'Operator anna', mayConfirm: true });
  });
});

describe('over the API', () => {
  const send = (method: 'GET' | 'POST' | 'DELETE', path: string, who: string, payload?: object, on = app) =>
    on.inject({
      method,
      url: `/api/erasures${path}`,
      headers: { 'x-who': who, origin: 'http://localhost' },
      ...(payload && { payload }),
    });

  it('is asked for and confirmed by who has just signed in', async () => {
    const asked = { patient: person, reason };
    expect((await send('POST', '', 'anna administrator 6', asked)).statusCode).toBe(401);
    expect((await send('POST', '', 'anna', asked)).statusCode).toBe(200);
    expect((await send('GET', '', 'anna')).json()).toMatchObject({ hours: 24, asked: [{ mayConfirm: false }] });
    expect((await send('POST', `/${person}/confirm`, 'bob administrator 6')).statusCode).toBe(401);
    expect((await send('POST', `/${person}/confirm`, 'anna')).statusCode).toBe(403);
    expect((await send('POST', `/${person}/confirm`, 'bob')).statusCode).toBeLessThan(300);
    expect(await isThere()).toBe(false);
  });

  it('takes no other body, and tells nobody else', async () => {
    for (const body of [{}, { patient: '../x', reason }, { patient: person }, { patient: [person], reason }]) {
      expect((await send('POST', '', 'anna', body)).statusCode).toBe(400);
    }
    expect((await send('GET', '', 'claire citizen')).statusCode).toBe(403);
  });

  it('is refused where one operator erases', async () => {
    expect((await send('GET', '', 'anna', undefined, alone)).json()).toEqual({ asked: [] });
    expect((await send('POST', '', 'anna', { patient: person, reason }, alone)).statusCode).toBe(400);
  });
});
