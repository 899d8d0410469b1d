import type { FastifyInstance } from 'fastify';
import { namesOtherOrigin, otherSite } from './authenticate.ts';
import { registerUpstreams } from './brokers/register-upstreams.ts';
import type { SignInOptions } from './create-identity.ts';
import { createInteractions, registerInteractionRoutes } from './interaction-routes.ts';
import { openKeyring } from './keyring.ts';
import type { IdentityKeys } from './keys.ts';
import { mountProvider } from './mount-provider.ts';
import { addressesOf, clients } from './options.ts';
import { createPasskeys } from './passkeys/create-passkeys.ts';
import { createInvitations } from './passkeys/invitations.ts';
import { registerPasskeyRoutes } from './passkeys/passkey-routes.ts';
import { createProvider } from './provider.ts';
import { createRoles } from './roles/create-roles.ts';
import { registerRoleRoutes } from './roles/role-routes.ts';
import { createSeals } from './sealed-cookies.ts';
import { sendFault } from './send-fault.ts';
import { registerSessionRoutes } from './session-routes.ts';
import { noteSessions } from './sessions/note-sessions.ts';
import { registerConsentRoutes } from './smart/consent-routes.ts';
import { registerRegistration } from './smart/registration-route.ts';
import { createWebClient } from './web-client.ts';

const purgeEvery = 600_000;
/** Bytes; what an authenticator makes is the longest. */
const mostBody = 32_768;

/**
 * Sign-in of a node, below `/oidc` and `/session`:
 *
 * | route | does |
 * |---|---|
 * | `/oidc/*` | the OpenID provider: discovery, authorization, token, keys |
 * | `GET /session` | who is signed in |
 * | `GET /session/login?returnTo=&max_age=` | begins a sign-in; comes back to that path of this node. With `max_age` (RFC 9470) the person proves anew who she is |
 * | `GET /session/callback` | its return: sets the session cookie |
 * | `POST /session/logout` | ends session, provider session and access token |
 * | `GET /session/interaction/:uid` | what the sign-in page shows |
 * | `POST /session/interaction/:uid` | the account that was chosen there |
 * | `GET`, `POST /session/interaction/:uid/role` | in which of her roles a professional works |
 * | `GET /session/roles`, `POST /session/role`, `GET /session/interaction/:uid/role/change` | changing it later |
 * | `GET`, `POST /session/interaction/:uid/consent`, `.../patients` | what a person gives an app |
 * | `POST /oidc/register` | an app makes itself known (RFC 7591) |
 * | `POST /session/interaction/:uid/passkey/options`, `.../passkey` | signing in there with a passkey |
 * | `POST /session/invitation`, `.../passkey` | the first passkey, by an invitation |
 *
 * The session is an encrypted access token in a cookie that scripts cannot read; node processes keep nothing. Trace ids
 * are the server's request ids. What has ended is purged every ten minutes until the server closes.
 */
export function registerSignIn(app: FastifyInstance, options: SignInOptions): void {
  const addresses = addressesOf(options);
  const keyring = openKeyring(options);
  const madeOf = (keys: IdentityKeys) => {
    const provider = createProvider(options, addresses, keys);
    noteSessions(provider, options);
    return { keys, provider, callback: provider.callback(), web: createWebClient(addresses, keys) };
  };
  let made = madeOf(keyring.current());
  /** Provider and client hold the keys that they were made with, and nothing else that must last. */
  const now = () => {
    const keys = keyring.current();
    if (keys !== made.keys) made = madeOf(keys);
    return made;
  };
  const seals = createSeals(keyring);
  const roles = createRoles(options, seals);
  const interactions = createInteractions(options, { seals, roles }, () => now().provider);
  const passkeys = createPasskeys(options);

  registerRegistration(app, options.identity.apps);
  mountProvider(app, () => now().callback, addresses);
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: mostBody },
      (_request, body, done) => {
        done(null, parseOrNothing(String(body)));
      },
    );
    scope.addHook('onRequest', async (request, reply) => {
      const isOwn = request.headers['x-carnet-request'] !== undefined;
      if (isOwn && namesOtherOrigin(request, addresses.origin)) return sendFault(reply, otherSite().fault);
      return undefined;
    });
    registerSessionRoutes(scope, {
      options,
      addresses,
      seals,
      web: () => now().web,
      interactions,
    });
    registerRoleRoutes(scope, { options, addresses, seals, interactions, roles });
    registerInteractionRoutes(scope, { options, interactions });
    registerConsentRoutes(
      scope,
      {
        ...options,
        addresses,
        provider: () => now().provider,
        contexts: options.launchContexts,
        callerOf: (account) => options.identity.onBehalfOf(account, clients.web),
      },
      interactions,
    );
    registerPasskeyRoutes(scope, { interactions, passkeys, invitations: createInvitations({ ...options, passkeys }) });
    registerUpstreams(scope, { options, addresses, seals, interactions, roles });
  });

  const purge = () => {
    options.identity.purge().catch((failure: unknown) => {
      options.log.warn('identity.purge-failed', { error: failure instanceof Error ? failure.name : 'unknown' });
    });
  };
  const timer = setInterval(purge, purgeEvery);
  timer.unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
