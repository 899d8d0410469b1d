import type { Database, Queryable } from '#db';
import { blockLength } from '../append-lines.ts';
import { entryOf } from '../entry-line.ts';
import type { DroppedMonth } from '../months.ts';
import { collectDrops } from './collect-drops.ts';
import { judgeHeads, readHeads } from './judge-heads.ts';
import { hashLength, leafHash } from './merkle.ts';
import type { NoteVerifier } from './signed-note.ts';
import { openEdge, type Tile } from './tiles.ts';

/** What is wrong with a log, and where. */
export interface LogProblem {
  readonly kind:
    | 'entry-changed'
    | 'entries-reordered'
    | 'entries-added'
    | 'entries-missing'
    | 'block-missing'
    | 'block-added'
    | 'order-changed'
    | 'head-changed'
    | 'head-forged'
    | 'head-missing'
    | 'tree-changed'
    | 'month-dropped-early'
    | 'words-changed'
    | 'place-missing'
    | 'place-added';
  /** The entry that is meant, or the first of them, by the id that the log's pages give it. */
  readonly entry?: number;
  /** When the block was written that has it. */
  readonly at?: Date;
  /** In words, without anything that an entry says. */
  readonly text: string;
}

export interface LogReport {
  readonly entries: number;
  readonly heads: number;
  /** Entries that are durable and not in the tree yet; more than a moment's worth of them are suspicious. */
  readonly waiting: number;
  /** Months whose entries were dropped when their time was past: the tree has their hashes, and an entry tells of it. */
  readonly dropped: readonly DroppedMonth[];
  /** Entries that words are bound to which are kept elsewhere, for who has them to compare; the first 10,000. */
  readonly worded: readonly WordedEntry[];
  /** The last head whose signature holds and whose root is that of the entries. */
  readonly verified?: { readonly size: number; readonly root: Buffer };
  /** The first 1,000. */
  readonly problems: readonly LogProblem[];
}

export interface WordedEntry {
  readonly entry: number;
  readonly at: Date;
  readonly interaction: string;
  readonly patient?: string;
  readonly traceId: string;
  /** `wordsDigest` of them. */
  readonly words: string;
}

export interface VerifyOptions {
  readonly db: Database;
  readonly verifier: NoteVerifier;
  readonly progress?: (entries: number) => void;
}

const blocksAtOnce = 2_000;
const mostProblems = 1_000;
const mostWorded = 10_000;

export interface SealedBlock {
  readonly seq: number;
  readonly start: number;
  readonly count: number;
  readonly at: Date | null;
  readonly entries: string | null;
}

/**
 * Goes through a whole log: hashes each entry anew, in the order in which the tree took them, and compares with the
 * hashes that the tree keeps, so that a change is told to the entry; then with each signed head, so that a change of
 * the tree itself is told between two heads. What a person's log is found by is compared with the entries too, so that
 * none is hidden from her. All of it is read as of one moment, since the log grows meanwhile. What a peer has signed is
 * for `witness.ts` to compare.
 */
export function verifyLog({ db, ...others }: VerifyOptions): Promise<LogReport> {
  return db.snapshot((on) => verifyAsOfNow({ on, ...others }));
}

interface Verification extends Omit<VerifyOptions, 'db'> {
  readonly on: Queryable;
}

