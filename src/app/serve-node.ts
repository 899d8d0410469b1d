import type { FastifyInstance } from 'fastify';
import type { Gateway } from '#gateway';
import { registerSignIn } from '#identity';
import type { Log } from '#kernel';
import { createServer, limitAddresses, registerFhir } from '#rest';
import type { Core } from './compose.ts';
import { launchContexts, operationsOfFeatures, registerFeatures } from './features.ts';
import { knownCodeSystems } from './known-terminology.ts';
import type { NodeConfig } from './settings.ts';

/**
 * The HTTP side of a node with everything that it answers; it serves nobody until it listens. `seen` gets the server
 * before the first route of the node is there, so that it can hear of each.
 */
export function serveNode(
  core: Core,
  gateway: Gateway,
  config: NodeConfig,
  { log, version, seen }: { log: Log; version: string; seen?: (app: FastifyInstance) => void },
): FastifyInstance {
  const app = createServer({
    log,
    alive: () => core.db.alive(1000),
    maxBody: config.maxBody,
    maxInFlight: config.maxInFlight,
    maxBodies: config.maxBodies,
    answerTimeout: config.answerTimeout,
    trustedProxies: config.trustedProxies,
    secure: config.publicUrl.startsWith('https:'),
  });
  seen?.(app);
  limitAddresses(app, { rates: core.rates, log });
  registerFhir(app, {
    records: core.records,
    identity: core.identity,
    appOrigins: core.identity.apps.origins,
    terminology: core.terminology,
    definitions: core.definitions,
    codeSystems: knownCodeSystems(core.knownTerminology),
    clock: core.clock,
    ids: core.ids,
    baseUrl: `${config.publicUrl}/fhir`,
    node: { name: config.name, country: config.country, language: config.language },
    software: { version },
    operations: operationsOfFeatures(core, config),
    subscriptions: core.subscriptions,
  });
  registerSignIn(app, { ...core.signIn, launchContexts: launchContexts(core.records) });
  core.upstreams.serveSimulated(app);
  registerFeatures(app, core, gateway, config);
  return app;
}
