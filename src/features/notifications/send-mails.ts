import type { Database } from '#db';
import type { Identity } from '#identity';
import type { Clock, Log } from '#kernel';
import type { PersonWords } from '#records';
import { mailOf } from './inbox-table.ts';
import { mailWords } from './mail-words.ts';

export interface MailOptions {
  readonly db: Database;
  /** Opens where mail goes. */
  readonly words: PersonWords;
  readonly clock: Clock;
  readonly log: Log;
  readonly identity: Pick<Identity, 'accountsOf'>;
  /** May the account read the log of this person now? */
  readonly mayRead: (account: string, patient: string) => Promise<boolean>;
  /** Sends one mail; false where the server did not take it. */
  readonly send: (mail: { readonly to: string; readonly subject: string; readonly text: string }) => Promise<boolean>;
  readonly node: { readonly name: string; readonly publicUrl: string };
}

/** Minutes between two mails to one reader: what happens meanwhile is in the next one. */
const atOnceEvery = 10;
/** A little less than a day, so that a digest does not wander through it. */
const dailyEvery = 23 * 60;
const mailsAtOnce = 20;

interface Due {
  readonly patient: string;
  readonly account: string;
  readonly mail: string | null;
  readonly sealed_mail: string | null;
  readonly seq: number;
  readonly before: number;
  /** Is there news that he is to be written to of now? */
  readonly told: boolean;
}

/**
 * Writes to readers for whom there is news by their choices; of emergencies at once, whatever they chose. A mail says that
 * there is news and where, in the reader's language, and nothing of what. A row is taken before its mail is sent, so that
 * two processes send it once; where the server refuses, it is due again. Who may read the log of a person no more, because
 * a proxy has ended, is written to no more, and what he had chosen is forgotten. Resolves with how many mails were sent.
 */
export async function sendMails(options: MailOptions): Promise<number> {
  let sent = 0;
  for (;;) {
    const due = await take(options.db, options.clock.now());
    sent += await sendTo(
      options,
      due.filter(({ told }) => told),
    );
    if (due.length < mailsAtOnce) return sent;
  }
}

async function sendTo(options: MailOptions, due: readonly Due[]): Promise<number> {
  const { db, words, identity, log, node } = options;
  if (due.length === 0) return 0;
  const accounts = await identity.accountsOf({ ids: [...new Set(due.map(({ account }) => account))] });
  const languages = new Map(accounts.map(({ id, language }) => [id, language]));
  let sent = 0;
  for (const one of due) {
    const to = await mailOf(words, one, one);
    if (to === undefined || !(await options.mayRead(one.account, one.patient))) {
      await db.query('delete from notification_choice where patient = $1 and account = $2', [one.patient, one.account]);
      continue;
    }
    const { subject, text } = mailWords(languages.get(one.account) ?? 'en', node.name, `${node.publicUrl}/inbox`);
    if (await options.send({ to, subject, text })) {
      sent += 1;
      continue;
    }
    log.warn('notifications.mail-refused');
    await db.query(
      `update notification_choice set mailed_until = $3, due = '-infinity'
        where patient = $1 and account = $2 and mailed_until = $4`,
      [one.patient, one.account, one.before, one.seq],
    );
  }
  return sent;
}

/**
 * Looks at readers for whom something has come since they were looked at last, however many others there are: each is
 * written to now, or due when he may be written to again, or not due until more comes.
 */
function take(db: Database, now: Date): Promise<readonly Due[]> {
  return db.query<Due>(
    `with looked as (
       select patient, account, kinds, pace, mailed, mailed_until, read_until,
              mail is not null or sealed_mail is not null as by_mail
         from notification_choice where due <= $1
        order by due limit ${mailsAtOnce}
        for update skip locked),
     judged as (
       select looked.*, news.seq,
              mailed + interval '1 minute' * case when pace = 'daily' and not news.emergency
                                                  then ${dailyEvery} else ${atOnceEvery} end as next
         from looked
         cross join lateral (
           select max(seq) as seq, bool_or(kind = 'emergency') as emergency
             from notification
            where by_mail and notification.patient = looked.patient
              and notification.seq > greatest(looked.mailed_until, looked.read_until)
              and notification.kind = any (looked.kinds || array['emergency'])) news),
     due as (
       select patient, account, mailed_until as before, seq, next,
              seq is not null and (next is null or next <= $1::timestamptz) as told
         from judged)
     update notification_choice choice
        set due = case when due.told or due.seq is null then null else due.next end,
            mailed_until = case when due.told then due.seq else choice.mailed_until end,
            mailed = case when due.told then $1 else choice.mailed end
       from due where choice.patient = due.patient and choice.account = due.account
     returning choice.patient, choice.account, choice.mail, choice.sealed_mail, due.seq, due.before, due.told`,
    [now],
  );
}
