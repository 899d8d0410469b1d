import type { Database } from '#db';
import type { Account } from '#identity';
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
  readonly accounts: () => Promise<readonly Pick<Account, 'id' | 'language'>[]>;
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
}

/**
 * Writes to readers for whom there is news by their choices; of emergencies at once, whatever they chose. A mail says that
 * there is news and where, in the reader's language, and nothing of what. A row is taken before its mail is sent, so that
 * two processes send it once; where the server refuses, it is due again. Who may read the log of a person no more, because
 * a proxy has ended, is written to no more, and what he had chosen is forgotten. Resolves with how many mails were sent.
 */
export async function sendMails(options: MailOptions): Promise<number> {
  const { db, words, clock, log, node } = options;
  const due = await take(db, clock.now());
  if (due.length === 0) return 0;
  const languages = new Map((await options.accounts()).map(({ id, language }) => [id, language]));
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
      `update notification_choice set mailed_until = $3 where patient = $1 and account = $2 and mailed_until = $4`,
      [one.patient, one.account, one.before, one.seq],
    );
  }
  return sent;
}

function take(db: Database, now: Date): Promise<readonly Due[]> {
  const ago = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  return db.query<Due>(
    `with due as (
       select choice.patient, choice.account, choice.mailed_until as before, news.seq
         from notification_choice choice
         cross join lateral (
           select max(seq) as seq, bool_or(kind = 'emergency') as emergency
             from notification
            where notification.patient = choice.patient
              and notification.seq > greatest(choice.mailed_until, choice.read_until)
              and notification.kind = any (choice.kinds || array['emergency'])) news
        where (choice.mail is not null or choice.sealed_mail is not null) and news.seq is not null
          and (choice.mailed is null
               or choice.mailed < case when choice.pace = 'daily' and not news.emergency
                                       then $2::timestamptz else $1::timestamptz end)
        limit ${mailsAtOnce}
        for update of choice skip locked)
     update notification_choice choice set mailed_until = due.seq, mailed = $3
       from due where choice.patient = due.patient and choice.account = due.account
     returning choice.patient, choice.account, choice.mail, choice.sealed_mail, due.seq, due.before`,
    [ago(atOnceEvery), ago(dailyEvery), now],
  );
}
