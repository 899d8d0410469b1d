import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import { findAccount } from '../accounts.ts';
import { checkOrigin } from '../authenticate.ts';
import type { Account } from '../contract.ts';
import type { SignInOptions } from '../create-identity.ts';
import type { Interactions } from '../interaction-routes.ts';
import { type Addresses, clients } from '../options.ts';
import { requireOwnPages } from '../require-own-pages.ts';
import { readCookie, type Seals, setCookie } from '../sealed-cookies.ts';
import { sendFault } from '../send-fault.ts';
import { signInEntry } from '../sign-in-entry.ts';
import type { WorkRole, WorkRoles } from './contract.ts';

interface RoleRouteParts {
  readonly options: SignInOptions;
  readonly addresses: Addresses;
  readonly seals: Seals;
  readonly interactions: Interactions;
  readonly roles: WorkRoles;
}

/** What a browser holds, sealed, between the wish to change the role and the sign-in that does it. */
interface RoleChange {
  readonly id: string;
  readonly account: string;
  readonly role: string;
  readonly expires: number;
}

/** Seconds within which a change of role must be done. */
const changeLasts = 120;
const notHers = faultOf('sign-in.role', 'Neither the register nor the directory gives you this role.');

/**
 * In which of her roles a professional works: asked when she signs in, and changed later. Nothing is chosen for her, and
 * nothing can be chosen but what an upstream or the directory gives. Each role is an account, so that a change is a sign-in
 * of its own: the session of the role before ends with its tokens, and when she proved who she is stays as it was.
 */
