import { parseArgs } from 'node:util';
import { nodeOption } from '../../command.ts';
import { operatorEntry } from '../../operator-entry.ts';
import { withNode } from '../../running-node.ts';

/** `carnet audit rebuild`: what people's logs are found by, made anew of the entries. */
export function rebuildAudit(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: nodeOption });
  return withNode(values.node, async ({ audit, clock }, config) => {
    await audit.record([operatorEntry(config, clock, 'audit-rebuild', 'rebuild the places of the log')]);
    await audit.placeAnew();
    console.log(`The places of all entries of node ${config.node} are made anew.`);
    return 0;
  });
}
