import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredInteraction } from 'oidc-provider';
import { type Fault, fail, type Outcome, ok } from '#kernel';
import { acrOf } from '../assurance.ts';
import type { Account } from '../contract.ts';
import { clients } from '../options.ts';
import type { WorkRole } from '../roles/contract.ts';
import { nobody } from '../roles/create-roles.ts';
import { readCookie, setCookie } from '../sealed-cookies.ts';
import { signInEntry } from '../sign-in-entry.ts';
import type { Proven, UpstreamOffer } from './contract.ts';
import { keepUpstreamSession } from './end-upstream-session.ts';
import { citizenAccount, waitingReference } from './link-account.ts';
import type { UpstreamParts } from './register-upstreams.ts';
import { underWayFor } from './under-way.ts';
import { createWaitingDoor, waitingDays } from './waiting/create-waiting.ts';

/** What all upstreams have in common once they know who is there. */
export interface Finish {
  /** The interaction of the sign-in page in this browser. */
  interaction(uid: unknown, request: FastifyRequest, reply: FastifyReply): Promise<Outcome<StoredInteraction>>;
  /**
   * Where the browser goes on: to be signed in, or to choose a role. A refusal is logged here; a sign-in, with the kind of
   * upstream as its means, when its code is redeemed.
   */
  complete(
    uid: string,
    proven: Proven,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly idToken?: string },
  ): Promise<Outcome<string>>;
  /** Logs that somebody was refused, with a technical word and nothing of the person. */
  refuse(upstream: UpstreamOffer, fault: Fault, word: string, request: FastifyRequest): Promise<void>;
  /** The sign-in page of an interaction, which tells of the refusal in words; the start where none is known. */
  pageOf(uid: string | undefined, upstream: UpstreamOffer, fault: Fault): string;
  /** The id that this browser holds of what is under way. */
  browserId(request: FastifyRequest): string | undefined;
  setBrowserId(reply: FastifyReply, id: string): void;
  clearBrowserId(reply: FastifyReply): void;
}

export function createFinish(parts: UpstreamParts): Finish {
  const { options, addresses, seals, interactions, roles } = parts;
  const linking = {
    db: options.db,
    clock: options.clock,
    directory: options.directory ?? nobody,
    waiting: createWaitingDoor({ ...options, seals, days: options.waitingDays ?? waitingDays }),
  };
  const { secure, cookies } = addresses;

  const eventOf = (request: FastifyRequest, upstream: UpstreamOffer) => ({
    action: 'sign-in' as const,
    interaction: `upstream ${upstream.name}`,
    client: clients.web,
    traceId: request.id,
    address: request.ip,
  });

  const finish: Finish = {
    async interaction(uid, request, reply) {
      if (typeof uid === 'string' && uid.length <= 100) return interactions.find(uid, request.raw, reply.raw);
      return fail('sign-in.required', 'This sign-in took too long or was started in another window. Start again.');
    },
    async complete(uid, proven, { request, reply, idToken }) {
      const { identity, ...who } = proven;
      const exchange = { request, reply, idToken };
      if (identity.role !== 'professional') {
        return enter(uid, proven, exchange, await citizenAccount(linking, who, identity));
      }
      const given = await roles.ofUpstream(who, identity);
      const [first, ...others] = given;
      if (others.length > 0) return enter(uid, proven, exchange, given);
      const account = await roles.accountOf(first);
      if (account.ok) await roles.remember(account.value, []);
      return enter(uid, proven, exchange, account);
    },
    async refuse(upstream, fault, word, request) {
      options.log.warn('upstream.refused', { upstream: upstream.name, code: fault.code, word, trace: request.id });
      const outcome = fault.code === 'upstream.refused' ? 'failed' : 'denied';
      await options.audit.record([
        signInEntry(options, undefined, { ...eventOf(request, upstream), outcome, rule: fault.code }),
      ]);
    },
    pageOf(uid, upstream, fault) {
      const reference = waitingReference(fault);
      const query = new URLSearchParams({
        upstream: upstream.name,
        problem: fault.code,
        ...(reference === undefined ? {} : { reference }),
      });
      return uid === undefined ? '/?signIn=failed' : `/sign-in/${encodeURIComponent(uid)}?${query}`;
    },
    browserId: (request) => readCookie(request.headers.cookie, cookies.upstream),
    setBrowserId: (reply, id) =>
      void reply.header('set-cookie', setCookie(cookies.upstream, id, { secure, maxAge: underWayFor / 1000 })),
    clearBrowserId: (reply) => void reply.header('set-cookie', setCookie(cookies.upstream, '', { secure, maxAge: 0 })),
  };

  /** Signs the account in, or asks in which of these roles it is. */
  const enter = async (
    uid: string,
    { upstream, assurance }: Proven,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly idToken: string | undefined },
    who: Outcome<Account> | readonly WorkRole[],
  ): Promise<Outcome<string>> => {
    const { request, reply, idToken } = exchange;
    if ('ok' in who && !who.ok) {
      await finish.refuse(upstream, who.fault, 'account', request);
      return who;
    }
    const interaction = await finish.interaction(uid, request, reply);
    if (!interaction.ok) {
      await finish.refuse(upstream, interaction.fault, 'interaction', request);
      return interaction;
    }
    if (idToken !== undefined) await keepUpstreamSession({ addresses, seals }, reply, upstream.name, idToken);
    const ts = Math.floor(options.clock.now().getTime() / 1000);
    const proof = { amr: [upstream.kind], acr: acrOf[assurance], ts } as const;
    return ok(
      'ok' in who
        ? await interactions.finishAs(interaction.value, who.value, proof, request.raw, reply.raw)
        : await interactions.askRole(interaction.value, { roles: who, proof }),
    );
  };
  return finish;
}
