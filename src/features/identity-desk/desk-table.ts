import type { Database, Transaction } from '#db';
import type { LikelyPair } from '#records';
import type { ActLine, PairLine, TraitLine } from './contract.ts';

const mostPairs = 50;
const mostActs = 50;

/** Keeps what the search found; what somebody has settled stays so. */
export async function keepPairs(db: Database, pairs: readonly LikelyPair[], found: Date): Promise<void> {
  if (pairs.length === 0) return;
  const rows = pairs.map(({ one, other, grade, score, sharedIns, differing }) => ({
    one,
    other,
    grade,
    score,
    shared_ins: sharedIns,
    differing,
  }));
  await db.query(
    `insert into identity_pair (one, other, grade, score, shared_ins, differing, found)
     select one, other, grade, score, shared_ins, differing, $2
       from jsonb_to_recordset($1::jsonb)
         as found (one text, other text, grade text, score real, shared_ins boolean, differing jsonb)
     on conflict (one, other) do update set grade = excluded.grade, score = excluded.score,
       shared_ins = excluded.shared_ins, differing = excluded.differing, found = excluded.found`,
    [JSON.stringify(rows), found],
  );
}

/** After a search through all: open pairs that it did not find again are none any more. */
export async function dropOlderPairs(db: Database, than: Date): Promise<void> {
  await db.query('delete from identity_pair where not settled and found < $1', [than]);
}

/** Those that share an INS first, then the likeliest. */
export async function openPairs(db: Database): Promise<{ readonly pairs: readonly PairLine[]; readonly open: number }> {
  const rows = await db.query<{
    one: string;
    other: string;
    grade: PairLine['grade'];
    score: number;
    sharedIns: boolean;
    differing: readonly TraitLine[];
    found: Date;
    open: number;
  }>(
    `select one, other, grade, score, shared_ins as "sharedIns", differing, found, count(*) over ()::int as open
       from identity_pair where not settled order by shared_ins desc, score desc, one, other limit ${mostPairs}`,
    [],
  );
  return {
    pairs: rows.map(({ open, found, ...pair }) => ({ ...pair, found: found.toISOString() })),
    open: rows[0]?.open ?? 0,
  };
}

export async function settlePair(tx: Transaction, one: string, other: string, settled: boolean): Promise<void> {
  await tx.query(
    'update identity_pair set settled = $3 where one = least($1, $2 collate "C") and other = greatest($1, $2 collate "C")',
    [one, other, settled],
  );
}

export async function keepAct(tx: Transaction, act: Omit<ActLine, 'at'> & { readonly at: Date }): Promise<void> {
  await tx.query(
    `insert into identity_act (id, act, one, other, reference, reason, made_by, at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [act.id, act.act, act.one, act.other, act.reference ?? null, act.reason, act.by, act.at],
  );
}

/** The latest first. */
export async function latestActs(db: Database): Promise<readonly ActLine[]> {
  const rows = await db.query<Omit<ActLine, 'at' | 'reference'> & { reference: string | null; at: Date }>(
    `select id, act, one, other, reference, reason, made_by as by, at from identity_act
     order by at desc, id limit ${mostActs}`,
    [],
  );
  return rows.map(({ reference, at, ...row }) => ({
    ...row,
    ...(reference === null ? {} : { reference }),
    at: at.toISOString(),
  }));
}
