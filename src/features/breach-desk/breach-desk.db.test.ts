import { randomUUID } from 'node:crypto';
import fastify, { type FastifyInstance } from 'fastify';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AuditEntry, auditMigrations, createAudit, type KeptAudit, wordsDigest } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: the feature is composed here, as `src/app` composes it.
import { type Database, type Job, type JobKind, type JobState, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import type { Caller } from '#identity';
import { ok, randomIds, systemClock } from '#kernel';
import type { BreachLetters, BreachPersons, BreachView } from './contract.ts';
import { breachMigrations, registerBreachDesk } from './index.ts';

let server: TestDatabase;
let db: Database;
let audit: KeptAudit;
let app: FastifyInstance;
let caller: Partial<Caller> = {};
/** What becomes of the jobs that are handed over. */
let fate: 'done' | 'failed' | 'waiting' | 'never handed over' = 'done';
const states = new Map<string, JobState>();
/** Milliseconds that the desk's clock is ahead. */
let ahead = 0;
const clock = { ...systemClock, now: () => new Date(Date.now() + ahead) };
const administrator = { role: 'administrator' as const, authenticatedAt: new Date() };

const begin = new Date('2026-11-20T00:00:00.000Z');
const end = new Date('2026-11-21T00:00:00.000Z');
const categories = ['medicines', 'results', 'problems'] as const;

function entry(
  n: number,
  fields: Partial<AuditEntry> & { readonly subject?: string; readonly client?: string },
): AuditEntry {
  const { subject = 'doctor', client = 'carnet-web', ...others } = fields;
  return {
    at: new Date(begin.getTime() + n * 1_000),
    traceId: 'a'.repeat(32),
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    patient: `p-${n % 130}`,
    agent: { subject, name: 'Name', role: 'physician', country: 'FR', client },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [{ type: 'Condition', id: `c-${n}`, category: categories[n % 3] ?? 'results' }],
    ...(n % 5 === 0 ? { more: 2 } : {}),
    ...others,
  };
}

/** What an intruder did with a doctor's account and a careless app, among what others did. */
const log: readonly AuditEntry[] = [
  ...Array.from({ length: 300 }, (_, n) => entry(n, {})),
  ...Array.from({ length: 40 }, (_, n) => entry(n, { subject: 'other', patient: `o-${n}` })),
  ...Array.from({ length: 7 }, (_, n) => entry(n, { subject: 'other', client: 'careless-app', patient: `a-${n}` })),
  entry(5, { patient: 'denied', outcome: 'denied' }),
  entry(-1, { patient: 'before' }),
  { ...entry(0, { patient: 'after' }), at: end },
];

beforeAll(async () => {
  server = await openTestDatabase();
  db = server.db;
  expect((await migrate(db, [...auditMigrations, ...breachMigrations])).ok).toBe(true);
  audit = createAudit({ db, clock: systemClock });
  await audit.record(log);
  // Blocks are looked for by when they were written, which was then.
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query('update audit_block set at = $1', [begin]);
  });
  app = fastify();
  let kind: JobKind<{ readonly breach: string }, { readonly persons: number }> | undefined;
  registerBreachDesk(app, {
    db,
    jobs: {
      register: (registered) => {
        kind = registered as unknown as typeof kind;
      },
      enqueue: async (_, input) => {
        if (fate === 'never handed over') throw new Error('The process died');
        const id = randomUUID();
        states.set(id, fate);
        if (fate !== 'done') return id;
        const signal = new AbortController().signal;
        const work = { id, owner: 'o', attempt: 1, signal, progress: () => {} };
        expect((await kind?.run({ ...work, input: input as { breach: string } }))?.ok).toBe(true);
        return id;
      },
      find: async (id) => (states.has(id) ? ({ state: states.get(id) } as Job) : undefined),
    },
    identity: {
      authenticate: async () =>
        ok({
          subject: 'op',
          name: 'Operator',
          country: 'FR',
          client: 'c',
          purpose: 'SYSADMIN',
          traceId: 'b'.repeat(32),
          ...caller,
        } as Caller),
    },
    access: {
      decide: async ({ caller: { role } }) =>
        role === 'administrator'
          ? { permit: true, rule: 'admin-no-clinical', visibility: { common: 'directory', persons: [] } }
          : { permit: false, rule: 'default-deny' },
    },
    audit,
    records: {
      addressees: async (_, patients) =>
        ok(
          patients
            .filter((patient) => patient !== 'p-7')
            .map((patient) => ({
              patient,
              name: `Name of ${patient}`,
              address: ['1, rue X', '75000 Paris'],
              ...(patient === 'p-1' ? { language: 'pt-PT' } : {}),
            })),
        ),
    },
    clock,
    ids: randomIds,
    node: { name: 'Node of France', country: 'FR', language: 'fr' },
  });
});
afterAll(async () => {
  await app.close();
  await server.close();
});

const scope = { from: begin.toISOString(), to: end.toISOString() };
const reason = 'The account of a doctor was taken over by an unknown person.';

