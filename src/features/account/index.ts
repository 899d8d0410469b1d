import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  type Caller,
  type Identity,
  type KnownSession,
  mostPasskeys,
  type Passkey,
  type Passkeys,
  personOf,
  requireOwnPages,
  requireRecent,
  type Sessions,
  type SignInEvent,
} from '#identity';
import { type Clock, fail, type Outcome, ok } from '#kernel';
import { type ApiRoute, apiRoute } from '#rest';
import {
  type AccountAnswer,
  type PasskeyLine,
  recentSeconds,
  type SessionLine,
  type SessionsAnswer,
} from './contract.ts';

export interface AccountOptions {
  readonly identity: Identity;
  readonly passkeys: Passkeys;
  readonly sessions: Sessions;
  /** Whether an account can sign in without a passkey. */
  readonly otherMeans: (account: string) => Promise<boolean>;
  readonly clock: Clock;
}

/** Bytes; what an authenticator makes is the longest. */
const maxBody = 32_768;

/**
 * By what a person signs in and where she is signed in, below `/api/account`. All of it is for the node's own pages alone,
 * and a sign-in of the last minutes stands before whatever would help who found her computer unlocked.
 */
export function registerAccount(app: FastifyInstance, options: AccountOptions): void {
  const { identity, passkeys, sessions, otherMeans, clock } = options;
  const recent = (caller: Caller) => requireRecent(caller, recentSeconds, clock);
  const route = (method: ApiRoute['method'], url: string, handler: ApiRoute['handler']) =>
    apiRoute(app, {
      method,
      url,
      identity,
      maxBody,
      handler: async (caller, request) => {
        const own = requireOwnPages(caller);
        return own.ok ? handler(caller, request) : own;
      },
    });

  route('GET', '/api/account', async (caller) => {
    const [keys, known, other] = await Promise.all([
      passkeys.list(caller.subject),
      sessions.list(caller.subject, caller.token),
      otherMeans(caller.subject),
    ]);
    return ok({
      passkeys: keys.map(passkeyLine),
      mostPasskeys,
      otherMeans: other,
      sessions: known.sessions.map(sessionLine),
      ...(known.next === undefined ? {} : { nextSessions: known.next }),
    } satisfies AccountAnswer);
  });

  route('GET', '/api/account/sessions', async (caller, request) => {
    const { after } = request.query as { readonly after?: unknown };
    const page = await sessions.list(caller.subject, caller.token, typeof after === 'string' ? after : undefined);
    return ok({ ...page, sessions: page.sessions.map(sessionLine) } satisfies SessionsAnswer);
  });

  route('POST', '/api/account/passkeys/options', async (caller) => {
    const allowed = recent(caller);
    return allowed.ok ? passkeys.beginAdding(personOf(caller), bindingOf(caller)) : allowed;
  });

  route('POST', '/api/account/passkeys', async (caller, request) => {
    const allowed = recent(caller);
    if (!allowed.ok) return allowed;
    const { name, response } = bodyOf(request);
    if (typeof name !== 'string') return fail('request.bad', 'The passkey needs a name.', 'name');
    const made = { name, response, assurance: caller.assurance ?? 'low' };
    const added = await passkeys.add(personOf(caller), bindingOf(caller), made, eventOf(caller));
    return added.ok ? ok(passkeyLine(added.value)) : added;
  });

  route('PUT', '/api/account/passkeys/:id', async (caller, request) => {
    const { name } = bodyOf(request);
    if (typeof name !== 'string') return fail('request.bad', 'The passkey needs a name.', 'name');
    return passkeys.rename(caller.subject, idOf(request), name);
  });

  route('DELETE', '/api/account/passkeys/:id', async (caller, request) => {
    const allowed = recent(caller);
    if (!allowed.ok) return allowed;
    return passkeys.remove(personOf(caller), idOf(request), await otherMeans(caller.subject), eventOf(caller));
  });

  route('DELETE', '/api/account/sessions/:id', (caller, request) =>
    sessions.end(personOf(caller), idOf(request), eventOf(caller)),
  );

  route('DELETE', '/api/account/sessions', async (caller): Promise<Outcome<unknown>> => {
    const allowed = recent(caller);
    if (!allowed.ok) return allowed;
    return ok({ ended: await sessions.endOthers(personOf(caller), caller.token, eventOf(caller)) });
  });
}

/** A challenge belongs to the session that it was given in. */
function bindingOf({ subject, token = '' }: Caller): string {
  return `${subject} ${token}`;
}

function eventOf({ client, traceId, address }: Caller): SignInEvent {
  return { client, traceId, address };
}

function idOf(request: FastifyRequest): string {
  return (request.params as { readonly id: string }).id.slice(0, 64);
}

function bodyOf(request: FastifyRequest): Readonly<Record<string, unknown>> {
  return typeof request.body === 'object' && request.body !== null ? (request.body as Record<string, unknown>) : {};
}

function passkeyLine({ id, name, created, used, synced }: Passkey): PasskeyLine {
  return { id, name, created: created.toISOString(), ...(used ? { used: used.toISOString() } : {}), synced };
}

function sessionLine({ id, started, seen, means, browser, system, network, current }: KnownSession): SessionLine {
  return {
    id,
    started: started.toISOString(),
    seen: seen.toISOString(),
    means,
    ...(browser === undefined ? {} : { browser }),
    ...(system === undefined ? {} : { system }),
    network,
    current,
  };
}
