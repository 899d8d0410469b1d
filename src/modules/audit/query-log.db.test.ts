import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import { appendLines } from './append-lines.ts';
import type { AuditEntry, KeptEntry, LogQuery } from './contract.ts';
import { createAudit, type KeptAudit } from './create-audit.ts';
import { lineOf } from './entry-line.ts';
import { auditMigrations } from './migrations.ts';
import { placeEntries } from './place-entries.ts';
import { createSealer, type Sealer } from './tree/seal-blocks.ts';
import { noteSigner } from './tree/signed-note.ts';

let server: TestDatabase;
let audit: KeptAudit;
let sealer: Sealer;

beforeAll(async () => {
  server = await openTestDatabase();
  expect((await migrate(server.db, auditMigrations)).ok).toBe(true);
  audit = createAudit({ db: server.db, clock: systemClock });
  const signer = noteSigner('node.example/log', 'signature', generateKeyPairSync('ed25519').privateKey);
  sealer = createSealer({ db: server.db, clock: systemClock, signer });
});
afterAll(() => server.close());

/** Minutes ago, so that the time of the entry is near that of its block. */
const ago = (minutes: number) => new Date(Math.trunc(Date.now() / 1000) * 1000 - minutes * 60_000);

function entry(subject: string, fields: Partial<AuditEntry> = {}, client = 'carnet-web'): AuditEntry {
  return {
    at: ago(1),
    traceId: '0af7651916cd43dd8448eb211c80319c',
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    agent: { subject, name: 'Sophie Bernard', role: 'physician', country: 'FR', client },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
    ...fields,
  };
}

async function all(query: Omit<LogQuery, 'count'>, count = 1_000): Promise<readonly KeptEntry[]> {
  const found: KeptEntry[] = [];
  let cursor: string | undefined;
  do {
    const page = await audit.query({ ...query, count, ...(cursor === undefined ? {} : { cursor }) });
    expect(page.entries.length).toBeLessThanOrEqual(count);
    found.push(...page.entries);
    cursor = page.next;
  } while (cursor !== undefined);
  return found;
}

describe('what a desk asks of the log', () => {
  it('is found by account, app, act and outcome, at once, oldest first', async () => {
    await audit.record([entry('q-1', { patient: 'q-a' }), entry('q-2', { patient: 'q-a' }, 'app-7')]);
    await audit.record([entry('q-1', { outcome: 'denied', patient: 'q-b' }), entry('q-1', { action: 'export' })]);
    expect((await all({ subject: 'q-1' })).map(({ patient }) => patient)).toEqual(['q-a', 'q-b', undefined]);
    expect((await all({ client: 'app-7' })).map(({ agent }) => agent.subject)).toEqual(['q-2']);
    expect(await all({ subject: 'q-1', outcome: 'denied' })).toMatchObject([{ patient: 'q-b' }]);
    expect(await all({ subject: 'q-1', actions: ['export', 'search'] })).toMatchObject([{ action: 'export' }]);
    expect((await all({ patient: 'q-a' })).map(({ agent }) => agent.subject)).toEqual(['q-1', 'q-2']);
  });

  it('is not confused by an account whose name stands within another text', async () => {
    await audit.record([entry('q-inner', { interaction: '"subject":"q-name"' })]);
    expect(await all({ subject: 'q-name' })).toEqual([]);
  });

  it('is narrowed by time to the millisecond', async () => {
    const [from, to] = [ago(40), ago(20)];
    await audit.record(
      [41, 40, 30, 20, 19].map((minutes) => entry('q-time', { at: ago(minutes), interaction: `m${minutes}` })),
    );
    expect((await all({ subject: 'q-time', from, to })).map(({ interaction }) => interaction)).toEqual(['m40', 'm30']);
  });

  it('comes in pages that neither repeat nor lose an entry, by block and by person, while others are written', async () => {
    await audit.record(
      Array.from({ length: 25 }, (_, n) => entry('q-pages', { patient: 'q-p', interaction: `i${n}` })),
    );
    for (const query of [{ subject: 'q-pages' }, { patient: 'q-p' }]) {
      for (const count of [1, 7, 24, 25, 26]) {
        await audit.record([entry('q-other')]);
        const found = await all(query, count);
        expect(found.map(({ interaction }) => interaction)).toEqual(Array.from({ length: 25 }, (_, n) => `i${n}`));
      }
    }
  });

  it('goes on where a page found nothing, to the end of the log', async () => {
    const filler = [lineOf(entry('q-filler'))];
    await Promise.all(Array.from({ length: 600 }, () => appendLines(server.db, filler)));
    await audit.record([entry('q-far')]);
    expect(await all({ subject: 'q-far' })).toHaveLength(1);
  });

  it('answers a cursor of somebody else’s making with nothing', async () => {
    expect((await audit.query({ subject: 'q-1', count: 5, cursor: 'nonsense' })).entries).toEqual([]);
    expect((await audit.query({ patient: 'q-a', count: 5, cursor: 'nonsense' })).entries).toEqual([]);
  });
});

