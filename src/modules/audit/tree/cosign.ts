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

interface KeptHead {
  readonly size: number;
  readonly checkpoint: string;
}

/**
 * Has a witness sign the last head of this node's log, with the proof that it goes on from the one that the witness
 * signed before, and keeps the signature. A witness that has missed that the log's key was rotated is shown the heads that
 * tell of it first.
 */
export async function cosign(db: Database, peer: WitnessPeer): Promise<Testimony> {
  const [last] = await db.query<KeptHead>('select size, checkpoint from audit_head order by size desc limit 1', []);
  if (last === undefined) return { outcome: 'nothing-new', size: 0 };
  const testimony = await submit(db, peer, last);
  if (testimony.outcome !== 'refused' || testimony.status !== 403) return testimony;
  const rotations = await db.query<KeptHead>(
    'select size, checkpoint from audit_head where next_key is not null and size < $1 order by size',
    [last.size],
  );
  let hasFollowed = false;
  for (const head of rotations) hasFollowed = (await submit(db, peer, head)).outcome === 'signed' || hasFollowed;
  return hasFollowed ? submit(db, peer, last) : testimony;
}

async function submit(db: Database, peer: WitnessPeer, head: KeptHead): Promise<Testimony> {
  const [known] = await db.query<{ size: number }>(
    'select size from audit_cosignature where witness = $1 order by size desc limit 1',
    [peer.verifier.name],
  );
  let oldSize = Math.min(known?.size ?? 0, head.size);
  // A second time where the witness has signed more than this node knows of.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const proof = await proveConsistency(db, oldSize, head.size);
    const answer = await peer.submit(submissionText({ oldSize, proof, checkpoint: head.checkpoint }));
    if (answer === undefined) return { outcome: 'unreachable' };
    if (answer.status === 200) return keep(db, peer, head, answer.text);
    if (answer.status === 422) return { outcome: 'log-differs', seen: oldSize };
    if (answer.status !== 409) return { outcome: 'refused', status: answer.status };
    const seen = Number(answer.text.trim());
    if (answer.mediaType !== 'text/x.tlog.size' || !Number.isSafeInteger(seen)) {
      return { outcome: 'log-differs', seen: oldSize };
    }
    if (seen > head.size) return { outcome: 'log-shorter', size: head.size, seen };
    oldSize = seen;
  }
  return { outcome: 'refused', status: 409 };
}

async function keep(db: Database, { verifier }: WitnessPeer, last: KeptHead, lines: string): Promise<Testimony> {
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
