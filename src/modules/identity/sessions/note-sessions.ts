import type { IncomingMessage } from 'node:http';
import type { KoaContext, Provider } from 'oidc-provider';
import { type IdSource, newTraceId, randomIds } from '#kernel';
import { findAccount } from '../accounts.ts';
import { clients, type IdentityOptions } from '../options.ts';
import { networkOf } from '../rates.ts';
import { signInEntry } from '../sign-in-entry.ts';
import { browserWords } from './browser-words.ts';
import { endSessionOf } from './create-sessions.ts';
import { noteSession } from './session-rows.ts';

/** What the server knows of a request, proxies considered; the provider is given the bare one. */
interface RequestFacts {
  readonly address: string;
  readonly traceId: string;
}
const facts = new WeakMap<IncomingMessage, RequestFacts>();

export function rememberRequest(request: IncomingMessage, known: RequestFacts): void {
  facts.set(request, known);
}

/**
 * Notes each session that the provider has let somebody in by, for an app as for the node's pages: in which browser, from
 * where, and by what she proved who she is. It is there before the browser goes on. Signing in to an app stands in the log
 * from here; signing in to the pages from where they get their session. What the provider ends, at the wish of an app, ends
 * for the pages too.
 */
export function noteSessions(
  provider: Pick<Provider, 'use'>,
  options: Pick<IdentityOptions, 'db' | 'clock' | 'audit' | 'country'>,
  ids: IdSource = randomIds,
): void {
  const { db, clock, audit } = options;
  provider.use(async (context: KoaContext, next) => {
    await next();
    // Nothing of it is there where no route fits; the token endpoint redeems a code too, and has no session of a browser.
    const { session, entities, client } = (context.oidc ?? {}) as Partial<KoaContext['oidc']>;
    if (session?.destroyed === true) return endSessionOf(options, session.uid);
    if (session?.accountId === undefined || session.exp === undefined) return;
    if (entities?.AuthorizationCode === undefined) return;
    const at = clock.now();
    const means = session.amr?.[0] ?? 'unknown';
    const { address = '', traceId = newTraceId() } = facts.get(context.req) ?? {};
    await noteSession(db, {
      providerUid: session.uid,
      id: ids.next(),
      account: session.accountId,
      authenticated: session.loginTs === undefined ? at : new Date(session.loginTs * 1000),
      means,
      ...browserWords(context.req.headers['user-agent']),
      network: networkOf(address),
      at,
      expires: new Date(session.exp * 1000),
    });
    if (client === undefined || client.clientId === clients.web) return;
    const account = await findAccount(db, session.accountId);
    const event = { client: client.clientId, traceId, address, rule: means };
    await audit.record([signInEntry(options, account, { ...event, action: 'sign-in', interaction: 'sign-in' })]);
  });
}
