import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditMigrations, createAudit, type LogTree, openLogTree, prepareLogKeys, verifierText } from '#audit';
// biome-ignore-start lint/style/noRestrictedImports: two logs with databases of their own are composed here, as `src/app` composes them.
import { type Database, migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
// biome-ignore-end lint/style/noRestrictedImports: the end of the composition.
import { silentLog, systemClock } from '#kernel';
import { createWorld, rawRequest, type TestNode } from '../testing-world.ts';
import { writeTrust } from '../trust.ts';
import { witnessPath } from './serve-witness.ts';

interface Party {
  readonly node: TestNode;
  readonly tree: LogTree;
  readonly db: Database;
}

const world = createWorld();
const servers: TestDatabase[] = [];
let keysDir: string;
let france: Party;
let portugal: Party;

beforeAll(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'carnet-witness-'));
  france = await party('FR');
  portugal = await party('PT');
  for (const [one, other] of [
    [france, portugal],
    [portugal, france],
  ] as const) {
    const { log, witness } = other.tree.keys;
    const entry = { ...other.node.entry, log: verifierText(log), witness: verifierText(witness) };
    await writeTrust(one.node.trustDir, entry);
    await one.node.gateway.listen(one.node.port);
  }
});
afterAll(async () => {
  await world.close();
  await Promise.all(servers.map((server) => server.close()));
  await rm(keysDir, { recursive: true, force: true });
});

async function party(country: string): Promise<Party> {
  const server = await openTestDatabase();
  servers.push(server);
  const { db } = server;
  expect((await migrate(db, auditMigrations)).ok).toBe(true);
  const keys = await prepareLogKeys({ keysDir: join(keysDir, country), name: `localhost/${country}` });
  const tree = openLogTree({ db, clock: systemClock, keys });
  return { node: await world.node(country, { logTree: tree }), tree, db };
}

/** Writes entries and waits until they are in the tree. */
async function write({ db, tree }: Party, entries: number): Promise<void> {
  const audit = createAudit({ db, clock: systemClock });
  const stops = [audit.keepPlacing(silentLog), tree.keepSealing(silentLog)];
  await audit.record(
    Array.from({ length: entries }, (_, n) => ({
      at: new Date(),
      traceId: 'a'.repeat(32),
      action: 'read' as const,
      outcome: 'success' as const,
      interaction: 'read',
      patient: `p-${n}`,
      agent: { subject: 's', name: 'n', role: 'physician', country: 'FR', client: 'c' },
      purpose: 'TREAT',
      rule: 'own-record',
      objects: [],
    })),
  );
  await expect.poll(async () => (await tree.verify()).waiting, { timeout: 10_000 }).toBe(0);
  await Promise.all(stops.map((stop) => stop()));
}

describe('nodes are witnesses of each other over mutual TLS', () => {
  it('has its head signed, and signed again when the log has grown', async () => {
    expect(await france.node.gateway.askWitnesses()).toEqual([
      { country: 'PT', testimony: { outcome: 'nothing-new', size: 0 } },
    ]);
    await write(france, 3);
    const signed = { outcome: 'signed', size: 3 };
    expect(await france.node.gateway.askWitnesses()).toEqual([{ country: 'PT', testimony: signed }]);
    await write(france, 2);
    expect(await france.node.gateway.askWitnesses()).toMatchObject([{ testimony: { outcome: 'signed', size: 5 } }]);
    expect(await france.tree.verify()).toMatchObject({ entries: 5, problems: [] });
  });

  it('finds that an old copy of the log was put back', async () => {
    await france.db.transaction(async (tx) => {
      await tx.query('set local session_replication_role = replica');
      await tx.query('truncate audit_block, audit_place, audit_sealed, audit_head, audit_tile, audit_cosignature');
    });
    await write(france, 3);
    expect((await france.tree.verify()).problems).toEqual([]);
    expect(await france.node.gateway.askWitnesses()).toMatchObject([
      { country: 'PT', testimony: { outcome: 'log-shorter', seen: 5 } },
    ]);
  });

  it('signs for nobody the log of another', async () => {
    await write(portugal, 1);
    const [head] = await portugal.db.query<{ checkpoint: string }>('select checkpoint from audit_head', []);
    const send = (over: Party) =>
      rawRequest(france.node, over.node, {
        method: 'POST',
        path: `/gateway${witnessPath}`,
        headers: { 'content-type': 'text/plain' },
        body: `old 0\n\n${head?.checkpoint}`,
      });
    expect((await send(portugal)).status).toBe(200);
    const spain = await party('ES');
    await writeTrust(france.node.trustDir, spain.node.entry);
    expect((await send(spain)).status).toBe(404);
  });

  it('tells who does not answer', async () => {
    await portugal.node.gateway.stop();
    expect(await france.node.gateway.askWitnesses()).toEqual([
      { country: 'PT', testimony: { outcome: 'unreachable' } },
    ]);
  });
});
