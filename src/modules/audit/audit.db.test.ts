import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { silentLog, systemClock } from '#kernel';
import type { AuditEntry } from './contract.ts';
import { lineOf } from './entry-line.ts';
import { createAudit, isAccessLogCursor, type KeptAudit } from './index.ts';
import { auditMigrations } from './migrations.ts';
import { placeEntries } from './place-entries.ts';

let db: Database;
let close: () => Promise<void>;
let audit: KeptAudit;

beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  const migrated = await migrate(db, auditMigrations);
  expect(migrated.ok).toBe(true);
  audit = createAudit({ db, clock: systemClock });
});
afterAll(() => close());

function entry(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    at: new Date('2026-11-01T10:00:00.123Z'),
    traceId: '0af7651916cd43dd8448eb211c80319c',
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    agent: { subject: 'a-1', name: 'Sophie Bernard', role: 'physician', country: 'FR', client: 'carnet-web' },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [{ type: 'Condition', id: 'c-1', version: 2, category: 'problems' }],
    ...fields,
  };
}

describe('the audit log', () => {
  it('gives an entry back as it was recorded, as soon as record resolves', async () => {
    await audit.record([entry({ patient: 'p-back', more: 3 })]);
    const { entries, next } = await audit.accessLog({ patient: 'p-back', count: 10 });
    expect(entries).toEqual([{ ...entry({ patient: 'p-back', more: 3 }), id: expect.stringMatching(/^\d+$/) }]);
    expect(next).toBeUndefined();
  });

  it('refuses to update, delete and truncate, even where no row is touched', async () => {
    await audit.record([entry({ patient: 'p-fixed' })]);
    for (const statement of [
      "update audit_block set entries = ''",
      'update audit_block set count = 0 where seq = 0',
      'delete from audit_block',
      'truncate audit_block',
    ]) {
      await expect(db.query(statement, [])).rejects.toThrow(/append-only/);
    }
    expect((await audit.accessLog({ patient: 'p-fixed', count: 10 })).entries).toHaveLength(1);
  });

  it('writes what arrives together in few statements', async () => {
    let statements = 0;
    const counting: Database = {
      ...db,
      query(text, values) {
        statements += 1;
        return db.query(text, values);
      },
    };
    const grouped = createAudit({ db: counting, clock: systemClock });
    await Promise.all(
      Array.from({ length: 300 }, (_, index) => grouped.record([entry({ patient: `p-group-${index % 3}` })])),
    );
    expect(statements).toBeLessThanOrEqual(6);
    expect((await audit.accessLog({ patient: 'p-group-0', count: 200 })).entries).toHaveLength(100);
  });

  it('takes part in a transaction: nothing stays when it rolls back', async () => {
    await expect(
      db.transaction(async (tx) => {
        await audit.append(tx, [entry({ patient: 'p-rolled' })]);
        throw new Error('changed my mind');
      }),
    ).rejects.toThrow('changed my mind');
    expect((await audit.accessLog({ patient: 'p-rolled', count: 10 })).entries).toEqual([]);
  });

  it('keeps the entries of others when a text is none that PostgreSQL stores', async () => {
    const hostile = entry({
      patient: 'p-nul',
      agent: { ...entry().agent, client: 'a\u0000b\ud800', name: 'x'.repeat(5000) },
    });
    await Promise.all([audit.record([hostile]), audit.record([entry({ patient: 'p-beside' })])]);
    const [kept] = (await audit.accessLog({ patient: 'p-nul', count: 1 })).entries;
    expect(kept?.agent.client).toBe('ab\ufffd');
    expect(kept?.agent.name).toHaveLength(200);
    expect((await audit.accessLog({ patient: 'p-beside', count: 1 })).entries).toHaveLength(1);
  });

  it('rejects only the entry that cannot be kept', async () => {
    const calls = await Promise.allSettled([
      audit.record([entry({ patient: 'p-bad', at: new Date(Number.NaN) })]),
      audit.record([entry({ patient: 'p-bad', at: new Date(8.64e15) })]),
      audit.record([entry({ patient: 'p-good' })]),
    ]);
    expect(calls.map((call) => call.status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect((await audit.accessLog({ patient: 'p-good', count: 1 })).entries).toHaveLength(1);
  });

  it('refuses more when too many entries wait', async () => {
    const small = createAudit({ db, clock: systemClock, mostWaiting: 5 });
    const calls = await Promise.allSettled(
      Array.from({ length: 9 }, () => small.record([entry({ patient: 'p-full' })])),
    );
    expect(calls.filter((call) => call.status === 'fulfilled')).toHaveLength(5);
    const refused = calls.find((call) => call.status === 'rejected');
    expect(refused?.status === 'rejected' && refused.reason.fault.code).toBe('request.too-many');
    await small.record([entry({ patient: 'p-full' })]);
  });

  it('pages newest first without repeating or losing an entry, while new ones arrive', async () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 9, 1, 12, minute));
    await audit.record(
      Array.from({ length: 7 }, (_, index) => entry({ patient: 'p-pages', at: at(Math.trunc(index / 2)) })),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await audit.accessLog({ patient: 'p-pages', count: 2, ...(cursor === undefined ? {} : { cursor }) });
      expect(page.entries.length).toBeLessThanOrEqual(2);
      seen.push(...page.entries.map((each) => each.id));
      cursor = page.next;
      if (cursor !== undefined) expect(isAccessLogCursor(cursor)).toBe(true);
      await audit.record([entry({ patient: 'p-pages', at: at(59) })]);
    } while (cursor !== undefined);
    expect(seen).toHaveLength(7);
    expect(new Set(seen).size).toBe(7);
    expect(seen).toEqual([...seen].sort((left, right) => Number(right) - Number(left)));
  });

  it('narrows by time, and answers a cursor of somebody else’s making with nothing', async () => {
    await audit.record([
      entry({ patient: 'p-time', at: new Date('2026-01-01T00:00:00Z') }),
      entry({ patient: 'p-time' }),
    ]);
    const page = await audit.accessLog({ patient: 'p-time', count: 9, to: new Date('2026-06-01T00:00:00Z') });
    expect(page.entries.map((each) => each.at.toISOString())).toEqual(['2026-01-01T00:00:00.000Z']);
    expect(isAccessLogCursor("' or 1=1 --")).toBe(false);
    expect((await audit.accessLog({ patient: 'p-time', count: 9, cursor: 'nonsense' })).entries).toEqual([]);
  });

  it('never shows what is nobody’s as somebody’s log', async () => {
    await audit.record([entry({ traceId: 'f'.repeat(32) })]);
    expect((await audit.accessLog({ patient: '', count: 9 })).entries).toEqual([]);
  });

  it('finds what one trace left, among all others', async () => {
    const traceId = '1'.repeat(32);
    await audit.record([entry({ traceId, interaction: 'first' }), entry({ traceId: '2'.repeat(32) })]);
    await audit.record([entry({ traceId, interaction: 'second' })]);
    const { entries } = await audit.query({ traceId, count: 9 });
    expect(entries.map((each) => each.interaction)).toEqual(['first', 'second']);
  });

  it('finds one person’s log by the index that the person leads', async () => {
    await audit.record(Array.from({ length: 3_000 }, (_, index) => entry({ patient: `p-many-${index}` })));
    expect((await audit.accessLog({ patient: 'p-many-2999', count: 1 })).entries).toHaveLength(1);
    await db.query('analyze audit_place', []);
    const plan = await db.query<{ 'QUERY PLAN': string }>(
      `explain select id from audit_place where patient = 'p-many-7' and (at, id) < ('infinity', 0)
       order by at desc, id desc limit 10`,
      [],
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index (Only )?Scan.* using audit_place_\w*pkey/);
  });
});

