import { type Clock, type Fault, fail, faultOf, type Outcome, ok } from '#kernel';
import type { KnownAccount } from './accounts.ts';
import type { AuthenticationRequest, Caller, PurposeOfUse, Role } from './contract.ts';
import { type Addresses, clients, type IdentityOptions } from './options.ts';
import { isInRole } from './roles/role-claims.ts';
import { readCookie, type Seals } from './sealed-cookies.ts';
import { type AppClaims, type AppTokens, looksLikeAppToken } from './smart/app-tokens.ts';
import { isProven } from './smart/dpop-proof.ts';
import { required, type TokenClaims, type Tokens } from './tokens.ts';

export interface AuthenticationParts {
  readonly options: Pick<IdentityOptions, 'country' | 'demonstration'>;
  readonly addresses: Addresses;
  readonly tokens: Tokens;
  readonly seals: Seals;
  readonly clock: Clock;
  readonly known: (claims: TokenClaims) => Promise<KnownAccount | undefined>;
  readonly appTokens: AppTokens;
  readonly consumeOnce: (id: string, expires: Date) => Promise<boolean>;
}

const purposeOfRole: Readonly<Record<Exclude<Role, 'foreign-professional'>, PurposeOfUse>> = {
  citizen: 'PATRQT',
  professional: 'TREAT',
  administrator: 'SYSADMIN',
  backend: 'HOPERAT',
};
const furtherPurposes: Readonly<Partial<Record<Role, readonly PurposeOfUse[]>>> = { professional: ['ETREAT'] };

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * From a request to its caller: the token of the header (RFC 6750, or RFC 9449 where it is bound to a key) or else the
 * session cookie; then the account. Tokens of apps are looked up, those of the node's own pages are verified.
 * Faults: `sign-in.required`, `sign-in.expired`, `access.denied` for a cookie that another site may have sent along,
 * `access.reason-required` for a purpose that the role does not have.
 */
export async function authenticateRequest(
  parts: AuthenticationParts,
  request: AuthenticationRequest,
): Promise<Outcome<Caller>> {
  const token = await tokenOf(parts, request);
  if (!token.ok) return token;
  const claims = await claimsOf(parts, request, token.value);
  if (!claims.ok) return claims;
  if (claims.value.client === clients.commandLine && !parts.options.demonstration) return required();
  const known = await parts.known(claims.value);
  if (known === undefined || known.revoked || !isInRole(known.account, claims.value.work)) return required();
  const purpose = purposeOf(known.account.role, headerOf(request, 'x-purpose-of-use'));
  if (!purpose.ok) return purpose;
  return ok(callerOf(parts, { ...request, ...signInOf(claims.value) }, known, purpose.value));
}

/** What the token says of the sign-in that it comes from. */
function signInOf({ client, id, authenticatedAt, assurance, app, scopes }: TokenClaims & Partial<AppClaims>) {
  return {
    client,
    ...(app === undefined ? {} : { app }),
    ...(scopes === undefined ? {} : { scopes }),
    token: id,
    ...(authenticatedAt === undefined ? {} : { authenticatedAt }),
    ...(assurance === undefined ? {} : { assurance }),
  };
}

/** The caller that an account is now, under its standard purpose, for work of the node on its behalf. */
export function callerOnBehalf(
  parts: Pick<AuthenticationParts, 'options' | 'clock'>,
  known: Pick<KnownAccount, 'account' | 'proxies'>,
  work: { readonly client: string; readonly traceId: string } & Pick<Caller, 'app' | 'scopes'>,
): Caller {
  return callerOf(parts, work, known, purposeOfRole[known.account.role]);
}

interface GivenToken {
  readonly text: string;
  /** A token that is bound to a key comes as `DPoP`, every other as `Bearer`. */
  readonly scheme: 'bearer' | 'dpop';
}

const tokenForm = /^(Bearer|DPoP) +([A-Za-z0-9._~+/=-]+)$/i;

async function tokenOf(parts: AuthenticationParts, request: AuthenticationRequest): Promise<Outcome<GivenToken>> {
  const authorization = headerOf(request, 'authorization');
  if (authorization !== undefined) {
    const [, scheme, text] = tokenForm.exec(authorization) ?? [];
    if (scheme === undefined || text === undefined) return required();
    return ok({ text, scheme: scheme.toLowerCase() === 'dpop' ? 'dpop' : 'bearer' });
  }
  const cookie = readCookie(request.headers.cookie, parts.addresses.cookies.session);
  if (cookie === undefined) return required();
  const allowed = checkOrigin(request);
  if (!allowed.ok) return allowed;
  if (namesOtherOrigin(request, parts.addresses.origin)) return otherSite();
  const text = await parts.seals.open('session', cookie);
  return text === undefined ? required() : ok({ text, scheme: 'bearer' });
}

