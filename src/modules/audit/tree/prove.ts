import type { Queryable } from '#db';
import { blockLength } from '../append-lines.ts';
import { consistencyProof, type HashOf, hashLength, inclusionProof, type Subtree } from './merkle.ts';
import { hashesIn, type Tile, tileOf } from './tiles.ts';

/** Proof that the tree of `second` entries begins with that of `first` (RFC 9162 section 2.1.4). Both must have been sealed. */
export function proveConsistency(on: Queryable, first: number, second: number): Promise<readonly Buffer[]> {
  return proved(on, (hashOf) => consistencyProof(first, second, hashOf));
}

/** Where an entry stands in the tree, by the id that the log's pages give it; undefined where it is in no tree (yet). */
export async function placeOfEntry(on: Queryable, id: number): Promise<number | undefined> {
  const [row] = await on.query<{ start: number; count: number }>(
    'select start, count from audit_sealed where seq = $1',
    [Math.floor(id / blockLength)],
  );
  const within = id % blockLength;
  return row === undefined || within >= row.count ? undefined : row.start + within;
}

/** Proof that the entry at `place` is in the tree of `size` entries (RFC 9162 section 2.1.3). */
export function proveInclusion(on: Queryable, place: number, size: number): Promise<readonly Buffer[]> {
  return proved(on, (hashOf) => inclusionProof(place, size, hashOf));
}

/** Makes a proof twice: first to learn which tiles it needs, then from them. */
async function proved(on: Queryable, make: (hashOf: HashOf) => readonly Buffer[]): Promise<readonly Buffer[]> {
  const wanted: Subtree[] = [];
  const unknown = Buffer.alloc(hashLength);
  make((subtree) => {
    wanted.push(subtree);
    return unknown;
  });
  const places = wanted.map(tileOf);
  const tiles = await on.query<Tile>(
    `select level, index, hashes from audit_tile
      where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))`,
    [places.map(({ level }) => level), places.map(({ index }) => index)],
  );
  const byPlace = new Map(tiles.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  return make(hashesIn((level, index) => byPlace.get(`${level}/${index}`)));
}
