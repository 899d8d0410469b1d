import {
  AuthorizationResponseError,
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildAuthorizationUrlWithPAR,
  buildEndSessionUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableDecryptingResponses,
  enableNonRepudiationChecks,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { type Fault, type FaultCode, faultOf, type Outcome, ok } from '#kernel';
import { brokerKinds } from './broker-kinds.ts';
import type { Proven } from './contract.ts';
import { acrAsked, atLeast } from './levels.ts';
import { guardedFetch, OutgoingRefused } from './outgoing.ts';
import type { BrokerSetup } from './upstream-setup.ts';

/** What must be known again when the browser comes back. */
export interface PendingBroker {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
  /**
   * Seconds since 1970 from which on the person must have proven herself at the broker, where a fresh proof is asked. The
   * check leaves half a minute for clocks.
   */
  readonly provenSince?: number;
}

/** A broker as the node, its client, sees it. */
export interface BrokerClient {
  readonly setup: BrokerSetup;
  /** Where the browser goes. `fresh`: the broker is to ask the person again, whatever session she has there. */
  start(
    redirectUri: string,
    fresh: boolean,
  ): Promise<Outcome<{ readonly location: string; readonly pending: PendingBroker }>>;
  /** Who came back. Faults `upstream.*`, with a technical word for the log that says nothing of the person. */
  finish(callback: URL, pending: PendingBroker, country: string): Promise<Finished>;
  /** Where the session at the broker is ended; undefined where it offers nothing. */
  endSession(idToken: string, state: string, returnTo: string): Promise<string | undefined>;
}

export type Finished = { readonly ok: true; readonly proven: Proven; readonly idToken: string } | Refused;

interface Refused {
  readonly ok: false;
  readonly fault: Fault;
  readonly word: string;
}

/** Seconds for which metadata and keys of a broker are believed. */
const metadataKept = 3_600;

/**
 * OpenID Connect by the code flow with PKCE (RFC 7636), state and nonce; requests are pushed (RFC 9126) where the broker
 * offers it, `iss` of the answer (RFC 9207) and the signatures of id token and userinfo are checked. Discovery waits for the
 * first sign-in, so that a broker that is away keeps no node from starting.
 */
export function createBrokerClient(setup: BrokerSetup): BrokerClient {
  const kind = brokerKinds[setup.kind];
  let discovered: { readonly until: number; readonly configuration: Promise<Configuration> } | undefined;

  const configuration = (): Promise<Configuration> => {
    if (discovered !== undefined && discovered.until > performance.now()) return discovered.configuration;
    const asked = discover();
    discovered = { until: performance.now() + metadataKept * 1000, configuration: asked };
    asked.catch(() => {
      discovered = undefined;
    });
    return asked;
  };

  const discover = async (): Promise<Configuration> => {
    const found = await discovery(
      new URL(setup.discovery ?? setup.issuer),
      setup.clientId,
      {},
      await setup.clientAuthentication(),
      {
        [customFetch]: guardedFetch(setup.hosts),
        // Plain http passes for hosts that the operator named, and for nothing else: `guardedFetch` refuses it.
        execute: [enableNonRepudiationChecks, ...(setup.issuer.startsWith('http:') ? [allowInsecureRequests] : [])],
        timeout: 10,
      },
    );
    if (found.serverMetadata().issuer !== setup.issuer) throw new OutgoingRefused('The metadata is of another issuer');
    const decryption = await setup.decryptionKey?.();
    if (decryption !== undefined) enableDecryptingResponses(found, ['A256GCM', 'A128GCM'], decryption);
    return found;
  };

  const begin = async (redirectUri: string, fresh: boolean) => {
    const config = await configuration();
    const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const parameters = {
      redirect_uri: redirectUri,
      scope: setup.scope ?? kind.scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: await calculatePKCECodeChallenge(pending.verifier),
      code_challenge_method: 'S256',
      acr_values: acrAsked(kind.levels, setup.assurance),
      ...(fresh ? { prompt: 'login', max_age: '0' } : {}),
    };
    const pushes = config.serverMetadata().pushed_authorization_request_endpoint !== undefined;
    const location = pushes
      ? await buildAuthorizationUrlWithPAR(config, parameters)
      : buildAuthorizationUrl(config, parameters);
    return { location: location.href, pending: fresh ? { ...pending, provenSince: secondsNow() } : pending };
  };

  return {
    setup,
    async start(redirectUri, fresh) {
      try {
        return ok(await begin(redirectUri, fresh));
      } catch (failure) {
        return faultOfFailure(failure);
      }
    },
    async finish(callback, pending, country) {
      try {
        const config = await configuration();
        const tokens = await authorizationCodeGrant(config, callback, {
          pkceCodeVerifier: pending.verifier,
          expectedState: pending.state,
          expectedNonce: pending.nonce,
          idTokenExpected: true,
          ...(pending.provenSince === undefined ? {} : { maxAge: secondsNow() - pending.provenSince }),
        });
        const idToken = tokens.claims();
        if (idToken === undefined || tokens.id_token === undefined) throw new OutgoingRefused('There is no id token');
        const { acr } = idToken;
        const given = typeof acr === 'string' && Object.hasOwn(kind.levels, acr) ? kind.levels[acr] : undefined;
        const assurance = atLeast(setup.assurance, given);
        if (!assurance.ok) return { ok: false, fault: assurance.fault, word: 'acr' };
        const claims = await fetchUserInfo(config, tokens.access_token, idToken.sub);
        const identity = kind.read(claims, { country });
        if (!identity.ok) return { ok: false, fault: identity.fault, word: identity.fault.code };
        const { name, label } = setup;
        const proven = {
          upstream: { name, kind: kind.kind, label },
          issuer: setup.issuer,
          subject: idToken.sub,
          assurance: assurance.value,
          identity: identity.value,
        };
        return { ok: true, proven, idToken: tokens.id_token };
      } catch (failure) {
        return faultOfFailure(failure);
      }
    },
    async endSession(idToken, state, returnTo) {
      const config = await configuration();
      if (config.serverMetadata().end_session_endpoint === undefined) return undefined;
      const parameters = { id_token_hint: idToken, state, post_logout_redirect_uri: returnTo };
      return buildEndSessionUrl(config, parameters).href;
    },
  };
}

function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

/** Never the message of an error, which may quote what was sent. */
function faultOfFailure(failure: unknown): Refused {
  const { code, error, name } = (failure ?? {}) as Readonly<Record<'code' | 'error' | 'name', unknown>>;
  const word = [error, code, name].find((each) => typeof each === 'string') as string | undefined;
  const plain = (word ?? 'unknown').replace(/[^\w.-]/g, '').slice(0, 60);
  if (failure instanceof AuthorizationResponseError && failure.error === 'access_denied') {
    return refusal('upstream.cancelled', 'The sign-in was not completed there.', plain);
  }
  // What `fetch` throws where nobody answers, and what a broker says that is not there for the moment.
  const isAway = failure instanceof TypeError || code === 'OAUTH_TIMEOUT' || name === 'TimeoutError';
  if (isAway || error === 'temporarily_unavailable' || error === 'server_error') {
    return refusal('upstream.unavailable', 'The service of the sign-in does not answer.', plain);
  }
  return refusal('upstream.refused', 'The sign-in did not pass the checks of this node.', plain);
}

function refusal(code: FaultCode, text: string, word: string): Refused {
  return { ok: false, fault: faultOf(code, text), word };
}
