import type { Database, Transaction } from '#db';
import type { Clock } from '#kernel';
import { readHash, readHead, type TreeHead } from './checkpoint.ts';
import { isConsistent } from './merkle.ts';
import {
  type Note,
  type NoteSigner,
  type NoteVerifier,
  readNote,
  readVerifier,
  signText,
  verifiedBy,
  verifierText,
} from './signed-note.ts';

/** What a witness answers, as HTTP has it (c2sp.org/tlog-witness, add-checkpoint). */
export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly mediaType: 'text/plain' | 'text/x.tlog.size';
  readonly text: string;
}

/** What a log hands to a witness. */
export interface Submission {
  readonly oldSize: number;
  readonly proof: readonly Buffer[];
  readonly checkpoint: string;
}

const mostProofLines = 63;
const oldLine = /^old (0|[1-9][0-9]{0,15})$/;

/** The body of add-checkpoint. */
export function submissionText({ oldSize, proof, checkpoint }: Submission): string {
  return `old ${oldSize}\n${proof.map((hash) => `${hash.toString('base64')}\n`).join('')}\n${checkpoint}`;
}

/** Reads a body of add-checkpoint; undefined where it is not well formed. */
export function readSubmission(body: string): Submission | undefined {
  const end = body.indexOf('\n\n');
  const [first = '', ...lines] = end === -1 ? [] : body.slice(0, end).split('\n');
  const size = Number(oldLine.exec(first)?.[1] ?? Number.NaN);
  const proof = lines.map(readHash).filter((hash) => hash !== undefined);
  if (!Number.isSafeInteger(size) || lines.length > mostProofLines || proof.length < lines.length) return undefined;
  return { oldSize: size, proof, checkpoint: body.slice(end + 2) };
}

/**
 * A witness of other logs (c2sp.org/tlog-witness): it signs a head only where it is signed by its log and goes on from
 * the one that it signed last, so that a log cannot show it two pasts. What it signed is durable before it answers.
 */
export function createWitness(options: { readonly db: Database; readonly clock: Clock; readonly signer: NoteSigner }) {
  const { db, clock, signer } = options;

  const judge = async (
    tx: Transaction,
    submission: Submission,
    head: TreeHead,
    note: Note,
    trusted: NoteVerifier,
  ): Promise<WitnessAnswer> => {
    // Rows that are not there cannot be locked; the origin can.
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`witness ${head.origin}`]);
    const [row] = await tx.query<Witnessed>(
      'select size, checkpoint, first_key as "firstKey", log_key as "logKey" from audit_witnessed where origin = $1',
      [head.origin],
    );
    const key = keyInForce(trusted, row);
    if (verifiedBy(key, note) === undefined) return refuse(403, 'The checkpoint is not signed by its log.');
    const followed = followedKey(key, head, note);
    const last = row?.size ?? 0;
    if (submission.oldSize !== last) return { status: 409, mediaType: 'text/x.tlog.size', text: `${last}\n` };
    const seen = row === undefined ? undefined : readHead(readNote(row.checkpoint)?.text ?? '');
    if (seen !== undefined) {
      if (seen.size === head.size && !seen.root.equals(head.root)) return refuse(409, 'The head is of another past.');
      if (!isConsistent(seen, head, submission.proof)) return refuse(422, 'The proof does not lead to the head.');
    } else if (submission.proof.length > 0) return refuse(422, 'A first head needs no proof.');
    await tx.query(
      `insert into audit_witnessed (origin, size, checkpoint, first_key, log_key) values ($1, $2, $3, $4, $5)
       on conflict (origin) do update set size = excluded.size, checkpoint = excluded.checkpoint,
         first_key = excluded.first_key, log_key = excluded.log_key`,
      [head.origin, head.size, submission.checkpoint, verifierText(trusted), verifierText(followed)],
    );
    return { status: 200, mediaType: 'text/plain', text: signText(signer, note.text, clock.now()) };
  };

  return {
    /** `logOf` gives the key of a log by its name, where this node is its witness. */
    async addCheckpoint(body: string, logOf: (origin: string) => NoteVerifier | undefined): Promise<WitnessAnswer> {
      const submission = readSubmission(body);
      const note = submission === undefined ? undefined : readNote(submission.checkpoint);
      const head = note === undefined ? undefined : readHead(note.text);
      if (submission === undefined || note === undefined || head === undefined) {
        return refuse(400, 'The request is not an old size, a proof and a checkpoint.');
      }
      const log = logOf(head.origin);
      if (log === undefined) return refuse(404, 'This node is no witness of that log.');
      if (submission.oldSize > head.size) return refuse(400, 'The old size is larger than the checkpoint.');
      return db.transaction((tx) => judge(tx, submission, head, note, log));
    },
  };
}

interface Witnessed {
  readonly size: number;
  readonly checkpoint: string;
  /** The key that was trusted by name, and the one that it led to. */
  readonly firstKey: string | null;
  readonly logKey: string | null;
}

/** The key that the trusted one was rotated to; a key that is trusted anew counts as it stands. */
function keyInForce(trusted: NoteVerifier, row: Witnessed | undefined): NoteVerifier {
  const isFollowed = row?.logKey != null && row.firstKey === verifierText(trusted);
  return (isFollowed ? readVerifier(row.logKey ?? '') : undefined) ?? trusted;
}

/** The key of the heads to come: the one to which this head hands over, where it is signed by it too. */
function followedKey(key: NoteVerifier, { rotation, origin }: TreeHead, note: Note): NoteVerifier {
  if (rotation === undefined || rotation.from !== verifierText(key)) return key;
  const next = readVerifier(rotation.to);
  const isOwn = next?.kind === 'signature' && next.name === origin && verifiedBy(next, note) !== undefined;
  return isOwn ? next : key;
}

function refuse(status: 400 | 403 | 404 | 409 | 422, text: string): WitnessAnswer {
  return { status, mediaType: 'text/plain', text: `${text}\n` };
}