describe('who follows the log', () => {
  it('gets each entry once, in the order of the tree, in runs of any length', async () => {
    const begin = await audit.end();
    await audit.record([entry('f-0'), entry('f-1'), entry('f-2')]);
    await audit.record([entry('f-3')]);
    await placeEntries(server.db);
    while ((await sealer.seal()) > 0);
    for (const limit of [1, 2, 1_000]) {
      const seen: string[] = [];
      let position = begin;
      for (;;) {
        const run = await audit.since(position, limit);
        if (run.position === position) break;
        expect(run.entries.length).toBeLessThanOrEqual(limit);
        seen.push(...run.entries.map(({ agent }) => agent.subject));
        position = run.position;
      }
      expect(seen.filter((subject) => subject.startsWith('f-'))).toEqual(['f-0', 'f-1', 'f-2', 'f-3']);
      expect(position).toBe(await audit.end());
    }
  });

  it('reads no more blocks than hold what he asked for, however many come after', async () => {
    const begin = await audit.end();
    for (let n = 0; n < 20; n += 1) await audit.record([entry(`b-${n}`), entry(`b-${n}`)]);
    await placeEntries(server.db);
    while ((await sealer.seal()) > 0);
    const read: number[] = [];
    const counting: Database = {
      ...server.db,
      async query<Row extends object>(text: string, values?: readonly unknown[]) {
        const rows = await server.db.query<Row>(text, values ?? []);
        read.push(rows.length);
        return rows;
      },
    };
    const run = await createAudit({ db: counting, clock: systemClock }).since(begin + 1, 4);
    expect(run.entries.map(({ agent }) => agent.subject)).toEqual(['b-0', 'b-1', 'b-1', 'b-2']);
    expect(read).toEqual([3]);
  });

  it('begins with the entries of a time', async () => {
    const time = new Date();
    await audit.record([entry('f-later', { at: new Date() })]);
    await placeEntries(server.db);
    while ((await sealer.seal()) > 0);
    const { entries } = await audit.since(await audit.positionAt(time), 10);
    expect(entries.map(({ agent }) => agent.subject)).toEqual(['f-later']);
    expect(await audit.positionAt(new Date(0))).toBe(0);
  });

  it('gets nothing at the end, and is told to ask again from there', async () => {
    const end = await audit.end();
    expect(await audit.since(end, 10)).toEqual({ entries: [], position: end });
  });
});

describe('a time of a long log', () => {
  it('is looked for in the blocks of its time alone, however many came before and after', async () => {
    const [before, after] = [ago(3 * 24 * 60), ago(-3 * 24 * 60)];
    const placed = async (subject: string, at: Date, blocks: number) => {
      const lines = [lineOf(entry(subject, { at }))];
      await Promise.all(Array.from({ length: blocks }, () => appendLines(server.db, lines)));
      await server.db.transaction(async (tx) => {
        await tx.query('set local session_replication_role = replica');
        await tx.query('update audit_block set at = $1 where strpos(entries, $2) > 0', [at, `"${subject}"`]);
      });
    };
    await server.db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query('update audit_block set at = $1', [before]);
    });
    await placed('q-before', before, 600);
    await placed('q-within', ago(10), 1);
    await placed('q-after', after, 600);
    const within = { from: ago(20), to: ago(0) };
    const page = await audit.query({ ...within, traceId: entry('').traceId, count: 1_000 });
    expect(page.entries.map(({ agent }) => agent.subject)).toEqual(['q-within']);
    expect(page.next).toBeUndefined();
    expect(await all({ from: after })).toHaveLength(600);
    expect(await audit.query({ from: new Date(after.getTime() + 86_400_000), count: 10 })).toEqual({ entries: [] });
  });
});
