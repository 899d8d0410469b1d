import { endSession, type SessionOptions } from '../sessions/create-sessions.ts';
import { otherSessions } from '../sessions/session-rows.ts';
import { endConnectionsOfAccount } from '../smart/connections.ts';
import { revokeInvitations } from './invitations.ts';

/**
 * Takes from an account its passkeys, its open invitations, its sessions and what it gave to apps, at the word of `by`. What
 * it is and what it wrote stays.
 */
export async function endAccountAccess(
  { db, clock }: Pick<SessionOptions, 'db' | 'clock'>,
  account: string,
  by: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('delete from identity_passkey where account = $1', [account]);
    await revokeInvitations(tx, account);
    await endConnectionsOfAccount(tx, account, { at: clock.now(), by });
  });
  for (const session of await otherSessions(db, account, undefined)) await endSession({ db, clock }, session);
}
