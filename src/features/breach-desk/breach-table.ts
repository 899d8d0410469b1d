import type { Database, Queryable } from '#db';
import type { CarePart } from '#fhir';
import {
  type BreachLine,
  type BreachPerson,
  type BreachState,
  type BreachTotals,
  type BreachWords,
  hoursToTell,
} from './contract.ts';
import type { Touched } from './count-persons.ts';

export interface Breach {
  readonly id: string;
  readonly reason: string;
  readonly subject: string | null;
  readonly client: string | null;
  readonly first: Date;
  readonly last: Date;
  readonly known: Date;
  /** Whether a count that has begun goes on is told by its job. */
  readonly state: KeptState;
  readonly openedBy: string;
  readonly opened: Date;
  readonly words: BreachWords;
  /** When its count began; null in cases of older builds. */
  readonly begun: Date | null;
  /** The job that counts, or counted last; null until it is durable. */
  readonly job: string | null;
}

export type KeptState = Exclude<BreachState, 'failed'>;

const columns = `id, reason, subject, client, first, last, known, state, opened_by as "openedBy", opened, words,
  count_begun as begun, job`;
const mostTold = 100;
const personsAtOnce = 1_000;

export async function insertBreach(on: Queryable, breach: Breach): Promise<void> {
  const { id, reason, subject, client, first, last, known, state, openedBy, opened, words, begun } = breach;
  await on.query(
    `insert into breach (id, reason, subject, client, first, last, known, state, opened_by, opened, words, count_begun)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    [id, reason, subject, client, first, last, known, state, openedBy, opened, words, begun],
  );
}

export async function breachOf(db: Database, id: string): Promise<Breach | undefined> {
  if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
  const [row] = await db.query<Breach>(`select ${columns} from breach where id = $1`, [id]);
  return row;
}

/** The latest first, 100 at most. */
export function breaches(db: Database): Promise<readonly Breach[]> {
  return db.query<Breach>(`select ${columns} from breach order by opened desc limit ${mostTold}`, []);
}

export async function closeBreach(db: Database, id: string): Promise<void> {
  await db.query(`update breach set state = 'closed' where id = $1`, [id]);
}

/** Begins a count of a case as it was read; false where somebody else began one or closed the case meanwhile. */
export async function beginCount(db: Database, { id, job, begun }: Breach, at: Date): Promise<boolean> {
  const rows = await db.query<object>(
    `update breach set state = 'counting', count_begun = $4, job = null
      where id = $1 and state <> 'closed' and job is not distinct from $2 and count_begun is not distinct from $3
     returning 1 as done`,
    [id, job, begun, at],
  );
  return rows.length === 1;
}

/** Notes the job of a count that began then. */
export async function noteJob(db: Database, id: string, begun: Date, job: string): Promise<void> {
  await db.query('update breach set job = $3 where id = $1 and count_begun = $2', [id, begun, job]);
}

export async function setWords(db: Database, id: string, words: BreachWords): Promise<void> {
  await db.query('update breach set words = $2 where id = $1', [id, words]);
}

/** Puts what was counted in the place of what was counted before, all or nothing; to whom was written stays. */
export async function keepPersons(db: Database, id: string, persons: ReadonlyMap<string, Touched>): Promise<void> {
  const rows = [...persons];
  await db.transaction(async (tx) => {
    // Two counts of one case end one after the other.
    await tx.query('select from breach where id = $1 for update', [id]);
    const written = await tx.query<{ readonly patient: string; readonly lettered: Date }>(
      `with former as (delete from breach_person where breach = $1 returning patient, lettered)
       select patient, lettered from former where lettered is not null`,
      [id],
    );
    const lettered = new Map(written.map((person) => [person.patient, person.lettered]));
    for (let from = 0; from < rows.length; from += personsAtOnce) {
      const some = rows.slice(from, from + personsAtOnce);
      await tx.query(
        `insert into breach_person (breach, patient, entries, resources, categories, first, last, lettered)
         select $1, patient, entries, resources, string_to_array(categories, ' '), first, last, lettered
           from unnest($2::text[], $3::integer[], $4::bigint[], $5::text[], $6::timestamptz[], $7::timestamptz[],
                       $8::timestamptz[])
             as touched (patient, entries, resources, categories, first, last, lettered)`,
        [
          id,
          some.map(([patient]) => patient),
          some.map(([, touched]) => touched.entries),
          some.map(([, touched]) => touched.resources),
          some.map(([, touched]) => [...touched.categories].join(' ')),
          some.map(([, touched]) => touched.first),
          some.map(([, touched]) => touched.last),
          some.map(([patient]) => lettered.get(patient) ?? null),
        ],
      );
    }
    await tx.query(`update breach set state = 'open' where id = $1 and state = 'counting'`, [id]);
  });
}

export async function totalsOf(db: Database, id: string): Promise<BreachTotals & { readonly letters: number }> {
  const [[row], categories] = await Promise.all([
    db.query<{
      persons: number;
      entries: number;
      resources: number;
      letters: number;
      first: Date | null;
      last: Date | null;
    }>(
      `select count(*)::integer as persons, coalesce(sum(entries), 0)::bigint as entries,
              coalesce(sum(resources), 0)::bigint as resources, count(lettered)::integer as letters,
              min(first) as first, max(last) as last
         from breach_person where breach = $1`,
      [id],
    ),
    db.query<{ category: CarePart; persons: number }>(
      `select category, count(*)::integer as persons from breach_person cross join unnest(categories) category
        where breach = $1 group by 1 order by 2 desc, 1`,
      [id],
    ),
  ]);
  return {
    persons: row?.persons ?? 0,
    entries: row?.entries ?? 0,
    resources: row?.resources ?? 0,
    letters: row?.letters ?? 0,
    categories,
    ...(row?.first ? { first: row.first.toISOString() } : {}),
    ...(row?.last ? { last: row.last.toISOString() } : {}),
  };
}

interface PersonRow {
  readonly patient: string;
  readonly entries: number;
  readonly resources: number;
  readonly categories: readonly CarePart[];
  readonly first: Date;
  readonly last: Date;
  readonly lettered: Date | null;
}

/** Persons in the order of their ids, behind the one named. */
export async function personsOf(
  db: Database,
  id: string,
  after: string,
  count: number,
): Promise<readonly BreachPerson[]> {
  const rows = await db.query<PersonRow>(
    `select patient, entries, resources, categories, first, last, lettered from breach_person
      where breach = $1 and patient > $2 order by patient limit $3`,
    [id, after, count],
  );
  return rows.map(({ first, last, lettered, ...row }) => ({
    ...row,
    first: first.toISOString(),
    last: last.toISOString(),
    ...(lettered === null ? {} : { lettered: lettered.toISOString() }),
  }));
}

export async function noteLetters(db: Database, id: string, patients: readonly string[], at: Date): Promise<void> {
  await db.query(
    'update breach_person set lettered = $3 where breach = $1 and patient = any ($2::text[]) and lettered is null',
    [id, patients, at],
  );
}

export function lineOf(breach: Breach, state: BreachState): BreachLine {
  const { id, reason, subject, client, first, last, openedBy, opened, known } = breach;
  return {
    id,
    reason,
    scope: {
      ...(subject === null ? {} : { subject }),
      ...(client === null ? {} : { client }),
      from: first.toISOString(),
      to: last.toISOString(),
    },
    state,
    openedBy,
    opened: opened.toISOString(),
    known: known.toISOString(),
    due: new Date(known.getTime() + hoursToTell * 3_600_000).toISOString(),
  };
}
