import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '#db';
import { carnet, verifyLog } from './nodes.ts';
import { environmentOf } from './processes.ts';

const { stateDir, fr } = inject('carnet');

const verify = (node: string) => verifyLog(stateDir, node);

describe('carnet audit verify', () => {
  it('finds the logs of both nodes as they were written, and each signed by the other', async () => {
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    const before = (await verify('fr')).entries;
    for (let n = 0; n < 5; n += 1) {
      await fetch(`${fr}/fhir/Patient`, { headers: { authorization: `Bearer ${token}` } });
    }
    await expect.poll(async () => (await verify('fr')).entries, { timeout: 20_000 }).toBeGreaterThanOrEqual(before + 5);
    for (const node of ['fr', 'pt']) {
      const verdict = await verify(node);
      expect(verdict.problems).toEqual([]);
      expect(verdict.witnesses).toEqual([
        { country: node === 'fr' ? 'PT' : 'FR', testimony: expect.objectContaining({ outcome: 'signed' }) },
      ]);
    }
  });

  it('names the entry that somebody with the rights of the database has rewritten', async () => {
    const db = openDatabase({ url: String(environmentOf(stateDir, 'fr').CARNET_DATABASE_URL), max: 1 });
    const [block] = await db.query<{ seq: number; entries: string }>(
      'select block.seq, entries from audit_block block join audit_sealed using (seq) order by start limit 1',
      [],
    );
    if (block === undefined) throw new Error('the log is empty');
    const write = (entries: string) =>
      db.transaction(async (tx) => {
        await tx.query('alter table audit_block disable trigger audit_block_append_only');
        await tx.query('update audit_block set entries = $2 where seq = $1', [block.seq, entries]);
        await tx.query('alter table audit_block enable trigger audit_block_append_only');
      });
    try {
      await write(block.entries.replace('"at":"2', '"at":"1'));
      expect((await verify('fr')).problems[0]).toMatchObject({ kind: 'entry-changed', entry: block.seq * 1_000 });
    } finally {
      await write(block.entries);
      await db.close();
    }
    expect((await verify('fr')).problems).toEqual([]);
  });
});

describe('the key of the log', () => {
  it('is rotated while the nodes serve, and the witness follows', async () => {
    await carnet(stateDir, 'keys', 'rotate', '--log', '--node', 'fr');
    const token = await carnet(stateDir, 'token', '--node', 'fr', '--as', 'citizen');
    const before = (await verify('fr')).entries;
    await fetch(`${fr}/fhir/Patient`, { headers: { authorization: `Bearer ${token}` } });
    await expect.poll(async () => (await verify('fr')).entries, { timeout: 20_000 }).toBeGreaterThan(before);
    const { problems, witnesses } = await verify('fr');
    expect(problems).toEqual([]);
    expect(witnesses[0]?.testimony.outcome).toBe('signed');
  });
});

describe('carnet audit export', () => {
  it('gives the entries of a day with proofs, which are checked without the node', async () => {
    const out = join(stateDir, 'log-of-today');
    const day = new Date().toISOString().slice(0, 10);
    const said = await carnet(stateDir, 'audit', 'export', '--from', day, '--to', day, '--out', out, '--node', 'fr');
    expect(said).toMatch(/^\d+ entries are in /);
    expect(await carnet(stateDir, 'audit', 'check', out)).toContain('Each entry stands in the log as it is told here.');
    const file = join(out, 'AuditEvent.ndjson');
    const lines = readFileSync(file, 'utf8').split('\n');
    writeFileSync(file, lines.with(3, (lines[3] ?? '').replace('"outcome":"0"', '"outcome":"8"')).join('\n'));
    const checked = await carnet(stateDir, 'audit', 'check', out).catch((error) => error.stdout);
    expect(checked).toContain('line 4: event-differs');
  });
});

it('carnet audit rebuild makes what people’s logs are found by anew', async () => {
  const db = openDatabase({ url: String(environmentOf(stateDir, 'fr').CARNET_DATABASE_URL), max: 1 });
  try {
    await db.query('delete from audit_place', []);
    expect((await verify('fr')).problems[0]?.kind).toBe('place-missing');
    await carnet(stateDir, 'audit', 'rebuild', '--node', 'fr');
    expect((await verify('fr')).problems).toEqual([]);
  } finally {
    await db.close();
  }
});

it('what operators do on the machine is an entry, also where it comes to nothing', async () => {
  const nothing = 'none.example#1.0.0';
  await carnet(stateDir, 'packages', 'unpin', nothing, '--node', 'fr').catch(() => {});
  await carnet(stateDir, 'terminology', 'undo', 'urn:none', '--node', 'fr').catch(() => {});
  const db = openDatabase({ url: String(environmentOf(stateDir, 'fr').CARNET_DATABASE_URL), max: 1 });
  try {
    const known = await db.query<{ interaction: string }>(
      `select distinct interaction from audit_entry where action = 'administer' and rule = 'operator-of-the-machine'`,
      [],
    );
    expect(known.map(({ interaction }) => interaction)).toEqual(
      expect.arrayContaining(['packages unpin', 'terminology undo']),
    );
  } finally {
    await db.close();
  }
});
