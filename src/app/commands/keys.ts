import { parseArgs } from 'node:util';
import { rotateIdentityKeys } from '#identity';
import { type Command, nodeOption } from '../command.ts';
import { operatorEntry } from '../operator-entry.ts';
import { withNode } from '../running-node.ts';

export const keysCommand: Command = {
  help: `npm run -s carnet -- keys rotate [--node fr] [--log]

Makes new keys by which a node signs tokens and seals sessions. Its processes take them up without a restart: within two
seconds each accepts them, and ten seconds later they are used. Tokens and sessions of the two generations before stay
good until they end; say it three times to end all of them at once.

With --log it is the key by which the node signs the heads of its log. The old key signs the new one and is gone; the
node's processes, its witnesses and whoever verifies the log follow by themselves. Keep a copy of the new
keys/audit-log.pem.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, log: { type: 'boolean' } },
    });
    if (positionals.length !== 1 || positionals[0] !== 'rotate') {
      console.error('Say "carnet keys rotate"; carnet keys --help tells more.');
      return 2;
    }
    return withNode(values.node, async ({ audit, clock, logTree }, config) => {
      if (values.log) {
        await logTree.rotateKey(operatorEntry(config, clock, 'keys', 'rotate the key of the log'));
        console.log(`The log of node ${config.node} is signed by a new key from now on.`);
        return 0;
      }
      await audit.record([operatorEntry(config, clock, 'keys', 'rotate keys of sign-in')]);
      rotateIdentityKeys(config.keysDir);
      console.log(`Node ${config.node} has new keys of sign-in; they are used in ten seconds.`);
      return 0;
    });
  },
};
