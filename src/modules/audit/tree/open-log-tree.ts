import type { Database } from '#db';
import type { Clock, Log } from '#kernel';
import { keepRound } from '../keep-round.ts';
import { cosign, type Testimony, type WitnessPeer } from './cosign.ts';
import type { LogKeys } from './log-keys.ts';
import { blocksAtOnce, createSealer } from './seal-blocks.ts';
import type { NoteVerifier } from './signed-note.ts';
import { type LogReport, verifyLog } from './verify-log.ts';
import { createWitness, type WitnessAnswer } from './witness.ts';

/** The tree of hashes over the log of a node: how it grows, who vouches for it, and whether it holds. */
export interface LogTree {
  readonly keys: LogKeys;
  /** Takes what is placed into the tree, no more than a moment behind, until it is stopped. */
  keepSealing(log: Log): () => Promise<void>;
  /** Has a peer sign the last head. */
  cosign(peer: WitnessPeer): Promise<Testimony>;
  /** Signs a peer's head as its witness (c2sp.org/tlog-witness, add-checkpoint). */
  addCheckpoint(body: string, logOf: (origin: string) => NoteVerifier | undefined): Promise<WitnessAnswer>;
  /** Goes through the whole log. */
  verify(progress?: (entries: number) => void): Promise<LogReport>;
}

/** Milliseconds between two rounds. */
const pause = 1_000;

export function openLogTree(options: {
  readonly db: Database;
  readonly clock: Clock;
  readonly keys: LogKeys;
}): LogTree {
  const { db, clock, keys } = options;
  const sealer = createSealer({ db, clock, signer: keys.log });
  const { addCheckpoint } = createWitness({ db, clock, signer: keys.witness });
  return {
    keys,
    addCheckpoint,
    cosign: (peer) => cosign(db, peer),
    verify: (progress) => verifyLog({ db, verifier: keys.log, ...(progress === undefined ? {} : { progress }) }),
    keepSealing: (log) =>
      keepRound({
        round: async () => (await sealer.seal()) === blocksAtOnce,
        pause,
        log,
        event: 'audit.sealing-failed',
      }),
  };
}
