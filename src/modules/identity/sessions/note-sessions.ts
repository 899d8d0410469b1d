import type { IncomingMessage } from 'node:http';
import type { KoaContext, Provider } from 'oidc-provider';
import { type IdSource, randomIds } from '#kernel';
import type { IdentityOptions } from '../options.ts';
import { networkOf } from '../rates.ts';
import { browserWords } from './browser-words.ts';
import { noteSession } from './session-rows.ts';

/** Addresses of clients as the server sees them, proxies considered; the provider is given the bare request. */
const addresses = new WeakMap<IncomingMessage, string>();

export function rememberAddress(request: IncomingMessage, address: string): void {
  addresses.set(request, address);
}

/**
 * Notes each session that the provider has let somebody in by, for an app as for the node's pages: in which browser, from
 * where, and by what she proved who she is. It is there before the browser goes on.
 */
export function noteSessions(
  provider: Pick<Provider, 'use'>,
  { db, clock }: Pick<IdentityOptions, 'db' | 'clock'>,
  ids: IdSource = randomIds,
): void {
  provider.use(async (context: KoaContext, next) => {
    await next();
    // Nothing of it is there where no route fits; the token endpoint redeems a code too, and has no session of a browser.
    const { session, entities } = (context.oidc ?? {}) as Partial<KoaContext['oidc']>;
    if (session?.accountId === undefined || session.exp === undefined) return;
    if (entities?.AuthorizationCode === undefined) return;
    const at = clock.now();
    await noteSession(db, {
      providerUid: session.uid,
      id: ids.next(),
      account: session.accountId,
      authenticated: session.loginTs === undefined ? at : new Date(session.loginTs * 1000),
      means: session.amr?.[0] ?? 'unknown',
      ...browserWords(context.req.headers['user-agent']),
      network: networkOf(addresses.get(context.req) ?? ''),
      at,
      expires: new Date(session.exp * 1000),
    });
  });
}
