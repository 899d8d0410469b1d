import type { Audit } from '#audit';
import type { Database, Transaction } from '#db';
import type { Identity } from '#identity';
import type { Clock } from '#kernel';
import type { PersonWords } from '#records';
import { type NewsOfEntry, newsOf } from './news-of.ts';
import { whoPlace } from './sealed-places.ts';

export interface FollowOptions {
  readonly db: Database;
  readonly audit: Pick<Audit, 'since' | 'end'>;
  /** Seals who it was. */
  readonly words: PersonWords;
  readonly clock: Clock;
  readonly identity: Pick<Identity, 'accountsOf'>;
}

const entriesAtOnce = 500;
/** Days after which news is forgotten; the log itself is kept for years. */
const daysKept = 400;

/**
 * Takes the next entries of the log into the inboxes of their persons. Position and news are one transaction, which one
 * process has at a time, so that each entry is told exactly once. Resolves with how many entries were taken; 0 where there
 * are none for now, or another process takes them.
 */
export async function followLog(options: FollowOptions): Promise<number> {
  const { db, audit, words } = options;
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
      const readers = await toldAmong(options, [...new Set(news.map(({ patient }) => patient))]);
      await keepNews(
        tx,
        words,
        news.filter(({ patient }) => readers.has(patient)),
      );
    }
    if (run.position !== row.position) await tx.query('update notification_position set position = $1', [run.position]);
    return run.entries.length;
  });
}

/** Of these persons, whom somebody can tell: those with an account, and those of whom a reader has opened the inbox. */
async function toldAmong({ db, identity }: FollowOptions, patients: readonly string[]): Promise<ReadonlySet<string>> {
  const [known, opened] = await Promise.all([
    identity.accountsOf({ patients }),
    db.query<{ patient: string }>('select patient from notification_choice where patient = any ($1::text[])', [
      patients,
    ]),
  ]);
  return new Set([...known.flatMap(({ patient }) => patient ?? []), ...opened.map(({ patient }) => patient)]);
}

interface KeptNews extends NewsOfEntry {
  readonly times: number;
  readonly sealed: string | null;
}

async function keepNews(tx: Transaction, words: PersonWords, news: readonly NewsOfEntry[]): Promise<void> {
  const sealer = await words.sealerFor([...new Set(news.map(({ patient }) => patient))]);
  const lines = Map.groupBy(news, ({ patient, kind, who, at }) => JSON.stringify([patient, kind, who, dayOf(at)]));
  const kept = [...lines.values()].flatMap((of): readonly KeptNews[] => {
    const latest = of.reduce((one, other) => (one.at > other.at ? one : other));
    const { patient, who } = latest;
    const mark = sealer.mark(patient, 'notification.who', who);
    const sealed = sealer.seal(whoPlace(patient, mark ?? who), who);
    // Of who is erased this moment nothing is kept.
    if (sealed === undefined) return [];
    const named = who === '' || mark === undefined ? { sealed: null } : { who: mark, sealed };
    return [{ ...latest, times: of.length, ...named }];
  });
  if (kept.length === 0) return;
  await tx.query(
    `insert into notification (patient, kind, who, sealed_who, day, seq, at, times)
     select patient, kind, who, sealed_who, day, nextval('notification_seq'), at, times
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::date[], $6::timestamptz[], $7::int[])
         as line (patient, kind, who, sealed_who, day, at, times)
     on conflict (patient, kind, who, day) do update
        set seq = excluded.seq, at = greatest(notification.at, excluded.at), times = notification.times + excluded.times`,
    [
      kept.map(({ patient }) => patient),
      kept.map(({ kind }) => kind),
      kept.map(({ who }) => who),
      kept.map(({ sealed }) => sealed),
      kept.map(({ at }) => dayOf(at)),
      kept.map(({ at }) => at),
      kept.map(({ times }) => times),
    ],
  );
}

const dayOf = (at: Date) => at.toISOString().slice(0, 10);

/** Forgets news that is older than anybody reads. */
export async function forgetOldNews({ db, clock }: Pick<FollowOptions, 'db' | 'clock'>): Promise<void> {
  const before = new Date(clock.now().getTime() - daysKept * 86_400_000);
  await db.query('delete from notification where day < $1', [dayOf(before)]);
}
