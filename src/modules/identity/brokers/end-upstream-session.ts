import type { FastifyInstance, FastifyReply } from 'fastify';
import { randomState } from 'openid-client';
import type { Addresses } from '../options.ts';
import { readCookie, type Seals, setCookie } from '../sealed-cookies.ts';
import type { BrokerClient } from './broker-client.ts';

interface SessionParts {
  readonly addresses: Addresses;
  readonly seals: Seals;
}

/** Seconds for which the session at a broker may last: as long as that of the node's own provider. */
const sessionLasts = 8 * 3_600;
/** Characters beyond which a cookie is not kept by browsers; an id token is a fraction of it. */
const longestCookie = 3_900;

/** Where the pages send the browser after a sign-out, so that the session at the broker ends too. */
export const upstreamLogoutPath = '/session/upstream/logout';

/** Keeps, sealed in the browser, what ends its session at the broker. A token that is too long for that ends none. */
export async function keepUpstreamSession(
  { addresses, seals }: SessionParts,
  reply: FastifyReply,
  name: string,
  idToken: string,
): Promise<void> {
  const sealed = await seals.seal('upstream', JSON.stringify({ name, idToken }));
  if (sealed.length > longestCookie) return;
  reply.header(
    'set-cookie',
    setCookie(addresses.cookies.upstreamSession, sealed, { secure: addresses.secure, maxAge: sessionLasts }),
  );
}

/**
 * Passes a sign-out on (OpenID Connect RP-Initiated Logout 1.0), with the id token as the hint that says whose session it is.
 * Whatever fails, the browser comes out at the start of the node, where it is signed out already.
 */
export function registerLogoutRoute(
  app: FastifyInstance,
  { addresses, seals, brokers }: SessionParts & { readonly brokers: ReadonlyMap<string, BrokerClient> },
): void {
  app.get(upstreamLogoutPath, async (request, reply) => {
    const { upstreamSession } = addresses.cookies;
    const cookie = readCookie(request.headers.cookie, upstreamSession);
    const text = cookie === undefined ? undefined : await seals.open('upstream', cookie);
    const { name = '', idToken } = (text === undefined ? {} : JSON.parse(text)) as {
      readonly name?: string;
      readonly idToken?: string;
    };
    const broker = brokers.get(name);
    const location =
      broker === undefined || idToken === undefined
        ? undefined
        : await broker.endSession(idToken, randomState(), `${addresses.origin}/`).catch(() => undefined);
    return reply
      .header('set-cookie', setCookie(upstreamSession, '', { secure: addresses.secure, maxAge: 0 }))
      .redirect(location ?? '/', 303);
  });
}
