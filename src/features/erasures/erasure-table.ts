import type { Database, Transaction } from '#db';
import type { PersonWords } from '#records';

/** Where an operator is known: by his account on the pages, or by that of the machine on the command line. */
export type Place = 'page' | 'machine';

/** An erasure as one operator has asked for it. */
export interface KeptErasure {
  readonly patient: string;
  readonly reason: string;
  readonly asked_by: string;
  readonly asked_name: string;
  readonly place: Place;
  readonly asked: Date;
  readonly until: Date;
}

interface Table {
  readonly db: Database;
  readonly words: PersonWords;
}

/** Beyond them somebody has to confirm or withdraw first. */
export const mostAsked = 100;

const columns = 'patient, reason, asked_by, asked_name, place, asked, until';
const reasonPlace = (patient: string) => ({ person: patient, kind: 'erasure_asked.reason', id: patient });

/** Those that may still be confirmed, the one that ends first on top. */
export async function askedErasures({ db, words }: Table, now: Date): Promise<readonly KeptErasure[]> {
  const rows = await db.query<KeptErasure>(
    `select ${columns} from erasure_asked where until > $1 order by until, patient limit ${mostAsked}`,
    [now],
  );
  return opened(words, rows);
}

export async function findAsked({ db, words }: Table, patient: string, now: Date): Promise<KeptErasure | undefined> {
  const rows = await db.query<KeptErasure>(`select ${columns} from erasure_asked where patient = $1 and until > $2`, [
    patient,
    now,
  ]);
  const [found] = await opened(words, rows);
  return found;
}

async function opened(words: PersonWords, rows: readonly KeptErasure[]): Promise<readonly KeptErasure[]> {
  const reasons = await words.open(rows.map(({ patient, reason: kept }) => ({ ...reasonPlace(patient), kept })));
  return rows.flatMap((row, n) => (typeof reasons[n] === 'string' ? [{ ...row, reason: reasons[n] }] : []));
}

/** Keeps it, in the place of one whose time is over; the fault in a word where it cannot. */
export async function keepAsked(
  tx: Transaction,
  words: PersonWords,
  one: KeptErasure,
): Promise<'kept' | 'asked-already' | 'too-many' | 'erased'> {
  const reason = (await words.sealerFor([one.patient])).seal(reasonPlace(one.patient), one.reason);
  if (reason === undefined) return 'erased';
  // One after the other, so that two at once do not pass the bound together.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended('erasure_asked', 0))`, []);
  await tx.query('delete from erasure_asked where until <= $1', [one.asked]);
  const [row] = await tx.query<{ n: number }>('select count(*)::int as n from erasure_asked', []);
  if ((row?.n ?? 0) >= mostAsked) return 'too-many';
  const kept = await tx.query(
    `insert into erasure_asked (${columns}) values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning patient`,
    [one.patient, reason, one.asked_by, one.asked_name, one.place, one.asked, one.until],
  );
  return kept.length === 1 ? 'kept' : 'asked-already';
}

/** False where there is none. */
export async function dropAsked(tx: Transaction, patient: string): Promise<boolean> {
  return (await tx.query('delete from erasure_asked where patient = $1 returning patient', [patient])).length === 1;
}
