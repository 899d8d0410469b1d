import type { FastifyReply, FastifyRequest } from 'fastify';
import type { StoredInteraction } from 'oidc-provider';
import { type Fault, fail, type Outcome, ok } from '#kernel';
import { acrOf } from '../assurance.ts';
import type { Account } from '../contract.ts';
import { clients } from '../options.ts';
import { readCookie, setCookie } from '../sealed-cookies.ts';
import { signInEntry } from '../sign-in-entry.ts';
import type { Activity, Proven, SignInDirectory, UpstreamOffer } from './contract.ts';
import { keepUpstreamSession } from './end-upstream-session.ts';
import { citizenAccount, professionalAccount, waitingReference } from './link-account.ts';
import type { UpstreamParts } from './register-upstreams.ts';
import { type UnderWay, underWayFor } from './under-way.ts';
import { createWaitingDoor, waitingDays } from './waiting/create-waiting.ts';

/** A professional with several activities, until she has said in which one she works. */
export interface PendingChoice {
  readonly stage: 'choice';
  readonly uid: string;
  readonly proven: Proven;
  readonly idToken?: string;
}

/** What all upstreams have in common once they know who is there. */
export interface Finish {
  /** The interaction of the sign-in page in this browser. */
  interaction(uid: unknown, request: FastifyRequest, reply: FastifyReply): Promise<Outcome<StoredInteraction>>;
  /**
   * Where the browser goes on: to be signed in, or to choose an activity. A refusal is logged here; a sign-in, with the kind of
   * upstream as its means, when its code is redeemed.
   */
  complete(
    uid: string,
    proven: Proven,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly idToken?: string },
  ): Promise<Outcome<string>>;
  /** The same, for one activity of a professional. */
  work(
    choice: PendingChoice,
    activity: Activity,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply },
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

/** Nobody is known where `src/app` hands in nothing. */
const nobody: SignInDirectory = { find: async () => ok([]) };

export function createFinish(parts: UpstreamParts & { readonly underWay: UnderWay }): Finish {
  const { options, addresses, seals, interactions, underWay } = parts;
  const linking = {
    db: options.db,
    clock: options.clock,
    directory: options.directory ?? nobody,
    waiting: createWaitingDoor({ ...options, seals, days: options.waitingDays ?? waitingDays }),
    putAccount: (account: Account) => options.identity.putAccount(account),
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
      const { identity } = proven;
      if (identity.role === 'professional') {
        const choice = { stage: 'choice', uid, proven, ...(idToken === undefined ? {} : { idToken }) } as const;
        const [first, ...others] = identity.activities;
        if (others.length === 0) return finish.work(choice, first, { request, reply });
        const { id } = await underWay.begin(choice);
        finish.setBrowserId(reply, id);
        return ok(`/sign-in/${uid}?upstream=choose`);
      }
      const account = await citizenAccount(linking, proven, identity);
      return signIn(uid, proven, account, { request, reply, idToken });
    },
    async work({ uid, proven, idToken }, activity, { request, reply }) {
      const account = await professionalAccount(linking, proven, activity, proven.identity.language);
      return signIn(uid, proven, account, { request, reply, idToken });
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

  const signIn = async (
    uid: string,
    proven: Proven,
    account: Outcome<Account>,
    exchange: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly idToken: string | undefined },
  ): Promise<Outcome<string>> => {
    const { request, reply, idToken } = exchange;
    const { upstream, assurance } = proven;
    if (!account.ok) {
      await finish.refuse(upstream, account.fault, 'account', request);
      return account;
    }
    const interaction = await finish.interaction(uid, request, reply);
    if (!interaction.ok) {
      await finish.refuse(upstream, interaction.fault, 'interaction', request);
      return interaction;
    }
    if (idToken !== undefined) await keepUpstreamSession({ addresses, seals }, reply, upstream.name, idToken);
    const proof = { amr: [upstream.kind], acr: acrOf[assurance] } as const;
    return ok(await interactions.finish(interaction.value, account.value, proof, request.raw, reply.raw));
  };
  return finish;
}
