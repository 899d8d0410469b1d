import type { Database } from '#db';
import { clockDifference, readEntries } from './access-log.ts';
import { blockLength } from './append-lines.ts';
import type { AuditEntry, KeptEntry, LogPage, LogQuery } from './contract.ts';
import { entryOf } from './entry-line.ts';

const largestPage = 1_000;
/** Blocks that are looked at for one page, so that none takes long, however much the log has. */
const blocksAtOnce = 500;
/** Milliseconds by which the order of the blocks' numbers and that of their times may differ: a long transaction, or a clock set back. */
const outOfOrder = 3_600_000;

/**
 * One page of what a desk asks for, oldest first. Where a person is named her places lead to the entries; else blocks of
 * the time asked for are read in the order of their numbers, and those that do not hold the account, the app or
 * the trace are not taken apart. A cursor that was not made here leads to an empty page.
 */
export function queryLog(db: Database, query: LogQuery): Promise<LogPage> {
  const count = Math.min(Math.max(Math.trunc(query.count) || 1, 1), largestPage);
  const { patient } = query;
  return patient === undefined ? byBlock(db, query, count) : byPerson(db, query, patient, count);
}

async function byBlock(db: Database, query: LogQuery, count: number): Promise<LogPage> {
  const [first, end] = [
    (query.from?.getTime() ?? 0) - clockDifference,
    (query.to?.getTime() ?? Infinity) + clockDifference,
  ];
  const after =
    query.cursor === undefined
      ? (query.from === undefined ? 0 : await firstBlock(db, new Date(first - outOfOrder))) * blockLength
      : readCursor(query.cursor, /^block (\d{1,18})$/)?.[0];
  if (after === undefined) return { entries: [] };
  const [block, place] = [Math.floor(Number(after) / blockLength), Number(after) % blockLength];
  const rows = await db.query<{ seq: number; at: Date; entries: string | null }>(
    `with looked as (
       select seq, at, entries from audit_block where seq >= $1 order by seq limit ${blocksAtOnce}
     )
     select seq, at, case when at >= $2 and at < $3 and ($4::text is null or strpos(entries, $4) > 0)
                       and ($5::text is null or strpos(entries, $5) > 0) and ($6::text is null or strpos(entries, $6) > 0)
                      then entries end as entries
       from looked order by seq`,
    [
      block,
      new Date(first),
      end === Infinity ? 'infinity' : new Date(end),
      query.subject === undefined ? null : `"subject":${JSON.stringify(query.subject)}`,
      query.client === undefined ? null : `"client":${JSON.stringify(query.client)}`,
      query.traceId === undefined ? null : `"traceId":${JSON.stringify(query.traceId)}`,
    ],
  );
  const entries: KeptEntry[] = [];
  for (const { seq, entries: lines } of rows) {
    const found = lines?.split('\n') ?? [];
    for (let n = seq === block ? place : 0; n < found.length; n += 1) {
      const entry = { id: String(seq * blockLength + n), ...entryOf(found[n] ?? '') };
      if (!fits(entry, query)) continue;
      if (entries.length === count) return { entries, next: cursorOf(`block ${entry.id}`) };
      entries.push(entry);
    }
  }
  const last = rows.at(-1);
  const isEnd = last === undefined || rows.length < blocksAtOnce || last.at.getTime() >= end + outOfOrder;
  return isEnd ? { entries } : { entries, next: cursorOf(`block ${(last.seq + 1) * blockLength}`) };
}

/** The number below which no block is of that time or later; by halves, since times have no index and follow the numbers. */
async function firstBlock(db: Database, time: Date): Promise<number> {
  const [row] = await db.query<{ low: number }>(
    `with recursive search (low, high) as (
       select coalesce(min(seq), 0), coalesce(max(seq), -1) + 1 from audit_block
       union all
       select case when found.at < $1 then found.seq + 1 else low end, case when found.at < $1 then high else middle end
         from search
        cross join lateral (select (low + high) / 2 as middle) half
         left join lateral (select seq, at from audit_block where seq >= middle order by seq limit 1) found on true
        where low < high
     )
     select max(low) as low from search`,
    [time],
  );
  return row?.low ?? 0;
}

async function byPerson(db: Database, query: LogQuery, patient: string, count: number): Promise<LogPage> {
  const form = /^place (\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) (\d{1,18})$/;
  const after = query.cursor === undefined ? ['-infinity', '0'] : readCursor(query.cursor, form);
  if (after === undefined || patient === '') return { entries: [] };
  const places = await db.query<{ id: number; at: Date }>(
    `select id, at from audit_place
      where patient = $1 and at >= $2 and at < $3 and (at, id) > ($4::timestamptz, $5::bigint)
      order by at, id limit ${largestPage}`,
    [patient, query.from ?? '-infinity', query.to ?? 'infinity', ...after],
  );
  const entries = (await readEntries(db, places)).filter((entry) => fits(entry, query));
  const page = entries.slice(0, count);
  const last = entries.length > count ? page.at(-1) : places.length < largestPage ? undefined : places.at(-1);
  return last === undefined
    ? { entries: page }
    : { entries: page, next: cursorOf(`place ${last.at.toISOString()} ${last.id}`) };
}

function fits(entry: AuditEntry, { from, to, subject, client, actions, outcome, traceId }: LogQuery): boolean {
  return (
    (from === undefined || entry.at >= from) &&
    (to === undefined || entry.at < to) &&
    (subject === undefined || entry.agent.subject === subject) &&
    (client === undefined || entry.agent.client === client) &&
    (traceId === undefined || entry.traceId === traceId) &&
    (actions === undefined || actions.includes(entry.action)) &&
    (outcome === undefined || entry.outcome === outcome)
  );
}

function cursorOf(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function readCursor(cursor: string, form: RegExp): readonly string[] | undefined {
  if (cursor.length > 100) return undefined;
  return form.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.slice(1);
}
