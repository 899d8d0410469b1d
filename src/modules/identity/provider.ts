import { errors, type KoaContext, Provider, type StoredClient, type StoredToken } from 'oidc-provider';
import { findAccount } from './accounts.ts';
import { guardedFetch } from './brokers/outgoing.ts';
import type { IdentityKeys, SigningKey } from './keys.ts';
import {
  type Addresses,
  clients,
  fhirScope,
  type IdentityOptions,
  roleChangeParameter,
  tokenLifetime,
} from './options.ts';
import { createAdapter } from './provider-adapter.ts';
import { errorPage, signedOutPage, signOutPage } from './provider-pages.ts';
import { roleClaims } from './roles/role-claims.ts';
import { setCookie } from './sealed-cookies.ts';
import { contextClaims, fhirUserOf, isOwnOrigin, keepToOwnSites, tellContext } from './smart/app-answers.ts';
import { createAppRequests, lastingScopes, scopeMember } from './smart/app-requests.ts';
import { endConnectionsOfSession } from './smart/connections.ts';
import type { Apps } from './smart/contract.ts';
import { appAlgorithms, providerRoutes } from './smart/describe-provider.ts';
import { proofAlgorithms } from './smart/dpop-proof.ts';
import { createLaunches } from './smart/launches.ts';
import { plainScopes } from './smart/read-scope.ts';

const eightHours = 8 * 3_600;
const tenMinutes = 600;
const ninetyDays = 90 * 86_400;
/** Seconds into the future that an app's proof of itself may reach (SMART App Launch 2.2, client-confidential-asymmetric). */
const longestAssertion = 300;

const thisMachine = ['localhost', '127.0.0.1', '[::1]'];

/**
 * The OpenID provider of the node, for its own pages and for apps (SMART App Launch 2.2): authorization code with PKCE,
 * pushed requests (RFC 9126), refresh tokens that are used once, DPoP (RFC 9449), client credentials for services,
 * introspection (RFC 7662), revocation (RFC 7009) and sign-out. An app proves itself by a private key or, where it can
 * keep none, by PKCE alone. Consent to the node's own pages is implied in signing in.
 */
