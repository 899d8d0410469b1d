import type { Database } from '#db';
import type { AccessLogPage, AccessLogQuery, AuditAgent, AuditEntry, AuditObject } from './contract.ts';

interface Row {
  readonly seq: number | bigint;
  readonly patient: string;
  readonly at: Date;
  readonly trace: string;
  readonly action: AuditEntry['action'];
  readonly outcome: AuditEntry['outcome'];
  readonly interaction: string;
  readonly purpose: string;
  readonly rule: string;
  readonly agent: AuditAgent;
  readonly objects: readonly AuditObject[];
  readonly more: number;
}

type KeptEntry = AuditEntry & { readonly id: string };

const columns = 'seq, patient, at, trace, action, outcome, interaction, purpose, rule, agent, objects, more';
const largestPage = 200;
const longestTrace = 2_000;

/** Where a page ended: the time and number of its last entry. */
interface Position {
  readonly at: string;
  readonly seq: string;
}

/**
 * One page of a person's log, newest first. `count` is cut to 1..200. A cursor that was not made here leads to an empty
 * page; `isAccessLogCursor` tells beforehand. The page is found by position, so entries that arrive meanwhile neither
 * shift nor repeat what follows.
 */
export async function readAccessLog(db: Database, query: AccessLogQuery, now: Date): Promise<AccessLogPage> {
  const count = Math.min(Math.max(Math.trunc(query.count) || 1, 1), largestPage);
  const start = query.cursor === undefined ? { at: 'infinity', seq: '0' } : parseCursor(query.cursor);
  if (start === undefined || query.patient === '') return { entries: [] };
  const rows = await db.query<Row>(
    `select ${columns} from audit_entry
     where patient = $1 and patient <> '' and at >= $2 and at < $3 and (at, seq) < ($4::timestamptz, $5::bigint)
     order by at desc, seq desc limit $6`,
    [
      query.patient,
      query.from ?? new Date(0),
      query.to ?? new Date(now.getTime() + clockDifference),
      start.at,
      start.seq,
      count + 1,
    ],
  );
  const entries = rows.slice(0, count).map(entryOf);
  const last = entries.at(-1);
  return rows.length > count && last !== undefined ? { entries, next: cursorOf(last) } : { entries };
}

/** Another process of the node may be ahead in time. */
const clockDifference = 3_600_000;

/** All entries of one trace, oldest first, 2,000 at most. */
export async function readTrace(db: Database, traceId: string): Promise<readonly KeptEntry[]> {
  const rows = await db.query<Row>(
    `select ${columns} from audit_entry where trace = $1 order by at, seq limit ${longestTrace}`,
    [traceId],
  );
  return rows.map(entryOf);
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
  const [, at, seq] = cursorForm.exec(Buffer.from(text, 'base64url').toString('latin1')) ?? [];
  if (at === undefined || seq === undefined || Number.isNaN(Date.parse(at))) return undefined;
  return { at, seq };
}

function entryOf(row: Row): KeptEntry {
  return {
    id: String(row.seq),
    at: row.at,
    traceId: row.trace,
    action: row.action,
    outcome: row.outcome,
    interaction: row.interaction,
    ...(row.patient === '' ? {} : { patient: row.patient }),
    agent: row.agent,
    purpose: row.purpose,
    rule: row.rule,
    objects: row.objects,
    ...(row.more === 0 ? {} : { more: row.more }),
  };
}
