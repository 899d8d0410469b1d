import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { silentLog, systemClock } from '#kernel';
import type { AuditEntry } from './contract.ts';
import { createAudit, type KeptAudit } from './create-audit.ts';
import { lineOf } from './entry-line.ts';
import { auditMigrations } from './migrations.ts';
import { dropOldMonths, monthName, monthOfBlock } from './months.ts';
import { placeEntries } from './place-entries.ts';
import { createSealer, type Sealer } from './tree/seal-blocks.ts';
import { noteSigner } from './tree/signed-note.ts';
import { verifyLog } from './tree/verify-log.ts';

const signer = noteSigner('node.example/log', 'signature', generateKeyPairSync('ed25519').privateKey);

let server: TestDatabase;
let db: Database;
let audit: KeptAudit;
let sealer: Sealer;

beforeEach(async () => {
  server = await openTestDatabase();
  db = server.db;
});
afterEach(() => server.close());

async function openLog(): Promise<void> {
  expect((await migrate(db, auditMigrations)).ok).toBe(true);
  audit = createAudit({ db, clock: systemClock });
  sealer = createSealer({ db, clock: systemClock, signer });
}

function entry(patient: string): AuditEntry {
  return {
    at: new Date(),
    traceId: '0af7651916cd43dd8448eb211c80319c',
    action: 'read',
    outcome: 'success',
    interaction: 'read',
    patient,
    agent: { subject: 'a-1', name: 'Sophie Bernard', role: 'physician', country: 'FR', client: 'carnet-web' },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [],
  };
}

const seal = async () => {
  await placeEntries(db);
  while ((await sealer.seal()) > 0);
};
const verify = () => verifyLog({ db, verifier: signer });
const parts = () =>
  db.query<{ name: string }>(`select inhrelid::regclass::text as name from pg_inherits order by 1`, []);

/** What a build without months writes. */
const oldInsert = `
with block as (insert into audit_block (count, entries) values ($1, $2) returning seq)
insert into audit_pending (seq) select seq from block`;

describe('a log from before it was parted by month', () => {
  it('is taken over as it stands, while a process of the older build goes on writing', async () => {
    expect((await migrate(db, auditMigrations.slice(0, 3))).ok).toBe(true);
    let written = 0;
    let stopped = false;
    const write = async () => {
      while (!stopped) {
        await db.query(oldInsert, [1, lineOf(entry(`p-${written % 5}`)).text]);
        written += 1;
      }
    };
    const writing = write();
    await expect.poll(() => written).toBeGreaterThan(50);
    await openLog();
    const atSwitch = written;
    await expect.poll(() => written).toBeGreaterThan(atSwitch + 50);
    stopped = true;
    await writing;
    await seal();
    expect(await verify()).toMatchObject({ entries: written, waiting: 0, problems: [] });
    const [count] = await db.query<{ before: number; within: number }>(
      `select count(*) filter (where seq < 10000000000)::integer as before,
              count(*) filter (where seq / 10000000000 = audit_month(now()))::integer as within from audit_block`,
      [],
    );
    expect(count?.before).toBeGreaterThan(50);
    expect(count?.within).toBeGreaterThan(50);
    expect((count?.before ?? 0) + (count?.within ?? 0)).toBe(written);
    let found = 0;
    for (let n = 0; n < 5; n += 1) found += (await audit.query({ patient: `p-${n}`, count: 1_000 })).entries.length;
    expect(found).toBe(written);
  });
});

describe('the months of a log', () => {
  it('are told by the numbers of blocks', async () => {
    await openLog();
    await audit.record([entry('p-1')]);
    const [block] = await db.query<{ seq: number }>('select seq from audit_block', []);
    expect(monthName(monthOfBlock(block?.seq ?? 0))).toBe(new Date().toISOString().slice(0, 7));
    expect(Number.isSafeInteger((block?.seq ?? 0) * 1_000)).toBe(true);
    expect(monthName(monthOfBlock(7))).toBe('before');
  });

  it('have room a year ahead, made once by however many processes', async () => {
    await openLog();
    const stops = await Promise.all([1, 2, 3].map(() => audit.keepMonths({ log: silentLog, months: 36 })));
    await Promise.all(stops.map((stop) => stop()));
    // The part of what was before, and thirteen months, of blocks and of places; with their keys.
    const names = (await parts()).map(({ name }) => name);
    expect(names.filter((name) => /^audit_block_\d{4}_\d{2}$/.test(name))).toHaveLength(13);
    expect(names.filter((name) => /^audit_place_\d{4}_\d{2}$/.test(name))).toHaveLength(13);
  });

  it('refuse changes, each by itself', async () => {
    await openLog();
    await audit.record([entry('p-1')]);
    const [part] = await db.query<{ name: string }>('select tableoid::regclass::text as name from audit_block', []);
    for (const statement of [
      `update ${part?.name} set count = 0`,
      `delete from ${part?.name}`,
      `truncate ${part?.name}`,
    ]) {
      await expect(db.query(statement, [])).rejects.toThrow(/append-only/);
    }
  });
});

