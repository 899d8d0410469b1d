import { parseArgs } from 'node:util';
import { type Command, nodeOption } from '../command.ts';
import { withNode } from '../running-node.ts';

export const tokenCommand: Command = {
  help: `npm run -s carnet -- token --node fr --as citizen

Prints an access token for a demonstration person, on a node in demonstration mode only.

  --node <name>   fr or pt (standard: the first)
  --as <alias>    citizen, doctor, admin, importer, or another alias; --list shows them
  --list          list the aliases`,
  async run(args) {
    const { values } = parseArgs({
      args: [...args],
      options: { ...nodeOption, as: { type: 'string' }, list: { type: 'boolean' } },
    });
    return withNode(values.node, async ({ identity }) => {
      if (values.list || values.as === undefined) {
        for (const account of await identity.accounts()) {
          if (account.alias !== undefined)
            console.log(`${account.alias.padEnd(14)}${account.role.padEnd(16)}${account.name}`);
        }
        return values.list ? 0 : 2;
      }
      const issued = await identity.demonstrationToken(values.as);
      if (!issued.ok) {
        console.error(`${issued.fault.issues.map((issue) => issue.text).join('\n')} --list shows the aliases.`);
        return 1;
      }
      console.log(issued.value);
      return 0;
    });
  },
};