async function claimsOf(
  parts: AuthenticationParts,
  request: AuthenticationRequest,
  { text, scheme }: GivenToken,
): Promise<Outcome<TokenClaims & Partial<AppClaims>>> {
  if (!looksLikeAppToken(text)) return scheme === 'dpop' ? required() : parts.tokens.verify(text);
  const claims = await parts.appTokens.find(text);
  if (claims === undefined || (claims.boundTo !== undefined) !== (scheme === 'dpop')) return required();
  if (claims.boundTo === undefined) return ok(claims);
  const path = request.url?.split('?', 1)[0];
  if (path === undefined) return required();
  const asked = {
    method: request.method,
    address: `${parts.addresses.origin}${path}`,
    token: text,
    boundTo: claims.boundTo,
  };
  const proven = await isProven(headerOf(request, 'dpop'), asked, { clock: parts.clock, once: parts.consumeOnce });
  return proven ? ok(claims) : required();
}

/**
 * May a cookie speak for this request? Changing needs the header `X-Carnet-Request: 1`, which no other origin can send
 * without this node's leave, and a browser that says where a request comes from must name this very origin: another port
 * of the same host counts as another site here. Reading is also allowed by following a link.
 */
export function checkOrigin(request: Pick<AuthenticationRequest, 'method' | 'headers'>): Outcome<void> {
  const site = headerOf(request, 'sec-fetch-site');
  const foreign = site === 'cross-site' || site === 'same-site';
  if (!safeMethods.has(request.method.toUpperCase())) {
    return foreign || headerOf(request, 'x-carnet-request') !== '1' ? otherSite() : ok(undefined);
  }
  return foreign && headerOf(request, 'sec-fetch-mode') !== 'navigate' ? otherSite() : ok(undefined);
}

/**
 * Does a request that changes something name another origin than that of the node (RFC 6454, 7)? What a browser that knows
 * no `Sec-Fetch-Site` tells. `null` says nothing: under `no-referrer` the pages of the node may send it too.
 */
export function namesOtherOrigin(
  request: Pick<AuthenticationRequest, 'method' | 'headers'>,
  nodeOrigin: string,
): boolean {
  const origin = headerOf(request, 'origin');
  const tells = origin !== undefined && origin !== 'null' && !safeMethods.has(request.method.toUpperCase());
  return tells && origin !== nodeOrigin;
}

/** What a request of another site is answered. */
export function otherSite(): { readonly ok: false; readonly fault: Fault } {
  const fault = faultOf('access.denied', 'A request with the session cookie must come from the pages of this node.');
  return { ok: false, fault };
}

function purposeOf(role: Account['role'], stated: string | undefined): Outcome<PurposeOfUse> {
  const standard = purposeOfRole[role];
  if (stated === undefined || stated === standard) return ok(standard);
  const further = furtherPurposes[role]?.find((purpose) => purpose === stated);
  if (further !== undefined) return ok(further);
  return fail('access.reason-required', 'This purpose of use is not open to your role.');
}

type Account = KnownAccount['account'];

const noProxies: Caller['proxyFor'] = [];

function callerOf(
  parts: Pick<AuthenticationParts, 'options' | 'clock'>,
  request: Pick<
    Caller,
    'client' | 'traceId' | 'address' | 'token' | 'authenticatedAt' | 'assurance' | 'app' | 'scopes'
  >,
  { account, proxies }: Pick<KnownAccount, 'account' | 'proxies'>,
  purpose: PurposeOfUse,
): Caller {
  const now = parts.clock.now();
  return {
    subject: account.id,
    name: account.name,
    role: account.role,
    country: parts.options.country,
    purpose,
    client: request.client,
    traceId: request.traceId,
    ...(request.address === undefined ? {} : { address: request.address }),
    ...(request.token === undefined ? {} : { token: request.token }),
    ...(request.authenticatedAt === undefined ? {} : { authenticatedAt: request.authenticatedAt }),
    ...(request.assurance === undefined ? {} : { assurance: request.assurance }),
    ...(request.app === undefined ? {} : { app: request.app }),
    ...(request.scopes === undefined ? {} : { scopes: request.scopes }),
    ...(account.patient === undefined ? {} : { patient: account.patient }),
    proxyFor: proxies.length === 0 ? noProxies : proxies.filter((proxy) => isInForce(proxy, now)),
    ...(account.professional === undefined ? {} : { professional: account.professional }),
    ...(account.organization === undefined ? {} : { organization: account.organization }),
    ...(account.practitioner === undefined ? {} : { practitioner: account.practitioner }),
  };
}

export function isInForce({ from, to }: Pick<Caller['proxyFor'][number], 'from' | 'to'>, now: Date): boolean {
  return from <= now && (to === undefined || to > now);
}

function headerOf(request: Pick<AuthenticationRequest, 'headers'>, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : value?.[0];
}
