import type { Database } from '#db';
import type { Clock, Log } from '#kernel';
import type { AuditEntry } from '../contract.ts';
import { keepRound } from '../keep-round.ts';
import { cosign, type Testimony, type WitnessPeer } from './cosign.ts';
import type { LogKeys } from './log-keys.ts';
import { blocksAtOnce, createSealer } from './seal-blocks.ts';
import { type NoteSigner, type NoteVerifier, verifierText } from './signed-note.ts';
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
  /**
   * Gives the log another key: a head signed by both tells of it, so that witnesses and whoever verifies follow. The entry
   * stands in the log. What other processes seal after that is signed by the new key; they read it from the keys' files.
   */
  rotateKey(entry: AuditEntry): Promise<void>;
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
  const sealer = createSealer({ db, clock, signer: keys.log, signers: () => keys.logNow() });
  const { addCheckpoint } = createWitness({ db, clock, signer: keys.witness });
  return {
    keys,
    addCheckpoint,
    cosign: (peer) => cosign(db, peer),
    async rotateKey(entry) {
      await settleKeys(db, keys);
      await sealer.rotate(await keys.nextLog(), entry);
      await keys.promoteNext();
    },
    async verify(progress) {
      const [verifier = keys.log] = await settleKeys(db, keys);
      return verifyLog({ db, verifier, ...(progress === undefined ? {} : { progress }) });
    },
    keepSealing: (log) =>
      keepRound({
        round: async () => (await sealer.seal()) === blocksAtOnce,
        pause,
        log,
        event: 'audit.sealing-failed',
      }),
  };
}

/** The log's keys by now; ends a rotation whose process died between the head that tells of it and the file. */
async function settleKeys(db: Database, keys: LogKeys): Promise<readonly NoteSigner[]> {
  const known = await keys.logNow();
  const next = known[1];
  if (next === undefined) return known;
  const told = await db.query('select from audit_head where next_key = $1', [verifierText(next)]);
  if (told.length === 0) return known;
  await keys.promoteNext();
  return [next];
}
