import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  PrivateKeyJwt,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import type { IdentityKeys } from './keys.ts';
import { type Addresses, clients, fhirScope, roleChangeParameter } from './options.ts';

/** What the browser keeps, sealed, between the start of a sign-in and its return. */
export interface PendingLogin {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  readonly returnTo: string;
}

/** That the person proves anew who she is: always, or where her last proof is older than so many seconds. */
export interface Proof {
  readonly prompt?: 'login';
  readonly maxAge?: number;
  /** It is for another role of hers (`role-routes.ts`). */
  readonly changesRole?: true;
}

export interface WebClient {
  start(returnTo: string, proof?: Proof): Promise<{ readonly location: string; readonly pending: PendingLogin }>;
  /** Redeems the code of the callback for an access token; throws where state, nonce, code or answer are wrong. */
  finish(currentUrl: URL, pending: PendingLogin): Promise<{ readonly accessToken: string; readonly lifetime: number }>;
}

/**
 * The node's web session as OpenID client of the node's own provider: code flow with PKCE (RFC 7636), state and nonce,
 * proven by a private key (RFC 7523). Discovery waits for the first sign-in, when the server is listening.
 */
export function createWebClient(addresses: Addresses, keys: IdentityKeys): WebClient {
  let discovered: Promise<Configuration> | undefined;

  const configuration = (): Promise<Configuration> => {
    discovered ??= discover().catch((failure: unknown) => {
      discovered = undefined;
      throw failure;
    });
    return discovered;
  };

  const discover = async (): Promise<Configuration> => {
    const [{ privateJwk, kid }] = keys.client;
    const { kty, crv, x, y, d } = privateJwk;
    const jwk = { kty, crv, x, y, d };
    const key = await crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign']);
    return discovery(
      new URL(addresses.issuer),
      clients.web,
      { id_token_signed_response_alg: 'ES256' },
      PrivateKeyJwt({ key, kid }),
      // Plain http is allowed at all only where the node's address is this machine.
      { execute: addresses.secure ? [] : [allowInsecureRequests], timeout: 10 },
    );
  };

  return {
    async start(returnTo, proof = {}) {
      const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier(), returnTo };
      const location = buildAuthorizationUrl(await configuration(), {
        redirect_uri: addresses.callback,
        scope: `openid ${fhirScope}`,
        resource: addresses.audience,
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(proof.prompt === undefined ? {} : { prompt: proof.prompt }),
        ...(proof.maxAge === undefined ? {} : { max_age: String(proof.maxAge) }),
        ...(proof.changesRole === undefined ? {} : { [roleChangeParameter]: '1' }),
      });
      return { location: location.href, pending };
    },
    async finish(currentUrl, pending) {
      const tokens = await authorizationCodeGrant(
        await configuration(),
        currentUrl,
        {
          pkceCodeVerifier: pending.verifier,
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          idTokenExpected: true,
        },
        { resource: addresses.audience },
      );
      return { accessToken: tokens.access_token, lifetime: tokens.expires_in ?? 0 };
    },
  };
}
