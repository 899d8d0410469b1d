import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import type { AuditEntry } from '../contract.ts';
import { createAudit, type KeptAudit } from '../create-audit.ts';
import { auditMigrations } from '../migrations.ts';
import { placeEntries } from '../place-entries.ts';
import { signCheckpoint } from './checkpoint.ts';
import { leafHash } from './merkle.ts';
import { createSealer, type Sealer } from './seal-blocks.ts';
import { noteSigner } from './signed-note.ts';
import { type LogProblem, verifyLog } from './verify-log.ts';

const signer = noteSigner('node.example/fr', 'signature', generateKeyPairSync('ed25519').privateKey);

let server: TestDatabase;
let db: Database;
let audit: KeptAudit;
let sealer: Sealer;

beforeAll(async () => {
  server = await openTestDatabase();
  db = server.db;
  expect((await migrate(db, auditMigrations)).ok).toBe(true);
  audit = createAudit({ db, clock: systemClock });
});
afterAll(() => server.close());

/** A log of 30 blocks with three entries each, under two heads. */
beforeEach(async () => {
  await asIntruder(
    `truncate audit_block, audit_pending, audit_place, audit_unsealed, audit_sealed, audit_tile, audit_head`,
  );
  sealer = createSealer({ db, clock: systemClock, signer });
  for (const half of [0, 1]) {
    for (let block = 0; block < 15; block += 1) {
      await audit.record([0, 1, 2].map((n) => entry(`p-${half}-${block}-${n}`)));
    }
    await placeEntries(db);
    await sealer.seal();
  }
});

/** With the rights of whoever owns the database: triggers do not stand in the way. */
async function asIntruder(sql: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql);
  });
}