describe('the places of entries', () => {
  const waiting = async () => (await db.query('select seq from audit_pending', [])).length;
  const placesOf = async (patient: string) =>
    (await db.query('select from audit_place where patient = $1', [patient])).length;

  it('stand there as soon as their block does, and wait for nobody', async () => {
    await Promise.all([
      audit.record([entry({ patient: 'p-at-once' }), entry()]),
      db.transaction((tx) => audit.append(tx, [entry({ patient: 'p-at-once' })])),
    ]);
    expect(await waiting()).toBe(0);
    expect(await placesOf('p-at-once')).toBe(2);
  });

  it('of what a process of an older build wrote follow by themselves, and stop when told', async () => {
    await db.query(
      `with block as (insert into audit_block (count, entries) values (1, $1) returning seq)
       insert into audit_pending (seq) select seq from block`,
      [lineOf(entry({ patient: 'p-followed' })).text],
    );
    expect(await waiting()).toBe(1);
    const stops = [audit.keepPlacing(silentLog), audit.keepPlacing(silentLog)];
    await expect.poll(waiting, { timeout: 5_000 }).toBe(0);
    await Promise.all(stops.map((stop) => stop()));
    expect(await placesOf('p-followed')).toBe(1);
  });

  it('are complete for whoever reads, while others write and make them anew', async () => {
    const readers = Array.from({ length: 8 }, async (_, reader) => {
      for (let turn = 1; turn <= 15; turn += 1) {
        await audit.record([entry({ patient: `p-reader-${reader}` }), entry({ patient: 'p-shared' })]);
        const { entries } = await audit.accessLog({ patient: `p-reader-${reader}`, count: 100 });
        expect(entries).toHaveLength(turn);
      }
    });
    await Promise.all(readers);
    await Promise.all([
      audit.placeAnew(),
      ...Array.from({ length: 20 }, () => audit.record([entry({ patient: 'p-shared' })])),
    ]);
    const { entries } = await audit.accessLog({ patient: 'p-shared', count: 200 });
    expect(new Set(entries.map((each) => each.id)).size).toBe(140);
    expect(await placesOf('p-shared')).toBe(140);
  });

  it('miss no block whose transaction ends after that of a later one', async () => {
    let finish = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let appended = () => {};
    const begun = new Promise<void>((resolve) => {
      appended = resolve;
    });
    const early = db.transaction(async (tx) => {
      await audit.append(tx, [entry({ patient: 'p-late-commit' })]);
      appended();
      await held;
    });
    await begun;
    await audit.record([entry({ patient: 'p-late-commit' })]);
    expect((await audit.accessLog({ patient: 'p-late-commit', count: 9 })).entries).toHaveLength(1);
    finish();
    await early;
    expect((await audit.accessLog({ patient: 'p-late-commit', count: 9 })).entries).toHaveLength(2);
  });

  it('can be derived anew from the blocks alone', async () => {
    await audit.record([entry({ patient: 'p-anew', interaction: 'one' }), entry({ patient: 'p-anew' })]);
    const before = await audit.accessLog({ patient: 'p-anew', count: 9 });
    await db.query('delete from audit_place', []);
    expect((await audit.accessLog({ patient: 'p-anew', count: 9 })).entries).toEqual([]);
    await audit.placeAnew();
    expect(await audit.accessLog({ patient: 'p-anew', count: 9 })).toEqual(before);
  });

  it('lead to entries in large blocks and in those of one call that fills several', async () => {
    const objects = Array.from({ length: 50 }, (_, index) => ({ type: 'Condition', id: `${'c'.repeat(60)}${index}` }));
    await audit.record(
      Array.from({ length: 150 }, (_, index) =>
        entry({
          patient: 'p-large',
          objects,
          interaction: `i${index}`,
          at: new Date(Date.UTC(2026, 0, 1, 0, 0, index)),
        }),
      ),
    );
    const { entries } = await audit.accessLog({ patient: 'p-large', count: 200 });
    expect(entries.map((each) => each.interaction)).toEqual(
      Array.from({ length: 150 }, (_, index) => `i${149 - index}`),
    );
    expect(entries[0]?.objects).toEqual(objects);
    const [row] = await db.query<{ n: number }>(
      "select count(distinct id / 1000)::integer as n from audit_place where patient = 'p-large'",
      [],
    );
    expect(row?.n).toBeGreaterThan(5);
  });
});

