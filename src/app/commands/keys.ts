import { parseArgs } from 'node:util';
import { rotateIdentityKeys } from '#identity';
import { type Command, nodeOption } from '../command.ts';
import { operatorEntry } from '../operator-entry.ts';
import { withNode } from '../running-node.ts';

export const keysCommand: Command = {
  help: `npm run -s carnet -- keys rotate [--node fr] [--log | --persons]
npm run -s carnet -- keys seal [--node fr]
npm run -s carnet -- keys check [--node fr]

Makes new keys by which a node signs tokens and seals sessions. Its processes take them up without a restart: within two
seconds each accepts them, and ten seconds later they are used. Tokens and sessions of the two generations before stay
good until they end; say it three times to end all of them at once.

With --log it is the key by which the node signs the heads of its log. The old key signs the new one and is gone; the
node's processes, its witnesses and whoever verifies the log follow by themselves. Keep a copy of the new
keys/audit-log.pem.

With --persons it is the key that wraps the keys of persons (keys/persons.key). All of them are wrapped anew while the node
serves, and the old key is destroyed: backups of the keys from before are good for nothing. Make a new one at once, and
a new copy of keys/persons.key, apart from each other.

"keys seal" begins to seal records with the keys of their persons in a database from before; a new one does so from the
beginning. Say it when every process of the node is of this build: older ones cannot read what is sealed.

"keys check" opens every record that is stored and names those that were changed by another way than the node.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, log: { type: 'boolean' }, persons: { type: 'boolean' } },
    });
    const [act, ...others] = positionals;
    if (others.length > 0 || !['rotate', 'seal', 'check'].includes(act ?? '') || (values.log && values.persons)) {
      console.error('Say "carnet keys rotate", "seal" or "check"; carnet keys --help tells more.');
      return 2;
    }
    return withNode(values.node, async ({ audit, clock, logTree, persons }, config) => {
      if (act === 'check') {
        let broken = 0;
        const checked = await persons.check(({ type, id, version }) => {
          broken += 1;
          console.log(`${type}/${id}, version ${version}, does not open.`);
        });
        console.log(`${checked} texts checked, ${broken} do not open.`);
        return broken === 0 ? 0 : 1;
      }
      if (act === 'seal') {
        await audit.record([operatorEntry(config, clock, 'keys', 'begin to seal records')]);
        const begun = await persons.begin();
        console.log(
          begun
            ? `Node ${config.node} seals what is written from now on, and in the background what is there; carnet status tells how far.`
            : `Node ${config.node} seals its records already.`,
        );
        return 0;
      }
      if (values.persons) {
        await audit.record([operatorEntry(config, clock, 'keys', 'rotate the key that wraps keys of persons')]);
        const wrapped = await persons.rotate();
        console.log(`The keys of ${wrapped} persons are wrapped anew; the former key is destroyed.`);
        console.log('Make a backup of the keys of persons now, and a copy of keys/persons.key, apart from each other.');
        return 0;
      }
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
