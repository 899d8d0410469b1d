import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import type { Audit, AuditEntry } from './contract.ts';
import { createAudit, isAccessLogCursor } from './index.ts';
import { auditMigrations } from './migrations.ts';

let db: Database;
let close: () => Promise<void>;
let audit: Audit;

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
      "update audit_entry set outcome = 'failed' where patient = 'p-fixed'",
      "update audit_entry set outcome = 'failed' where patient = 'nobody at all'",
      'delete from audit_entry',
      'truncate audit_entry',
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
    expect(statements).toBeLessThanOrEqual(3);
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

  it('rejects only the entry that the database refuses', async () => {
    const unlawful = entry({ patient: 'p-bad', more: 3_000_000_000 });
    const [bad, good] = await Promise.allSettled([
      audit.record([unlawful]),
      audit.record([entry({ patient: 'p-good' })]),
    ]);
    expect(bad.status).toBe('rejected');
    expect(good.status).toBe('fulfilled');
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

  it('gives a trace in the order of time', async () => {
    const traceId = '1'.repeat(32);
    const later = entry({ traceId, at: new Date('2026-11-01T10:00:02Z'), interaction: 'second' });
    await audit.record([later]);
    await audit.record([entry({ traceId, interaction: 'first' })]);
    expect((await audit.trace(traceId)).map((each) => each.interaction)).toEqual(['first', 'second']);
  });

  it('finds one person’s log by the index that the person leads', async () => {
    await audit.record(Array.from({ length: 3_000 }, (_, index) => entry({ patient: `p-many-${index}` })));
    await db.query('analyze audit_entry', []);
    const plan = await db.query<{ 'QUERY PLAN': string }>(
      `explain select seq from audit_entry where patient = 'p-many-7' and patient <> '' and (at, seq) < ('infinity', 0)
       order by at desc, seq desc limit 10`,
      [],
    );
    expect(plan.map((row) => row['QUERY PLAN']).join('\n')).toContain('audit_entry_by_person');
  });
});
