import { parseArgs } from 'node:util';
import {
  ageRulesOf,
  birthdayOf,
  type Caller,
  type ProxyAct,
  type ProxyOrigin,
  type ProxyRecord,
  proxyParts,
} from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { proxyEntry } from '../../features/proxies/index.ts';
import { type Command, nodeOption } from '../command.ts';
import type { Core } from '../compose.ts';
import { operatorCaller } from '../operator-caller.ts';
import { withNode } from '../running-node.ts';

const origins: readonly ProxyOrigin[] = ['parent', 'guardian', 'mandate', 'trusted'];
const options = {
  ...nodeOption,
  account: { type: 'string' },
  for: { type: 'string' },
  as: { type: 'string' },
  proof: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  parts: { type: 'string' },
  acts: { type: 'string' },
  id: { type: 'string' },
} as const;
type Values = Readonly<Partial<Record<Exclude<keyof typeof options, 'node'>, string>>>;

export const proxyCommand: Command = {
  help: `npm run -s carnet -- proxy add --account <id> --for <patient> --as <origin> --proof <proof> [--node fr]
npm run -s carnet -- proxy end --id <id>
npm run -s carnet -- proxy list --for <patient> | --account <id>

Says who acts for whom. The right of a parent, and of the guardian of a minor, narrows and ends by itself at the ages of the
country, by the birth date that the person's record has.

  --as <origin>    parent, guardian, mandate, trusted
  --proof <proof>  DocumentReference/<id> of the person's record, or in words what was declared
  --from, --to     instants (ISO 8601); from now without an end where they are left out
  --parts <parts>  medicines,vaccinations,...: the parts of the record; all where it is left out
  --acts <acts>    read,write,change-sharing; all where it is left out`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const [act] = positionals;
    if (positionals.length !== 1 || (act !== 'add' && act !== 'end' && act !== 'list')) {
      console.error('Say "carnet proxy add", "end" or "list"; carnet proxy --help tells more.');
      return 2;
    }
    return withNode(values.node, async (core, config) => {
      const caller = operatorCaller(config, 'proxy');
      const done = await { add, end, list }[act]({ ...core, country: config.country }, caller, values);
      if (!done.ok) {
        console.error(done.fault.issues.map(({ text }) => text).join('\n'));
        return 1;
      }
      for (const record of done.value) console.log(lineOf(record));
      return 0;
    });
  },
};

type Done = Promise<Outcome<readonly ProxyRecord[]>>;
type Node = Core & { readonly country: string };

async function add(node: Node, caller: Caller, values: Values): Done {
  const { account = '', for: patient = '', as, proof = '', to } = values;
  const origin = origins.find((one) => one === as);
  if (origin === undefined) return fail('request.bad', `--as is one of ${origins.join(', ')}.`);
  const person = await node.records.read(caller, 'Patient', patient, 'read');
  if (!person.ok) return person;
  const proven = await proofOf(node, caller, patient, proof);
  if (!proven.ok) return proven;
  const parts = listOf(values.parts, proxyParts);
  const acts = listOf<ProxyAct>(values.acts, ['read', 'write', 'change-sharing']);
  if (parts === 'unknown' || acts === 'unknown') {
    return fail('request.bad', '--parts or --acts has a word that is not known.');
  }
  const born = bornOf(node, origin, JSON.parse(person.value.text) as { readonly birthDate?: string });
  const registration = {
    account,
    patient,
    origin,
    from: values.from === undefined ? node.clock.now() : new Date(values.from),
    proof,
    ...(to === undefined ? {} : { to: new Date(to) }),
    ...(parts === undefined ? {} : { parts }),
    ...(acts === undefined ? {} : { acts }),
    ...(born === undefined ? {} : { born }),
  };
  return changed(node, caller, 'register-proxy', (tx) =>
    node.identity.proxies.register(tx, registration, caller.subject),
  );
}

function end(node: Node, caller: Caller, { id = '' }: Values): Done {
  return changed(node, caller, 'end-proxy', (tx) => node.identity.proxies.end(tx, id, caller.subject));
}

async function list({ identity }: Node, _caller: Caller, { for: patient, account }: Values): Done {
  if (patient !== undefined) return ok(await identity.proxies.of(patient));
  return account === undefined
    ? fail('request.bad', 'Say --for <patient> or --account <id>.')
    : ok(await identity.proxies.by(account));
}

/** A document is one of the person's own record; anything else is a declaration in words. */
async function proofOf({ records }: Node, caller: Caller, patient: string, proof: string): Promise<Outcome<void>> {
  const [, id] = /^DocumentReference\/(.+)$/.exec(proof) ?? [];
  if (id === undefined) return ok(undefined);
  const none = fail('request.bad', 'The record of the person has no such DocumentReference.');
  if (!isResourceId(id)) return none;
  const document = await records.read(caller, 'DocumentReference', id, 'read');
  return document.ok && document.value.compartment === patient ? ok(undefined) : none;
}

/** With a birth date ages apply: to every parent, and to who is the guardian of a minor rather than of an adult. */
function bornOf({ country, clock }: Node, origin: ProxyOrigin, { birthDate }: { readonly birthDate?: string }) {
  if (birthDate === undefined || origin === 'mandate' || origin === 'trusted') return undefined;
  if (origin === 'parent') return birthDate;
  const { majority, zone } = ageRulesOf(country);
  const ofAge = birthdayOf(birthDate, majority, zone);
  return ofAge !== undefined && ofAge > clock.now() ? birthDate : undefined;
}

async function changed(
  { db, audit, clock, identity }: Node,
  caller: Caller,
  interaction: string,
  work: (tx: Parameters<Parameters<Core['db']['transaction']>[0]>[0]) => Promise<Outcome<ProxyRecord>>,
): Done {
  const done = await db.transaction(async (tx) => {
    const record = await work(tx);
    if (record.ok) {
      await audit.append(tx, [proxyEntry(clock, caller, record.value.patient, interaction, 'operator-of-the-machine')]);
    }
    return record;
  });
  identity.proxies.changed();
  return done.ok ? ok([done.value]) : done;
}

function listOf<Word extends string>(
  text: string | undefined,
  known: readonly Word[],
): readonly Word[] | undefined | 'unknown' {
  if (text === undefined) return undefined;
  const words = text.split(',').map((word) => known.find((one) => one === word.trim()));
  return words.every((word) => word !== undefined) ? words : 'unknown';
}

function lineOf({ id, account, patient, origin, from, to, parts, acts }: ProxyRecord): string {
  const term = `${from.toISOString()} to ${to?.toISOString() ?? 'no end'}`;
  return `${id}  ${account} for ${patient} as ${origin}, ${term}, ${parts?.join(',') ?? 'every part'}, ${acts?.join(',') ?? 'every act'}`;
}
