import { join } from 'node:path';
import { prepareLogKeys } from '#audit';
import { prepareGatewayKeys, trustEntryOf, writeTrust } from '#gateway';
import { systemClock } from '#kernel';
import type { NodePlan } from './demonstration-nodes.ts';

/**
 * Makes the keys of each demonstration node on the first start and hands each node the trust entries of the others, as
 * national contact points do by hand.
 */
export async function introduceNodes(
  stateDir: string,
  nodes: readonly { readonly plan: NodePlan; readonly port: number }[],
): Promise<void> {
  for (const { plan, port } of nodes) {
    const keys = await prepareGatewayKeys({
      keysDir: join(stateDir, plan.node, 'keys'),
      country: plan.country,
      host: 'localhost',
      clock: systemClock,
    });
    const gatewayUrl = `https://localhost:${port + 1}`;
    const logKeys = await prepareLogKeys({ keysDir: join(stateDir, plan.node, 'keys'), name: logName(gatewayUrl) });
    const entry = trustEntryOf(keys, {
      country: plan.country,
      node: plan.name,
      gatewayUrl,
      traits: plan.traits,
      logKeys,
    });
    for (const other of nodes) {
      if (other.plan.node !== plan.node) await writeTrust(join(stateDir, other.plan.node, 'trust'), entry);
    }
  }
}

/** By what the log of the node behind a gateway is known: its address without the scheme. */
export function logName(gatewayUrl: string): string {
  const { host, pathname } = new URL(gatewayUrl);
  return host + pathname.replace(/\/+$/, '');
}
