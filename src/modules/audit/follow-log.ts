import type { Database } from '#db';
import { blockLength } from './append-lines.ts';
import type { KeptEntry, LogRun } from './contract.ts';
import { entryOf } from './entry-line.ts';

const longestRun = 1_000;
/** Blocks that are read for one run: their size is bounded, so that its is. */
const blocksAtOnce = 200;

/**
 * Entries in the order of the tree. A block's number tells nothing of the order in which blocks became visible; its place
 * in the tree does, once it has one. What was dropped with its month is passed over.
 */
export async function entriesSince(db: Database, position: number, limit: number): Promise<LogRun> {
  const from = Number.isSafeInteger(position) && position > 0 ? position : 0;
  const most = Math.min(Math.max(Math.trunc(limit) || 1, 1), longestRun);
  const rows = await db.query<{ seq: number; start: number; count: number; entries: string | null }>(
    `select sealed.seq, sealed.start, sealed.count, block.entries
       from audit_sealed sealed left join audit_block block on block.seq = sealed.seq
      where sealed.start > $1::bigint - ${blockLength} and sealed.start + sealed.count > $1
        and sealed.start < $1::bigint + $2::bigint
      order by sealed.start limit ${blocksAtOnce}`,
    [from, most],
  );
  const entries: KeptEntry[] = [];
  let reached = from;
  for (const { seq, start, count, entries: lines } of rows) {
    const found = lines?.split('\n');
    for (let n = Math.max(0, reached - start); n < count; n += 1) {
      if (entries.length === most) return { entries, position: reached };
      const line = found?.[n];
      if (line !== undefined) entries.push({ id: String(seq * blockLength + n), ...entryOf(line) });
      reached = start + n + 1;
    }
  }
  return { entries, position: reached };
}

/** How many entries the tree has. */
export async function sizeOfLog(db: Database): Promise<number> {
  const [row] = await db.query<{ size: number }>('select size from audit_head order by size desc limit 1', []);
  return row?.size ?? 0;
}

/** An entry comes under a head after it was made: those of the last head before are older. Found from the end backwards. */
export async function positionAt(db: Database, time: Date): Promise<number> {
  const [row] = await db.query<{ size: number }>(
    'select size from audit_head where at < $1 order by size desc limit 1',
    [time],
  );
  return row?.size ?? 0;
}
