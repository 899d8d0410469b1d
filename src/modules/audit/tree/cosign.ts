import type { Database } from '#db';
import { readHead } from './checkpoint.ts';
import { proveConsistency } from './prove.ts';
import { type NoteVerifier, readNote, readSignatures, verifiedBy } from './signed-note.ts';
import { submissionText } from './witness.ts';

/** A witness as a log reaches it. */
export interface WitnessPeer {
  readonly verifier: NoteVerifier;
  /** Sends the body of add-checkpoint; undefined where the peer cannot be reached. */
  submit(
    body: string,
  ): Promise<{ readonly status: number; readonly mediaType: string; readonly text: string } | undefined>;
}

/** What a witness made of a log's last head. */
export type Testimony =
  | { readonly outcome: 'signed' | 'nothing-new'; readonly size: number }
  | { readonly outcome: 'unreachable' }
  | { readonly outcome: 'refused'; readonly status: number }
  /** The witness has signed a larger log than this one is: entries were lost, as when an old copy was put back. */
  | { readonly outcome: 'log-shorter'; readonly size: number; readonly seen: number }
  /** The witness has signed another log under this name: its past was rewritten. */
  | { readonly outcome: 'log-differs'; readonly seen: number };

/**
 * Has a witness sign the last head of this node's log, with the proof that it goes on from the one that the witness
 * signed before, and keeps the signature.
 */
export async function cosign(db: Database, peer: WitnessPeer): Promise<Testimony> {
  const [last] = await db.query<{ size: number; checkpoint: string }>(
    'select size, checkpoint from audit_head order by size desc limit 1',
    [],
  );
  const [known] = await db.query<{ size: number }>(
    'select size from audit_cosignature where witness = $1 order by size desc limit 1',
    [peer.verifier.name],
  );
  if (last === undefined) return { outcome: 'nothing-new', size: 0 };
  let oldSize = Math.min(known?.size ?? 0, last.size);
  // A second time where the witness has signed more than this node knows of.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const proof = await proveConsistency(db, oldSize, last.size);
    const answer = await peer.submit(submissionText({ oldSize, proof, checkpoint: last.checkpoint }));
    if (answer === undefined) return { outcome: 'unreachable' };
    if (answer.status === 200) return keep(db, peer, last, answer.text);
    if (answer.status === 422) return { outcome: 'log-differs', seen: oldSize };
    if (answer.status !== 409) return { outcome: 'refused', status: answer.status };
    const seen = Number(answer.text.trim());
    if (answer.mediaType !== 'text/x.tlog.size' || !Number.isSafeInteger(seen)) {
      return { outcome: 'log-differs', seen: oldSize };
    }
    if (seen > last.size) return { outcome: 'log-shorter', size: last.size, seen };
    oldSize = seen;
  }
  return { outcome: 'refused', status: 409 };
}

async function keep(
  db: Database,
  { verifier }: WitnessPeer,
  last: { readonly size: number; readonly checkpoint: string },
  lines: string,
): Promise<Testimony> {
  const text = readNote(last.checkpoint)?.text ?? '';
  const signatures = readSignatures(lines);
  if (signatures === undefined || readHead(text) === undefined) return { outcome: 'refused', status: 200 };
  if (verifiedBy(verifier, { text, signatures }) === undefined) return { outcome: 'refused', status: 200 };
  await db.query(
    `insert into audit_cosignature (size, witness, line) values ($1, $2, $3)
     on conflict (size, witness) do update set line = excluded.line`,
    [last.size, verifier.name, lines],
  );
  return { outcome: 'signed', size: last.size };
}