async function open(more: object): Promise<BreachView> {
  caller = administrator;
  const opened = await app.inject({ method: 'POST', url: '/api/breaches', payload: { reason, ...scope, ...more } });
  expect(opened.statusCode).toBe(200);
  return (await app.inject({ url: `/api/breaches/${opened.json().id}` })).json() as BreachView;
}

async function personsOf(id: string): Promise<BreachPersons['persons']> {
  const persons: BreachPersons['persons'][number][] = [];
  let after = '';
  for (;;) {
    const page = (await app.inject({ url: `/api/breaches/${id}/persons?after=${after}` })).json() as BreachPersons;
    persons.push(...page.persons);
    if (page.next === undefined) return persons;
    after = page.next;
  }
}

describe('whom a breach touched', () => {
  it('by an account is exactly those of whom the log says so, with what and when', async () => {
    const { id, totals, state } = await open({ subject: 'doctor' });
    const expected = Map.groupBy(
      log.filter(
        (one) => one.agent.subject === 'doctor' && one.outcome === 'success' && one.at >= begin && one.at < end,
      ),
      (one) => one.patient ?? '',
    );
    expect(state).toBe('open');
    expect(totals).toMatchObject({ persons: 130, entries: 300, resources: 300 + 2 * 60 });
    const persons = await personsOf(id);
    expect(persons.map(({ patient }) => patient)).toEqual([...expected.keys()].sort());
    for (const person of persons) {
      const theirs = expected.get(person.patient) ?? [];
      expect(person).toMatchObject({
        entries: theirs.length,
        first: theirs[0]?.at.toISOString(),
        last: theirs.at(-1)?.at.toISOString(),
      });
      expect([...person.categories].sort()).toEqual(
        [...new Set(theirs.flatMap(({ objects }) => objects.map(({ category }) => category)))].sort(),
      );
    }
    expect(totals.categories.map(({ category }) => category).sort()).toEqual([...categories].sort());
  });

  it('by an app, and by a time alone', async () => {
    expect((await open({ client: 'careless-app' })).totals.persons).toBe(7);
    expect((await open({})).totals.persons).toBe(130 + 40 + 7);
    expect((await open({ subject: 'nobody' })).totals).toMatchObject({ persons: 0, categories: [] });
  });
});

describe('a count that did not come to its end', () => {
  afterEach(() => {
    fate = 'done';
    ahead = 0;
  });
  const opened = async (): Promise<string> => {
    caller = administrator;
    const payload = { reason, ...scope, subject: 'doctor' };
    const answer = await app.inject({ method: 'POST', url: '/api/breaches', payload });
    return answer.statusCode === 200 ? answer.json().id : (await app.inject({ url: '/api/breaches' })).json().at(0).id;
  };
  const stateOf = async (id: string) => (await app.inject({ url: `/api/breaches/${id}` })).json().state;
  const again = (id: string) => app.inject({ method: 'POST', url: `/api/breaches/${id}/count` });

  it('says so where its job failed or is not known any more, and is begun anew', async () => {
    for (const forgotten of [false, true]) {
      fate = 'failed';
      const id = await opened();
      if (forgotten) states.clear();
      expect(await stateOf(id)).toBe('failed');
      expect((await app.inject({ url: '/api/breaches' })).json()[0]).toMatchObject({ id, state: 'failed' });
      fate = 'done';
      expect((await again(id)).json()).toMatchObject({ state: 'open', totals: { persons: 130, entries: 300 } });
    }
  });

  it('says so where the process died before there was a job, after a minute', async () => {
    fate = 'never handed over';
    const id = await opened();
    expect(await stateOf(id)).toBe('counting');
    fate = 'done';
    expect((await again(id)).json().state).toBe('counting');
    ahead = 61_000;
    expect(await stateOf(id)).toBe('failed');
    expect((await again(id)).json().state).toBe('open');
  });

  it('goes on where its job waits, and is not begun twice', async () => {
    fate = 'waiting';
    const id = await opened();
    const before = states.size;
    expect((await again(id)).json().state).toBe('counting');
    expect(states.size).toBe(before);
    for (const [job] of states) states.set(job, 'failed');
    await Promise.all([again(id), again(id), again(id)]);
    expect(states.size).toBe(before + 1);
  });
});

describe('a case that is counted', () => {
  it('can be counted again, keeps to whom was written, and not once it is closed', async () => {
    const { id } = await open({ subject: 'doctor' });
    await app.inject({ method: 'POST', url: `/api/breaches/${id}/letters` });
    const again = () => app.inject({ method: 'POST', url: `/api/breaches/${id}/count` });
    expect((await again()).json()).toMatchObject({ state: 'open', letters: 50, totals: { persons: 130 } });
    caller = { ...administrator, role: 'professional' };
    expect((await again()).statusCode).toBe(403);
    caller = administrator;
    await app.inject({ method: 'POST', url: `/api/breaches/${id}/close` });
    expect((await again()).statusCode).toBe(409);
  });
});

