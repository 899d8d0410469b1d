import type { Provider, StoredSession } from 'oidc-provider';
import type { Database } from '#db';
import type { Clock, Log } from '#kernel';
import { clients } from '../options.ts';
import { endConnectionsOfSession } from './connections.ts';

/**
 * What a sign-out means for apps: connections that were given for the time of this sign-in end, and apps that asked to
 * hear of it do (OpenID Connect Back-Channel Logout 1.0), whether or not they can be reached.
 */
export async function signOutApps(
  parts: { readonly db: Database; readonly clock: Clock; readonly log: Log; readonly provider: Provider },
  session: StoredSession,
): Promise<void> {
  const { db, clock, log, provider } = parts;
  const account = session.accountId;
  if (account === undefined) return;
  await endConnectionsOfSession(db, session.uid, clock.now());
  const apps = Object.keys(session.authorizations ?? {}).filter((id) => id !== clients.web);
  for (const id of apps) {
    const client = await provider.Client.find(id).catch(() => undefined);
    if (client?.backchannelLogoutUri === undefined) continue;
    client.backchannelLogout(account, session.sidFor(id)).catch(() => log.warn('oidc.app-not-told', { app: id }));
  }
}