async function verifyAsOfNow({ on, verifier, progress }: Verification): Promise<LogReport> {
  const problems: LogProblem[] = [];
  const note = (problem: LogProblem) => {
    if (problems.length < mostProblems) problems.push(problem);
  };
  const heads = await readHeads(on);
  const judged = judgeHeads(heads, verifier, note);
  const tree = openEdge(0, []);
  const upper = new Map<string, Tile>();
  const kept = keptLeaves(on);
  const drops = collectDrops(heads);
  const worded: WordedEntry[] = [];

  let expected = 0;
  for (;;) {
    const blocks = await on.query<SealedBlock>(
      `select sealed.seq, sealed.start, sealed.count, block.at, block.entries
         from audit_sealed sealed left join audit_block block using (seq)
        where sealed.start >= $1 order by sealed.start limit ${blocksAtOnce}`,
      [expected],
    );
    const sound: number[] = [];
    for (const block of blocks) {
      if (block.start !== expected) {
        note({
          kind: 'order-changed',
          ...(block.at === null ? {} : { at: block.at }),
          entry: block.seq * blockLength,
          text: `Where the tree expects the entry at place ${expected}, the order of blocks goes on with ${block.start}.`,
        });
      }
      expected = block.start + block.count;
      const recorded = await kept.range(block.start, block.count);
      if (block.entries === null) {
        drops.missing(block);
        if (recorded === undefined) note(tilesGone(block));
        else tree.append(recorded);
      } else {
        const lines = block.entries.split('\n');
        const hashes = lines.map(leafHash);
        if (checkBlock(block, hashes, recorded, note)) sound.push(block.seq);
        for (const hash of hashes) tree.append(hash);
        drops.look(lines);
        for (const [n, line] of lines.entries()) {
          if (line.includes('"words":"') && worded.length < mostWorded) {
            worded.push(...wordedIn(line, block.seq * blockLength + n));
          }
        }
      }
      judged.pass(tree, expected);
    }
    for (const problem of await unplaced(on, sound)) note(problem);
    for (const tile of tree.takeChanged()) if (tile.level > 0) upper.set(`${tile.level}/${tile.index}`, tile);
    progress?.(expected);
    if (blocks.length < blocksAtOnce) break;
  }
  judged.pass(tree, Number.MAX_SAFE_INTEGER);
  const { dropped, unexplained } = drops.judge();
  for (const problem of unexplained) note(problem);
  if (judged.isSound) await checkUpperTiles(on, upper, note);
  if (expected > (heads.at(-1)?.size ?? 0)) {
    note({
      kind: 'head-missing',
      text: `The tree has ${expected} entries, and the last head is over ${heads.at(-1)?.size ?? 0}.`,
    });
  }
  for (const { seq, at } of await blocksOutside(on)) {
    note({
      kind: 'block-added',
      entry: seq * blockLength,
      at,
      text: 'A block of entries is in the log and not in the tree.',
    });
  }
  const tooMany = problems.length === 0 ? await placesTooMany(on) : 0;
  if (tooMany > 0) {
    note({ kind: 'place-added', text: `${tooMany} places lead into people's logs what is not about them.` });
  }
  const [waiting] = await on.query<{ entries: number }>(
    `select coalesce(sum(count), 0)::bigint as entries from audit_block where seq in (
       select seq from audit_pending union select seq from audit_unsealed)
       and not exists (select from audit_sealed sealed where sealed.seq = audit_block.seq)`,
    [],
  );
  return {
    entries: expected,
    heads: heads.length,
    waiting: waiting?.entries ?? 0,
    dropped,
    worded,
    ...(judged.verified === undefined ? {} : { verified: judged.verified }),
    problems,
  };
}

/** What a line tells of words; nothing where it is none that this build wrote. */
function wordedIn(line: string, entry: number): readonly WordedEntry[] {
  try {
    const { at, interaction, patient, traceId, words } = entryOf(line);
    if (words === undefined) return [];
    return [{ entry, at, interaction, traceId, words, ...(patient === undefined ? {} : { patient }) }];
  } catch {
    return [];
  }
}

function tilesGone({ seq, start }: SealedBlock): LogProblem {
  return { kind: 'tree-changed', entry: seq * blockLength, text: `The tree's hashes from place ${start} are gone.` };
}

/** Compares the hashes of a block's entries with those that the tree has of them; true where they are these. */
function checkBlock(
  block: SealedBlock,
  hashes: readonly Buffer[],
  recorded: Buffer | undefined,
  note: (problem: LogProblem) => void,
): boolean {
  const first = block.seq * blockLength;
  const when = block.at === null ? {} : { at: block.at };
  if (recorded === undefined) {
    note({ ...tilesGone(block), ...when });
    return false;
  }
  const known = Array.from({ length: block.count }, (_, n) => recorded.subarray(n * hashLength, (n + 1) * hashLength));
  const differing = known.findIndex((hash, n) => hashes[n]?.equals(hash) !== true);
  if (hashes.length !== block.count) {
    const place = differing === -1 ? block.count : differing;
    const kind = hashes.length > block.count ? 'entries-added' : 'entries-missing';
    note({
      kind,
      entry: first + place,
      ...when,
      text: `The block has ${hashes.length} entries and was written with ${block.count}.`,
    });
    return false;
  }
  if (differing === -1) return true;
  const changed = known.flatMap((hash, n) => (hashes[n]?.equals(hash) ? [] : [n]));
  const before = new Set(changed.map((n) => known[n]?.toString('hex')));
  if (changed.every((n) => before.has(hashes[n]?.toString('hex')))) {
    note({
      kind: 'entries-reordered',
      entry: first + differing,
      ...when,
      text: `${changed.length} entries have changed places.`,
    });
    return false;
  }
  for (const n of changed) {
    note({ kind: 'entry-changed', entry: first + n, ...when, text: 'The entry is not the one that was written.' });
  }
  return false;
}

