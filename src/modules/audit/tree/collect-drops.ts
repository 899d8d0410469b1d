import { blockLength } from '../append-lines.ts';
import { type DroppedMonth, dropOf, leastMonths, monthName, monthOfBlock } from '../months.ts';
import type { KeptHead } from './judge-heads.ts';
import type { LogProblem, SealedBlock } from './verify-log.ts';

interface Missing {
  /** By the number of the month: how many entries, the first block that is gone, and where in the tree the last one ends. */
  entries: number;
  readonly blocks: SealedBlock[];
  end: number;
}

const mostBlocks = 1_000;

/**
 * Tells blocks that were dropped with their month, of which an entry of the log tells, from those that are gone without a
 * word. That a month was old enough is judged by the head that first covered its last entry.
 */
export function collectDrops(heads: readonly KeptHead[]) {
  const missing = new Map<string, Missing>();
  const told = new Map<string, Date>();
  return {
    missing(block: SealedBlock): void {
      const month = monthName(monthOfBlock(block.seq));
      const known = missing.get(month) ?? { entries: 0, blocks: [], end: 0 };
      missing.set(month, known);
      known.entries += block.count;
      known.end = block.start + block.count;
      if (known.blocks.length < mostBlocks) known.blocks.push(block);
    },
    look(lines: readonly string[]): void {
      for (const line of lines) {
        const drop = dropOf(line);
        if (drop !== undefined) told.set(drop.month, drop.at);
      }
    },
    judge(): { readonly dropped: readonly DroppedMonth[]; readonly unexplained: readonly LogProblem[] } {
      const dropped: DroppedMonth[] = [];
      const unexplained: LogProblem[] = [];
      for (const [month, { entries, blocks, end }] of missing) {
        const at = told.get(month);
        const sealed = heads.find(({ size }) => size >= end)?.at;
        if (at === undefined) unexplained.push(...blocks.map(blockMissing));
        else if (sealed === undefined || at < monthsAfter(sealed, leastMonths)) {
          const text = `The month ${month} was dropped before its ${leastMonths} months were over.`;
          unexplained.push({ kind: 'month-dropped-early', at, text });
        } else dropped.push({ month, entries });
      }
      return { dropped, unexplained };
    },
  };
}

function blockMissing({ seq, start, count }: SealedBlock): LogProblem {
  const text = `The block of the ${count} entries from place ${start} is gone.`;
  return { kind: 'block-missing', entry: seq * blockLength, text };
}

function monthsAfter(time: Date, months: number): Date {
  const after = new Date(time);
  after.setUTCMonth(after.getUTCMonth() + months);
  return after;
}
