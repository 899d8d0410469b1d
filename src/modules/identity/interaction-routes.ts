import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Provider, StoredInteraction } from 'oidc-provider';
import { fail, newTraceId, type Outcome, ok } from '#kernel';
import { findAccount, listAccounts } from './accounts.ts';
import { acrOf } from './assurance.ts';
import { checkOrigin } from './authenticate.ts';
import { upstreamsOffered } from './brokers/upstream-setup.ts';
import type { Account } from './contract.ts';
import { clients, type IdentityOptions } from './options.ts';
import { networkOf } from './rates.ts';
import type { WorkRole, WorkRoles } from './roles/contract.ts';
import { roleOf } from './roles/create-roles.ts';
import type { Seals } from './sealed-cookies.ts';
import { sendFault } from './send-fault.ts';
import { endSessionOf } from './sessions/create-sessions.ts';
import { signInEntry } from './sign-in-entry.ts';
import { signOutApps } from './smart/sign-out-apps.ts';

/** By what somebody proved who she is: `amr` (RFC 8176, the means first, by which the log names it) and `acr`. */
export interface SignInProof {
  readonly amr: readonly [means: string, ...further: readonly string[]];
  readonly acr: string;
  /** Seconds since 1970 at which she proved it; now where it is left out. */
  readonly ts?: number;
}

/** A professional with several roles, until she has said in which one she works. */
export interface AskedRole {
  readonly roles: readonly WorkRole[];
  readonly proof: SignInProof;
}

