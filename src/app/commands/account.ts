import { parseArgs } from 'node:util';
import {
  type Account,
  createInvitations,
  createPasskeys,
  endAccountAccess,
  findAccount,
  hasOtherMeans,
  mostInvitationDays,
} from '#identity';
import { isResourceId } from '#kernel';
import { type Command, nodeOption } from '../command.ts';
import { operatorCaller } from '../operator-caller.ts';
import { operatorEntry } from '../operator-entry.ts';
import { withNode } from '../running-node.ts';

const roles = ['citizen', 'professional', 'administrator'] as const;
const standardDays = 3;

const options = {
  ...nodeOption,
  id: { type: 'string' },
  name: { type: 'string' },
  role: { type: 'string' },
  language: { type: 'string' },
  patient: { type: 'string' },
  practitioner: { type: 'string' },
  organization: { type: 'string' },
  days: { type: 'string' },
} as const;

export const accountCommand: Command = {
  help: `npm run -s carnet -- account invite --id acc-claire [--name "Claire Moreau" --role citizen --patient claire]
npm run -s carnet -- account close --id acc-claire

invite prints a link by which one person makes a passkey, once. Hand it to her when you have seen who she is: whoever has
it signs in as her from then on. Earlier links that nobody used are void. An account that is not there yet is made:

  --node <name>            fr or pt (standard: the first)
  --id <id>                id of the account
  --name, --role           name of the person; citizen, professional or administrator
  --language <tag>         language of her pages (standard: that of the node)
  --patient <id>           citizen: id of her own Patient
  --practitioner <id>, --organization <id>   professional: his Practitioner, and the Organization that he works for
  --days <n>               for how long the link is good, 1 to ${mostInvitationDays} (standard: ${standardDays})

close removes the passkeys of an account, its open links and its sessions, and ends what it gave to apps: for a lost
telephone, or for who has left. Whom a national identity lets in, it lets in again: that ends where it was given.`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [act] = positionals;
    if (positionals.length !== 1 || (act !== 'invite' && act !== 'close') || values.id === undefined) {
      console.error('Say "carnet account invite --id ..." or "carnet account close --id ..."; --help tells more.');
      return 2;
    }
    const { id } = values;
    const days = Number(values.days ?? standardDays);
    if (!Number.isInteger(days) || days < 1 || days > mostInvitationDays || !isResourceId(id)) {
      console.error(`--days is a whole number from 1 to ${mostInvitationDays}, --id an id of letters, digits, - and .`);
      return 2;
    }
    return withNode(values.node, async (core, config) => {
      const note = (interaction: string) =>
        core.audit.record([operatorEntry(config, core.clock, 'account', interaction)]);
      const known = await findAccount(core.db, id);
      if (act === 'close') {
        if (known === undefined) return refuse(`There is no account ${id}.`);
        await endAccountAccess(core.signIn, id, operatorCaller(config, 'account').subject);
        await note('close account');
        console.log(`Nobody is signed in as ${id} any more, nor by a passkey can be: invite its person anew.`);
        if (await hasOtherMeans(core.signIn, id)) {
          console.log('By a national identity, or in a demonstration, the person can sign in again.');
        }
        return 0;
      }
      const account = known ?? newAccount(id, values, config.language);
      if (account === undefined) {
        return refuse(`There is no account ${id} yet: say --name and --role (${roles.join(', ')}).`);
      }
      if (known !== undefined && (values.name !== undefined || values.role !== undefined)) {
        return refuse(`The account ${id} is there already: say its --id alone.`);
      }
      if (known === undefined) {
        await core.identity.putAccount(account);
        await note('make account');
      }
      const passkeys = createPasskeys(core.signIn);
      const made = await createInvitations({ ...core.signIn, passkeys }).make(id, { days });
      if (!made.ok) return refuse(made.fault.issues.map((issue) => issue.text).join('\n'));
      await note('invite');
      console.log(`${config.publicUrl}/invitation#${made.value.token}`);
      console.error(`For ${account.name}, once, until ${made.value.expires.toISOString()}.`);
      return 0;
    });
  },
};

type Values = Readonly<Partial<Record<keyof typeof options, string>>>;

function newAccount(id: string, values: Values, language: string): Account | undefined {
  const role = roles.find((each) => each === values.role);
  if (values.name === undefined || role === undefined) return undefined;
  const { patient, practitioner, organization } = values;
  return {
    id,
    name: values.name,
    role,
    language: values.language ?? language,
    ...(patient === undefined ? {} : { patient }),
    ...(practitioner === undefined ? {} : { practitioner }),
    ...(organization === undefined ? {} : { organization }),
  };
}

function refuse(text: string): number {
  console.error(text);
  return 1;
}
