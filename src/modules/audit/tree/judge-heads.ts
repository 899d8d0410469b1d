import type { Queryable } from '#db';
import { readHead, type TreeHead } from './checkpoint.ts';
import { rootOf } from './merkle.ts';
import { type Note, type NoteVerifier, readNote, readVerifier, verifiedBy, verifierText } from './signed-note.ts';
import type { TreeEdge } from './tiles.ts';
import type { LogProblem } from './verify-log.ts';

export interface KeptHead {
  readonly size: number;
  readonly at: Date;
  readonly checkpoint: string;
}

export function readHeads(on: Queryable): Promise<readonly KeptHead[]> {
  return on.query<KeptHead>('select size, at, checkpoint from audit_head order by size', []);
}

interface ReadHead {
  readonly kept: KeptHead;
  readonly note: Note | undefined;
  readonly told: TreeHead | undefined;
}

/** The heads of a log, held against the tree that its entries make. */
export interface HeadJudge {
  /** Judges the heads over as many entries as the tree has by now, or fewer. */
  pass(tree: TreeEdge, upTo: number): void;
  /** False from the first head on whose entries are not those of the tree. */
  readonly isSound: boolean;
  readonly verified: { readonly size: number; readonly root: Buffer } | undefined;
}

/**
 * Judges heads in the order of their sizes. `verifier` is the log's key of today; where keys were rotated, each vouches
 * for the one before it by the head that both have signed, so that none needs to be kept.
 */
export function judgeHeads(
  heads: readonly KeptHead[],
  verifier: NoteVerifier,
  note: (problem: LogProblem) => void,
): HeadJudge {
  const read = heads.map((kept): ReadHead => {
    const found = readNote(kept.checkpoint);
    return { kept, note: found, told: found === undefined ? undefined : readHead(found.text) };
  });
  const keyOf = keysInForce(read, verifier);
  let next = 0;
  let verified: HeadJudge['verified'];
  let isSound = true;

  const judge = ({ kept, note: found, told }: ReadHead, tree: TreeEdge) => {
    const { size, at } = kept;
    if (found === undefined || verifiedBy(keyOf(size), found) === undefined) {
      note({ kind: 'head-forged', at, text: `The head over ${size} entries is not signed by this log's key.` });
    } else if (told?.size !== size || told.origin !== verifier.name) {
      note({ kind: 'head-changed', at, text: `The head kept for ${size} entries is that of another size or log.` });
    } else if (told.time !== undefined && told.time.getTime() !== at.getTime()) {
      const text = `The head over ${size} entries was signed at ${told.time.toISOString()}.`;
      note({ kind: 'head-changed', at, text });
    } else if (isSound) {
      if (tree.size === size && rootOf(size, tree.hashOf).equals(told.root)) verified = { size, root: told.root };
      else {
        isSound = false;
        const text = `The entries from place ${verified?.size ?? 0} to ${size - 1} are not those of the head signed over them.`;
        note({ kind: 'tree-changed', at, text });
      }
    }
  };

  return {
    pass(tree, upTo) {
      for (let head = read[next]; head !== undefined && head.kept.size <= upTo; head = read[next]) {
        next += 1;
        judge(head, tree);
      }
    },
    get isSound() {
      return isSound;
    },
    get verified() {
      return verified;
    },
  };
}

/** By which key the head over so many entries must be signed, found backwards from the key of today. */
function keysInForce(heads: readonly ReadHead[], today: NoteVerifier): (size: number) => NoteVerifier {
  const rotations: { readonly size: number; readonly key: NoteVerifier }[] = [];
  let key = today;
  for (const { kept, note, told } of heads.toReversed()) {
    if (note === undefined || told?.rotation?.to !== verifierText(key)) continue;
    const before = readVerifier(told.rotation.from);
    if (before?.kind !== 'signature' || before.name !== today.name) continue;
    if (verifiedBy(key, note) === undefined || verifiedBy(before, note) === undefined) continue;
    rotations.unshift({ size: kept.size, key: before });
    key = before;
  }
  return (size) => rotations.find((rotation) => size <= rotation.size)?.key ?? today;
}