export interface Interactions {
  /** The sign-in under way in this browser; its cookie proves that the page belongs to who began it. */
  find(uid: string, request: IncomingMessage, response: ServerResponse): Promise<Outcome<StoredInteraction>>;
  /**
   * Signs the account in, and says where the browser goes on: a professional to whom the directory gives further roles first
   * says in which one she works. Fault: `sign-in.role` where the directory gave her this one alone, and does so no more.
   */
  finish(...who: Parameters<Interactions['finishAs']>): Promise<Outcome<string>>;
  /** The same in the role of this account, which was chosen or is the only one. */
  finishAs(
    interaction: StoredInteraction,
    account: Account,
    proof: SignInProof,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<string>;
  /** Keeps the question in which role she works with the interaction, sealed; the page that asks it. */
  askRole(interaction: StoredInteraction, asked: AskedRole): Promise<string>;
  /** What is kept of that question. */
  asked(interaction: StoredInteraction): Promise<AskedRole | undefined>;
  /** Who is signed in at the provider in this browser, and how she proved it. */
  proof(
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<{ readonly account: string; readonly proof: SignInProof } | undefined>;
  /** The provider's session of this browser; undefined where nobody is signed in. */
  session(request: IncomingMessage, response: ServerResponse): Promise<string | undefined>;
  /** Ends the provider's session of this browser, with everything issued under it. */
  endSession(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createInteractions(
  options: IdentityOptions,
  { seals, roles }: { readonly seals: Seals; readonly roles: Pick<WorkRoles, 'besides' | 'stands'> },
  current: () => Provider,
): Interactions {
  const sessionOf = (request: IncomingMessage, response: ServerResponse) => {
    const provider = current();
    return provider.Session.get(provider.createContext(request, response));
  };
  const session: Interactions['session'] = async (request, response) => {
    const { uid, accountId } = await sessionOf(request, response);
    return accountId === undefined ? undefined : uid;
  };
  const endThis: Interactions['endSession'] = async (request, response) => {
    const stored = await sessionOf(request, response);
    if (stored.accountId === undefined) return;
    await signOutApps({ ...options, provider: current() }, stored);
    await endSessionOf(options, stored.uid);
  };
  const finishAs: Interactions['finishAs'] = async (interaction, account, { amr, acr, ts }, request, response) => {
    // Somebody else may have signed in meanwhile in another window: that session ends, this one begins anew.
    const { accountId } = await sessionOf(request, response);
    if (accountId !== undefined && accountId !== account.id) {
      await endThis(request, response);
      interaction.session = undefined;
    }
    const now = Math.floor(options.clock.now().getTime() / 1000);
    interaction.result = { login: { accountId: account.id, amr, acr, ts: ts ?? now } };
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    return interaction.returnTo;
  };
  const askRole: Interactions['askRole'] = async (interaction, asked) => {
    const kept = { ...asked, uid: interaction.uid };
    // Without a `login` the provider lets nobody in by it.
    interaction.result = { carnet_roles: await seals.seal('roles', JSON.stringify(kept)) };
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    return `/sign-in/${encodeURIComponent(interaction.uid)}?upstream=choose`;
  };
  return {
    session,
    endSession: endThis,
    finishAs,
    askRole,
    async asked({ uid, result }) {
      const text = result?.carnet_roles === undefined ? undefined : await seals.open('roles', result.carnet_roles);
      const kept = text === undefined ? undefined : (JSON.parse(text) as AskedRole & { readonly uid: string });
      return kept?.uid === uid ? { roles: kept.roles, proof: kept.proof } : undefined;
    },
    async proof(request, response) {
      const { accountId, amr = [], acr, loginTs } = await sessionOf(request, response);
      const [means, ...further] = amr;
      if (accountId === undefined || means === undefined || acr === undefined || loginTs === undefined)
        return undefined;
      return { account: accountId, proof: { amr: [means, ...further], acr, ts: loginTs } };
    },
    async find(uid, request, response) {
      try {
        const interaction = await current().interactionDetails(request, response);
        if (interaction.uid === uid) return ok(interaction);
      } catch (failure) {
        if ((failure as { readonly error?: unknown }).error === undefined) throw failure;
      }
      return fail('sign-in.required', 'This sign-in took too long or was started in another window. Start again.');
    },
    async finish(interaction, account, proof, request, response) {
      const [further, stands] = await Promise.all([roles.besides(account), roles.stands(account)]);
      const own = stands ? [roleOf(account)] : [];
      if (further.length > 0) {
        const ts = proof.ts ?? Math.floor(options.clock.now().getTime() / 1000);
        return ok(await askRole(interaction, { roles: [...own, ...further], proof: { ...proof, ts } }));
      }
      if (stands) return ok(await finishAs(interaction, account, proof, request, response));
      const { client_id: client = clients.web } = interaction.params;
      const event = { action: 'sign-in', client, traceId: newTraceId(), interaction: 'choose-role' } as const;
      await options.audit.record([
        signInEntry(options, account, { ...event, outcome: 'denied', rule: 'sign-in.role' }),
      ]);
      return fail('sign-in.role', 'The directory does not give you this role any more.');
    },
  };
}

/** What the sign-in page (`/sign-in/:uid`) needs, and choosing who to be there, which a demonstration alone offers. */
export function registerInteractionRoutes(
  app: FastifyInstance,
  parts: { readonly options: IdentityOptions; readonly interactions: Interactions },
): void {
  const { options, interactions } = parts;

  app.get<{ Params: { uid: string } }>('/session/interaction/:uid', async (request, reply) => {
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    const accounts = options.demonstration ? (await listAccounts(options.db)).filter(maySignInByClick) : [];
    return reply.header('cache-control', 'no-store').send({
      client: interaction.value.params.client_id ?? clients.web,
      demonstration: options.demonstration,
      accounts: accounts.map(({ id, name, role, about }) => ({ id, name, role, about: about ?? {} })),
      upstreams: upstreamsOffered(options),
    });
  });

  app.post<{ Params: { uid: string } }>('/session/interaction/:uid', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return sendFault(reply, interaction.fault);
    const account = await chosenAccount(options, request);
    if (!account.ok) {
      await options.audit.record([
        signInEntry(options, undefined, { ...eventOf(request), outcome: 'denied', interaction: 'choose-account' }),
      ]);
      return sendFault(reply, account.fault);
    }
    const proof = { amr: ['demonstration'], acr: acrOf.low } as const;
    const location = await interactions.finish(interaction.value, account.value, proof, request.raw, reply.raw);
    if (!location.ok) return sendFault(reply, location.fault);
    return reply.header('cache-control', 'no-store').send({ location: location.value });
  });
}

async function chosenAccount(options: IdentityOptions, request: FastifyRequest): Promise<Outcome<Account>> {
  if (!options.demonstration)
    return fail('access.denied', 'Nobody is signed in here without proof: this is no demonstration.');
  const chosen = (request.body as { readonly account?: unknown } | null | undefined)?.account;
  if (typeof chosen !== 'string' || chosen.length > 200) return fail('request.bad', 'Name an account.', 'account');
  const who = `${chosen} ${networkOf(request.ip)}`;
  const attempt = await options.rates?.attempt(who);
  if (attempt?.ok === false) return attempt;
  const account = await findAccount(options.db, chosen);
  if (account === undefined || !maySignInByClick(account)) {
    return fail('request.bad', 'This account cannot sign in here.', 'account');
  }
  await options.rates?.succeeded(who);
  return ok(account);
}

/** People of the demonstration; a backend service has no pages to sign in to. */
function maySignInByClick(account: Account): boolean {
  return account.alias !== undefined && account.role !== 'backend';
}

function eventOf(request: FastifyRequest) {
  return { action: 'sign-in' as const, client: clients.web, traceId: request.id, address: request.ip };
}