export function createProvider(
  options: IdentityOptions & { readonly identity: { readonly apps: Pick<Apps, 'origins'> } },
  addresses: Addresses,
  keys: IdentityKeys,
): Provider {
  const { db, clock, log } = options;
  const adapter = createAdapter(db, clock);
  const requests = createAppRequests({ addresses, launches: createLaunches(db, clock) });
  const provider = new Provider(addresses.issuer, {
    adapter,
    jwks: { keys: keys.signing.map((key) => ({ ...key.privateJwk })) },
    clients: [webClient(addresses, keys.client)],
    clientAuthMethods: ['none', 'private_key_jwt'],
    clientDefaults: {
      id_token_signed_response_alg: 'ES256',
      response_types: ['code'],
      grant_types: ['authorization_code'],
    },
    enabledJWA: { clientAuthSigningAlgValues: appAlgorithms, dPoPSigningAlgValues: proofAlgorithms },
    assertJwtClientAuthClaimsAndHeader: (_context: KoaContext, { exp }: { readonly exp?: unknown }) => {
      const latest = clock.now().getTime() / 1000 + longestAssertion + 30;
      if (typeof exp !== 'number' || exp > latest)
        throw new errors.InvalidClientAuth('exp must be within five minutes');
    },
    extraClientMetadata: { properties: [scopeMember] },
    clientBasedCORS: (_context: KoaContext, origin: string, client: StoredClient) => isOwnOrigin(origin, client),
    // Keys and sign-outs of apps: public https alone, and this machine where everything is a demonstration.
    fetch: guardedFetch(options.demonstration ? thisMachine : []),
    responseTypes: ['code'],
    scopes: plainScopes,
    claims: { openid: ['sub'], fhirUser: ['fhirUser'], profile: ['name', 'profile'] },
    extraParams: {
      aud: async (context: KoaContext, _value: unknown, client: StoredClient) => {
        if (client.clientId !== clients.web) await requests.check(context, client);
      },
      launch: null,
      [roleChangeParameter]: null,
    },
    pkce: { required: () => true },
    routes: providerRoutes,
    cookies: {
      names: addresses.cookies.provider,
      keys: [...keys.cookies],
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: '/' },
      // The pages read the interaction through the session routes, so its cookie goes there and nowhere else.
      short: { httpOnly: true, sameSite: 'lax', signed: true, path: '/session' },
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: true },
      pushedAuthorizationRequests: { enabled: true },
      clientCredentials: { enabled: true },
      introspection: {
        enabled: true,
        allowedPolicy: (_context: KoaContext, client: StoredClient, token: { readonly clientId: string }) =>
          client.clientAuthMethod !== 'none' && token.clientId === client.clientId,
      },
      revocation: {
        enabled: true,
        allowedPolicy: (_context: KoaContext, client: StoredClient, token: { readonly clientId: string }) =>
          token.clientId === client.clientId,
      },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: KoaContext, form: string) => {
          context.body = signOutPage(form);
        },
        postLogoutSuccessSource: (context: KoaContext) => {
          context.type = 'html';
          context.body = signedOutPage();
        },
      },
      userinfo: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context: KoaContext, client: StoredClient) => {
          if (client.clientId !== clients.web) requests.mustNameServer(context);
          return addresses.audience;
        },
        useGrantedResource: () => true,
        getResourceServerInfo: (context: KoaContext, indicator: string, client: StoredClient) => {
          if (indicator !== addresses.audience) throw new errors.InvalidTarget();
          return client.clientId === clients.web ? ownPages(addresses) : requests.resourceFor(context, client);
        },
      },
    },
    interactions: {
      url: (
        { oidc }: KoaContext,
        { uid, prompt }: { readonly uid: string; readonly prompt: { readonly name: string } },
      ) => {
        if (prompt.name === 'consent') return `/connect/${uid}`;
        const changesRole = oidc.client?.clientId === clients.web && oidc.params?.[roleChangeParameter] === '1';
        return changesRole ? `/session/interaction/${uid}/role/change` : `/sign-in/${uid}`;
      },
    },
    findAccount: async (_context: KoaContext, id: string) => {
      const account = await findAccount(db, id);
      if (account === undefined) return undefined;
      const fhirUser = fhirUserOf(account, addresses);
      const claims = { sub: account.id, name: account.name, ...(fhirUser && { fhirUser, profile: fhirUser }) };
      return { accountId: account.id, claims: () => claims };
    },
    loadExistingGrant: (context: KoaContext) => grantFor(context, addresses),
    issueRefreshToken: (
      _context: KoaContext,
      client: StoredClient,
      { scopes }: { readonly scopes: ReadonlySet<string> },
    ) => client.grantTypeAllowed('refresh_token') && [...lastingScopes].some((scope) => scopes.has(scope)),
    expiresWithSession: (_context: KoaContext, { scopes }: { readonly scopes: ReadonlySet<string> }) =>
      !scopes.has('offline_access'),
    rotateRefreshToken: () => true,
    extraTokenClaims: async ({ oidc }: KoaContext, { grantId, accountId }: IssuedToken) => ({
      ...roleClaims(accountId === undefined ? undefined : await findAccount(db, accountId)),
      ...signInClaims(oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken),
      ...(await contextClaims(db, grantId)),
    }),
    ttl: {
      AccessToken: (_context: KoaContext, token: IssuedToken) => token.resourceServer?.accessTokenTTL ?? tokenLifetime,
      ClientCredentials: (_context: KoaContext, token: IssuedToken) =>
        token.resourceServer?.accessTokenTTL ?? tenMinutes,
      AuthorizationCode: 60,
      IdToken: tokenLifetime,
      Interaction: tenMinutes,
      // Each is bounded by its grant, whose end the consent settles.
      RefreshToken: ninetyDays,
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
    if (context.path === '/token' && context.status === 200) {
      await tellContext(context, { db, addresses, accountOf: (id) => findAccount(db, id) });
    }
    await keepToOwnSites(context, options.identity.apps.origins);
  });
  provider.on('server_error', (_context, error) => log.error('oidc.defect', { error: error.name }));
  provider.on('grant.error', (_context, error) => log.warn('oidc.grant-refused', { error: error.message }));
  provider.on('authorization.error', (_context, error) => log.warn('oidc.sign-in-refused', { error: error.message }));
  // Who signs out in an app is signed out of the pages as well.
  provider.on('end_session.success', (context) => {
    context.append('set-cookie', setCookie(addresses.cookies.session, '', { secure: addresses.secure, maxAge: 0 }));
    const { uid } = context.oidc.session;
    endConnectionsOfSession(db, uid, clock.now()).catch(() => log.warn('oidc.connections-not-ended'));
  });
  return provider;
}

interface IssuedToken {
  readonly accountId?: string;
  readonly grantId?: string;
  readonly resourceServer?: { readonly accessTokenTTL?: number };
}

/** What the node's own pages get: everything that their account may do, in a token that is verified without asking. */
function ownPages(addresses: Addresses): object {
  return {
    scope: fhirScope,
    audience: addresses.audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: tokenLifetime,
    jwt: { sign: { alg: 'ES256' } },
  };
}

/** What a token says of the sign-in that it comes from (RFC 9068, 2.2.1). */
function signInClaims(source: StoredToken | undefined) {
  return {
    ...(source?.authTime === undefined ? {} : { auth_time: source.authTime }),
    ...(source?.acr === undefined ? {} : { acr: source.acr }),
  };
}

/**
 * The grant of this sign-in; for the node's own web client a new one where there is none yet. An app has what its user has
 * just consented to, and nothing of what she did before: each time she is asked.
 */
async function grantFor(context: KoaContext, addresses: Addresses) {
  const { oidc } = context;
  const { provider, client, account } = oidc;
  if (client === undefined || account === undefined) return undefined;
  const isApp = client.clientId !== clients.web;
  const id = oidc.result?.consent?.grantId ?? (isApp ? undefined : oidc.session.grantIdFor(client.clientId));
  const existing = id === undefined ? undefined : await provider.Grant.find(id);
  if (existing !== undefined || isApp) return existing;
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
