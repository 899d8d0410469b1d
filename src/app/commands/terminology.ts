import { parseArgs } from 'node:util';
import { readDesignations } from '#terminology';
import { type Command, nodeOption } from '../command.ts';
import { withNode } from '../running-node.ts';

export const terminologyCommand: Command = {
  help: `npm run -s carnet -- terminology load <file> [--node fr]

Loads designations from CSV (system,code,language,display) or NDJSON. Running nodes see them within a minute.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: nodeOption });
    const [action, file] = positionals;
    if (action !== 'load' || file === undefined) {
      console.error(terminologyCommand.help);
      return 2;
    }
    return withNode(values.node, async (core) => {
      const { loaded } = await core.terminology.load(readDesignations(file));
      console.log(`${loaded} designations loaded`);
      return 0;
    });
  },
};
