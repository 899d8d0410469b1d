import type { Database } from '#db';
import { blockLength } from './append-lines.ts';
import type { AccessLogPage, AccessLogQuery, KeptEntry } from './contract.ts';
import { entryOf } from './entry-line.ts';

const largestPage = 200;

/** Where a page ended: the time and number of its last entry. */
interface Position {
  readonly at: string;
  readonly id: string;
}

/**
 * One page of a person's log, newest first. `count` is cut to 1..200. A cursor that was not made here leads to an empty
 * page; `isAccessLogCursor` tells beforehand. The page is found by position, so entries that arrive meanwhile neither
 * shift nor repeat what follows.
 */
export async function readAccessLog(db: Database, query: AccessLogQuery, now: Date): Promise<AccessLogPage> {
  const count = Math.min(Math.max(Math.trunc(query.count) || 1, 1), largestPage);
  const start = query.cursor === undefined ? { at: 'infinity', id: '0' } : parseCursor(query.cursor);
  if (start === undefined || query.patient === '') return { entries: [] };
  const places = await db.query<Place>(
    `select id from audit_place
     where patient = $1 and at >= $2 and at < $3 and (at, id) < ($4::timestamptz, $5::bigint)
     order by at desc, id desc limit $6`,
    [
      query.patient,
      query.from ?? new Date(0),
      query.to ?? new Date(now.getTime() + clockDifference),
      start.at,
      start.id,
      count + 1,
    ],
  );
  const entries = await readEntries(db, places.slice(0, count));
  const last = entries.at(-1);
  return places.length > count && last !== undefined ? { entries, next: cursorOf(last) } : { entries };
}

/** Another process of the node may be ahead in time. */
export const clockDifference = 3_600_000;

/** Where an entry stands in the log. */
export interface Place {
  readonly id: number | bigint;
}

const readLines = `
select block.seq, line.place, split_part(block.entries, E'\\n', line.place + 1) as text
  from unnest($1::bigint[], $2::integer[]) with ordinality as line (block, place, n)
  join audit_block block on block.seq = line.block
 order by line.n`;

/** The entries of these places, in their order. */
export async function readEntries(db: Database, places: readonly Place[]): Promise<readonly KeptEntry[]> {
  if (places.length === 0) return [];
  const ids = places.map(({ id }) => BigInt(id));
  const length = BigInt(blockLength);
  const rows = await db.query<{ seq: number | bigint; place: number; text: string }>(readLines, [
    ids.map((id) => id / length),
    ids.map((id) => id % length),
  ]);
  return rows.map(({ seq, place, text }) => ({
    id: String(BigInt(seq) * length + BigInt(place)),
    ...entryOf(text),
  }));
}

export function isAccessLogCursor(text: string): boolean {
  return parseCursor(text) !== undefined;
}

function cursorOf(entry: KeptEntry): string {
  return Buffer.from(`${entry.at.toISOString()} ${entry.id}`).toString('base64url');
}

const cursorForm = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z) (\d{1,18})$/;

function parseCursor(text: string): Position | undefined {
  if (text.length > 100) return undefined;
  const [, at, id] = cursorForm.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (at === undefined || id === undefined || Number.isNaN(Date.parse(at))) return undefined;
  return { at, id };
}
