import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { findAccount } from './accounts.ts';
import { checkOrigin } from './authenticate.ts';
import { upstreamLogoutPath } from './brokers/end-upstream-session.ts';
import type { SignInOptions } from './create-identity.ts';
import type { Interactions } from './interaction-routes.ts';
import { type Addresses, clients } from './options.ts';
import { ageRulesOf, lastDayIn } from './proxies/age-rules.ts';
import { readCookie, type Seals, setCookie } from './sealed-cookies.ts';
import { sendFault } from './send-fault.ts';
import { linkToken, noteSeen } from './sessions/session-rows.ts';
import { signInEntry } from './sign-in-entry.ts';
import type { TokenClaims } from './tokens.ts';
import type { PendingLogin, WebClient } from './web-client.ts';

interface SessionParts {
  readonly options: SignInOptions;
  readonly addresses: Addresses;
  readonly seals: Seals;
  /** As the keys of the node are now. */
  readonly web: () => WebClient;
  readonly interactions: Interactions;
}

const loginLifetime = 600;
/** Where a sign-in that failed comes out; the page says so and offers another try. */
const failedPath = '/?signIn=failed';

export function registerSessionRoutes(app: FastifyInstance, parts: SessionParts): void {
  const { options, addresses } = parts;

  app.get('/session', async (request, reply) =>
    reply.header('cache-control', 'no-store').send(await sessionOf(parts, request)),
  );

  type Login = {
    readonly Querystring: { readonly returnTo?: unknown; readonly max_age?: unknown; readonly role?: unknown };
  };
  app.get<Login>('/session/login', async (request, reply) => {
    const { returnTo, max_age: maxAge, role } = request.query;
    const proof = role === '1' ? ({ prompt: 'login', changesRole: true } as const) : proofOf(maxAge);
    const { location, pending } = await parts.web().start(safeReturn(returnTo, addresses.origin), proof);
    const sealed = await parts.seals.seal('login', JSON.stringify(pending));
    return reply
      .header('cache-control', 'no-store')
      .header(
        'set-cookie',
        setCookie(addresses.cookies.login, sealed, { secure: addresses.secure, maxAge: loginLifetime }),
      )
      .redirect(location, 303);
  });

  app.get('/session/callback', async (request, reply) => finishLogin(parts, request, reply));

  app.post('/session/logout', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const cookie = readCookie(request.headers.cookie, addresses.cookies.session);
    const claims = cookie === undefined ? undefined : await options.identity.sessionClaims(cookie);
    await parts.interactions.endSession(request.raw, reply.raw);
    if (claims !== undefined) {
      await options.identity.revokeToken(claims);
      const account = await findAccount(options.db, claims.subject);
      await options.audit.record([
        signInEntry(options, account, { ...eventOf(request), action: 'sign-out', interaction: 'sign-out' }),
      ]);
    }
    return reply
      .header('cache-control', 'no-store')
      .header('set-cookie', setCookie(addresses.cookies.session, '', { secure: addresses.secure, maxAge: 0 }))
      .send({ signedIn: false, ...continueAt(request, addresses) });
  });
}

/** Where the browser goes after it, when the person signed in at an upstream that has a session of hers too. */
function continueAt({ headers }: FastifyRequest, { cookies }: Addresses): { readonly continueAt?: string } {
  return readCookie(headers.cookie, cookies.upstreamSession) === undefined ? {} : { continueAt: upstreamLogoutPath };
}

/** Who is asked to prove herself anew does so, even where another window has done it meanwhile. */
function proofOf(maxAge: unknown): Parameters<WebClient['start']>[1] {
  return typeof maxAge === 'string' && /^\d{1,5}$/.test(maxAge)
    ? { prompt: 'login', maxAge: Number(maxAge) }
    : undefined;
}

async function sessionOf({ options }: SessionParts, request: FastifyRequest): Promise<object> {
  const { cookie } = request.headers;
  const asked = {
    method: 'GET',
    headers: { ...fetchHeaders(request), cookie },
    address: request.ip,
    traceId: request.id,
  };
  const caller = await options.identity.authenticate(asked);
  const account = caller.ok ? await findAccount(options.db, caller.value.subject) : undefined;
  if (!caller.ok || account === undefined) return { signedIn: false, proxyFor: [] };
  const { name, role, patient, proxyFor, professional, organization, token } = caller.value;
  if (token !== undefined) await noteSeen(options.db, token, options.clock.now());
  return {
    signedIn: true,
    name,
    role,
    ...(patient === undefined ? {} : { patient }),
    proxyFor: proxyFor.map(({ patient: person, origin, to, parts: limited, acts, reserved }) => ({
      patient: person,
      origin,
      ...(to === undefined ? {} : { until: lastDayIn(ageRulesOf(options.country).zone, to) }),
      ...(limited === undefined ? {} : { parts: limited }),
      ...(acts === undefined ? {} : { acts }),
      ...(reserved === undefined ? {} : { reserved: true }),
    })),
    ...(organization === undefined && professional === undefined
      ? {}
      : { organization: professional?.healthcare_provider_name ?? organization }),
    ...(professional === undefined ? {} : { profession: professional.hp_professional_role }),
    language: account.language,
  };
}

