import { createGateway, type Gateway } from '#gateway';
import type { Log } from '#kernel';
import { type Core, gatewayUrlOf } from './compose.ts';
import { limitedQuestionsAbroad } from './limit-questions.ts';
import type { NodeConfig } from './settings.ts';

/** The gateway of a node over its modules; it serves nobody until it is told to listen. */
export function openGateway(core: Core, config: NodeConfig, log: Log): Gateway {
  const gateway = createGateway({
    country: config.country,
    nodeName: config.name,
    publicGatewayUrl: gatewayUrlOf(config),
    keysDir: config.keysDir,
    trustDir: config.trustDir,
    records: core.records,
    terminology: core.terminology,
    identity: core.identity,
    audit: core.audit,
    logTree: core.logTree,
    clock: core.clock,
    log,
    address: config.bind,
    language: config.language,
  });
  return limitedQuestionsAbroad(gateway, core.rates);
}
