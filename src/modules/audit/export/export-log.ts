import type { Database, Queryable } from '#db';
import { clockDifference } from '../access-log.ts';
import { blockLength } from '../append-lines.ts';
import type { KeptEntry } from '../contract.ts';
import { entryOf } from '../entry-line.ts';
import { type AuditObserver, toAuditEvent } from '../to-audit-event.ts';
import { type HashOf, inclusionProof, subtreesOf } from '../tree/merkle.ts';
import { hashesIn, type Tile, tileOf } from '../tree/tiles.ts';
import { proofExtension } from './proof-extension.ts';

export interface LogExportOptions {
  readonly from: Date;
  /** Entries before that time. */
  readonly to: Date;
  readonly observer: AuditObserver;
  /** Takes a line of NDJSON, without its newline; the next comes when it has. */
  readonly write: (line: string) => Promise<void>;
}

export interface LogExport {
  readonly entries: number;
  /** The signed head in which every entry is proved to be, with the signatures of witnesses; undefined for a log without one. */
  readonly checkpoint?: string;
}

const blocksAtOnce = 500;

/**
 * Writes the entries of a time, in the order of the tree, as AuditEvents by IHE BALP, each with the line that is its leaf
 * and the proof that leads from there to one signed head, so that they can be checked by whoever has the log's key. What
 * is not in the tree yet is left to the next export; what was dropped with its month is gone. As of one moment.
 */
export function exportLog(db: Database, options: LogExportOptions): Promise<LogExport> {
  return db.snapshot(async (on) => {
    const [head] = await on.query<{ size: number; checkpoint: string }>(
      'select size, checkpoint from audit_head order by size desc limit 1',
      [],
    );
    if (head === undefined) return { entries: 0 };
    const signatures = await on.query<{ line: string }>(
      'select line from audit_cosignature where size = $1 order by witness',
      [head.size],
    );
    const entries = await writeEntries(on, head.size, options);
    return { entries, checkpoint: head.checkpoint + signatures.map(({ line }) => line).join('') };
  });
}

async function writeEntries(on: Queryable, size: number, options: LogExportOptions): Promise<number> {
  const { from, to, observer, write } = options;
  const hashes = await openHashes(on, size);
  let written = 0;
  for (let after = -1; ; ) {
    const blocks = await on.query<{ seq: number; start: number; entries: string }>(
      `select block.seq, sealed.start, block.entries
         from audit_sealed sealed join audit_block block on block.seq = sealed.seq
        where sealed.start > $1 and block.at >= $2 and block.at < $3
        order by sealed.start limit ${blocksAtOnce}`,
      [after, new Date(from.getTime() - clockDifference), new Date(to.getTime() + clockDifference)],
    );
    for (const { seq, start, entries } of blocks) {
      for (const [n, line] of entries.split('\n').entries()) {
        const entry: KeptEntry = { id: String(seq * blockLength + n), ...entryOf(line) };
        if (entry.at < from || entry.at >= to) continue;
        const place = start + n;
        const proof = inclusionProof(place, size, await hashes(place));
        await write(
          JSON.stringify({ ...toAuditEvent(entry, observer), extension: [proofExtension({ line, place, proof })] }),
        );
        written += 1;
      }
      after = start;
    }
    if (blocks.length < blocksAtOnce) return written;
  }
}

/** Hashes kept; a proof of a log of a million entries takes twenty, of which its neighbour has all but one. */
const mostHashes = 100_000;

/**
 * What the proofs of neighbours are made of: tiles are read when a proof first needs them, and hashes made once. Gives what
 * has every hash that the proof of an entry takes.
 */
async function openHashes(on: Queryable, size: number): Promise<(place: number) => Promise<HashOf>> {
  const tiles = new Map<string, Buffer>();
  let made = new Map<string, Buffer>();
  const fromTiles = hashesIn((level, index) => tiles.get(`${level}/${index}`));
  const hashOf: HashOf = (subtree) => {
    const key = `${subtree.level}/${subtree.index}`;
    const known = made.get(key);
    if (known !== undefined) return known;
    if (made.size >= mostHashes) made = new Map();
    const hash = fromTiles(subtree);
    made.set(key, hash);
    return hash;
  };
  const load = async (places: readonly { readonly level: number; readonly index: number }[]) => {
    const missing = places.filter(({ level, index }) => !tiles.has(`${level}/${index}`));
    if (missing.length === 0) return;
    const rows = await on.query<Tile>(
      `select level, index, hashes from audit_tile
        where (level, index) in (select * from unnest($1::smallint[], $2::bigint[]))`,
      [missing.map(({ level }) => level), missing.map(({ index }) => index)],
    );
    for (const { level, index, hashes } of rows) tiles.set(`${level}/${index}`, hashes);
  };
  const edge = subtreesOf(0, size).map(tileOf);
  await load(edge);
  let lowest = -1;
  return async (place) => {
    const index = tileOf({ level: 0, index: place }).index;
    if (index !== lowest) {
      // The tiles of the lowest level are many, and each serves 256 entries.
      tiles.delete(`0/${lowest}`);
      await load([...above(place), ...edge]);
      lowest = index;
    }
    return hashOf;
  };
}

/** The tiles in which an entry and those above it stand. */
function above(place: number): readonly { readonly level: number; readonly index: number }[] {
  return [0, 8, 16, 24, 32, 40].map((level) => tileOf({ level, index: Math.floor(place / 2 ** level) }));
}