function fetchHeaders({ headers }: FastifyRequest) {
  return { 'sec-fetch-site': headers['sec-fetch-site'], 'sec-fetch-mode': headers['sec-fetch-mode'] };
}

async function finishLogin(parts: SessionParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { options, addresses, seals } = parts;
  const { secure } = addresses;
  const over = setCookie(addresses.cookies.login, '', { secure, maxAge: 0 });
  const failed = async (word: string) => {
    options.log.warn('sign-in.failed', { reason: word, trace: request.id });
    const event = {
      ...eventOf(request),
      action: 'sign-in' as const,
      interaction: 'sign-in',
      outcome: 'failed' as const,
    };
    await options.audit.record([signInEntry(options, undefined, event)]);
    return reply.header('cache-control', 'no-store').header('set-cookie', over).redirect(failedPath, 303);
  };

  const pending = await pendingLogin(parts, request);
  if (pending === undefined) return failed('no-pending-login');
  let redeemed: Awaited<ReturnType<WebClient['finish']>>;
  try {
    redeemed = await parts.web().finish(new URL(request.url, addresses.origin), pending);
  } catch (failure) {
    return failed(wordOf(failure));
  }
  const sealed = await seals.seal('session', redeemed.accessToken);
  const claims = await options.identity.sessionClaims(sealed);
  const account = claims === undefined ? undefined : await findAccount(options.db, claims.subject);
  if (claims === undefined || account === undefined) return failed('no-account');
  const means = await beginSession(parts, request, reply, claims);
  const rule = means === undefined ? {} : { rule: means };
  await options.audit.record([
    signInEntry(options, account, { ...eventOf(request), ...rule, action: 'sign-in', interaction: 'sign-in' }),
  ]);
  return reply
    .header('cache-control', 'no-store')
    .header('set-cookie', [over, setCookie(addresses.cookies.session, sealed, { secure, maxAge: redeemed.lifetime })])
    .redirect(pending.returnTo, 303);
}

/**
 * Ties the token to the provider's session, so that it ends with it, and ends the token that this browser had before: each
 * browser has one. Answers by what the person had signed in.
 */
async function beginSession(
  { options, addresses, interactions }: SessionParts,
  request: FastifyRequest,
  reply: FastifyReply,
  claims: TokenClaims,
): Promise<string | undefined> {
  const cookie = readCookie(request.headers.cookie, addresses.cookies.session);
  const former = cookie === undefined ? undefined : await options.identity.sessionClaims(cookie);
  if (former !== undefined) await options.identity.revokeToken(former);
  const providerUid = await interactions.session(request.raw, reply.raw);
  if (providerUid === undefined) return undefined;
  return linkToken(options.db, providerUid, { id: claims.id, expires: claims.expires, account: claims.subject });
}

async function pendingLogin(
  { addresses, seals }: SessionParts,
  request: FastifyRequest,
): Promise<PendingLogin | undefined> {
  const cookie = readCookie(request.headers.cookie, addresses.cookies.login);
  const text = cookie === undefined ? undefined : await seals.open('login', cookie);
  return text === undefined ? undefined : (JSON.parse(text) as PendingLogin);
}

/** Only a path of this node: no other origin, and none of the ways in which browsers read one out of a path. */
export function safeReturn(asked: unknown, origin: string): string {
  if (typeof asked !== 'string' || asked.length > 2_000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked)) return '/';
  const url = URL.parse(asked, origin);
  // Without its dot segments `/..//evil.example` begins with two slashes, which names another host.
  if (url?.origin !== origin || url.pathname.startsWith('//')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

function eventOf(request: FastifyRequest) {
  return { client: clients.web, traceId: request.id, address: request.ip };
}

/** The technical word of a failure of the code exchange; never its message, which may quote the request. */
function wordOf(failure: unknown): string {
  const { code, error } = (failure ?? {}) as { readonly code?: unknown; readonly error?: unknown };
  return typeof error === 'string' ? error : typeof code === 'string' ? code : 'unknown';
}