export function registerRoleRoutes(app: FastifyInstance, parts: RoleRouteParts): void {
  const { options, addresses, seals, interactions, roles } = parts;
  const { cookies, secure } = addresses;
  type ByUid = { readonly Params: { readonly uid: string } };

  const refuse = async (request: FastifyRequest, account: Account | undefined, rule: string, interaction: string) =>
    options.audit.record([
      signInEntry(options, account, { ...eventOf(request), action: 'sign-in', outcome: 'denied', interaction, rule }),
    ]);
  const noStore = (reply: FastifyReply) => reply.header('cache-control', 'no-store');

  app.get<ByUid>('/session/interaction/:uid/role', async (request, reply) => {
    const pending = await pendingOf(request, reply);
    if (!pending.ok) return sendFault(reply, pending.fault);
    return noStore(reply).send({
      roles: pending.value.asked.roles.map(({ place, profession }) => ({ place, profession })),
    });
  });

  app.post<ByUid>('/session/interaction/:uid/role', async (request, reply) => {
    const allowed = checkOrigin({ method: request.method, headers: request.headers });
    if (!allowed.ok) return sendFault(reply, allowed.fault);
    const pending = await pendingOf(request, reply);
    if (!pending.ok) return sendFault(reply, pending.fault);
    const { interaction, asked } = pending.value;
    const { role: index } = (request.body ?? {}) as { readonly role?: unknown };
    const chosen = Number.isInteger(index) ? asked.roles[index as number] : undefined;
    if (chosen === undefined) {
      await refuse(request, undefined, 'sign-in.role', 'choose-role');
      return sendFault(reply, faultOf('request.bad', 'Choose one of your roles.', 'role'));
    }
    const account = await roles.accountOf(chosen);
    if (!account.ok) {
      await refuse(request, undefined, account.fault.code, 'choose-role');
      return sendFault(reply, account.fault);
    }
    await roles.remember(account.value, without(asked.roles, chosen));
    const location = await interactions.finishAs(interaction, account.value, asked.proof, request.raw, reply.raw);
    return noStore(reply).send({ location });
  });

  app.get('/session/roles', async (request, reply) => {
    const account = await signedIn(request);
    if (!account.ok) return sendFault(reply, account.fault);
    const choices = await roles.choices(account.value);
    return noStore(reply).send({
      roles: choices.map(({ key, place, profession }, index) => ({ key, place, profession, current: index === 0 })),
    });
  });

  app.post('/session/role', async (request, reply) => {
    const account = await signedIn(request);
    if (!account.ok) return sendFault(reply, account.fault);
    const { role: key } = (request.body ?? {}) as { readonly role?: unknown };
    const chosen = (await roles.choices(account.value)).find((role, index) => index > 0 && role.key === key);
    if (chosen === undefined) {
      await refuse(request, account.value, 'sign-in.role', 'change-role');
      return sendFault(reply, notHers);
    }
    const change: RoleChange = {
      id: randomUUID(),
      account: account.value.id,
      role: chosen.key,
      expires: options.clock.now().getTime() + changeLasts * 1_000,
    };
    const sealed = await seals.seal('role-change', JSON.stringify(change));
    return noStore(reply)
      .header('set-cookie', setCookie(cookies.role, sealed, { secure, maxAge: changeLasts }))
      .send({ location: `/session/login?${new URLSearchParams({ returnTo: '/account', role: '1' })}` });
  });

  app.get<ByUid>('/session/interaction/:uid/role/change', async (request, reply) => {
    const { uid } = request.params;
    noStore(reply).header('set-cookie', setCookie(cookies.role, '', { secure, maxAge: 0 }));
    const location = await changed(uid, request, reply);
    return reply.redirect(location ?? `/sign-in/${encodeURIComponent(uid)}`, 303);
  });

  /** Where the browser goes on in the new role; undefined where it must sign in as ever. */
  const changed = async (uid: string, request: FastifyRequest, reply: FastifyReply): Promise<string | undefined> => {
    const interaction = await interactions.find(uid, request.raw, reply.raw);
    const change = await changeOf(request);
    if (!interaction.ok || change === undefined || interaction.value.params.client_id !== clients.web) return undefined;
    const session = await interactions.proof(request.raw, reply.raw);
    if (session === undefined || session.account !== change.account) return undefined;
    if (!(await options.identity.consumeOnce(`role ${change.id}`, new Date(change.expires)))) return undefined;
    const former = await findAccount(options.db, change.account);
    if (former === undefined) return undefined;
    // What was offered when she asked may have been taken from her since.
    const choices = await roles.choices(former);
    const chosen = choices.find((role, index) => index > 0 && role.key === change.role);
    const account = chosen === undefined ? undefined : await roles.accountOf(chosen);
    if (chosen === undefined || account?.ok !== true) {
      await refuse(request, former, notHers.code, 'change-role');
      return undefined;
    }
    await roles.remember(account.value, without(choices, chosen));
    await options.audit.record([
      signInEntry(options, former, { ...eventOf(request), action: 'sign-out', interaction: 'change-role' }),
    ]);
    return interactions.finishAs(interaction.value, account.value, session.proof, request.raw, reply.raw);
  };

  const changeOf = async ({ headers }: FastifyRequest): Promise<RoleChange | undefined> => {
    const cookie = readCookie(headers.cookie, cookies.role);
    const text = cookie === undefined ? undefined : await seals.open('role-change', cookie);
    const change = text === undefined ? undefined : (JSON.parse(text) as RoleChange);
    return change !== undefined && change.expires > options.clock.now().getTime() ? change : undefined;
  };

  const pendingOf = async (request: FastifyRequest<ByUid>, reply: FastifyReply) => {
    const interaction = await interactions.find(request.params.uid, request.raw, reply.raw);
    if (!interaction.ok) return interaction;
    const asked = await interactions.asked(interaction.value);
    return asked === undefined
      ? fail('sign-in.required', 'This sign-in took too long or was started in another window. Start again.')
      : ok({ interaction: interaction.value, asked });
  };

  /** The professional of the pages' session. */
  const signedIn = async (request: FastifyRequest): Promise<Outcome<Account>> => {
    const { method, headers, id: traceId, ip: address } = request;
    const caller = await options.identity.authenticate({ method, headers, traceId, address, url: request.url });
    if (!caller.ok) return caller;
    const own = requireOwnPages(caller.value);
    if (!own.ok) return own;
    const account = await findAccount(options.db, caller.value.subject);
    return account === undefined ? fail('sign-in.required', 'Sign in to use this.') : ok(account);
  };
}

/** The roles beside the chosen one. */
function without(roles: readonly WorkRole[], chosen: WorkRole): readonly WorkRole[] {
  return roles.filter(({ key }) => key !== chosen.key);
}

function eventOf(request: FastifyRequest) {
  return { client: clients.web, traceId: request.id, address: request.ip };
}