describe('a month whose time is past', () => {
  /** Two blocks of May 2022, sealed then, and one of today. */
  beforeEach(async () => {
    await openLog();
    const may = { now: () => new Date('2022-05-31T23:59:59.900Z') };
    await db.query('select audit_open_month($1)', [monthOfMay]);
    for (const [n, count] of [2, 1].entries()) {
      await db.query(
        `with block as (insert into audit_block (seq, at, count, entries) values ($1, $2, $3, $4) returning seq)
         insert into audit_pending (seq) select seq from block`,
        [
          monthOfMay * 10_000_000_000 + n,
          may.now(),
          count,
          Array(count)
            .fill(lineOf(entry('p-old')).text)
            .join('\n'),
        ],
      );
    }
    await placeEntries(db);
    await createSealer({ db, clock: may, signer }).seal();
    await audit.record([entry('p-new')]);
    await seal();
  });
  const monthOfMay = 22 * 12 + 4;
  const drop = (now: string, keep = 36) =>
    dropOldMonths(db, { clock: { now: () => new Date(now) }, keep, traceId: () => 'c'.repeat(32) });

  it('stays until it has been kept as long as the law and the operator ask', async () => {
    expect(await drop('2025-06-30T23:59:59Z')).toEqual([]);
    expect(await drop('2027-06-30T23:59:59Z', 60)).toEqual([]);
    await expect(drop('2099-01-01T00:00:00Z', 35)).rejects.toThrow(RangeError);
    expect((await audit.accessLog({ patient: 'p-old', count: 9 })).entries).toHaveLength(3);
  });

  it('loses its entries and what leads to them, is told of, and leaves a tree that verifies', async () => {
    expect(await drop('2025-07-01T00:00:00Z')).toEqual([{ month: '2022-05', entries: 3 }]);
    expect(await drop('2025-07-01T00:00:00Z')).toEqual([]);
    expect((await audit.accessLog({ patient: 'p-old', count: 9 })).entries).toEqual([]);
    expect((await audit.accessLog({ patient: 'p-new', count: 9 })).entries).toHaveLength(1);
    await seal();
    const report = await verify();
    expect(report).toMatchObject({ entries: 5, problems: [], dropped: [{ month: '2022-05', entries: 3 }] });
    expect(report.verified?.size).toBe(5);
    expect((await audit.query({ subject: 'carnet', count: 9 })).entries).toMatchObject([
      { action: 'administer', rule: 'retention', interaction: 'drop month 2022-05', more: 3 },
    ]);
    expect((await audit.since(0, 100)).entries).toHaveLength(2);
    await audit.placeAnew();
    expect((await audit.accessLog({ patient: 'p-new', count: 9 })).entries).toHaveLength(1);
  });

  it('is found where its hashes were changed too', async () => {
    await drop('2025-07-01T00:00:00Z');
    await seal();
    await db.query(`update audit_tile set hashes = sha256('') || substring(hashes from 33) where level = 0`, []);
    expect((await verify()).problems).toMatchObject([{ kind: 'tree-changed' }]);
  });

  it('is found to be gone where nobody told of it', async () => {
    await db.query('drop table audit_block_2022_05, audit_place_2022_05', []);
    const { problems, dropped } = await verify();
    expect(dropped).toEqual([]);
    expect(problems.map(({ kind }) => kind)).toEqual(['block-missing', 'block-missing']);
  });

  it('is found to be gone too early, whatever the log tells of it', async () => {
    await db.query('drop table audit_block_2022_05, audit_place_2022_05', []);
    const drop = { action: 'administer', rule: 'retention', interaction: 'drop month 2022-05' } as const;
    await audit.record([{ ...entry('none'), ...drop, at: new Date('2025-04-01T00:00:00Z') }]);
    await seal();
    expect((await verify()).problems.map(({ kind }) => kind)).toEqual(['month-dropped-early']);
  });

  it('stays while an entry of it is not in the tree', async () => {
    await db.query(
      `with block as (insert into audit_block (seq, count, entries) values ($1, 1, $2) returning seq)
       insert into audit_pending (seq) select seq from block`,
      [monthOfMay * 10_000_000_000 + 9, lineOf(entry('p-late')).text],
    );
    expect(await drop('2026-11-01T00:00:00Z')).toEqual([]);
  });
});