function entry(patient: string): AuditEntry {
  return {
    at: new Date('2026-11-01T10:00:00.123Z'),
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

const verify = () => verifyLog({ db, verifier: signer });
const kindsOf = (problems: readonly LogProblem[]) => [...new Set(problems.map(({ kind }) => kind))];
const nth = async (n: number) => {
  const [row] = await db.query<{ seq: number }>('select seq from audit_sealed order by start offset $1 limit 1', [n]);
  return row?.seq ?? 0;
};

describe('a log that nobody touched', () => {
  it('verifies, to the last head', async () => {
    expect(await verify()).toMatchObject({ entries: 90, heads: 2, waiting: 0, verified: { size: 90 }, problems: [] });
  });

  it('verifies while entries wait, and tells how many', async () => {
    await audit.record([entry('p-late'), entry('p-later')]);
    expect(await verify()).toMatchObject({ entries: 90, waiting: 2, problems: [] });
  });

  it('goes on with its tree from what another process has sealed', async () => {
    await audit.record([entry('p-other')]);
    await placeEntries(db);
    expect(await createSealer({ db, clock: systemClock, signer }).seal()).toBe(1);
    await audit.record([entry('p-own')]);
    await placeEntries(db);
    expect(await sealer.seal()).toBe(1);
    expect(await verify()).toMatchObject({ entries: 92, heads: 4, problems: [] });
  });

  it('takes each block once, though places are made anew and two seal at a time', async () => {
    await audit.placeAnew();
    await placeEntries(db);
    await audit.record([entry('p-new')]);
    await placeEntries(db);
    const other = createSealer({ db, clock: systemClock, signer });
    for (let round = 0; round < 3; round += 1) await Promise.all([sealer.seal(), other.seal()]);
    expect(await verify()).toMatchObject({ entries: 91, waiting: 0, problems: [] });
  });

  it('has more entries than a round takes, and a tile', async () => {
    await audit.record(Array.from({ length: 1_500 }, (_, n) => entry(`p-many-${n}`)));
    await placeEntries(db);
    await sealer.seal();
    expect(await verify()).toMatchObject({ entries: 1_590, verified: { size: 1_590 }, problems: [] });
  });
});

describe('what was touched is found, and where', () => {
  it('an entry that was rewritten', async () => {
    const seq = await nth(20);
    await asIntruder(`update audit_block set entries = replace(entries, 'p-1-5-1', 'p-1-5-9') where seq = ${seq}`);
    const { problems, verified } = await verify();
    expect(problems[0]).toMatchObject({ kind: 'entry-changed', entry: seq * 1_000 + 1 });
    expect(verified).toMatchObject({ size: 45 });
  });

  it('an entry that was taken out of its block, and one that was put in', async () => {
    const seq = await nth(3);
    await asIntruder(
      `update audit_block set entries = split_part(entries, E'\\n', 1) || E'\\n' || split_part(entries, E'\\n', 3) where seq = ${seq}`,
    );
    expect((await verify()).problems[0]).toMatchObject({ kind: 'entries-missing', entry: seq * 1_000 + 1 });
    await asIntruder(`update audit_block set entries = entries || E'\\n{}\\n{}' where seq = ${seq}`);
    expect((await verify()).problems[0]).toMatchObject({ kind: 'entries-added', entry: seq * 1_000 + 1 });
  });

  it('entries that have changed places', async () => {
    const seq = await nth(7);
    await asIntruder(
      `update audit_block set entries = split_part(entries, E'\\n', 2) || E'\\n' || split_part(entries, E'\\n', 1) || E'\\n' || split_part(entries, E'\\n', 3) where seq = ${seq}`,
    );
    expect((await verify()).problems[0]).toMatchObject({ kind: 'entries-reordered', entry: seq * 1_000 });
  });

  it('a block that is gone, from the log alone and from the order too', async () => {
    const seq = await nth(11);
    await asIntruder(`delete from audit_block where seq = ${seq}`);
    expect((await verify()).problems[0]).toMatchObject({ kind: 'block-missing', entry: seq * 1_000 });
    await asIntruder(`delete from audit_sealed where seq = ${seq}`);
    expect(kindsOf((await verify()).problems)).toContain('order-changed');
  });

  it('a block that was put in beside the tree', async () => {
    await asIntruder(`insert into audit_block (count, entries) values (1, '{}')`);
    expect(kindsOf((await verify()).problems)).toEqual(['block-added']);
  });

  it('blocks whose order was changed', async () => {
    const [one, other] = [await nth(2), await nth(3)];
    await asIntruder(`update audit_sealed set seq = case seq when ${one} then -1 else ${one} end where seq in (${one}, ${other});
      update audit_sealed set seq = ${other} where seq = -1`);
    expect((await verify()).problems[0]).toMatchObject({ kind: 'entry-changed' });
  });

  it('an entry that was rewritten together with its hashes', async () => {
    const seq = await nth(20);
    const line = 'p-1-5-1';
    await asIntruder(`update audit_block set entries = replace(entries, '${line}', 'p-1-5-9') where seq = ${seq}`);
    const [block] = await db.query<{ entries: string }>('select entries from audit_block where seq = $1', [seq]);
    const [tile] = await db.query<{ hashes: Buffer }>('select hashes from audit_tile where level = 0', []);
    const hashes = Buffer.from(tile?.hashes ?? '');
    leafHash(block?.entries.split('\n')[1] ?? '').copy(hashes, 32 * 61);
    await db.query('update audit_tile set hashes = $1 where level = 0', [hashes]);
    const { problems } = await verify();
    // It is about another person now, whose log does not lead to it.
    expect(problems).toMatchObject([{ kind: 'tree-changed' }, { kind: 'place-missing' }]);
    expect(problems[0]?.text).toContain('from place 45 to 89');
  });

  it('a head that was swapped, forged, or taken away', async () => {
    await asIntruder(
      `update audit_head set checkpoint = (select checkpoint from audit_head where size = 45) where size = 90`,
    );
    expect(kindsOf((await verify()).problems)).toEqual(['head-changed']);
    const other = noteSigner(signer.name, 'signature', generateKeyPairSync('ed25519').privateKey);
    const forged = signCheckpoint([other], { origin: signer.name, size: 90, root: leafHash('') }, new Date());
    await asIntruder(`update audit_head set checkpoint = '${forged}' where size = 90`);
    expect(kindsOf((await verify()).problems)).toEqual(['head-forged']);
    await asIntruder('delete from audit_head where size = 90');
    expect(kindsOf((await verify()).problems)).toEqual(['head-missing']);
  });

  it('an upper row of the tree from which proofs are made', async () => {
    await audit.record(Array.from({ length: 600 }, (_, n) => entry(`p-up-${n}`)));
    await placeEntries(db);
    await sealer.seal();
    expect((await verify()).problems).toEqual([]);
    await db.query(`update audit_tile set hashes = sha256('') || substring(hashes from 33) where level = 1`, []);
    expect(kindsOf((await verify()).problems)).toEqual(['tree-changed']);
  });

  it('a place that was taken away, so that an entry is hidden from whom it is about', async () => {
    const [hidden] = await db.query<{ id: number }>(
      `delete from audit_place where patient = 'p-0-4-1' returning id`,
      [],
    );
    expect((await verify()).problems).toMatchObject([{ kind: 'place-missing', entry: hidden?.id }]);
    await db.query(`insert into audit_place values ('p-other', '2026-11-01T10:00:00.123Z', $1, 1)`, [hidden?.id]);
    expect(kindsOf((await verify()).problems)).toEqual(['place-missing']);
  });

  it('a place that shows somebody an entry about another', async () => {
    await db.query(
      `insert into audit_place select 'p-0-0-0', at, id, trace from audit_place where patient = 'p-1-1-1'`,
      [],
    );
    expect(kindsOf((await verify()).problems)).toEqual(['place-added']);
  });
});

describe('a log that grows while it is verified', () => {
  it('is judged as of one moment', async () => {
    let stopped = false;
    const grow = async () => {
      for (let n = 0; !stopped; n += 1) {
        await audit.record(Array.from({ length: 100 }, (_, place) => entry(`p-grow-${n}-${place}`)));
        await placeEntries(db);
        await sealer.seal();
      }
    };
    const growing = grow();
    for (let round = 0; round < 15; round += 1) expect((await verify()).problems).toEqual([]);
    stopped = true;
    await growing;
  });
});
