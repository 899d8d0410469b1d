import type { Database } from '#db';
import type { FindingAccount, FindingState, RuleName, Verdict } from './contract.ts';
import type { Sighting } from './rules/rule.ts';

export interface Finding {
  readonly id: string;
  readonly rule: RuleName;
  readonly account: FindingAccount | null;
  readonly first: Date;
  readonly last: Date;
  readonly count: number;
  readonly persons: readonly string[];
  readonly readers: number;
  readonly state: FindingState;
  readonly verdict: Verdict | null;
  readonly note: string | null;
  readonly settledBy: string | null;
  readonly settled: Date | null;
}

const columns = `id, rule, account, first, last, count, persons, readers, state, verdict, note,
  settled_by as "settledBy", settled`;
const mostPersons = 1_000;
const mostTold = 200;

/** Keeps what was seen; more of the same is added to the finding that is there, one that is settled stays as it was. */
export async function keepSightings(db: Database, sightings: readonly Sighting[], newId: () => string): Promise<void> {
  for (const { rule, key, account, from, to, count, persons, readers } of addedUp(sightings)) {
    await db.query(
      `insert into watch_finding as known (id, rule, key, account, first, last, count, persons, readers)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       on conflict (rule, key) do update set
         first = least(known.first, excluded.first), last = greatest(known.last, excluded.last),
         count = greatest(known.count, excluded.count), readers = greatest(known.readers, excluded.readers),
         persons = (select array(select distinct unnest(known.persons || excluded.persons) limit ${mostPersons}))
       where known.state = 'open'`,
      [newId(), rule, key, account ?? null, from, to, count, [...persons], readers],
    );
  }
}

/** The sightings of each finding as one, with the persons of all of them. */
function addedUp(sightings: readonly Sighting[]) {
  const found = new Map<string, Omit<Sighting, 'persons'> & { readonly persons: Set<string> }>();
  for (const sighting of sightings) {
    const name = `${sighting.rule} ${sighting.key}`;
    const before = found.get(name);
    const persons = before?.persons ?? new Set();
    for (const person of sighting.persons) if (persons.size < mostPersons) persons.add(person);
    found.set(name, {
      ...sighting,
      from: before !== undefined && before.from < sighting.from ? before.from : sighting.from,
      count: Math.max(sighting.count, before?.count ?? 0),
      readers: Math.max(sighting.readers, before?.readers ?? 0),
      persons,
    });
  }
  return found.values();
}

/** Those of a state, the latest first, 200 at most. */
export function findingsOf(db: Database, state: FindingState): Promise<readonly Finding[]> {
  return db.query<Finding>(
    `select ${columns} from watch_finding where state = $1 order by last desc, id limit ${mostTold}`,
    [state],
  );
}

export async function countOpen(db: Database): Promise<number> {
  const [row] = await db.query<{ n: number }>(
    `select count(*)::integer as n from watch_finding where state = 'open'`,
    [],
  );
  return row?.n ?? 0;
}

export interface Settlement {
  readonly id: string;
  readonly verdict: Verdict;
  readonly note: string;
  readonly by: string;
  readonly at: Date;
}

/** Undefined where there is no such finding that is open. */
export async function settleFinding(
  db: Database,
  { id, verdict, note, by, at }: Settlement,
): Promise<Finding | undefined> {
  const [row] = await db.query<Finding>(
    `update watch_finding set state = 'settled', verdict = $2, note = $3, settled_by = $4, settled = $5
      where id = $1 and state = 'open' returning ${columns}`,
    [id, verdict, note, by, at],
  );
  return row;
}
