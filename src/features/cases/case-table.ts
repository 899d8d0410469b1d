import type { Transaction } from '#db';
import type { PersonWords } from '#records';
import type { CasesOptions } from './case-options.ts';
import type { CaseKind, CaseState, CaseView, DeskCase, EntryFacts, VisitFacts, VisitTraces } from './contract.ts';

/** A case as it is kept. */
export interface KeptCase {
  readonly id: string;
  readonly patient: string;
  readonly person: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  /** Organization that answers; '' where the operator does. */
  readonly addressee: string;
  readonly addressee_name: string | null;
  readonly subject: (VisitFacts & VisitTraces) | EntryFacts;
  readonly what: string;
  readonly why: string | null;
  readonly wish: string | null;
  readonly opened: Date;
  readonly due: Date;
  readonly answer: string | null;
  readonly ended: Date | null;
}

export type NewCase = Omit<KeptCase, 'state' | 'answer' | 'ended'> & { readonly opened_by: string };

/** Where cases are kept, and by what the words in them are sealed. */
export type CaseTable = Pick<CasesOptions, 'db' | 'words'>;

/** What a case says of the person, and what she says: sealed together. */
type CaseWords = Pick<KeptCase, 'person' | 'subject' | 'what' | 'why' | 'wish'>;

/** A row: the words of an older build stand in columns of their own. */
interface CaseRow extends KeptCase {
  readonly sealed: string | null;
  readonly sealed_answer: string | null;
}

const columns =
  'id, patient, person, kind, state, addressee, addressee_name, subject, what, why, wish, opened, due, answer, ended, sealed, sealed_answer';
const mostListed = 200;
const wordsKind = 'rights_case.sealed';
const answerKind = 'rights_case.sealed_answer';

const place = (kind: string, { patient, id }: Pick<KeptCase, 'patient' | 'id'>) => ({ person: patient, kind, id });

function wordsOf({ person, subject, what, why, wish }: CaseWords): CaseWords {
  return { person, subject, what, why, wish };
}

/** Keeps a case. False where its person is erased. */
export async function putCase(tx: Transaction, words: PersonWords, one: NewCase): Promise<boolean> {
  const sealer = await words.sealerFor([one.patient]);
  const sealed = sealer.seal(place(wordsKind, one), wordsOf(one));
  if (sealed === undefined) return false;
  await tx.query(
    `insert into rights_case (id, patient, kind, addressee, addressee_name, sealed, opened_by, opened, due, person, subject, what)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '{}', '')`,
    [one.id, one.patient, one.kind, one.addressee, one.addressee_name, sealed, one.opened_by, one.opened, one.due],
  );
  return true;
}

/** The rows with their words; those of who was erased this moment are left out. */
async function opened(words: PersonWords, rows: readonly CaseRow[]): Promise<readonly KeptCase[]> {
  const [said, answers] = await Promise.all([
    openEach(words, wordsKind, rows, ({ sealed }) => sealed),
    openEach(words, answerKind, rows, ({ sealed_answer: answer }) => answer),
  ]);
  return rows.flatMap(({ sealed, sealed_answer: sealedAnswer, ...row }, n) => {
    const [own, answer] = [said[n], answers[n]];
    if ((sealed !== null && own === undefined) || (sealedAnswer !== null && answer === undefined)) return [];
    return [
      {
        ...row,
        ...(own as CaseWords | undefined),
        ...(sealedAnswer === null ? {} : { answer: answer as string }),
      },
    ];
  });
}

async function openEach(
  words: PersonWords,
  kind: string,
  rows: readonly CaseRow[],
  keptOf: (row: CaseRow) => string | null,
): Promise<readonly unknown[]> {
  const there = rows.flatMap((row) => {
    const kept = keptOf(row);
    return kept === null ? [] : [{ row, kept: { ...place(kind, row), kept } }];
  });
  const values = await words.open(there.map(({ kept }) => kept));
  const byRow = new Map(there.map(({ row }, n) => [row, values[n]]));
  return rows.map((row) => byRow.get(row));
}

/**
 * Those that are open, and all that were opened since then. Counts under a lock on the person, so that two requests at
 * once cannot pass a bound together.
 */
export async function countCases(
  tx: Transaction,
  patient: string,
  since: Date,
): Promise<{ readonly open: number; readonly opened: number }> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 6))', [patient]);
  const [row] = await tx.query<{ open: number; opened: number }>(
    `select count(*) filter (where state = 'open')::int as open, count(*) filter (where opened >= $2)::int as opened
       from rights_case where patient = $1`,
    [patient, since],
  );
  return row ?? { open: 0, opened: 0 };
}

