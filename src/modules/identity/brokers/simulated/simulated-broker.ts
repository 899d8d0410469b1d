import { generateKeyPairSync, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type KoaContext, Provider } from 'oidc-provider';
import { brokerKinds } from '../broker-kinds.ts';
import type { BrokerKindName } from '../contract.ts';
import { memoryAdapters } from './memory-adapter.ts';
import { choicePage, readForm, redirect, sendPage, simulatedPage } from './page.ts';
import type { SimulatedPerson } from './person.ts';

export interface SimulatedBrokerOptions {
  readonly kind: BrokerKindName;
  /** Address below which it is served, e.g. `http://localhost:8100/simulated/franceconnect`. */
  readonly issuer: string;
  /** The node: `client_id` and how it proves itself, with its addresses. */
  readonly client: {
    readonly id: string;
    readonly secret?: string;
    readonly publicKeys?: readonly object[];
    /** Userinfo is encrypted to the client's key for it, as FranceConnect+ does. */
    readonly encrypted?: 'RSA-OAEP-256';
    readonly callback: string;
    readonly afterLogout: string;
  };
  readonly people: () => Promise<readonly SimulatedPerson[]>;
}

/** Handles requests below its issuer; `url` of the request is without the path of the issuer. */
export type SimulatedPeer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const lasts = 600;

/** Scopes beyond `openid`, with the claims that each brings. */
const claimsOfScopes: Readonly<Record<BrokerKindName, Readonly<Record<string, readonly string[]>>>> = {
  'pro-sante-connect': {
    scope_all: [
      'SubjectNameID',
      'SubjectRefPro',
      'SubjectRole',
      'SubjectOrganization',
      'SubjectOrganizationID',
      'Palier_Authentification',
      'Secteur_Activite',
      'family_name',
      'given_name',
      'otherIds',
      'preferred_username',
    ],
  },
  franceconnect: Object.fromEntries(
    ['given_name', 'given_name_array', 'family_name', 'birthdate', 'gender', 'birthplace', 'birthcountry'].map(
      (name) => [name, [name]],
    ),
  ),
  eidas: { profile: ['PersonIdentifier', 'FamilyName', 'FirstName', 'DateOfBirth', 'Gender', 'PlaceOfBirth'] },
};

/**
 * A real OpenID provider that states the claims of a national broker about people who are made up; for tests and the
 * demonstration. FranceConnect signs userinfo, an eIDAS front takes pushed requests, as those do.
 */
