import type { Audit } from '#audit';
import type { Database } from '#db';
import type { Clock, Log } from '#kernel';
import type { SignInDirectory } from './brokers/contract.ts';
import type { UpstreamSetup } from './brokers/upstream-setup.ts';
import type { Rates } from './rates.ts';

export interface IdentityOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly log: Log;
  /** ISO 3166-1 alpha-2 of this node. */
  readonly country: string;
  /** Origin under which people and apps reach the node, e.g. `http://localhost:8100`; https unless it is this machine. */
  readonly publicUrl: string;
  /** Directory of the node's keys; `identity.json` is made there on the first start, mode 0600. */
  readonly keysDir: string;
  /** Milliseconds after which rotated keys are signed with; 10,000 where it is left out. */
  readonly keysSettle?: number;
  /** Demonstration accounts may be signed in without proof, and `demonstrationToken` works. */
  readonly demonstration: boolean;
  /** Bounds attempts to sign in; without it they are not counted. */
  readonly rates?: Pick<Rates, 'attempt' | 'succeeded'>;
  /** Brokers and wallets by which people sign in with what their country gave them; none where it is left out. */
  readonly upstreams?: readonly UpstreamSetup[];
  /** Days for which a sign-in that leads to no record waits at the identity desk; 30 where it is left out. */
  readonly waitingDays?: number;
  /** Finds whose record and whose place in the directory an upstream speaks of; nobody is found without it. */
  readonly directory?: SignInDirectory;
}

/** Addresses and names that follow from the public address of a node. */
export interface Addresses {
  readonly origin: string;
  readonly secure: boolean;
  readonly issuer: string;
  /** Resource indicator (RFC 8707) and audience of access tokens. */
  readonly audience: string;
  readonly callback: string;
  readonly cookies: {
    readonly session: string;
    readonly login: string;
    /** A sign-in at an upstream under way, and what ends the session there. */
    readonly upstream: string;
    readonly upstreamSession: string;
    /** A change of role under way. */
    readonly role: string;
    readonly provider: { readonly session: string; readonly interaction: string; readonly resume: string };
  };
}

const thisMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Cookies are not separated by port, so their names carry country and port: two nodes on one machine do not overwrite
 * each other's sessions. Throws where the address is plain http to another machine: cookies and tokens would be readable.
 */
export function addressesOf(options: Pick<IdentityOptions, 'publicUrl' | 'country'>): Addresses {
  const { origin, protocol, hostname, port } = new URL(options.publicUrl);
  const secure = protocol === 'https:';
  if (!secure && !(protocol === 'http:' && thisMachine.has(hostname))) {
    throw new Error('The public address of a node must be https, except on this machine');
  }
  const base = `carnet-${options.country.toLowerCase()}${port === '' ? '' : `-${port}`}`;
  const bound = secure ? '__Host-' : '';
  return {
    origin,
    secure,
    issuer: `${origin}/oidc`,
    audience: `${origin}/fhir`,
    callback: `${origin}/session/callback`,
    cookies: {
      session: `${bound}${base}-session`,
      login: `${bound}${base}-login`,
      upstream: `${bound}${base}-upstream`,
      upstreamSession: `${bound}${base}-upstream-session`,
      role: `${bound}${base}-role`,
      provider: { session: `${base}-op`, interaction: `${base}-op-interaction`, resume: `${base}-op-resume` },
    },
  };
}

/** The client applications that every node knows. */
export const clients = { web: 'carnet-web', commandLine: 'carnet-cli' } as const;

/** The scope of the tokens of the node's own pages: all that the account may do. Apps have those of SMART. */
export const fhirScope = 'fhir';

/** Seconds for which an access token, and with it a browser session, is good. */
export const tokenLifetime = 3_600;

/** Says in an authorization request that it changes the role of who is signed in; the node's own pages alone are heard. */
export const roleChangeParameter = 'carnet_role';
