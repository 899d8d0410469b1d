import type { Database, Transaction } from '#db';
import type { Clock } from '#kernel';
import { signCheckpoint } from './checkpoint.ts';
import { rootOf } from './merkle.ts';
import type { NoteSigner } from './signed-note.ts';
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
}

/** A sealer; between rounds it keeps the right edge of the tree, which it reads anew when another has gone on with it. */
export function createSealer(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly signer: NoteSigner;
}): Sealer {
  const { db, clock, signer } = options;
  let kept: TreeEdge | undefined;

  const round = async (tx: Transaction): Promise<number> => {
    const [lock] = await tx.query<{ held: boolean }>(
      'select pg_try_advisory_xact_lock($1::int, $2::int) as held',
      sealLock,
    );
    if (lock?.held !== true) return 0;
    const blocks = await tx.query<{ seq: number; count: number; hashes: Buffer }>(take, []);
    if (blocks.length === 0) return 0;
    const size = await sizeOf(tx);
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
    const at = clock.now();
    const head = { origin: signer.name, size: edge.size, root: rootOf(edge.size, edge.hashOf) };
    await tx.query('insert into audit_head (size, at, checkpoint) values ($1, $2, $3)', [
      head.size,
      at,
      signCheckpoint(signer, head, at),
    ]);
    kept = edge;
    return blocks.length;
  };

  return {
    async seal() {
      try {
        return await db.transaction(round);
      } catch (error) {
        // What was appended did not become durable.
        kept = undefined;
        throw error;
      }
    },
  };
}

async function sizeOf(tx: Transaction): Promise<number> {
  const [row] = await tx.query<{ size: number }>('select size from audit_head order by size desc limit 1', []);
  return row?.size ?? 0;
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
