import type { Caller } from '#identity';
import { newTraceId } from '#kernel';
import type { NodeConfig } from './settings.ts';

/**
 * The Caller for work that the operator starts on the machine itself (loading, importing): a backend service, whose
 * every access is decided and logged like anyone's.
 */
export function operatorCaller(config: Pick<NodeConfig, 'node' | 'country'>, task: string): Caller {
  return {
    subject: `${config.node}-importer`,
    name: 'Importer',
    role: 'backend',
    country: config.country,
    purpose: 'HOPERAT',
    client: `carnet-${task}`,
    traceId: newTraceId(),
    proxyFor: [],
  };
}
