import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import type { AuditEntry } from '../contract.ts';
import { createAudit, type KeptAudit } from '../create-audit.ts';
import { auditMigrations } from '../migrations.ts';
import { placeEntries } from '../place-entries.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosign, type WitnessPeer } from './cosign.ts';
import { type LogKeys, prepareLogKeys } from './log-keys.ts';
import { leafHash } from './merkle.ts';
import { type LogTree, openLogTree } from './open-log-tree.ts';
import { createSealer } from './seal-blocks.ts';
import { noteSigner, verifierText } from './signed-note.ts';
import { createWitness } from './witness.ts';

let server: TestDatabase;
let db: Database;
let audit: KeptAudit;
let keysDir: string;
let keys: LogKeys;
let tree: LogTree;

beforeEach(async () => {
  server = await openTestDatabase();
  db = server.db;
  expect((await migrate(db, auditMigrations)).ok).toBe(true);
  audit = createAudit({ db, clock: systemClock });
  keysDir = await mkdtemp(join(tmpdir(), 'carnet-log-keys-'));
  keys = await prepareLogKeys({ keysDir, name: 'node.example' });
  tree = openLogTree({ db, clock: systemClock, keys });
});
afterEach(async () => {
  await server.close();
  await rm(keysDir, { recursive: true, force: true });
});

function entry(interaction: string): AuditEntry {
  return {
    at: new Date(),
    traceId: '0af7651916cd43dd8448eb211c80319c',
    action: 'administer',
    outcome: 'success',
    interaction,
    agent: { subject: 'a-1', name: 'Operator', role: 'administrator', country: 'FR', client: 'carnet-keys' },
    purpose: 'SYSADMIN',
    rule: 'operator-of-the-machine',
    objects: [],
  };
}

/** Writes an entry and seals it, as the process does whose sealer is given. */
async function grow(sealer: { seal(): Promise<number> }): Promise<void> {
  await audit.record([entry('something')]);
  await placeEntries(db);
  expect(await sealer.seal()).toBe(1);
}

const sealerOf = (from: LogKeys) =>
  createSealer({ db, clock: systemClock, signer: from.log, signers: () => from.logNow() });
const now = async () => (await keys.logNow())[0] ?? keys.log;
const kinds = async () => (await tree.verify()).problems.map(({ kind }) => kind);

describe('a log whose key was rotated', () => {
  it('verifies from its first entry by the key of today alone', async () => {
    await grow(sealerOf(keys));
    await tree.rotateKey(entry('rotate key of the log'));
    await tree.rotateKey(entry('rotate key of the log'));
    await grow(sealerOf(keys));
    expect(await tree.verify()).toMatchObject({ entries: 4, verified: { size: 4 }, problems: [] });
    expect(verifierText(await now())).not.toBe(verifierText(keys.log));
    expect((await readdir(keysDir)).filter((file) => file.includes('next'))).toEqual([]);
    expect((await audit.query({ count: 9 })).entries.map(({ interaction }) => interaction)).toContain(
      'rotate key of the log',
    );
  });

  it('is gone on with by other processes, which take up the new key by themselves', async () => {
    const other = sealerOf(await prepareLogKeys({ keysDir, name: 'node.example' }));
    await grow(other);
    await tree.rotateKey(entry('rotate key of the log'));
    await grow(other);
    expect(await tree.verify()).toMatchObject({ entries: 3, verified: { size: 3 }, problems: [] });
  });

  it('is gone on with where the process died before the new key was put in its place', async () => {
    await grow(sealerOf(keys));
    await createSealer({ db, clock: systemClock, signer: keys.log }).rotate(await keys.nextLog(), entry('rotate'));
    expect((await readdir(keysDir)).filter((file) => file.includes('next'))).toHaveLength(1);
    await grow(sealerOf(await prepareLogKeys({ keysDir, name: 'node.example' })));
    expect(await tree.verify()).toMatchObject({ entries: 3, verified: { size: 3 }, problems: [] });
    await tree.rotateKey(entry('rotate again'));
    expect(await kinds()).toEqual([]);
  });

  it('is not gone on with by a process without the key', async () => {
    await tree.rotateKey(entry('rotate'));
    await audit.record([entry('something')]);
    await placeEntries(db);
    await expect(createSealer({ db, clock: systemClock, signer: keys.log }).seal()).rejects.toThrow(/key/);
    expect((await tree.verify()).waiting).toBe(1);
  });

  it('tells of a head that the old key signed afterwards, as who has stolen it would', async () => {
    await tree.rotateKey(entry('rotate'));
    await grow(sealerOf(keys));
    const head = { origin: keys.log.name, size: 2, root: leafHash('anything') };
    await asIntruder(
      'update audit_head set checkpoint = $1 where size = 2',
      signCheckpoint([keys.log], head, new Date()),
    );
    expect(await kinds()).toEqual(['head-forged']);
  });

  it('tells of a rotation to or from a key that the log never had', async () => {
    await grow(sealerOf(keys));
    await grow(sealerOf(keys));
    const thief = noteSigner(keys.log.name, 'signature', generateKeyPairSync('ed25519').privateKey);
    const head = { origin: keys.log.name, size: 1, root: leafHash('anything') };
    for (const [from, to] of [
      [keys.log, thief],
      [thief, keys.log],
    ] as const) {
      const rotation = { from: verifierText(from), to: verifierText(to) };
      const forged = signCheckpoint([thief], { ...head, rotation }, new Date());
      await asIntruder('update audit_head set checkpoint = $1 where size = 1', forged);
      expect(await kinds()).toContain('head-forged');
    }
  });

  it('still tells which entry was rewritten before', async () => {
    await grow(sealerOf(keys));
    await tree.rotateKey(entry('rotate'));
    await asIntruder(`update audit_block set entries = replace(entries, 'something', $1)`, 'nothing');
    const { problems } = await tree.verify();
    expect(problems[0]).toMatchObject({ kind: 'entry-changed' });
  });

  it('has the time of each head signed', async () => {
    await grow(sealerOf(keys));
    expect(await kinds()).toEqual([]);
    await asIntruder(`update audit_head set at = at - $1::interval`, '1 hour');
    expect(await kinds()).toEqual(['head-changed']);
  });
});

