import type { AuditEntry } from '#audit';
import type { Database, Transaction } from '#db';
import type { RefusalLine } from './contract.ts';

const mostListed = 50;
/** A year; the log has what is older. */
const kept = "interval '1 year'";

/** Keeps, with its log entry, that identity watch refused a change: who, when and of which Patient, once a day with a count. */
export async function keepRefusal(tx: Transaction, { at, agent, patient = '' }: AuditEntry): Promise<void> {
  const rows = await tx.query<{ readonly times: number }>(
    `insert into identity_refusal (account, patient, day, name, role, organization, times, first, last)
     values ($1, $2, $3::timestamptz at time zone 'UTC', $4, $5, $6, 1, $3, $3)
     on conflict (account, patient, day) do update set times = identity_refusal.times + 1, last = excluded.last,
       name = excluded.name, role = excluded.role, organization = excluded.organization
     returning times`,
    [agent.subject, patient, at, agent.name, agent.role, agent.organization ?? null],
  );
  if (rows[0]?.times === 1) await tx.query(`delete from identity_refusal where last < $1::timestamptz - ${kept}`, [at]);
}

/** The latest first. */
export async function latestRefusals(db: Database): Promise<readonly RefusalLine[]> {
  const rows = await db.query<{
    account: string;
    patient: string;
    name: string;
    role: string;
    organization: string | null;
    times: number;
    first: Date;
    last: Date;
  }>(
    `select account, patient, name, role, organization, times, first, last from identity_refusal
     order by last desc, account, patient limit ${mostListed}`,
    [],
  );
  return rows.map(({ patient, organization, first, last, ...row }) => ({
    ...row,
    ...(patient === '' ? {} : { patient }),
    ...(organization === null ? {} : { organization }),
    first: first.toISOString(),
    last: last.toISOString(),
  }));
}
