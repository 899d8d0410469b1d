import type { Database, Transaction } from '#db';
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

const columns =
  'id, patient, person, kind, state, addressee, addressee_name, subject, what, why, wish, opened, due, answer, ended';
const mostListed = 200;

export async function putCase(tx: Transaction, one: NewCase): Promise<void> {
  await tx.query(
    `insert into rights_case (id, patient, person, kind, addressee, addressee_name, subject, what, why, wish, opened_by, opened, due)
     values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8, $9, $10, $11, $12, $13)`,
    [
      one.id,
      one.patient,
      one.person,
      one.kind,
      one.addressee,
      one.addressee_name,
      JSON.stringify(one.subject),
      one.what,
      one.why,
      one.wish,
      one.opened_by,
      one.opened,
      one.due,
    ],
  );
}

/** Counts under a lock on the person, so that two requests at once cannot pass the bound together. */
export async function openCases(tx: Transaction, patient: string): Promise<number> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 6))', [patient]);
  const [row] = await tx.query<{ n: number }>(
    `select count(*)::int as n from rights_case where patient = $1 and state = 'open'`,
    [patient],
  );
  return row?.n ?? 0;
}

export function casesOf(db: Database, patient: string): Promise<readonly KeptCase[]> {
  return db.query<KeptCase>(
    `select ${columns} from rights_case where patient = $1 order by opened desc, id desc limit ${mostListed}`,
    [patient],
  );
}

/** On the desk of an organisation, or of the operator (''). What she took back is nobody's work any more. */
export function casesFor(db: Database, addressee: string): Promise<readonly KeptCase[]> {
  return db.query<KeptCase>(
    `select ${columns} from rights_case where addressee = $1 and state <> 'closed'
     order by (state = 'open') desc, case when state = 'open' then due end, ended desc, id limit ${mostListed}`,
    [addressee],
  );
}

export async function findCase(db: Database, id: string): Promise<KeptCase | undefined> {
  const [found] = await db.query<KeptCase>(`select ${columns} from rights_case where id = $1`, [id]);
  return found;
}

/** Ends an open case; false where it has ended already. */
export async function endCase(
  tx: Transaction,
  id: string,
  end: { readonly state: CaseState; readonly answer: string | null; readonly by: string; readonly at: Date },
): Promise<boolean> {
  const rows = await tx.query<object>(
    `update rights_case set state = $2, answer = $3, answered_by = $4, ended = $5
     where id = $1 and state = 'open' returning 1 as done`,
    [id, end.state, end.answer, end.by, end.at],
  );
  return rows.length === 1;
}

/** Takes the open cases that have not been answered in time and of which nobody was reminded; each is given once. */
export function takeOverdue(tx: Transaction, now: Date): Promise<readonly KeptCase[]> {
  return tx.query<KeptCase>(
    `update rights_case set reminded = $1
     where id in (
       select id from rights_case where state = 'open' and due < $1 and reminded is null
        order by due limit ${mostListed} for update skip locked)
     returning ${columns}`,
    [now],
  );
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
