import type { Audit } from '#audit';
import type { Database, Transaction } from '#db';
import type { Account } from '#identity';
import type { Clock } from '#kernel';
import { type NewsOfEntry, newsOf } from './news-of.ts';

export interface FollowOptions {
  readonly db: Database;
  readonly audit: Pick<Audit, 'since' | 'end'>;
  readonly clock: Clock;
  readonly accounts: () => Promise<readonly Pick<Account, 'patient'>[]>;
}

const entriesAtOnce = 500;
/** Days after which news is forgotten; the log itself is kept for years. */
const daysKept = 400;

/**
 * Takes the next entries of the log into the inboxes of their persons. Position and news are one transaction, which one
 * process has at a time, so that each entry is told exactly once. Resolves with how many entries were taken.
 */
export async function followLog(options: FollowOptions): Promise<number> {
  const { db, audit } = options;
  return db.transaction(async (tx) => {
    const [row] = await tx.query<{ position: number | null }>(
      'select position from notification_position for update skip locked',
      [],
    );
    if (row === undefined) return 0;
    // What was before the node told of anything is old.
    const from = row.position ?? (await audit.end());
    const run = await audit.since(from, entriesAtOnce);
    const news = run.entries.flatMap((entry) => newsOf(entry) ?? []);
    if (news.length > 0) {
      const readers = await personsOf(options);
      await keepNews(
        tx,
        news.filter(({ patient }) => readers.has(patient)),
      );
    }
    if (run.position !== row.position) await tx.query('update notification_position set position = $1', [run.position]);
    return run.entries.length;
  });
}

/** Persons whom somebody can tell: those with an account, and those of whom a reader has opened the inbox. */
async function personsOf({ db, accounts }: FollowOptions): Promise<ReadonlySet<string>> {
  const [known, opened] = await Promise.all([
    accounts(),
    db.query<{ patient: string }>('select distinct patient from notification_choice', []),
  ]);
  return new Set([...known.flatMap(({ patient }) => patient ?? []), ...opened.map(({ patient }) => patient)]);
}

async function keepNews(tx: Transaction, news: readonly NewsOfEntry[]): Promise<void> {
  const lines = [
    ...Map.groupBy(news, ({ patient, kind, who, at }) => JSON.stringify([patient, kind, who, dayOf(at)])).values(),
  ];
  if (lines.length === 0) return;
  const latest = lines.map((of) => of.reduce((one, other) => (one.at > other.at ? one : other)));
  await tx.query(
    `insert into notification (patient, kind, who, day, seq, at, times)
     select patient, kind, who, day, nextval('notification_seq'), at, times
       from unnest($1::text[], $2::text[], $3::text[], $4::date[], $5::timestamptz[], $6::int[])
         as line (patient, kind, who, day, at, times)
     on conflict (patient, kind, who, day) do update
        set seq = excluded.seq, at = greatest(notification.at, excluded.at), times = notification.times + excluded.times`,
    [
      latest.map(({ patient }) => patient),
      latest.map(({ kind }) => kind),
      latest.map(({ who }) => who),
      latest.map(({ at }) => dayOf(at)),
      latest.map(({ at }) => at),
      lines.map((of) => of.length),
    ],
  );
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** Forgets news that is older than anybody reads. */
export async function forgetOldNews({ db, clock }: Pick<FollowOptions, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - daysKept * 86_400_000);
  await db.query('delete from notification where day < $1', [dayOf(before)]);
}