export async function casesOf({ db, words }: CaseTable, patient: string): Promise<readonly KeptCase[]> {
  const rows = await db.query<CaseRow>(
    `select ${columns} from rights_case where patient = $1 order by opened desc, id desc limit ${mostListed}`,
    [patient],
  );
  return opened(words, rows);
}

/** On the desk of an organisation, or of the operator (''). What she took back is nobody's work any more. */
export async function casesFor({ db, words }: CaseTable, addressee: string): Promise<readonly KeptCase[]> {
  const rows = await db.query<CaseRow>(
    `select ${columns} from rights_case where addressee = $1 and state <> 'closed'
     order by (state = 'open') desc, case when state = 'open' then due end, ended desc, id limit ${mostListed}`,
    [addressee],
  );
  return opened(words, rows);
}

export async function findCase({ db, words }: CaseTable, id: string): Promise<KeptCase | undefined> {
  const [found] = await opened(
    words,
    await db.query<CaseRow>(`select ${columns} from rights_case where id = $1`, [id]),
  );
  return found;
}

/** Ends an open case; false where it has ended already, or its person is erased. */
export async function endCase(
  tx: Transaction,
  words: PersonWords,
  one: Pick<KeptCase, 'id' | 'patient'>,
  end: { readonly state: CaseState; readonly answer: string | null; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const sealer = await words.sealerFor([one.patient]);
  const answer = end.answer === null ? null : sealer.seal(place(answerKind, one), end.answer);
  if (answer === undefined) return false;
  const rows = await tx.query<object>(
    `update rights_case set state = $2, sealed_answer = $3, answered_by = $4, ended = $5
     where id = $1 and state = 'open' returning 1 as done`,
    [one.id, end.state, answer, end.by, end.at],
  );
  return rows.length === 1;
}

/** Takes the open cases that have not been answered in time and of which nobody was reminded; each is given once. */
export function takeOverdue(tx: Transaction, now: Date): Promise<readonly Pick<KeptCase, 'patient'>[]> {
  return tx.query<Pick<KeptCase, 'patient'>>(
    `update rights_case set reminded = $1
     where id in (
       select id from rights_case where state = 'open' and due < $1 and reminded is null
        order by due limit ${mostListed} for update skip locked)
     returning patient`,
    [now],
  );
}

const olderAtOnce = 100;

/** Seals the words of cases from before the node sealed, and answers of an older build; the number of cases. */
export async function sealOlderCases({ db, words }: CaseTable): Promise<number> {
  if (!(await words.seals())) return 0;
  let sealed = 0;
  for (;;) {
    const done = await db.transaction(async (tx) => {
      const rows = await tx.query<CaseRow>(
        `select ${columns} from rights_case
          where sealed is null or left(sealed, 1) <> '*' or left(sealed_answer, 1) <> '*'
             or (answer is not null and sealed_answer is null)
          order by id limit ${olderAtOnce} for update skip locked`,
        [],
      );
      const cases = await opened(words, rows);
      const sealer = await words.sealerFor(cases.map(({ patient }) => patient));
      await tx.query(
        `update rights_case c set sealed = n.sealed, sealed_answer = n.answer, person = '', subject = '{}', what = '',
                why = null, wish = null, answer = null
           from unnest($1::text[], $2::text[], $3::text[]) as n (id, sealed, answer) where c.id = n.id`,
        [
          cases.map(({ id }) => id),
          cases.map((one) => sealer.seal(place(wordsKind, one), wordsOf(one))),
          cases.map((one) => (one.answer === null ? null : sealer.seal(place(answerKind, one), one.answer))),
        ],
      );
      return cases.length;
    });
    sealed += done;
    if (done < olderAtOnce) return sealed;
  }
}

/** What the person sees. By whose account somebody looked is the operator's to know. */
export function viewOf(kept: KeptCase, now: Date): CaseView {
  const { id, kind, state, subject, what, why, wish, addressee_name: answers, answer, opened, due, ended } = kept;
  const { account: _account, app: _app, ...facts } = subject as VisitFacts & VisitTraces;
  return {
    id,
    kind,
    state,
    opened: opened.toISOString(),
    due: due.toISOString(),
    overdue: state === 'open' && due < now,
    ...(kind === 'visit' ? { visit: facts } : { entry: subject as EntryFacts }),
    what,
    ...(why === null ? {} : { why }),
    ...(wish === null ? {} : { wish }),
    ...(answers === null ? {} : { answers }),
    ...(answer === null ? {} : { answer }),
    ...(ended === null ? {} : { answered: ended.toISOString() }),
  };
}

export function deskViewOf(kept: KeptCase, now: Date): DeskCase {
  const { account, app } = kept.subject as VisitFacts & VisitTraces;
  return {
    ...viewOf(kept, now),
    patient: kept.patient,
    person: kept.person,
    ...(kept.kind === 'visit' ? { traces: { account, app } } : {}),
  };
}
