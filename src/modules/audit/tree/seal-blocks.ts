import type { Database, Transaction } from '#db';
import type { Clock } from '#kernel';
import { appendLines } from '../append-lines.ts';
import type { AuditEntry } from '../contract.ts';
import { lineOf } from '../entry-line.ts';
import { placeWithin } from '../place-entries.ts';
import { signCheckpoint } from './checkpoint.ts';
import { rootOf } from './merkle.ts';
import { type NoteSigner, verifierText } from './signed-note.ts';
import { edgeTiles, openEdge, type Tile, type TreeEdge } from './tiles.ts';

/** Blocks that one round puts into the tree at most. */
export const blocksAtOnce = 400;
// The two keys of the advisory lock that lets one process go on with the tree at a time; no other module uses them.
const sealLock = [0x61756474, 1] as const;

/** What waits and is not in the tree yet; noted again where places were made anew. The hash of an entry is made of its line's bytes. */
const take = `
with taken as (
  delete from audit_unsealed where seq in (select seq from audit_unsealed order by seq limit ${blocksAtOnce})
  returning seq
)
select block.seq, block.count, (
         select string_agg(sha256('\\x00'::bytea || convert_to(line.text, 'UTF8')), ''::bytea order by line.n)
           from string_to_table(block.entries, E'\\n') with ordinality as line (text, n)
       ) as hashes
  from taken
  join audit_block block on block.seq = taken.seq
 where not exists (select from audit_sealed where seq = taken.seq)
 order by block.seq`;

const keepTiles = `
insert into audit_tile (level, index, hashes)
select * from unnest($1::smallint[], $2::bigint[], $3::bytea[])
on conflict (level, index) do update set hashes = excluded.hashes`;

/** Puts blocks into the tree and signs its new head, all in one transaction. */
export interface Sealer {
  /** How many blocks were taken from those that wait; 0 also while another process does it. */
  seal(): Promise<number>;
  /**
   * Seals what waits together with the entry that tells of it under a head that both keys sign and that names the next
   * one, by which the log signs from then on. Waits for a round that is under way.
   */
  rotate(next: NoteSigner, entry: AuditEntry): Promise<void>;
}

/**
 * A sealer; between rounds it keeps the right edge of the tree, which it reads anew when another has gone on with it.
 * `signers` gives the keys that are known by now, for the moment at which the log's key was rotated elsewhere; a sealer
 * that does not have the key in force throws and seals nothing.
 */
export function createSealer(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly signer: NoteSigner;
  readonly signers?: () => Promise<readonly NoteSigner[]>;
}): Sealer {
  const { db, clock } = options;
  let { signer } = options;
  let kept: TreeEdge | undefined;

  const inForce = async (key: string | null): Promise<NoteSigner> => {
    if (key === null || verifierText(signer) === key) return signer;
    const found = (await options.signers?.())?.find((known) => verifierText(known) === key);
    if (found === undefined) throw new LogKeyMissing('The key by which the log is signed is not among the keys');
    signer = found;
    return found;
  };

  /** What waits, put into the tree under a new head. */
  const round = async (tx: Transaction, next?: NoteSigner): Promise<number> => {
    const blocks = await tx.query<{ seq: number; count: number; hashes: Buffer }>(take, []);
    if (blocks.length === 0) return 0;
    const { size, key } = await lastHead(tx);
    const own = await inForce(key);
    const edge = kept?.size === size ? kept : await readEdge(tx, size);
    const starts: number[] = [];
    for (const { hashes } of blocks) {
      starts.push(edge.size);
      edge.append(hashes);
    }
    await tx.query(
      `insert into audit_sealed (seq, start, count)
       select * from unnest($1::bigint[], $2::bigint[], $3::integer[])`,
      [blocks.map(({ seq }) => seq), starts, blocks.map(({ count }) => count)],
    );
    const tiles = edge.takeChanged();
    await tx.query(keepTiles, [
      tiles.map(({ level }) => level),
      tiles.map(({ index }) => index),
      tiles.map(({ hashes }) => hashes),
    ]);
    const time = clock.now();
    const rotation = next === undefined ? undefined : { from: verifierText(own), to: verifierText(next) };
    const head = { origin: own.name, size: edge.size, root: rootOf(edge.size, edge.hashOf), time };
    await tx.query('insert into audit_head (size, at, checkpoint, next_key) values ($1, $2, $3, $4)', [
      head.size,
      time,
      rotation === undefined || next === undefined
        ? signCheckpoint([own], head, time)
        : signCheckpoint([own, next], { ...head, rotation }, time),
      rotation?.to ?? null,
    ]);
    kept = edge;
    return blocks.length;
  };

  const within = async <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
    try {
      return await db.transaction(work);
    } catch (error) {
      // What was appended did not become durable.
      kept = undefined;
      throw error;
    }
  };

  return {
    seal: () =>
      within(async (tx) => {
        const [lock] = await tx.query<{ held: boolean }>(
          'select pg_try_advisory_xact_lock($1::int, $2::int) as held',
          sealLock,
        );
        return lock?.held === true ? round(tx) : 0;
      }),
    rotate: (next, entry) =>
      within(async (tx) => {
        await tx.query('select pg_advisory_xact_lock($1::int, $2::int)', sealLock);
        await appendLines(tx, [lineOf(entry)]);
        await placeWithin(tx);
        await round(tx, next);
      }),
  };
}

/** The process has none of the log's keys of this moment: somebody has put other files in their place. */
export class LogKeyMissing extends Error {
  override readonly name = 'LogKeyMissing';
}

/** The size of the tree, and the key that the last rotation named. */
async function lastHead(tx: Transaction): Promise<{ readonly size: number; readonly key: string | null }> {
  const [row] = await tx.query<{ size: number | null; key: string | null }>(
    `select (select max(size) from audit_head) as size,
            (select next_key from audit_head where next_key is not null order by size desc limit 1) as key`,
    [],
  );
  return { size: row?.size ?? 0, key: row?.key ?? null };
}

async function readEdge(tx: Transaction, size: number): Promise<TreeEdge> {
  const wanted = edgeTiles(size);
  const rows = await tx.query<Tile>(
    `select level, index, hashes from audit_tile
      where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))`,
    [wanted.map(({ level }) => level), wanted.map(({ index }) => index)],
  );
  return openEdge(size, rows);
}
