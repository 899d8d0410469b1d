import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import { auditMigrations } from '../migrations.ts';
import { signCheckpoint } from './checkpoint.ts';
import { cosign, type WitnessPeer } from './cosign.ts';
import { includes, leafHash } from './merkle.ts';
import { placeOfEntry, proveInclusion } from './prove.ts';
import { createSealer } from './seal-blocks.ts';
import { noteSigner } from './signed-note.ts';
import { createWitness, readSubmission, submissionText } from './witness.ts';

const key = () => generateKeyPairSync('ed25519').privateKey;
const log = noteSigner('node.example/fr', 'signature', key());
const cosigner = noteSigner('node.example/pt', 'cosignature', key());

let servers: readonly TestDatabase[];
let db: Database;
let other: Database;
let peer: WitnessPeer;
let witness: ReturnType<typeof createWitness>;

beforeAll(async () => {
  servers = await Promise.all([openTestDatabase(), openTestDatabase()]);
  for (const server of servers) expect((await migrate(server.db, auditMigrations)).ok).toBe(true);
  [db, other] = servers.map((server) => server.db) as [Database, Database];
  witness = createWitness({ db: other, clock: systemClock, signer: cosigner });
  peer = {
    verifier: cosigner,
    submit: (body) => witness.addCheckpoint(body, (origin) => (origin === log.name ? log : undefined)),
  };
});
afterAll(() => Promise.all(servers.map((server) => server.close())));

beforeEach(async () => {
  await other.query('truncate audit_witnessed', []);
  await startAnew();
  await grow(50);
});

/** An empty log, as a restored copy from its first day would be. */
async function startAnew(): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('set local session_replication_role = replica');
    await tx.query(
      'truncate audit_block, audit_pending, audit_unsealed, audit_sealed, audit_tile, audit_head, audit_cosignature',
    );
  });
}

async function grow(entries: number, word = 'entry'): Promise<void> {
  const lines = Array.from({ length: entries }, (_, n) => `{"is":"${word} ${n}"}`);
  await db.query(
    `with block as (insert into audit_block (count, entries) values ($1, $2) returning seq)
     insert into audit_unsealed (seq) select seq from block`,
    [entries, lines.join('\n')],
  );
  expect(await createSealer({ db, clock: systemClock, signer: log }).seal()).toBe(1);
}

describe('a witness signs what goes on from what it has signed', () => {
  it('from the first head on, again and again', async () => {
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 50 });
    await grow(300);
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 350 });
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 350 });
    const kept = await db.query<{ size: number }>('select size from audit_cosignature order by size', []);
    expect(kept.map(({ size }) => size)).toEqual([50, 350]);
  });

  it('also where the log has forgotten what was signed', async () => {
    await cosign(db, peer);
    await db.query('truncate audit_cosignature', []);
    await grow(7);
    expect(await cosign(db, peer)).toEqual({ outcome: 'signed', size: 57 });
  });
});

describe('a log that was put back or rewritten is found by its witness', () => {
  it('shorter than what the witness has signed', async () => {
    await grow(10);
    await cosign(db, peer);
    await startAnew();
    await grow(50);
    expect(await cosign(db, peer)).toEqual({ outcome: 'log-shorter', size: 50, seen: 60 });
  });

  it('of the same length with another past, or longer', async () => {
    await cosign(db, peer);
    await startAnew();
    await grow(50, 'another');
    expect(await cosign(db, peer)).toMatchObject({ outcome: 'log-differs' });
    await grow(5);
    expect(await cosign(db, peer)).toMatchObject({ outcome: 'log-differs' });
  });

  it('and of two heads that are submitted at once only one follows the other', async () => {
    await cosign(db, peer);
    await grow(1);
    const both = await Promise.all([cosign(db, peer), cosign(db, peer)]);
    expect(both).toEqual([expect.objectContaining({ size: 51 }), expect.objectContaining({ size: 51 })]);
  });
});

describe('a witness refuses', () => {
  const head = { origin: log.name, size: 3, root: leafHash('root') };
  const submit = (submission: Parameters<typeof submissionText>[0]) => peer.submit(submissionText(submission));
  const at = new Date();

  it('what is not well formed', async () => {
    const spoilt = ['', 'old 1\n', 'old x\n\n', 'old 0\nAAAA\n\ntext\n', `old 0\n${'A\n'.repeat(70)}\n`];
    for (const body of spoilt) expect(await peer.submit(body)).toMatchObject({ status: 400 });
    expect(readSubmission('old 01\n\n')).toBeUndefined();
  });

  it('a log that it does not know, and a key that is not the log’s', async () => {
    const stranger = noteSigner('elsewhere.example', 'signature', key());
    const foreign = signCheckpoint([stranger], { ...head, origin: stranger.name }, at);
    expect(await submit({ oldSize: 0, proof: [], checkpoint: foreign })).toMatchObject({ status: 404 });
    const forged = signCheckpoint([noteSigner(log.name, 'signature', key())], head, at);
    expect(await submit({ oldSize: 0, proof: [], checkpoint: forged })).toMatchObject({ status: 403 });
  });

  it('an old size above the head, another than it knows, and a proof that does not lead there', async () => {
    const checkpoint = signCheckpoint([log], head, at);
    expect(await submit({ oldSize: 4, proof: [], checkpoint })).toMatchObject({ status: 400 });
    expect(await submit({ oldSize: 2, proof: [], checkpoint })).toMatchObject({ status: 409, text: '0\n' });
    expect(await submit({ oldSize: 0, proof: [head.root], checkpoint })).toMatchObject({ status: 422 });
    await cosign(db, peer);
    const next = signCheckpoint([log], { ...head, size: 60 }, at);
    expect(await submit({ oldSize: 50, proof: [head.root], checkpoint: next })).toMatchObject({ status: 422 });
    const same = signCheckpoint([log], { ...head, size: 50 }, at);
    expect(await submit({ oldSize: 50, proof: [], checkpoint: same })).toMatchObject({
      status: 409,
      mediaType: 'text/plain',
    });
  });
});

it('an entry is proved to be in the tree by the id that the log gives it', async () => {
  await grow(400);
  const [head] = await db.query<{ checkpoint: string }>(
    'select checkpoint from audit_head order by size desc limit 1',
    [],
  );
  const root = Buffer.from(head?.checkpoint.split('\n')[2] ?? '', 'base64');
  const [block] = await db.query<{ seq: number }>('select seq from audit_sealed order by start desc limit 1', []);
  const id = (block?.seq ?? 0) * 1_000 + 123;
  const place = await placeOfEntry(db, id);
  expect(place).toBe(173);
  const proof = await proveInclusion(db, place ?? 0, 450);
  expect(includes(leafHash('{"is":"entry 123"}'), 173, { size: 450, root }, proof)).toBe(true);
  expect(includes(leafHash('{"is":"entry 124"}'), 173, { size: 450, root }, proof)).toBe(false);
  expect(await placeOfEntry(db, id + 500)).toBeUndefined();
});
