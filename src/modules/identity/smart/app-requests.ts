import { errors, type KoaContext, type StoredClient } from 'oidc-provider';
import type { Addresses } from '../options.ts';
import type { Launches } from './launches.ts';
import { grantedScopes, isWithin, plainScopes, readScope, readScopes } from './read-scope.ts';

/** Seconds for which an access token is good. */
const appTokenLifetime = {
  /** Of an app that can have it renewed. */
  renewed: 900,
  once: 3_600,
  service: 300,
} as const;

/** A refresh token is asked for by one of these. */
export const lastingScopes: ReadonlySet<string> = new Set(['offline_access', 'online_access']);

/** What an app may ask for, under this name in the metadata of its client. */
export const scopeMember = 'carnet_scope';

const plain: ReadonlySet<string> = new Set(plainScopes);

/**
 * What apps ask the provider for, held against SMART App Launch 2.2 and against what the operator approved. Throws the
 * provider's errors, which go back to the app by their names.
 */
export function createAppRequests(parts: { readonly addresses: Addresses; readonly launches: Launches }) {
  const { addresses, launches } = parts;

  return {
    /** An authorization request, before anybody is asked anything. */
    async check({ oidc }: KoaContext, client: StoredClient): Promise<void> {
      const { params = {} } = oidc;
      const { aud, launch } = params;
      // First of all: a request that is refused below, or that nobody answers, leaves nothing to come back with. What is
      // pushed shows no person anything yet: the launch goes with the browser that comes with it.
      const comes = oidc.route === 'authorization' ? launches.take : launches.waits;
      const isLaunched = launch === undefined || (await comes(launch, client.clientId));
      // Without it a server that is not this one could have an app carry this node's tokens to it (SMART, `aud`).
      // What was pushed was judged then; in the object that the provider kept of it, `aud` is the provider itself.
      const meant = oidc.entities.PushedAuthorizationRequest === undefined ? (aud ?? params.resource) : params.resource;
      if (meant === undefined || !isAudience(meant, addresses)) {
        throw new errors.InvalidRequest(`aud must be ${addresses.audience}`);
      }
      const words = readScopes(params.scope ?? '');
      if (!words.ok) throw new errors.InvalidScope(describe(words.fault.issues[0]?.text), params.scope ?? '');
      const registered = registeredScopes(client);
      for (const [word, read] of words.value) {
        if (read.kind === 'resource' && read.scope.context === 'system') {
          throw new errors.InvalidScope('scopes of system/ are for services', word);
        }
        const within =
          read.kind === 'resource' ? isWithin(read.scope, registered.resources) : isRegistered(word, registered);
        if (!within) throw new errors.InvalidScope('the app is not registered for this scope', word);
      }
      if (!isLaunched) throw new errors.InvalidRequest('launch is not known, or was used already');
    },

    /** Every way to a token but one begins with a request that says for which server it is. */
    mustNameServer({ oidc }: KoaContext): void {
      const begins = oidc.route === 'authorization' || oidc.route === 'pushed_authorization_request';
      if (begins && oidc.params?.aud === undefined)
        throw new errors.InvalidRequest(`aud must be ${addresses.audience}`);
    },

    /** The API as a resource (RFC 8707), with the scopes that this request can have of it. */
    resourceFor({ oidc }: KoaContext, client: StoredClient): object {
      const { params = {}, entities } = oidc;
      const isService = params.grant_type === 'client_credentials';
      if (isService) checkService(params.scope ?? '', client);
      const asked = [params.scope, entities.AuthorizationCode?.scope, entities.RefreshToken?.scope];
      const words = new Set(asked.flatMap((text) => (text ?? '').split(' ')).filter((word) => readScope(word).ok));
      const lifetime = isService
        ? appTokenLifetime.service
        : [...words].some((word) => lastingScopes.has(word))
          ? appTokenLifetime.renewed
          : appTokenLifetime.once;
      return {
        scope: [...words].join(' '),
        audience: addresses.audience,
        accessTokenFormat: 'opaque',
        accessTokenTTL: lifetime,
      };
    },
  };
}

function checkService(scope: string, client: StoredClient): void {
  const words = readScopes(scope);
  if (!words.ok) throw new errors.InvalidScope(describe(words.fault.issues[0]?.text), scope);
  if (words.value.size === 0) throw new errors.InvalidScope('name the scopes that are asked for', scope);
  const registered = registeredScopes(client);
  for (const [word, read] of words.value) {
    const within =
      read.kind === 'resource' && read.scope.context === 'system' && isWithin(read.scope, registered.resources);
    if (!within) throw new errors.InvalidScope('the service is not registered for this scope', word);
  }
}

function registeredScopes(client: StoredClient) {
  const text = client[scopeMember] ?? '';
  return { words: new Set(text.split(' ')), resources: grantedScopes(text) };
}

/** Who its user is and where it was opened, an app may ask without having said so; to last, it must have. */
function isRegistered(word: string, registered: { readonly words: ReadonlySet<string> }): boolean {
  return plain.has(word) && (!lastingScopes.has(word) || registered.words.has(word));
}

function isAudience(value: string, addresses: Addresses): boolean {
  return value === addresses.audience || value === `${addresses.audience}/`;
}

/** As RFC 6749 lets an `error_description` be written. */
function describe(text = 'a scope cannot be read'): string {
  return text.replaceAll('"', "'").replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, '?');
}
