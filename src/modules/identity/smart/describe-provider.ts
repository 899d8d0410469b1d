import { plainScopes } from './read-scope.ts';

/** Where the provider answers, below its issuer. */
export const providerRoutes = {
  authorization: '/auth',
  token: '/token',
  jwks: '/jwks',
  end_session: '/end-session',
  pushed_authorization_request: '/par',
  introspection: '/introspect',
  revocation: '/token/revocation',
} as const;

/** By which an app signs that it is itself; SMART App Launch 2.2 asks for the first two. */
export const appAlgorithms = ['ES384', 'RS384', 'ES256', 'RS256', 'PS256', 'PS384', 'EdDSA'];

/** What an app must know of the provider to begin (RFC 8414; SMART App Launch 2.2, conformance). */
export function describeProvider(origin: string) {
  const issuer = `${origin}/oidc`;
  return {
    issuer,
    jwks_uri: `${issuer}${providerRoutes.jwks}`,
    authorization_endpoint: `${issuer}${providerRoutes.authorization}`,
    token_endpoint: `${issuer}${providerRoutes.token}`,
    registration_endpoint: `${issuer}/register`,
    introspection_endpoint: `${issuer}${providerRoutes.introspection}`,
    revocation_endpoint: `${issuer}${providerRoutes.revocation}`,
    pushed_authorization_request_endpoint: `${issuer}${providerRoutes.pushed_authorization_request}`,
    end_session_endpoint: `${issuer}${providerRoutes.end_session}`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: appAlgorithms,
    scopes_supported: [
      ...plainScopes,
      ...['patient', 'user', 'system'].map((context) => `${context}/*.cruds`),
      ...['patient', 'user', 'system'].map((context) => `${context}/*.rs`),
    ],
  };
}
