import type { Database } from '#db';
import { type Choices, type Inbox, type NewsKind, type Pace, standardChoices } from './contract.ts';

interface Reader {
  readonly patient: string;
  readonly account: string;
}

const newsPerPage = 50;
/** Beyond it the exact number says nothing more. */
const mostCounted = 100;

/** Of a reader who has chosen nothing the standard choices hold. */
const chosenKinds = `coalesce(
  (select kinds from notification_choice where patient = $1 and account = $2), $3::text[]) || array['emergency']`;
const readUntil = 'coalesce((select read_until from notification_choice where patient = $1 and account = $2), 0)';

export async function readInbox(db: Database, { patient, account }: Reader, before?: number): Promise<Inbox> {
  const rows = await db.query<{ seq: number; kind: NewsKind; at: Date; who: string; times: number; read: boolean }>(
    `select seq, kind, at, who, times, seq <= ${readUntil} as read from notification
      where patient = $1 and kind = any (${chosenKinds}) and seq < $4
      order by seq desc limit ${newsPerPage + 1}`,
    [patient, account, standardChoices.kinds, before ?? Number.MAX_SAFE_INTEGER],
  );
  const news = rows.slice(0, newsPerPage).map(({ who, at, ...rest }) => ({
    ...rest,
    at: at.toISOString(),
    ...(who === '' ? {} : { who }),
  }));
  const last = news.at(-1);
  return {
    news,
    unread: await countUnread(db, { patient, account }),
    ...(rows.length > newsPerPage && last !== undefined ? { next: last.seq } : {}),
  };
}

export async function countUnread(db: Database, { patient, account }: Reader): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::int as n from (
       select 1 from notification
        where patient = $1 and kind = any (${chosenKinds}) and seq > ${readUntil} limit ${mostCounted}) as unread`,
    [patient, account, standardChoices.kinds],
  );
  return row?.n ?? 0;
}

const insertChoice = `insert into notification_choice (patient, account, kinds, mail, pace, read_until, mailed_until)
 values ($1, $2, $3, $4, $5, $6, $7)`;

/** From when a reader opens the inbox of a person, news is kept for her, though she has no account of her own. */
export async function openInbox(db: Database, { patient, account }: Reader): Promise<void> {
  const { kinds, pace } = standardChoices;
  await db.query(`${insertChoice} on conflict (patient, account) do nothing`, [
    patient,
    account,
    kinds,
    null,
    pace,
    0,
    0,
  ]);
}

/**
 * Everything up to `seq` is read, and nothing that is still to come, whatever the number; what was read stays read.
 */
export async function markRead(db: Database, { patient, account }: Reader, seq: number): Promise<void> {
  const { kinds, pace } = standardChoices;
  await db.query(
    `insert into notification_choice (patient, account, kinds, mail, pace, read_until, mailed_until)
     select $1, $2, $3, $4, $5, least($6::bigint, coalesce(max(seq), 0)), $7 from notification where patient = $1
     on conflict (patient, account) do update
        set read_until = greatest(notification_choice.read_until, excluded.read_until)`,
    [patient, account, kinds, null, pace, seq, 0],
  );
}

export async function choicesOf(db: Database, { patient, account }: Reader): Promise<Choices> {
  const [row] = await db.query<{ kinds: readonly NewsKind[]; mail: string | null; pace: Pace }>(
    'select kinds, mail, pace from notification_choice where patient = $1 and account = $2',
    [patient, account],
  );
  if (row === undefined) return standardChoices;
  return { kinds: row.kinds, pace: row.pace, ...(row.mail === null ? {} : { mail: row.mail }) };
}

/** Mail tells from now on of what is news from now on. */
export async function keepChoices(db: Database, { patient, account }: Reader, choices: Choices): Promise<void> {
  const [latest] = await db.query<{ seq: number | null }>(
    'select max(seq) as seq from notification where patient = $1',
    [patient],
  );
  await db.query(
    `${insertChoice} on conflict (patient, account) do update
        set kinds = excluded.kinds, mail = excluded.mail, pace = excluded.pace,
            mailed_until = case when notification_choice.mail is not distinct from excluded.mail
                                then notification_choice.mailed_until else excluded.mailed_until end`,
    [patient, account, choices.kinds, choices.mail ?? null, choices.pace, 0, latest?.seq ?? 0],
  );
}
