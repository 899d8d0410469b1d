import { join } from 'node:path';
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
    const entry = trustEntryOf(keys, {
      country: plan.country,
      node: plan.name,
      gatewayUrl: `https://localhost:${port + 1}`,
      traits: plan.traits,
    });
    for (const other of nodes) {
      if (other.plan.node !== plan.node) await writeTrust(join(stateDir, other.plan.node, 'trust'), entry);
    }
  }
}
