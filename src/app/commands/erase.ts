import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';

export const eraseCommand: Command = {
  help: `npm run -s carnet -- erase <id of the Patient> --reason "..." [--node fr] [--yes]

Erases a person on her request (GDPR article 17). Her key is destroyed, so that nobody can read what was sealed with it,
in no backup either; her record with all former versions, her choices, proxies, cases and her own account are taken away.
The log stays, by ids. It cannot be undone. docs/erasure.md says what stays and why.

  --reason <words>  why, in 10 to 500 characters: kept beside the id, so no more about the person than is needed
  --node <name>     fr or pt (standard: the first)
  --yes             do not ask`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { ...nodeOption, reason: { type: 'string' }, yes: { type: 'boolean' } },
    });
    const [patient, ...others] = positionals;
    if (patient === undefined || others.length > 0 || values.reason === undefined) {
      console.error('Say "carnet erase <id of the Patient> --reason ..."; carnet erase --help tells more.');
      return 2;
    }
    const { reason } = values;
    return withNode(values.node, async ({ records }, config) => {
      if (values.yes !== true && !(await isSure(config.node))) return 1;
      const caller = { ...operatorCaller(config, 'erase'), role: 'administrator', purpose: 'SYSADMIN' } as const;
      const erased = await records.erase(caller, patient.replace(/^Patient\//, ''), reason);
      if (!erased.ok) {
        console.error(erased.fault.issues.map(({ text }) => text).join('\n'));
        return 1;
      }
      console.log('The person is erased. Her key is destroyed; what backups hold of her record nobody can read.');
      console.log('Tell those to whom her data went (GDPR article 19): the log of accesses names them.');
      return 0;
    });
  },
};

async function isSure(node: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    console.error('Say --yes where nobody can be asked.');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question(`This cannot be undone. Erase this person at node ${node}? Type "erase": `);
  terminal.close();
  return answer.trim() === 'erase';
}
