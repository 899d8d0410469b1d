import { fail, newTraceId, ok } from '#kernel';
import {
  findAccountByAlias,
  findAccounts,
  findCitizens,
  findKnownAccount,
  type KnownAccount,
  listAccounts,
  putAccount,
  revocationKey,
} from './accounts.ts';
import { type AuthenticationParts, authenticateRequest, callerOnBehalf, isInForce } from './authenticate.ts';
import { consumeOnce, purgeExpired, takeId } from './consume-once.ts';
import type { Identity } from './contract.ts';
import { openKeyring } from './keyring.ts';
import { addressesOf, clients, type IdentityOptions } from './options.ts';
import type { Proxies } from './proxies/contract.ts';
import { createProxies } from './proxies/create-proxies.ts';
import { roleClaims } from './roles/role-claims.ts';
import { createSeals } from './sealed-cookies.ts';
import { signInEntry } from './sign-in-entry.ts';
import { createAppTokens } from './smart/app-tokens.ts';
import { endWaiting, findApp } from './smart/apps.ts';
import type { Apps, LaunchContexts } from './smart/contract.ts';
import { createApps } from './smart/create-apps.ts';
import { grantedScopes } from './smart/read-scope.ts';
import { createTokens, type TokenClaims } from './tokens.ts';

/** What the sign-in routes need beyond the contract. */
export interface NodeIdentity extends Identity {
  readonly apps: Apps;
  readonly proxies: Proxies;
  /** The token of a request that carries the session cookie, where it is good; the account is not asked. */
  sessionClaims(cookie: string): Promise<TokenClaims | undefined>;
  /** No process of the node accepts the token any more (within the two seconds for which accounts are remembered). */
  revokeToken(claims: Pick<TokenClaims, 'id' | 'expires'>): Promise<void>;
  /** Removes what has ended from the tables of identity. */
  purge(): Promise<void>;
}

export interface SignInOptions extends IdentityOptions {
  /** Made by `createIdentity` of the same options. */
  readonly identity: NodeIdentity;
  /** Whom apps may be opened for; without it none is opened for anybody. */
  readonly launchContexts?: LaunchContexts;
}

/** Milliseconds for which an account, its proxies and a revocation may be out of date in a process. */
const accountMemory = 2_000;
const mostRemembered = 5_000;

/** Who is asking. Loads the node's keys at once (made on the first start); the tables must have been migrated. */
export function createIdentity(options: IdentityOptions): NodeIdentity {
  const { db, clock } = options;
  const addresses = addressesOf(options);
  const keyring = openKeyring(options);
  const tokens = createTokens({ keyring, addresses, clock });
  const seals = createSeals(keyring);
  let memory = new Map<string, { readonly until: number; readonly known: Promise<KnownAccount | undefined> }>();

  const known = (claims: TokenClaims): Promise<KnownAccount | undefined> => {
    const key = `${claims.id} ${claims.subject}`;
    const remembered = memory.get(key);
    if (remembered !== undefined && remembered.until > performance.now()) return remembered.known;
    if (memory.size >= mostRemembered) memory = new Map();
    const asked = findKnownAccount(db, claims.subject, claims.id, clock.now(), options.country);
    memory.set(key, { until: performance.now() + accountMemory, known: asked });
    asked.catch(() => memory.delete(key));
    return asked;
  };
  const appTokens = createAppTokens({ db, clock, audience: addresses.audience });
  const once = (id: string, expires: Date) => consumeOnce(db, id, expires, clock.now());
  const parts: AuthenticationParts = { options, addresses, tokens, seals, clock, known, appTokens, consumeOnce: once };
  const keepAccount: Identity['putAccount'] = async (account, proxies) => {
    await putAccount(db, account, clock.now(), proxies);
    memory = new Map();
  };

  return {
    proxies: createProxies({
      db,
      clock,
      country: options.country,
      forget: () => {
        memory = new Map();
      },
    }),
    authenticate: (request) => authenticateRequest(parts, request),
    apps: createApps({
      ...options,
      putService: ({ id, name }) => keepAccount({ id, name, role: 'backend', language: 'en' }),
    }),
    consumeOnce: once,
    putAccount: keepAccount,
    accounts: () => listAccounts(db),
    accountsOf: (whose) => findAccounts(db, whose),
    async demonstrationToken(alias) {
      if (!options.demonstration) return fail('access.denied', 'This node is not in demonstration mode.');
      const account = await findAccountByAlias(db, alias);
      if (account === undefined) return fail('request.bad', 'No demonstration account has this alias.');
      const entry = signInEntry(options, account, {
        action: 'sign-in',
        interaction: 'demonstration-token',
        client: clients.commandLine,
        traceId: newTraceId(),
      });
      await options.audit.record([entry]);
      return ok(await tokens.sign(account.id, clients.commandLine, roleClaims(account)));
    },
    async onBehalfOf(subject, client) {
      const account = await findKnownAccount(db, subject, '', clock.now(), options.country);
      if (account === undefined) return undefined;
      const work = { client, traceId: newTraceId() };
      // A service is what its app was given, also when nobody asks.
      const service = account.account.role === 'backend' ? await findApp(db, subject) : undefined;
      if (service === undefined) return callerOnBehalf(parts, account, work);
      if (service.status !== 'approved') return undefined;
      const app = { id: service.id, name: service.name };
      return callerOnBehalf(parts, account, { ...work, app, scopes: { granted: grantedScopes(service.scope) } });
    },
    async personsOf(accounts) {
      const now = clock.now();
      const citizens = await findCitizens(db, accounts, now, options.country);
      return new Map(
        citizens.map(({ account: { id, patient }, proxies }) => {
          const entrusted = proxies.filter((proxy) => isInForce(proxy, now)).map((proxy) => proxy.patient);
          return [id, new Set(patient === undefined ? entrusted : [patient, ...entrusted])];
        }),
      );
    },
    async sessionClaims(cookie) {
      const token = await seals.open('session', cookie);
      const claims = token === undefined ? undefined : await tokens.verify(token);
      return claims?.ok ? claims.value : undefined;
    },
    async revokeToken({ id, expires }) {
      await takeId(db, revocationKey(id), expires);
      memory = new Map();
    },
    async purge() {
      await purgeExpired(db, clock.now());
      await endWaiting(db, clock.now());
    },
  };
}