/** Blocks that neither are in the tree nor wait for it. */
function blocksOutside(on: Queryable): Promise<readonly { readonly seq: number; readonly at: Date }[]> {
  return on.query(
    `select seq, at from audit_block block
      where not exists (select from audit_sealed where seq = block.seq)
        and not exists (select from audit_unsealed where seq = block.seq)
        and not exists (select from audit_pending where seq = block.seq)
      order by seq limit ${mostProblems}`,
    [],
  );
}

/** Entries of blocks that are sound by which nobody's log is led to them. */
async function unplaced(on: Queryable, blocks: readonly number[]): Promise<readonly LogProblem[]> {
  const rows = await on.query<{ id: number; at: Date }>(
    `select block.seq * ${blockLength} + line.n - 1 as id, block.at
       from audit_block block
      cross join lateral string_to_table(block.entries, E'\\n') with ordinality as line (text, n)
      cross join lateral json_to_record(line.text::json) as entry (patient text, at timestamptz)
      where block.seq = any ($1::bigint[]) and not exists (select from audit_pending where seq = block.seq)
        and not exists (
          select from audit_place
           where patient = coalesce(entry.patient, '') and at = entry.at and id = block.seq * ${blockLength} + line.n - 1)
      order by 1 limit ${mostProblems}`,
    [blocks],
  );
  const text = 'The entry is not shown in the log of the person whom it is about: its place is gone.';
  return rows.map(({ id, at }) => ({ kind: 'place-missing', entry: id, at, text }));
}

/** How many places there are beyond those of the entries; fewer where some are gone. */
async function placesTooMany(on: Queryable): Promise<number> {
  const [row] = await on.query<{ places: number }>(
    `select (select count(*) from audit_place) - (
       select coalesce(sum(count), 0) from audit_block
        where not exists (select from audit_pending where seq = audit_block.seq)) as places`,
    [],
  );
  return Number(row?.places ?? 0);
}

/** Compares the upper rows of the tree with what is kept of them; proofs are made from these. */
async function checkUpperTiles(
  on: Queryable,
  tiles: ReadonlyMap<string, Tile>,
  note: (problem: LogProblem) => void,
): Promise<void> {
  const kept = await on.query<Tile>('select level, index, hashes from audit_tile where level > 0', []);
  const byPlace = new Map(kept.map((tile) => [`${tile.level}/${tile.index}`, tile.hashes]));
  for (const [place, { hashes }] of tiles) {
    if (byPlace.get(place)?.equals(hashes) === true) continue;
    note({ kind: 'tree-changed', text: `The tile ${place} of the tree is not what its entries make.` });
  }
}

/** The hashes of leaves as the tree keeps them, read forward. */
function keptLeaves(on: Queryable) {
  const perTile = 256;
  const atOnce = 64;
  let first = -1;
  let tiles = new Map<number, Buffer>();
  const load = async (index: number) => {
    if (first !== -1 && index >= first && index < first + atOnce) return;
    const rows = await on.query<{ index: number; hashes: Buffer }>(
      `select index, hashes from audit_tile where level = 0 and index >= $1 and index < $2`,
      [index, index + atOnce],
    );
    first = index;
    tiles = new Map(rows.map((row) => [row.index, row.hashes]));
  };
  return {
    async range(start: number, count: number): Promise<Buffer | undefined> {
      const parts: Buffer[] = [];
      for (let at = start; at < start + count; ) {
        const index = Math.floor(at / perTile);
        await load(index);
        const from = at % perTile;
        const to = Math.min(perTile, from + start + count - at);
        const part = tiles.get(index)?.subarray(from * hashLength, to * hashLength);
        if (part?.length !== (to - from) * hashLength) return undefined;
        parts.push(part);
        at += to - from;
      }
      return Buffer.concat(parts);
    },
  };
}
