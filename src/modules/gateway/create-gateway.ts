import type { Audit, LogTree } from '#audit';
import type { Caller, Identity } from '#identity';
import { type Clock, type Log, newTraceId } from '#kernel';
import type { Records } from '#records';
import type { Terminology } from '#terminology';
import type { Gateway, SummaryRequest } from './contract.ts';
import { createCapabilities } from './country-a/capability.ts';
import { createFhirBindings } from './country-a/fhir-binding.ts';
import { createGatewayServer, type GatewayServer } from './country-a/gateway-server.ts';
import type { Giving } from './country-a/giving.ts';
import { createRefusals } from './country-a/refusals.ts';
import { createAssertionVerifier } from './country-a/verify-assertion.ts';
import { createFhirTransport } from './country-b/fhir-transport.ts';
import { type ExchangeLimits, openPartnerConnection } from './country-b/partner-connection.ts';
import type { EnteredTraits } from './country-b/partner-transport.ts';
import { requestSummary } from './country-b/request-summary.ts';
import { type GatewayKeys, prepareGatewayKeys } from './keys.ts';
import { gatewayBase, openTrustList, type TrustEntry } from './trust.ts';
import { askWitnesses } from './witness/ask-witness.ts';
import { createWitnessService } from './witness/serve-witness.ts';

export interface GatewayOptions {
  /** ISO 3166-1 alpha-2 of this node. */
  readonly country: string;
  readonly nodeName: string;
  /** As partners reach it, e.g. `https://gateway.example:8101/gateway`; a bare origin gets the path `/gateway`. */
  readonly publicGatewayUrl: string;
  readonly keysDir: string;
  readonly trustDir: string;
  readonly records: Pick<Records, 'findPerson' | 'personRecord' | 'read'>;
  readonly terminology: Terminology;
  readonly identity: Pick<Identity, 'consumeOnce'>;
  readonly audit: Pick<Audit, 'record'>;
  readonly logTree: Pick<LogTree, 'cosign' | 'addCheckpoint'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Host name in the certificate; that of `publicGatewayUrl` where absent. */
  readonly host?: string;
  /** Network address to listen on; `127.0.0.1` where absent. */
  readonly address?: string;
  /** Language of summaries of people who name none; `en` where absent. */
  readonly language?: string;
  readonly limits?: Partial<ExchangeLimits>;
}

const standardLimits: ExchangeLimits = {
  callMilliseconds: 10_000,
  exchangeMilliseconds: 20_000,
  answerBytes: 10 * 1024 * 1024,
};
const renewalCheckMilliseconds = 3_600_000;
const witnessMilliseconds = 60_000;

/**
 * The gateway of one node, both roles. Keys are made or loaded at the first use; the trust list is read as it is at
 * each request. Certificates are renewed while the gateway runs.
 */
export function createGateway(options: GatewayOptions): Gateway {
  const { country, clock } = options;
  const log = options.log.with({ module: 'gateway' });
  const gatewayUrl = gatewayBase(options.publicGatewayUrl);
  const host = options.host ?? new URL(gatewayUrl).hostname;
  const limits: ExchangeLimits = { ...standardLimits, ...options.limits };
  const trust = openTrustList({ trustDir: options.trustDir, ownCountry: country, clock, log });
  const currentKeys = keyring(() => prepareGatewayKeys({ keysDir: options.keysDir, country, host, clock }), clock);

  const transportTo = async (partner: TrustEntry, caller: Caller, request: SummaryRequest, traits: EnteredTraits) => {
    const keys = await currentKeys();
    if (caller.professional === undefined) throw new Error('only a professional asks abroad');
    return createFhirTransport({
      partner,
      connection: openPartnerConnection(partner, keys, limits),
      traceId: caller.traceId,
      assertion: {
        issuer: gatewayUrl,
        audience: partner.gatewayUrl,
        professional: caller.professional,
        purpose: request.purpose,
        patient: traits.identifier,
        thumbprint: keys.tls.thumbprint,
        key: keys.assertion,
        clock,
      },
    });
  };

  const serverWith = (keys: GatewayKeys): GatewayServer => {
    const giving: Giving = {
      country,
      nodeName: options.nodeName,
      language: options.language ?? 'en',
      records: options.records,
      terminology: options.terminology,
      capabilities: createCapabilities({ sealKey: keys.sealKey, clock }),
      clock,
    };
    return createGatewayServer({
      keys,
      trust,
      gatewayUrl,
      verify: createAssertionVerifier({ trust, audience: gatewayUrl, identity: options.identity, clock }),
      bindingOf: createFhirBindings({ giving, gatewayUrl, clock }),
      witness: createWitnessService({ tree: options.logTree, trust, clock }),
      refusals: createRefusals({ audit: options.audit, trust, newTraceId, clock, log }),
      clock,
      log,
    });
  };

  let server: GatewayServer | undefined;
  let renewal: NodeJS.Timeout | undefined;
  let asking: NodeJS.Timeout | undefined;

  const witnesses = async () =>
    askWitnesses({ tree: options.logTree, partners: trust.entries(), keys: await currentKeys(), limits });

  /** What peers say of the log is told to who runs the node as soon as it is known. */
  const askAll = async () => {
    for (const { country, testimony } of await witnesses()) {
      const { outcome } = testimony;
      if (outcome === 'signed' || outcome === 'nothing-new') continue;
      const isTouched = outcome === 'log-shorter' || outcome === 'log-differs';
      log[isTouched ? 'error' : 'warn'](`gateway.witness.${outcome}`, { country });
    }
  };

  return {
    partners: () =>
      trust.entries().map((entry) => ({ country: entry.country, node: entry.node, traits: entry.traits })),
    requestSummary: (caller, request) =>
      requestSummary(
        { partners: trust.entries, transportTo, terminology: options.terminology, audit: options.audit, clock },
        caller,
        request,
      ),
    askWitnesses: witnesses,
    async listen(port) {
      const listening = serverWith(await currentKeys());
      await listening.listen(port, options.address ?? '127.0.0.1');
      server = listening;
      renewal = setInterval(() => {
        currentKeys().then(listening.renew, (error: Error) => log.error('gateway.keys', { reason: error.name }));
      }, renewalCheckMilliseconds).unref();
      asking = setInterval(() => {
        askAll().catch((error: Error) => log.error('gateway.witness', { reason: error.name }));
      }, witnessMilliseconds).unref();
    },
    async stop() {
      clearInterval(renewal);
      clearInterval(asking);
      await server?.stop();
      server = undefined;
    },
  };
}

/** Prepares keys once and again when they are due for renewal; a failure is tried again at the next use. */
function keyring(prepare: () => Promise<GatewayKeys>, clock: Clock): () => Promise<GatewayKeys> {
  let kept: Promise<GatewayKeys> | undefined;
  return async () => {
    kept ??= prepare();
    try {
      const keys = await kept;
      if (clock.now() < keys.renewAt) return keys;
      kept = prepare();
      return await kept;
    } catch (error) {
      kept = undefined;
      throw error;
    }
  };
}
