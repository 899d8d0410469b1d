import { describe, expect, inject, it } from 'vitest';
import { openDatabase } from '#db';
import { carnet } from './nodes.ts';
import { environmentOf } from './processes.ts';

const { stateDir, fr } = inject('carnet');

interface Verdict {
  readonly entries: number;
  readonly problems: readonly { readonly kind: string; readonly entry?: number }[];
  readonly witnesses: readonly { readonly country: string; readonly testimony: { readonly outcome: string } }[];
}

const verify = async (node: string): Promise<Verdict> =>
  JSON.parse(await carnet(stateDir, 'audit', 'verify', '--node', node, '--json').catch((error) => error.stdout));

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