export function createSimulatedBroker(options: SimulatedBrokerOptions): SimulatedPeer {
  const { kind, issuer, client } = options;
  const title = `Simulated ${brokerKinds[kind].label}`;
  const base = new URL(issuer).pathname.replace(/\/$/, '');
  const signing = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });
  const find = async (id: string) => (await options.people()).find((person) => person.id === id);

  const provider = new Provider(issuer, {
    adapter: memoryAdapters(),
    jwks: { keys: [{ ...signing, alg: 'ES256', use: 'sig', kid: 'simulated' }] },
    clients: [
      {
        client_id: client.id,
        redirect_uris: [client.callback],
        post_logout_redirect_uris: [client.afterLogout],
        grant_types: ['authorization_code'],
        response_types: ['code'],
        id_token_signed_response_alg: 'ES256',
        ...(kind === 'franceconnect' ? { userinfo_signed_response_alg: 'ES256' } : {}),
        ...(client.encrypted === undefined
          ? {}
          : { userinfo_encrypted_response_alg: client.encrypted, userinfo_encrypted_response_enc: 'A256GCM' }),
        ...(client.secret === undefined
          ? {
              token_endpoint_auth_method: 'private_key_jwt',
              jwks: { keys: client.publicKeys ?? [] },
            }
          : { client_secret: client.secret, token_endpoint_auth_method: 'client_secret_basic' }),
      },
    ],
    clientBasedCORS: () => false,
    responseTypes: ['code'],
    scopes: ['openid', ...Object.keys(claimsOfScopes[kind])],
    claims: { openid: ['sub'], acr: null, auth_time: null, ...claimsOfScopes[kind] },
    acrValues: Object.keys(brokerKinds[kind].levels),
    enabledJWA: {
      idTokenSigningAlgValues: ['ES256'],
      userinfoSigningAlgValues: ['ES256'],
      clientAuthSigningAlgValues: ['ES256', 'RS256'],
      userinfoEncryptionAlgValues: ['RSA-OAEP-256'],
      userinfoEncryptionEncValues: ['A256GCM'],
    },
    pkce: { required: () => true },
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: {
        session: `simulated-${kind}`,
        interaction: `simulated-${kind}-interaction`,
        resume: `simulated-${kind}-resume`,
      },
      long: { httpOnly: true, sameSite: 'lax', signed: true, path: base === '' ? '/' : base },
      short: { httpOnly: true, sameSite: 'lax', signed: true, path: base === '' ? '/' : base },
    },
    features: {
      devInteractions: { enabled: false },
      encryption: { enabled: kind === 'franceconnect' },
      pushedAuthorizationRequests: { enabled: kind === 'eidas' },
      jwtUserinfo: { enabled: kind === 'franceconnect' },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context: KoaContext, form: string) => {
          context.type = 'html';
          context.body = simulatedPage(
            title,
            `<p>End the session here too?</p>${form}<button form="op.logoutForm" name="logout" value="yes">Yes</button>`,
          );
        },
      },
    },
    interactions: {
      url: (_context: KoaContext, interaction: { readonly uid: string }) => `${base}/choose/${interaction.uid}`,
    },
    findAccount: async (_context: KoaContext, id: string) => {
      const person = await find(id);
      return person === undefined
        ? undefined
        : { accountId: person.id, claims: () => ({ ...person.claims, sub: person.id }) };
    },
    loadExistingGrant: async ({ oidc }: KoaContext) => {
      const { client: asked, account, params } = oidc;
      if (asked === undefined || account === undefined) return undefined;
      const grant = new oidc.provider.Grant({ accountId: account.accountId, clientId: asked.clientId });
      grant.addOIDCScope(String(params?.scope ?? 'openid'));
      await grant.save();
      return grant;
    },
    issueRefreshToken: () => false,
    ttl: {
      AccessToken: lasts,
      AuthorizationCode: 60,
      IdToken: lasts,
      Interaction: lasts,
      Session: lasts,
      Grant: lasts,
    },
    renderError: (context: KoaContext, out: { readonly error: string }) => {
      context.type = 'html';
      context.body = simulatedPage(title, `<p>Refused: ${out.error.replace(/[^a-z_]/g, '')}</p>`);
    },
  });
  provider.proxy = true;
  const serve = provider.callback();

  const choose = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const interaction = await provider.interactionDetails(request, response).catch(() => undefined);
    if (interaction === undefined) return sendPage(response, simulatedPage(title, '<p>This took too long.</p>'), 400);
    if (request.method !== 'POST') {
      const people = await options.people();
      return sendPage(response, choicePage({ title, action: `${base}/choose/${interaction.uid}`, people }));
    }
    const person = await find((await readForm(request)).get('person') ?? '');
    interaction.result =
      person === undefined
        ? ({ error: 'access_denied' } as object)
        : { login: { accountId: person.id, acr: person.acr, remember: false } };
    await interaction.save(interaction.exp - Math.floor(Date.now() / 1000));
    return redirect(response, interaction.returnTo);
  };

  return async (request, response) => {
    const { host, protocol } = new URL(issuer);
    request.headers.host = host;
    request.headers['x-forwarded-proto'] = protocol.replace(':', '');
    if (request.url?.startsWith('/choose/')) return choose(request, response);
    (request as { originalUrl?: string }).originalUrl = `${base}${request.url ?? ''}`;
    return serve(request, response);
  };
}
