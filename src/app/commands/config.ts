import { parseArgs } from 'node:util';
import { type Command, nodeOption } from '../command.ts';
import { findNode } from '../running-node.ts';

export const configCommand: Command = {
  help: 'npm run -s carnet -- config [--node fr]\n\nShows the settings of a node as they are read, without the address of its database.',
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: nodeOption });
    const { databaseUrl: _secret, ...shown } = await findNode(values.node);
    console.log(JSON.stringify(shown, null, 2));
    return 0;
  },
};