async function asIntruder(sql: string, value: string): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(sql, [value]);
  });
}

describe('a witness of a log whose key was rotated', () => {
  let other: TestDatabase;
  let witness: ReturnType<typeof createWitness>;
  let peer: WitnessPeer;
  beforeEach(async () => {
    other = await openTestDatabase();
    expect((await migrate(other.db, auditMigrations)).ok).toBe(true);
    witness = createWitness({ db: other.db, clock: systemClock, signer: keys.witness });
    // What its operator has written into the trust list once.
    peer = { verifier: keys.witness, submit: (body) => witness.addCheckpoint(body, () => keys.log) };
  });
  afterEach(() => other.close());

  it('follows, whether it saw the rotation at once or was away', async () => {
    await grow(sealerOf(keys));
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 1 });
    await tree.rotateKey(entry('rotate'));
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 2 });
    await grow(sealerOf(keys));
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 3 });
    await tree.rotateKey(entry('rotate'));
    await grow(sealerOf(keys));
    await tree.rotateKey(entry('rotate'));
    await grow(sealerOf(keys));
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 7 });
  });

  it('takes the new key where its operator writes it into the trust list', async () => {
    await grow(sealerOf(keys));
    await cosign(db, peer);
    await tree.rotateKey(entry('rotate'));
    await grow(sealerOf(keys));
    const today = await now();
    const renewed = { ...peer, submit: (body: string) => witness.addCheckpoint(body, () => today) };
    expect(await cosign(db, renewed)).toEqual({ outcome: 'signed', size: 3 });
  });

  it('signs nothing for the old key any more, and follows no key that signs for itself alone', async () => {
    await grow(sealerOf(keys));
    await cosign(db, peer);
    const thief = noteSigner(keys.log.name, 'signature', generateKeyPairSync('ed25519').privateKey);
    const rotation = { from: verifierText(keys.log), to: verifierText(thief) };
    const head = { origin: keys.log.name, size: 1, root: leafHash('anything'), rotation };
    const submitted = await peer.submit(`old 1\n\n${signCheckpoint([thief], head, new Date())}`);
    expect(submitted).toMatchObject({ status: 403 });
    await tree.rotateKey(entry('rotate'));
    await cosign(db, peer);
    const late = signCheckpoint([keys.log], { origin: keys.log.name, size: 3, root: leafHash('x') }, new Date());
    expect(await peer.submit(`old 2\n\n${late}`)).toMatchObject({ status: 403 });
  });
});
