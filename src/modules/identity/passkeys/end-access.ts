import { endSession, type SessionOptions } from '../sessions/create-sessions.ts';
import { otherSessions } from '../sessions/session-rows.ts';
import { revokeInvitations } from './invitations.ts';

/** Takes from an account its passkeys, its open invitations and its sessions. What it is and what it wrote stays. */
export async function endAccountAccess(
  { db, clock }: Pick<SessionOptions, 'db' | 'clock'>,
  account: string,
): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.query('delete from identity_passkey where account = $1', [account]);
    await revokeInvitations(tx, account);
  });
  for (const session of await otherSessions(db, account, undefined)) await endSession({ db, clock }, session);
}
