import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openSpool } from './spool.ts';

it('gives back what was written, in pieces, and has no name under which it could be left behind', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'spool-'));
  try {
    const spool = await openSpool(folder);
    for (const text of ['one ', '', 'two ', 'three']) await spool.write(Buffer.from(text));
    expect(readdirSync(folder)).toEqual([]);
    const pieces = await Array.fromAsync(spool.pieces(5), String);
    expect(pieces).toEqual(['one t', 'wo th', 'ree']);
    await spool.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
