import { type Database, sqlStateOf, type Transaction } from '#db';
import type { Clock, Log } from '#kernel';
import { appendLines } from './append-lines.ts';
import type { AuditEntry } from './contract.ts';
import { lineOf } from './entry-line.ts';
import { keepRound } from './keep-round.ts';

/** Numbers of blocks that a month has: a block's number tells its month. */
const numbersOfMonth = 10_000_000_000;
/** The month of what was written before there were months. */
const beforeMonths = 0;
const firstYear = 2000;
/** Months for which room is made ahead: a node may stand still for as long. */
const monthsAhead = 12;
/** Months for which the log is kept at least (Regulation (EU) 2025/327, article 9(1)(d)). */
export const leastMonths = 36;
/** Milliseconds between two looks for what has come due. */
const pause = 3_600_000;
const lockNotAvailable = '55P03';
// The two keys of the advisory lock that lets one process change the parts at a time; no other module uses them.
const partsLock = [0x61756474, 2] as const;

/** Months since the year 2000. */
export function monthOfBlock(seq: number): number {
  return Math.floor(seq / numbersOfMonth);
}

function monthOf(time: Date): number {
  return (time.getUTCFullYear() - firstYear) * 12 + time.getUTCMonth();
}

/** `2026-11`, or `before` for what has no month. */
export function monthName(month: number): string {
  if (month === beforeMonths) return 'before';
  return `${firstYear + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`;
}

/** Makes room for the blocks of this month and the next twelve, where there is none. Takes locks that hold nobody up. */
export async function openMonths(db: Database): Promise<void> {
  const missing = `from generate_series(0, ${monthsAhead}) ahead
    where to_regclass('audit_place_' || to_char(date '2000-01-01' + (audit_month(now()) + ahead)::integer * interval '1 month', 'YYYY_MM')) is null`;
  const [row] = await db.query<{ n: number }>(`select count(*)::integer as n ${missing}`, []);
  if (row?.n === 0) return;
  await db.transaction(async (tx) => {
    await lockParts(tx);
    await tx.query(`select audit_open_month(audit_month(now()) + ahead) ${missing}`, []);
  });
}

/** A month whose entries are gone. */
export interface DroppedMonth {
  readonly month: string;
  readonly entries: number;
}

/**
 * Drops every month that ended more than `keep` months ago: its entries and the places that lead to them. What the tree
 * has of them stays, so that all that comes after can still be proved, and an entry of the log tells of each drop,
 * durable together with it. A month with entries that are not in the tree stays. Throws where fewer than 36 months
 * were to be kept.
 */
export async function dropOldMonths(
  db: Database,
  options: { readonly clock: Clock; readonly keep: number; readonly traceId: () => string },
): Promise<readonly DroppedMonth[]> {
  const { clock, keep } = options;
  if (keep < leastMonths) throw new RangeError(`The log is kept for ${leastMonths} months at least`);
  const parts = await db.query<{ part: string }>(
    `select inhrelid::regclass::text as part from pg_inherits where inhparent = 'audit_block'::regclass order by 1`,
    [],
  );
  const dropped: DroppedMonth[] = [];
  for (const { part } of parts) {
    const month = await lastMonthOf(db, part);
    if (month === undefined || month + 1 + keep >= monthOf(clock.now())) continue;
    const name = part === 'audit_block_before' ? 'before' : monthName(month);
    const entries = await db.transaction((tx) => dropPart(tx, part, (count) => dropEntry(options, name, count)));
    if (entries !== undefined) dropped.push({ month: name, entries });
  }
  return dropped;
}

/** The month of the last entry of a part. */
async function lastMonthOf(db: Database, part: string): Promise<number | undefined> {
  const [, year, month] = /^audit_block_(\d{4})_(\d{2})$/.exec(part) ?? [];
  if (year !== undefined && month !== undefined) return (Number(year) - firstYear) * 12 + Number(month) - 1;
  const [row] = await db.query<{ at: Date | null }>('select max(at) as at from audit_block_before', []);
  return row?.at ? monthOf(row.at) : undefined;
}

async function dropPart(
  tx: Transaction,
  part: string,
  entryOf: (entries: number) => AuditEntry,
): Promise<number | undefined> {
  await lockParts(tx);
  const [known] = await tx.query<{ there: boolean }>('select to_regclass($1) is not null as there', [part]);
  if (known?.there !== true) return undefined;
  // What waits for its locks stands in the way of every answer of the node.
  await tx.query(`set local lock_timeout = '200ms'; set local statement_timeout = 0`);
  const [held] = await tx.query<{ entries: number; unsealed: number }>(
    `select coalesce(sum(count), 0)::bigint as entries,
            count(*) filter (where not exists (select from audit_sealed where seq = block.seq)) as unsealed
       from ${part} block`,
    [],
  );
  if (held === undefined || held.unsealed > 0) return undefined;
  const places = part.replace('block', 'place');
  await tx.query(`
    alter table audit_block detach partition ${part};
    alter table audit_place detach partition ${places};
    drop table ${part}, ${places}`);
  await appendLines(tx, [lineOf(entryOf(held.entries))]);
  return held.entries;
}

async function lockParts(tx: Transaction): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1::int, $2::int)', partsLock);
}

const dropWords = 'drop month ';

/** The entry that tells of a drop. */
function dropEntry(
  { clock, traceId }: { readonly clock: Clock; readonly traceId: () => string },
  month: string,
  entries: number,
): AuditEntry {
  return {
    at: clock.now(),
    traceId: traceId(),
    action: 'administer',
    outcome: 'success',
    interaction: `${dropWords}${month}`,
    agent: { subject: 'carnet', name: 'Carnet', role: 'node', country: '', client: 'carnet-log' },
    purpose: 'HOPERAT',
    rule: 'retention',
    objects: [],
    more: entries,
  };
}

/** Which month a line of the log says was dropped, and when; undefined where it says nothing of the kind. */
export function dropOf(
  line: string,
): { readonly month: string; readonly at: Date; readonly entries: number } | undefined {
  if (!line.includes(`"interaction":"${dropWords}`)) return undefined;
  const {
    at,
    action,
    rule,
    interaction,
    more = 0,
  } = JSON.parse(line) as Omit<AuditEntry, 'at'> & { readonly at: string };
  if (action !== 'administer' || rule !== 'retention' || !interaction.startsWith(dropWords)) return undefined;
  return { month: interaction.slice(dropWords.length), at: new Date(at), entries: more };
}

/** Keeps room for months to come, and drops those that are past their time, until it is stopped. */
export function keepMonths(
  db: Database,
  options: { readonly clock: Clock; readonly keep: number; readonly traceId: () => string; readonly log: Log },
): () => Promise<void> {
  const { log } = options;
  const round = async () => {
    await openMonths(db);
    try {
      for (const { month, entries } of await dropOldMonths(db, options))
        log.info('audit.month-dropped', { month, entries });
    } catch (failure) {
      if (sqlStateOf(failure) !== lockNotAvailable) throw failure;
    }
    return false;
  };
  return keepRound({ round, pause, log, event: 'audit.months-failed' });
}
