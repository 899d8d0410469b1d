import { parseArgs } from 'node:util';
import { distribute } from '#store';
import { type Command, nodeOption } from '../command.ts';
import { placements } from '../placements.ts';
import { withNode } from '../running-node.ts';

export const dbCommand: Command = {
  help: `npm run -s carnet -- db distribute [--node fr] [--dry-run]

Spreads the tables of a node over the workers of a Citus cluster, each person's record on one of them. The database of the
node is the coordinator: it has the extension citus and knows its workers. Stop the node first: tables are locked while
their rows move. What is spread already is left alone, so an interrupted run can be repeated.

  --node <name>     fr or pt (standard: the first)
  --dry-run         print the statements instead of running them`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, 'dry-run': { type: 'boolean' } },
    });
    if (positionals.length !== 1 || positionals[0] !== 'distribute') {
      console.error(dbCommand.help);
      return 2;
    }
    const dryRun = values['dry-run'] === true;
    return withNode(values.node, async ({ db }) => {
      const distributed = await distribute(db, placements, { dryRun });
      if (!distributed.ok) {
        console.error(distributed.fault.issues.map((issue) => issue.text).join('\n'));
        return 1;
      }
      const { statements, already } = distributed.value;
      if (dryRun) for (const statement of statements) console.log(`${statement};`);
      else console.log(`${placements.length - already.length} tables spread, ${already.length} were already.`);
      return 0;
    });
  },
};
