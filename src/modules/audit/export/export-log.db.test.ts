import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '#db';
import { openTestDatabase, type TestDatabase } from '#db/testing';
import { systemClock } from '#kernel';
import type { AuditEntry } from '../contract.ts';
import { createAudit } from '../create-audit.ts';
import { auditMigrations } from '../migrations.ts';
import { placeEntries } from '../place-entries.ts';
import { createSealer } from '../tree/seal-blocks.ts';
import { noteSigner } from '../tree/signed-note.ts';
import { checkExport } from './check-export.ts';
import { exportLog, type LogExport } from './export-log.ts';

const key = () => generateKeyPairSync('ed25519').privateKey;
const signer = noteSigner('node.example/log', 'signature', key());
const observer = { name: 'Node of France', url: 'https://node.example/fhir' };

let server: TestDatabase;
const lines: string[] = [];
let made: LogExport;

function entry(n: number): AuditEntry {
  return {
    at: new Date(Date.now() - 60_000 + n),
    traceId: '0af7651916cd43dd8448eb211c80319c',
    action: n % 7 === 0 ? 'search' : 'read',
    outcome: n % 11 === 0 ? 'denied' : 'success',
    interaction: 'read',
    patient: `p-${n}`,
    agent: {
      subject: 'a-1',
      name: 'Éva Nagy',
      role: 'physician',
      country: 'FR',
      client: 'carnet-web',
      ...(n % 2 === 0 ? { address: '192.0.2.1' } : {}),
    },
    purpose: 'TREAT',
    rule: 'care-relation',
    objects: [{ type: 'Condition', id: `c-${n}`, version: 1, category: 'problems' }],
  };
}

beforeAll(async () => {
  server = await openTestDatabase();
  const { db } = server;
  expect((await migrate(db, auditMigrations)).ok).toBe(true);
  const audit = createAudit({ db, clock: systemClock });
  for (let n = 0; n < 700; n += 35) await audit.record(Array.from({ length: 35 }, (_, more) => entry(n + more)));
  await placeEntries(db);
  await createSealer({ db, clock: systemClock, signer }).seal();
  const range = { from: new Date(0), to: new Date(Date.now() + 60_000) };
  made = await exportLog(db, { ...range, observer, write: async (line) => void lines.push(line) });
});
afterAll(() => server.close());

const check = (changed: readonly string[] = lines, checkpoint = made.checkpoint ?? '') =>
  checkExport(checkpoint, signer, changed);
const kinds = async (changed: readonly string[]) => (await check(changed))?.problems;

describe('an export of the log', () => {
  it('is checked by the log’s key alone', async () => {
    expect(made.entries).toBe(700);
    expect(await check()).toMatchObject({ entries: 700, size: 700, problems: [] });
    const event = JSON.parse(lines[1] ?? '');
    expect(event).toMatchObject({ resourceType: 'AuditEvent', source: { observer: { display: observer.name } } });
  });

  it('is of the time that was asked for', async () => {
    const all = lines.map((line) => new Date(JSON.parse(line).recorded));
    const [from, to] = [all[100] ?? new Date(), all[103] ?? new Date()];
    const some: string[] = [];
    const cut = await exportLog(server.db, { from, to, observer, write: async (line) => void some.push(line) });
    expect(cut.entries).toBe(3);
    expect(await check(some, cut.checkpoint)).toMatchObject({ entries: 3, problems: [] });
  });

  it('is refused under a head that another key signed', async () => {
    expect(
      await checkExport(made.checkpoint ?? '', noteSigner(signer.name, 'signature', key()), lines),
    ).toBeUndefined();
    expect(await check(lines, made.checkpoint?.replace('\n700\n', '\n701\n'))).toBeUndefined();
  });

  it('tells which line was changed, and how', async () => {
    const changed = (n: number, change: (text: string) => string) => lines.with(n, change(lines[n] ?? ''));
    expect(await kinds(changed(5, (text) => text.replaceAll('p-5', 'p-6')))).toEqual([
      { line: 6, kind: 'not-in-the-tree' },
    ]);
    expect(await kinds(changed(5, (text) => text.replace('Patient/p-5', 'Patient/p-6')))).toEqual([
      { line: 6, kind: 'event-differs' },
    ]);
    expect(await kinds(changed(9, () => '{}'))).toEqual([{ line: 10, kind: 'not-an-event' }]);
    expect(await kinds(changed(9, () => '{"resourceType":"AuditEvent"}'))).toEqual([{ line: 10, kind: 'no-proof' }]);
    expect(await kinds([...lines.slice(1, 3), lines[0] ?? ''])).toEqual([{ line: 3, kind: 'out-of-order' }]);
    expect(await kinds([lines[0] ?? '', lines[0] ?? ''])).toEqual([{ line: 2, kind: 'out-of-order' }]);
  });

  it('of a log without a head has nothing', async () => {
    const empty = await openTestDatabase();
    expect((await migrate(empty.db, auditMigrations)).ok).toBe(true);
    const range = { from: new Date(0), to: new Date() };
    expect(await exportLog(empty.db, { ...range, observer, write: async () => {} })).toEqual({ entries: 0 });
    await empty.close();
  });
});