describe('a log from before there were blocks', () => {
  it('is taken over whole and in order', async () => {
    const old = await openTestDatabase();
    try {
      const [first] = auditMigrations;
      if (first === undefined) throw new Error('There is no first step');
      await old.db.query(first.sql);
      await old.db.query(`
        insert into audit_entry (patient, at, trace, action, outcome, interaction, purpose, rule, agent, objects, more)
        select case when n % 2 = 0 then 'p-old' else '' end, timestamptz '2026-11-01 10:00:00.123Z' + n * interval '1 s',
               md5(n::text), 'read', 'success', 'read', 'TREAT', 'care-relation',
               '{"subject":"a-1","name":"Sophie \\"S\\" Bernard","role":"physician","country":"FR","client":"web"}',
               '[{"type":"Condition","id":"c-1","version":2,"category":"problems"}]', n % 3
          from generate_series(0, 249) n`);
      for (const { sql } of auditMigrations.slice(1)) await old.db.query(sql);
      const taken = createAudit({ db: old.db, clock: systemClock });
      await placeEntries(old.db);
      const { entries } = await taken.accessLog({ patient: 'p-old', count: 200 });
      expect(entries).toHaveLength(125);
      expect(entries.at(-1)).toEqual({
        id: '1000',
        at: new Date('2026-11-01T10:00:00.123Z'),
        traceId: 'cfcd208495d565ef66e7dff9f98764da',
        action: 'read',
        outcome: 'success',
        interaction: 'read',
        patient: 'p-old',
        agent: { subject: 'a-1', name: 'Sophie "S" Bernard', role: 'physician', country: 'FR', client: 'web' },
        purpose: 'TREAT',
        rule: 'care-relation',
        objects: [{ type: 'Condition', id: 'c-1', version: 2, category: 'problems' }],
      });
      expect(entries.at(-2)?.more).toBe(2);
      await taken.record([entry({ patient: 'p-old' })]);
      expect((await taken.accessLog({ patient: 'p-old', count: 200 })).entries).toHaveLength(126);
    } finally {
      await old.close();
    }
  });
});
