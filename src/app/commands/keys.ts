import { parseArgs } from 'node:util';
import { rotateIdentityKeys } from '#identity';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';

export const keysCommand: Command = {
  help: `npm run -s carnet -- keys rotate [--node fr]

Makes new keys by which a node signs tokens and seals sessions. Its processes take them up without a restart: within two
seconds each accepts them, and ten seconds later they are used. Tokens and sessions of the two generations before stay
good until they end; say it three times to end all of them at once.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: nodeOption });
    if (positionals.length !== 1 || positionals[0] !== 'rotate') {
      console.error('Say "carnet keys rotate"; carnet keys --help tells more.');
      return 2;
    }
    return withNode(values.node, async ({ audit, clock }, config) => {
      const { subject, name, role, country, client, traceId, purpose } = operatorCaller(config, 'keys');
      await audit.record([
        {
          at: clock.now(),
          traceId,
          action: 'administer',
          outcome: 'success',
          interaction: 'rotate keys of sign-in',
          agent: { subject, name, role, country, client },
          purpose,
          rule: 'operator-of-the-machine',
          objects: [],
        },
      ]);
      rotateIdentityKeys(config.keysDir);
      console.log(`Node ${config.node} has new keys of sign-in; they are used in ten seconds.`);
      return 0;
    });
  },
};
