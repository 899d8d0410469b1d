import { fail, newTraceId, ok } from '#kernel';
import {
  findAccountByAlias,
  findKnownAccount,
  type KnownAccount,
  listAccounts,
  putAccount,
  revocationKey,
} from './accounts.ts';
import { type AuthenticationParts, authenticateRequest, callerOnBehalf } from './authenticate.ts';
import { consumeOnce, purgeExpired, takeId } from './consume-once.ts';
import type { Identity } from './contract.ts';
import { openKeyring } from './keyring.ts';
import { addressesOf, clients, type IdentityOptions } from './options.ts';
import type { Proxies } from './proxies/contract.ts';
import { createProxies } from './proxies/create-proxies.ts';
import { createSeals } from './sealed-cookies.ts';
import { signInEntry } from './sign-in-entry.ts';
import { createTokens, type TokenClaims } from './tokens.ts';

/** What the sign-in routes need beyond the contract. */
export interface NodeIdentity extends Identity {
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
  const parts: AuthenticationParts = { options, addresses, tokens, seals, clock, known };

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
    consumeOnce: (id, expires) => consumeOnce(db, id, expires, clock.now()),
    async putAccount(account, proxies) {
      await putAccount(db, account, proxies);
      memory = new Map();
    },
    accounts: () => listAccounts(db),
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
      return ok(await tokens.sign(account.id, clients.commandLine));
    },
    async onBehalfOf(subject, client) {
      const account = await findKnownAccount(db, subject, '', clock.now(), options.country);
      return account === undefined ? undefined : callerOnBehalf(parts, account, { client, traceId: newTraceId() });
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
    purge: () => purgeExpired(db, clock.now()),
  };
}
