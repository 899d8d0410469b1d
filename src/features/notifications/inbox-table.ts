import type { Database, Queryable } from '#db';
import type { PersonWords } from '#records';
import { type Choices, type Inbox, type NewsKind, type Pace, standardChoices } from './contract.ts';
import { mailPlace, whoPlace } from './sealed-places.ts';

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

/** Where it is kept, and by what names and addresses in it are sealed. */
export interface InboxTable {
  readonly db: Database;
  readonly words: PersonWords;
}

interface NewsRow {
  readonly seq: number;
  readonly kind: NewsKind;
  readonly at: Date;
  readonly who: string;
  readonly sealed_who: string | null;
  readonly times: number;
  readonly read: boolean;
}

export async function readInbox(
  { db, words }: InboxTable,
  { patient, account }: Reader,
  before?: number,
): Promise<Inbox> {
  const rows = await db.query<NewsRow>(
    `select seq, kind, at, who, sealed_who, times, seq <= ${readUntil} as read from notification
      where patient = $1 and kind = any (${chosenKinds}) and seq < $4
      order by seq desc limit ${newsPerPage + 1}`,
    [patient, account, standardChoices.kinds, before ?? Number.MAX_SAFE_INTEGER],
  );
  const shown = rows.slice(0, newsPerPage);
  const sealed = shown.filter((row): row is NewsRow & { sealed_who: string } => row.sealed_who !== null);
  const names = await words.open(sealed.map(({ who, sealed_who: kept }) => ({ ...whoPlace(patient, who), kept })));
  const named = new Map(sealed.map(({ seq }, n) => [seq, names[n] as string | undefined]));
  const news = shown.map(({ who: mark, sealed_who: kept, at, ...rest }) => {
    const who = kept === null ? mark : (named.get(rest.seq) ?? '');
    return { ...rest, at: at.toISOString(), ...(who === '' ? {} : { who }) };
  });
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

interface ChoiceRow {
  readonly kinds: readonly NewsKind[];
  readonly mail: string | null;
  readonly sealed_mail: string | null;
  readonly pace: Pace;
}

export async function choicesOf({ db, words }: InboxTable, reader: Reader): Promise<Choices> {
  const row = await choiceRow(db, reader);
  if (row === undefined) return standardChoices;
  const mail = await mailOf(words, reader, row);
  return { kinds: row.kinds, pace: row.pace, ...(mail === undefined ? {} : { mail }) };
}

async function choiceRow(on: Queryable, { patient, account }: Reader, lock = ''): Promise<ChoiceRow | undefined> {
  const [row] = await on.query<ChoiceRow>(
    `select kinds, mail, sealed_mail, pace from notification_choice where patient = $1 and account = $2 ${lock}`,
    [patient, account],
  );
  return row;
}

/** Where mail goes; undefined where it goes nowhere, or its person is erased. */
export async function mailOf(
  words: PersonWords,
  reader: Reader,
  { mail, sealed_mail: kept }: Pick<ChoiceRow, 'mail' | 'sealed_mail'>,
): Promise<string | undefined> {
  if (kept === null) return mail ?? undefined;
  const [opened] = await words.open([{ ...mailPlace(reader), kept }]);
  return opened as string | undefined;
}

/** Mail tells from now on of what is news from now on. */
export async function keepChoices({ db, words }: InboxTable, reader: Reader, choices: Choices): Promise<void> {
  const { patient, account } = reader;
  const sealer = await words.sealerFor([patient]);
  const sealed = choices.mail === undefined ? null : sealer.seal(mailPlace(reader), choices.mail);
  // Of who is erased this moment nothing is kept.
  if (sealed === undefined) return;
  await db.transaction(async (tx) => {
    const before = await choiceRow(tx, reader, 'for update');
    const same = before !== undefined && (await mailOf(words, reader, before)) === choices.mail;
    const [latest] = await tx.query<{ seq: number | null }>(
      'select max(seq) as seq from notification where patient = $1',
      [patient],
    );
    await tx.query(
      `insert into notification_choice (patient, account, kinds, sealed_mail, pace, read_until, mailed_until)
       values ($1, $2, $3, $4, $5, 0, $6)
       on conflict (patient, account) do update
          set kinds = excluded.kinds, mail = null, sealed_mail = excluded.sealed_mail, pace = excluded.pace,
              mailed_until = case when $7 then notification_choice.mailed_until else excluded.mailed_until end,
              due = '-infinity'`,
      [patient, account, choices.kinds, sealed, choices.pace, latest?.seq ?? 0, same],
    );
  });
}
