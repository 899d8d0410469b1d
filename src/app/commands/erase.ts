import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import type { Outcome } from '#kernel';
import {
  askErasure,
  confirmErasure,
  type ErasuresOptions,
  listErasures,
  type Operator,
  withdrawErasure,
} from '../../features/erasures/index.ts';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';
import type { NodeConfig } from '../settings.ts';

const options = {
  ...nodeOption,
  reason: { type: 'string' },
  confirm: { type: 'boolean' },
  withdraw: { type: 'boolean' },
  waiting: { type: 'boolean' },
  yes: { type: 'boolean' },
} as const;

type Act = 'erase' | 'confirm' | 'withdraw' | 'waiting';

export const eraseCommand: Command = {
  help: `npm run -s carnet -- erase <id of the Patient> --reason "..." [--node fr] [--yes]

Erases a person on her request (GDPR article 17). Her key is destroyed, so that nobody can read what was sealed with it,
in no backup either; her record with all former versions, her choices, proxies, cases and her own account are taken away.
The log stays, by ids. It cannot be undone. docs/erasure.md says what stays and why.

  --reason <words>  why, in 10 to 500 characters: kept beside the id, so no more about the person than is needed
  --node <name>     fr or pt (standard: the first)
  --yes             do not ask

Where CARNET_ERASURE_HOURS is set this asks for it, and another operator has to confirm in that time: by another account of
this machine, or, where it was asked for on the page /erasures, by another account there.

  erase --waiting                what waits to be confirmed
  erase <id> --confirm [--yes]   erase what another has asked for
  erase <id> --withdraw          take it back`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const act = actOf(values);
    const [patient, ...others] = positionals.map((id) => id.replace(/^Patient\//, ''));
    const isComplete = act === 'waiting' ? patient === undefined : patient !== undefined && others.length === 0;
    if (act === undefined || !isComplete || (act === 'erase') !== (values.reason !== undefined)) {
      console.error('Say "carnet erase <id of the Patient> --reason ..."; carnet erase --help tells more.');
      return 2;
    }
    return withNode(values.node, async (core, config) => {
      const two = { ...core, words: core.persons.words, ...hoursOf(config) };
      const operator = operatorOfMachine(config);
      if (act === 'waiting') return list(two, operator);
      const id = patient ?? '';
      if (act === 'withdraw') {
        return told(await withdrawErasure(two, operator, id), 'It is taken back: nothing is erased.');
      }
      if (act === 'erase' && config.erasureHours !== undefined) {
        const words = `Asked for. Within ${config.erasureHours} hours another operator confirms it, or nothing happens.`;
        return told(await askErasure(two, operator, id, values.reason ?? ''), words);
      }
      if (values.yes !== true && !(await isSure(config.node))) return 1;
      const erased =
        act === 'confirm'
          ? await confirmErasure(two, operator, id)
          : await core.records.erase(operator.caller, id, values.reason ?? '');
      return told(
        erased,
        `The person is erased. Her key is destroyed; what backups hold of her record nobody can read.
Tell those to whom her data went (GDPR article 19): the log of accesses names them.`,
      );
    });
  },
};

function actOf(values: {
  readonly confirm?: boolean;
  readonly withdraw?: boolean;
  readonly waiting?: boolean;
}): Act | undefined {
  const said = (['confirm', 'withdraw', 'waiting'] as const).filter((act) => values[act] === true);
  return said.length > 1 ? undefined : (said[0] ?? 'erase');
}

function hoursOf({ erasureHours }: NodeConfig): Pick<ErasuresOptions, 'hours'> {
  return erasureHours === undefined ? {} : { hours: erasureHours };
}

/** By the account of the machine, which is who he is there. */
function operatorOfMachine(config: NodeConfig): Operator {
  const { username } = userInfo();
  const caller = operatorCaller(config, 'erase');
  return {
    caller: { ...caller, role: 'administrator', purpose: 'SYSADMIN', subject: `machine:${username}`, name: username },
    place: 'machine',
  };
}

async function list(two: ErasuresOptions, operator: Operator): Promise<number> {
  const found = await listErasures(two, operator);
  if (!found.ok) return told(found, '');
  if (found.value.length === 0) console.log('Nothing waits to be confirmed.');
  for (const { patient, askedBy, until, reason, mayConfirm } of found.value) {
    console.log(
      `${patient}  until ${until}  asked by ${askedBy}${mayConfirm ? '' : ' (not for you to confirm)'}: ${reason}`,
    );
  }
  return 0;
}

function told(outcome: Outcome<unknown>, words: string): number {
  if (outcome.ok) {
    console.log(words);
    return 0;
  }
  console.error(outcome.fault.issues.map(({ text }) => text).join('\n'));
  return 1;
}

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