describe('the file for the authority', () => {
  it('says what article 33(3) asks for, in numbers, and runs the clock', async () => {
    const known = new Date(Date.now() - 70 * 3_600_000).toISOString();
    const { id, due } = await open({ subject: 'doctor', known });
    expect(Date.parse(due) - Date.parse(known)).toBe(72 * 3_600_000);
    const words = { what: 'An account <was> taken.', contact: 'dpo', consequences: 'Shame', measures: 'Locked' };
    expect((await app.inject({ method: 'PUT', url: `/api/breaches/${id}`, payload: words })).json().words).toEqual(
      words,
    );
    expect((await app.inject({ url: `/api/breaches/${id}/file` })).json()).toMatchObject({
      personsApproximately: 130,
      recordsApproximately: 420,
      late: false,
      contact: 'dpo',
      nature: { description: words.what },
    });
    const page = await app.inject({ url: `/api/breaches/${id}/file.html?language=fr` });
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('Il reste 1 heures.');
    expect(page.body).toContain('An account &#60;was&#62; taken.');
    expect(page.body).not.toMatch(/p-\d/);
    const late = await open({ known: '2026-11-01T00:00:00Z' });
    expect((await app.inject({ url: `/api/breaches/${late.id}/file` })).json().late).toBe(true);
  });
});

describe('letters', () => {
  it('are in the language of each, and say what of her was touched', async () => {
    const { id } = await open({ subject: 'doctor' });
    const words = { what: 'Um acesso.', contact: 'dpo@example.org', consequences: '', measures: '' };
    await app.inject({ method: 'PUT', url: `/api/breaches/${id}`, payload: words });
    const page = (await app.inject({ method: 'POST', url: `/api/breaches/${id}/letters` })).json() as BreachLetters;
    expect(page.letters).toHaveLength(50);
    const letter = page.letters.find(({ patient }) => patient === 'p-1');
    expect(letter).toMatchObject({ language: 'pt' });
    expect(letter?.text).toContain('Olá Name of p-1,');
    expect(letter?.text).toContain('resultados de exames');
    expect(letter?.text).toContain('Um acesso.');
    expect(page.letters[0]?.text).toContain('20 novembre 2026');
    const view = (await app.inject({ url: `/api/breaches/${id}` })).json() as BreachView;
    expect(view.letters).toBe(50);
    const rest = [page];
    while (rest.at(-1)?.next !== undefined) {
      const url = `/api/breaches/${id}/letters?after=${rest.at(-1)?.next}`;
      rest.push((await app.inject({ method: 'POST', url })).json() as BreachLetters);
    }
    expect(rest.flatMap(({ letters }) => letters)).toHaveLength(129);
    expect(rest.flatMap(({ missing }) => missing)).toEqual(['p-7']);
  });
});

describe('the desk', () => {
  it('is opened by who administers and has signed in a short while ago, with a reason that the log is bound to', async () => {
    const { id } = await open({ subject: 'doctor' });
    const { entries } = await audit.query({ subject: 'op', count: 1_000 });
    const told = entries.find(({ interaction }) => interaction === `breach ${id}`);
    expect(told?.words).toBe(wordsDigest('b'.repeat(32), reason));
    const before = entries.length;
    const ask = () => app.inject({ method: 'POST', url: '/api/breaches', payload: { reason, ...scope } });
    caller = { role: 'administrator', authenticatedAt: new Date(Date.now() - 3_600_000) };
    expect((await ask()).statusCode).toBe(401);
    expect((await app.inject({ method: 'POST', url: `/api/breaches/${id}/letters` })).statusCode).toBe(401);
    for (const role of ['citizen', 'professional', 'backend'] as const) {
      caller = { role, authenticatedAt: new Date() };
      expect((await ask()).statusCode).toBe(403);
      expect((await app.inject({ url: `/api/breaches/${id}/persons` })).statusCode).toBe(403);
    }
    const denied = (await audit.query({ subject: 'op', count: 1_000 })).entries.slice(before);
    expect(denied.map(({ outcome }) => outcome)).toEqual(Array(8).fill('denied'));
  });

  it('says which field is wrong', async () => {
    caller = administrator;
    const wrong: readonly (readonly [object, string])[] = [
      [{ reason: 'short' }, 'reason'],
      [{ from: 'yesterday' }, 'from'],
      [{ to: begin.toISOString() }, 'to'],
      [{ known: '2099-01-01T00:00:00Z' }, 'known'],
      [{ subject: 'x'.repeat(300) }, 'subject'],
      [{ client: '' }, 'client'],
    ];
    for (const [change, field] of wrong) {
      const payload = { reason, ...scope, ...change };
      const answer = await app.inject({ method: 'POST', url: '/api/breaches', payload });
      expect([field, answer.statusCode]).toEqual([field, 400]);
      expect(answer.body).toContain(field);
    }
    expect((await app.inject({ url: '/api/breaches/none' })).statusCode).toBe(404);
  });

  it('is closed when all is done', async () => {
    const { id } = await open({});
    expect((await app.inject({ method: 'POST', url: `/api/breaches/${id}/close` })).json().state).toBe('closed');
    expect((await app.inject({ url: '/api/breaches' })).json()[0]).toMatchObject({ id, state: 'closed' });
  });
});
