import type { Database, Queryable, Transaction } from '#db';
import type { Log } from '#kernel';
import { blockLength } from './append-lines.ts';
import { keepRound } from './keep-round.ts';

/** Blocks that one statement places at most. */
const blocksAtOnce = 100;
/** Milliseconds between two rounds. */
const pause = 250;

/**
 * Takes blocks out of those that wait and places their entries, by person and time. It is one statement, so that a block is
 * placed once, whoever does it; in the order of numbers, so that two who wait for each other's blocks never wait in a
 * circle. Blocks are placed as they are written: those wait whose places are made anew, and those of older builds.
 */
const place = (lock: string) => `
with taken as (
  delete from audit_pending
   where ctid = any (array(select ctid from audit_pending order by seq limit ${blocksAtOnce} ${lock}))
  returning seq
), placed as (
  insert into audit_place (patient, at, id)
  select coalesce(entry.patient, ''), entry.at, block.seq * ${blockLength} + line.n - 1
    from taken
    join audit_block block on block.seq = taken.seq
   cross join lateral string_to_table(block.entries, E'\\n') with ordinality as line (text, n)
   cross join lateral json_to_record(line.text::json) as entry (patient text, at timestamptz)
)
select count(*)::integer as blocks from taken`;
const placeAll = place('for update');
const placeFree = place('for update skip locked');

/** Places every entry that waits by now. */
export async function placeEntries(db: Database): Promise<void> {
  while ((await placeSome(db, placeAll)) === blocksAtOnce);
}

/** Places what waits and nobody else is placing, the entries of the open transaction included. */
export async function placeWithin(tx: Transaction): Promise<void> {
  while ((await placeSome(tx, placeFree)) === blocksAtOnce);
}

async function placeSome(db: Queryable, statement: string): Promise<number> {
  const [row] = await db.query<{ blocks: number }>(statement, []);
  return row?.blocks ?? 0;
}

/**
 * Places what waits within a moment, until it is stopped. Several processes may do so at once: none waits for what another
 * has taken.
 */
export function keepPlacing(db: Database, log: Log): () => Promise<void> {
  const round = async () => (await placeSome(db, placeFree)) === blocksAtOnce;
  return keepRound({ round, pause, log, event: 'audit.placing-failed' });
}

/**
 * Makes the places anew: forgets all, notes every block as one that waits, and places them. They are derived from the
 * blocks alone, so nothing is lost; until they are all back, a person's log is short of the entries that still wait.
 */
export async function placeAnew(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('lock table audit_pending, audit_place in access exclusive mode', []);
    await tx.query('delete from audit_pending', []);
    await tx.query('delete from audit_place', []);
    await tx.query('insert into audit_pending (seq) select seq from audit_block', []);
  });
  await placeEntries(db);
}
