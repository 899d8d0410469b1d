import type { Database } from '#db';
import { type Clock, fail, ok } from '#kernel';
import { revocationKey } from '../accounts.ts';
import { takeId } from '../consume-once.ts';
import type { IdentityOptions } from '../options.ts';
import { revokeGrant } from '../provider-adapter.ts';
import { type SignInEvent, type SignInPerson, signInEntry } from '../sign-in-entry.ts';
import { endConnectionsOfSession } from '../smart/connections.ts';
import type { Sessions } from './contract.ts';
import {
  type EndingSession,
  forgetSession,
  listSessions,
  otherSessions,
  sessionById,
  sessionByProvider,
} from './session-rows.ts';

export type SessionOptions = Pick<IdentityOptions, 'db' | 'clock' | 'audit' | 'country'>;

/** Lists and ends sessions out of the database, so that any process does it for all. */
export function createSessions(options: SessionOptions): Sessions {
  const { db, clock, audit } = options;
  const ended = (account: SignInPerson, event: SignInEvent, interaction: string) =>
    audit.record([signInEntry(options, account, { ...event, action: 'sign-out', interaction })]);

  return {
    list: (account, token, after) => listSessions(db, account, clock.now(), { token, after }),
    async end(account, id, event) {
      const session = await sessionById(db, account.id, id);
      if (session === undefined) return fail('resource.not-found', 'There is no such session.');
      await endSession(options, session);
      await ended(account, event, 'end-session');
      return ok(undefined);
    },
    async endOthers(account, token, event) {
      const sessions = await otherSessions(db, account.id, token);
      for (const session of sessions) await endSession(options, session);
      await ended(account, event, 'end-other-sessions');
      return sessions.length;
    },
  };
}

/**
 * Ends a session with what came of it. The row goes last: whatever interrupts this, it can be done again. Apps that were
 * given leave to stay (`offline_access`, which the provider notes as `persistsLogout`) keep their grants and connections.
 */
export async function endSession(
  { db, clock }: { readonly db: Database; readonly clock: Clock },
  session: EndingSession,
): Promise<void> {
  const { providerUid, token, tokenExpires } = session;
  if (token !== null && tokenExpires !== null && tokenExpires > clock.now()) {
    await takeId(db, revocationKey(token), tokenExpires);
  }
  const [known] = await db.query<{ payload: ProviderSession }>(
    `delete from identity_oidc where model = 'Session' and uid = $1 returning payload`,
    [providerUid],
  );
  for (const { grantId, persistsLogout } of Object.values(known?.payload.authorizations ?? {})) {
    if (grantId !== undefined && persistsLogout !== true) await revokeGrant(db, grantId);
  }
  await endConnectionsOfSession(db, providerUid, clock.now());
  await forgetSession(db, providerUid);
}

/** The same for who knows the provider's name for it alone. */
export async function endSessionOf(
  parts: { readonly db: Database; readonly clock: Clock },
  providerUid: string,
): Promise<void> {
  const known = await sessionByProvider(parts.db, providerUid);
  await endSession(parts, known ?? { providerUid, token: null, tokenExpires: null });
}

interface ProviderSession {
  readonly authorizations?: Readonly<Record<string, { readonly grantId?: string; readonly persistsLogout?: boolean }>>;
}
