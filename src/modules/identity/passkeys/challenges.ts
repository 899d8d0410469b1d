import { createHash } from 'node:crypto';
import type { Database } from '#db';
import type { Clock } from '#kernel';

/** A challenge belongs to one act of one browser: signing in in an interaction, or adding a passkey in a session. */
export type ChallengePurpose = 'sign-in' | 'add';

export interface Challenge {
  /** base64url, as the browser is given it. */
  readonly challenge: string;
  /** The user handle that a new passkey was offered under. */
  readonly userHandle?: Uint8Array;
}

const lifetime = 300_000;

/**
 * Keeps the challenge for `binding` (the id of an interaction, token or invitation) for five minutes. A later one takes its
 * place, so that nobody fills the table by asking again.
 */
export async function keepChallenge(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  purpose: ChallengePurpose,
  binding: string,
  { challenge, userHandle }: Challenge,
): Promise<void> {
  await db.query(
    `insert into identity_challenge (id, challenge, user_handle, expires) values ($1, $2, $3, $4)
     on conflict (id) do update set challenge = excluded.challenge, user_handle = excluded.user_handle,
       expires = excluded.expires`,
    [idOf(purpose, binding), challenge, userHandle ?? null, new Date(clock.now().getTime() + lifetime)],
  );
}

/** The challenge of `binding`, once: whatever the answer to it is worth, there is no second answer. */
export async function takeChallenge(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  purpose: ChallengePurpose,
  binding: string,
): Promise<Challenge | undefined> {
  const [row] = await db.query<{ challenge: string; user_handle: Uint8Array | null; expires: Date }>(
    'delete from identity_challenge where id = $1 returning challenge, user_handle, expires',
    [idOf(purpose, binding)],
  );
  if (row === undefined || row.expires <= clock.now()) return undefined;
  return { challenge: row.challenge, ...(row.user_handle === null ? {} : { userHandle: row.user_handle }) };
}

function idOf(purpose: ChallengePurpose, binding: string): Uint8Array {
  return createHash('sha256').update(`${purpose} ${binding}`).digest();
}
