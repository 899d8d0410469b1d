import { parseArgs } from 'node:util';
import { type Command, nodeOption } from '../command.ts';
import { withNode } from '../running-node.ts';

export const statusCommand: Command = {
  help: `npm run -s carnet -- status [--node fr] [--json]

Shows the number of current resources by type.`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { ...nodeOption, json: { type: 'boolean' } } });
    return withNode(values.node, async ({ store }, config) => {
      const counts = Object.fromEntries([...(await store.counts())].sort(([a], [b]) => a.localeCompare(b)));
      if (values.json) console.log(JSON.stringify({ node: config.node, resources: counts }));
      else {
        console.log(`${config.name} (${config.publicUrl})`);
        for (const [type, count] of Object.entries(counts))
          console.log(`  ${type.padEnd(32)}${String(count).padStart(10)}`);
      }
      return 0;
    });
  },
};
