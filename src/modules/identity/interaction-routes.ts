import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Provider, StoredInteraction } from 'oidc-provider';
import { fail, type Outcome, ok } from '#kernel';
import { findAccount, listAccounts } from './accounts.ts';
import { acrOf } from './assurance.ts';
import { checkOrigin } from './authenticate.ts';
import { upstreamsOffered } from './brokers/upstream-setup.ts';
import type { Account } from './contract.ts';
import { clients, type IdentityOptions } from './options.ts';
import { networkOf } from './rates.ts';
import { sendFault } from './send-fault.ts';
import { endSessionOf } from './sessions/create-sessions.ts';
import { signInEntry } from './sign-in-entry.ts';
import { signOutApps } from './smart/sign-out-apps.ts';

/** By what somebody proved who she is: `amr` (RFC 8176, the means first, by which the log names it) and `acr`. */
export interface SignInProof {
  readonly amr: readonly [means: string, ...further: readonly string[]];
  readonly acr: string;
}

export interface Interactions {
  /** The sign-in under way in this browser; its cookie proves that the page belongs to who began it. */
  find(uid: string, request: IncomingMessage, response: ServerResponse): Promise<Outcome<StoredInteraction>>;
  /** Signs the account in, as of now, and says where the browser goes on. */
  finish(
    interaction: StoredInteraction,
    account: Account,
    proof: SignInProof,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<string>;
  /** The provider's session of this browser; undefined where nobody is signed in. */
  session(request: IncomingMessage, response: ServerResponse): Promise<string | undefined>;
  /** Ends the provider's session of this browser, with everything issued under it. */
  endSession(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

export function createInteractions(options: IdentityOptions, current: () => Provider): Interactions {
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
  return {
    session,
    endSession: endThis,
    async find(uid, request, response) {
      try {
        const interaction = await current().interactionDetails(request, response);
        if (interaction.uid === uid) return ok(interaction);
      } catch (failure) {
        if ((failure as { readonly error?: unknown }).error === undefined) throw failure;
      }
      return fail('sign-in.required', 'This sign-in took too long or was started in another window. Start again.');
    },
    async finish(interaction, account, { amr, acr }, request, response) {
      // Somebody else may have signed in meanwhile in another window: that session ends, this one begins anew.
      const { accountId } = await sessionOf(request, response);
      if (accountId !== undefined && accountId !== account.id) {
        await endThis(request, response);
        interaction.session = undefined;
      }
      const ts = Math.floor(options.clock.now().getTime() / 1000);
      interaction.result = { login: { accountId: account.id, amr, acr, ts } };
      await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
      return interaction.returnTo;
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
    return reply.header('cache-control', 'no-store').send({ location });
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
