import type { Access } from '#access';
import type { Audit } from '#audit';
import type { Database } from '#db';
import type { Caller } from '#identity';
import { type Clock, fail, faultOf, type Outcome, ok } from '#kernel';
import { logEntry, mayAdminister, occasionOf, type PersonWords, type Records } from '#records';
import type { AskedErasure } from './contract.ts';
import {
  askedErasures,
  dropAsked,
  findAsked,
  type KeptErasure,
  keepAsked,
  mostAsked,
  type Place,
} from './erasure-table.ts';

export interface ErasuresOptions {
  readonly db: Database;
  readonly access: Pick<Access, 'decide'>;
  readonly audit: Pick<Audit, 'record' | 'append'>;
  readonly records: Pick<Records, 'erase' | 'askErasure'>;
  /** Seals reasons until they are confirmed. */
  readonly words: PersonWords;
  readonly clock: Clock;
  /** Hours within which a second operator must confirm; one operator erases alone where it is left out. */
  readonly hours?: number;
}

/** Who acts, and where he is known. */
export interface Operator {
  readonly caller: Caller;
  readonly place: Place;
}

const hour = 3_600_000;

/** One text for what is absent, over and erased. */
function noneAsked(): Outcome<never> {
  return { ok: false, fault: faultOf('resource.not-found', 'No such erasure waits to be confirmed.') };
}

/** May he confirm it? Somebody else, known in the same place: whoever is known in two places is one person there. */
export function mayConfirm({ caller, place }: Operator, asked: Pick<KeptErasure, 'asked_by' | 'place'>): boolean {
  return asked.place === place && asked.asked_by !== caller.subject;
}

/** Asks for the erasure of a person (GDPR article 17), which nobody but another operator then carries out, in time. */
export async function askErasure(
  options: ErasuresOptions,
  { caller, place }: Operator,
  patient: string,
  reason: string,
): Promise<Outcome<AskedErasure>> {
  const { db, words, clock, hours } = options;
  if (hours === undefined) {
    return fail('request.bad', 'At this node one operator erases, by the command line: carnet erase.');
  }
  const said = await options.records.askErasure(caller, patient, reason);
  if (!said.ok) return said;
  const asked = clock.now();
  const one: KeptErasure = {
    patient,
    reason: reason.trim(),
    asked_by: caller.subject,
    asked_name: caller.name,
    place,
    asked,
    until: new Date(asked.getTime() + hours * hour),
  };
  const kept = await db.transaction((tx) => keepAsked(tx, words, one));
  if (kept === 'asked-already') return fail('request.bad', 'This erasure waits to be confirmed already.');
  if (kept === 'too-many') return fail('request.bad', `At most ${mostAsked} erasures may wait to be confirmed.`);
  return kept === 'erased' ? noneAsked() : ok(viewOf({ caller, place }, one));
}

/** Carries out what another operator has asked for; for the reason that he gave. */
export async function confirmErasure(
  options: ErasuresOptions,
  operator: Operator,
  patient: string,
): Promise<Outcome<void>> {
  const rule = await mayAdminister(options, operator.caller, 'erasures');
  if (!rule.ok) return rule;
  const asked = await findAsked(options, patient, options.clock.now());
  if (asked === undefined || options.hours === undefined) return noneAsked();
  if (!mayConfirm(operator, asked)) {
    const event = { interaction: 'erase', outcome: 'denied', rule: rule.value, patient } as const;
    await options.audit.record([entryOf(options, operator.caller, event)]);
    return fail('access.denied', 'Another operator must confirm it, in the place where it was asked for.');
  }
  return options.records.erase(operator.caller, patient, asked.reason);
}

/** Takes back what oneself or another has asked for. */
export async function withdrawErasure(
  options: ErasuresOptions,
  { caller }: Operator,
  patient: string,
): Promise<Outcome<void>> {
  const rule = await mayAdminister(options, caller, 'erasures');
  if (!rule.ok) return rule;
  const dropped = await options.db.transaction(async (tx) => {
    if (!(await dropAsked(tx, patient))) return false;
    const event = { interaction: 'erase-withdrawn', outcome: 'success', rule: rule.value, patient } as const;
    await options.audit.append(tx, [entryOf(options, caller, event)]);
    return true;
  });
  return dropped ? ok(undefined) : noneAsked();
}

/** What waits, for who administers the node. */
export async function listErasures(
  options: ErasuresOptions,
  operator: Operator,
): Promise<Outcome<readonly AskedErasure[]>> {
  const rule = await mayAdminister(options, operator.caller, 'erasures');
  if (!rule.ok) return rule;
  const asked = await askedErasures(options, options.clock.now());
  await options.audit.record(
    asked.map(({ patient }) =>
      entryOf(options, operator.caller, { interaction: 'erasures', outcome: 'success', rule: rule.value, patient }),
    ),
  );
  return ok(asked.map((one) => viewOf(operator, one)));
}

function viewOf(operator: Operator, one: KeptErasure): AskedErasure {
  const { patient, reason, asked_name: askedBy, asked, until } = one;
  const times = { asked: asked.toISOString(), until: until.toISOString() };
  return { patient, reason, askedBy, ...times, mayConfirm: mayConfirm(operator, one) };
}

function entryOf(
  { clock }: Pick<ErasuresOptions, 'clock'>,
  caller: Caller,
  event: {
    readonly interaction: string;
    readonly outcome: 'success' | 'denied';
    readonly rule: string;
    readonly patient?: string;
  },
) {
  const { interaction, outcome, rule, patient } = event;
  return logEntry(occasionOf({ clock }, caller, interaction, { rule, emergency: [] }), {
    action: 'administer',
    outcome,
    objects: [{ type: 'Patient', ...(patient === undefined ? {} : { id: patient }) }],
    ...(patient === undefined ? {} : { patient }),
  });
}
