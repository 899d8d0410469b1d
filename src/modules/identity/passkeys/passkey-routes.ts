import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Outcome } from '#kernel';
import { acrOf } from '../assurance.ts';
import { checkOrigin } from '../authenticate.ts';
import type { Interactions } from '../interaction-routes.ts';
import { clients } from '../options.ts';
import { sendFault } from '../send-fault.ts';
import type { SignInEvent } from '../sign-in-entry.ts';
import type { Passkeys } from './contract.ts';
import type { Invitations } from './invitations.ts';

interface PasskeyRouteParts {
  readonly interactions: Interactions;
  readonly passkeys: Passkeys;
  readonly invitations: Invitations;
}

/** A passkey was used, and a person was there who proved to it that she is its owner (RFC 8176). */
const amr = ['passkey', 'pop', 'user', 'mfa'] as const;

/** Signing in with a passkey in an interaction, and the first passkey by an invitation. All of them change something. */
export function registerPasskeyRoutes(app: FastifyInstance, parts: PasskeyRouteParts): void {
  const { interactions, passkeys, invitations } = parts;
  const post = (url: string, handle: (request: FastifyRequest, reply: FastifyReply) => Promise<Outcome<unknown>>) =>
    app.post(url, async (request, reply) => {
      const allowed = checkOrigin({ method: request.method, headers: request.headers });
      const outcome = allowed.ok ? await handle(request, reply) : allowed;
      if (!outcome.ok) return sendFault(reply, outcome.fault);
      return reply.header('cache-control', 'no-store').send(outcome.value);
    });

  post('/session/interaction/:uid/passkey/options', async (request, reply) => {
    const interaction = await interactions.find(uidOf(request), request.raw, reply.raw);
    if (!interaction.ok) return interaction;
    return { ok: true, value: await passkeys.beginSignIn(interaction.value.uid) };
  });

  post('/session/interaction/:uid/passkey', async (request, reply) => {
    const interaction = await interactions.find(uidOf(request), request.raw, reply.raw);
    if (!interaction.ok) return interaction;
    const client = interaction.value.params.client_id ?? clients.web;
    const signedIn = await passkeys.signIn(interaction.value.uid, memberOf(request, 'response'), {
      ...eventOf(request),
      client,
    });
    if (!signedIn.ok) return signedIn;
    const { account, assurance } = signedIn.value;
    const proof = { amr, acr: acrOf[assurance] };
    const location = await interactions.finish(interaction.value, account, proof, request.raw, reply.raw);
    return location.ok ? { ok: true, value: { location: location.value } } : location;
  });

  post('/session/invitation', (request) => invitations.open(memberOf(request, 'token'), eventOf(request)));
  post('/session/invitation/passkey', (request) => {
    const name = memberOf(request, 'name');
    const wish = { name: typeof name === 'string' ? name : '', response: memberOf(request, 'response') };
    return invitations.use(memberOf(request, 'token'), wish, eventOf(request));
  });
}

function uidOf(request: FastifyRequest): string {
  return (request.params as { readonly uid: string }).uid;
}

function memberOf(request: FastifyRequest, name: string): unknown {
  return (request.body as Readonly<Record<string, unknown>> | null | undefined)?.[name];
}

function eventOf(request: FastifyRequest): SignInEvent {
  return { client: clients.web, traceId: request.id, address: request.ip };
}
