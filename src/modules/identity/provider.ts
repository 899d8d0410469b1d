import { errors, type KoaContext, Provider } from 'oidc-provider';
import { findAccount } from './accounts.ts';
import type { IdentityKeys, SigningKey } from './keys.ts';
import { type Addresses, clients, fhirScope, type IdentityOptions, tokenLifetime } from './options.ts';
import { createAdapter } from './provider-adapter.ts';

const eightHours = 8 * 3_600;
const tenMinutes = 600;

/** What scripts of other sites may read; the token endpoint serves apps that have a server of their own alone. */
const readByAnySite: ReadonlySet<string> = new Set(['/.well-known/openid-configuration', '/jwks']);
const crossOriginHeaders = [
  'access-control-allow-origin',
  'access-control-allow-methods',
  'access-control-allow-headers',
  'access-control-expose-headers',
  'access-control-max-age',
];

/**
 * The OpenID provider of the node: authorization code flow with PKCE alone, JWT access tokens for the node's FHIR API.
 * Consent to the node's own web client is implied in signing in; every other flow is switched off.
 */
export function createProvider(options: IdentityOptions, addresses: Addresses, keys: IdentityKeys): Provider {
  const { log } = options;
  const provider = new Provider(addresses.issuer, {
    adapter: createAdapter(options.db, options.clock),
    jwks: { keys: keys.signing.map((key) => ({ ...key.privateJwk })) },
    clients: [webClient(addresses, keys.client)],
    clientAuthMethods: ['private_key_jwt'],
    clientBasedCORS: () => false,
    responseTypes: ['code'],
    scopes: ['openid'],
    pkce: { required: () => true },
    routes: { authorization: '/auth', token: '/token', jwks: '/jwks', end_session: '/end-session' },
    cookies: {
      names: addresses.cookies.provider,
      keys: [...keys.cookies],
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: '/' },
      // The pages read the interaction through the session routes, so its cookie goes there and nowhere else.
      short: { httpOnly: true, sameSite: 'lax', signed: true, path: '/session/interaction' },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => addresses.audience,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: KoaContext, indicator: string) => {
          if (indicator !== addresses.audience) throw new errors.InvalidTarget();
          return {
            scope: fhirScope,
            audience: addresses.audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: tokenLifetime,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    interactions: {
      url: (_context: KoaContext, interaction: { readonly uid: string }) => `/sign-in/${interaction.uid}`,
    },
    findAccount: async (_context: KoaContext, id: string) => {
      const account = await findAccount(options.db, id);
      return account === undefined ? undefined : { accountId: account.id, claims: () => ({ sub: account.id }) };
    },
    loadExistingGrant: (context: KoaContext) => grantFor(context, addresses),
    issueRefreshToken: () => false,
    extraTokenClaims: ({ oidc }: KoaContext) => signInClaims(oidc.entities.AuthorizationCode),
    ttl: {
      AccessToken: tokenLifetime,
      AuthorizationCode: 60,
      IdToken: tokenLifetime,
      Interaction: tenMinutes,
      Session: eightHours,
      Grant: eightHours,
    },
    renderError: (context: KoaContext, out: { readonly error: string }) => {
      context.type = 'html';
      context.body = errorPage(out.error);
    },
  });
  provider.proxy = true;
  provider.use(async (context, next) => {
    await next();
    if (readByAnySite.has(context.path)) return;
    for (const header of crossOriginHeaders) context.remove(header);
  });
  provider.on('server_error', (_context, error) => log.error('oidc.defect', { error: error.name }));
  provider.on('grant.error', (_context, error) => log.warn('oidc.grant-refused', { error: error.message }));
  provider.on('authorization.error', (_context, error) => log.warn('oidc.sign-in-refused', { error: error.message }));
  return provider;
}

/** What a token says of the sign-in that it comes from (RFC 9068, 2.2.1). */
function signInClaims(source: KoaContext['oidc']['entities']['AuthorizationCode']) {
  return {
    ...(source?.authTime === undefined ? {} : { auth_time: source.authTime }),
    ...(source?.acr === undefined ? {} : { acr: source.acr }),
  };
}

/** The grant of this sign-in; for the node's own web client a new one where there is none yet. */
async function grantFor(context: KoaContext, addresses: Addresses) {
  const { oidc } = context;
  const { provider, client, account } = oidc;
  if (client === undefined || account === undefined) return undefined;
  const id = oidc.result?.consent?.grantId ?? oidc.session.grantIdFor(client.clientId);
  const existing = id === undefined ? undefined : await provider.Grant.find(id);
  if (existing !== undefined || client.clientId !== clients.web) return existing;
  const grant = new provider.Grant({ accountId: account.accountId, clientId: client.clientId });
  grant.addOIDCScope('openid');
  grant.addResourceScope(addresses.audience, fhirScope);
  await grant.save();
  return grant;
}

function webClient(addresses: Addresses, keys: readonly SigningKey[]): object {
  const publicKeys = keys.map(({ kid, privateJwk: { kty, crv, x, y } }) => ({ kty, crv, x, y, kid, alg: 'ES256' }));
  return {
    client_id: clients.web,
    client_name: 'Carnet',
    redirect_uris: [addresses.callback],
    grant_types: ['authorization_code'],
    response_types: ['code'],
    token_endpoint_auth_method: 'private_key_jwt',
    token_endpoint_auth_signing_alg: 'ES256',
    id_token_signed_response_alg: 'ES256',
    jwks: { keys: publicKeys },
  };
}

/** Seen only when a sign-in cannot go back to the page that began it; `error` is a fixed word of OAuth. */
function errorPage(error: string): string {
  const word = error.replace(/[^a-z_]/g, '');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Sign-in failed</title>
<h1>The sign-in did not work</h1><p>It took too long or was started in another window (${word}).</p>
<p><a href="/">Start again</a></p></html>`;
}
