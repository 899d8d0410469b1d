import type { EmergencyAccess } from '#access';
import type { Caller } from '#identity';
import { fail, faultOf, type Outcome, ok } from '#kernel';
import type { PersonTraits } from './contract.ts';
import { decide, notFound, roleRefusal } from './decide.ts';
import { candidateOf } from './find-person.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/** Milliseconds for which a record stays open. */
const lasts = 24 * 3_600_000;
/** What the log calls an emergency; the words that its entry is bound to are the reason that was given. */
export const emergencyInteraction = 'emergency-access';
const reasonLength = { least: 10, most: 500 } as const;

/**
 * A professional of this node opens the record of somebody whom he does not treat, because life or health is in danger
 * (EHDS article 11(5)): by her exact traits, with a reason that she will read, for a day, nothing hidden but what his role
 * does not need. Durable together with its log entry. Who is not found is `resource.not-found`; faults `request.bad` for a
 * reason of fewer than 10 or more than 500 characters, `request.too-many` after 20 attempts within an hour.
 */
export async function openEmergency(
  options: RecordsOptions,
  caller: Caller,
  traits: PersonTraits,
  reason: string,
): Promise<Outcome<EmergencyAccess>> {
  const interaction = emergencyInteraction;
  const view = await decide(options.access, caller, 'read', undefined);
  const { practitioner } = caller;
  const denied = async (patient?: string) =>
    options.audit.record([
      logEntry(occasionOf(options, caller, interaction, view), {
        action: 'change-rights',
        outcome: 'denied',
        patient,
        objects: [{ type: 'Patient' }],
      }),
    ]);
  // An emergency is the professional's own word, on a page of this node: no app says it for him.
  const isApp = caller.scopes !== undefined;
  if (caller.role !== 'professional' || practitioner === undefined || !view.permitted || isApp) {
    await denied();
    return { ok: false, fault: roleRefusal() };
  }
  const words = reason.trim();
  if (
    words.length < reasonLength.least ||
    words.length > reasonLength.most ||
    /\p{Cc}/u.test(words.replace(/[\r\n\t]/g, ''))
  ) {
    return fail('request.bad', 'Say why you open this record, in 10 to 500 characters.', 'reason');
  }
  if (!(await options.access.mayDeclareEmergency(practitioner))) {
    await denied();
    return { ok: false, fault: faultOf('request.too-many', 'You have tried this too often. Try again in an hour.') };
  }
  const candidate = await candidateOf(options, traits);
  if (candidate === undefined || candidate.deleted) {
    await denied();
    return { ok: false, fault: notFound() };
  }
  const from = options.clock.now();
  const patient = candidate.id;
  const emergency = { patient, practitioner, reason: words, from, to: new Date(from.getTime() + lasts) };
  await options.transact(async (tx) => {
    await options.access.openEmergency(tx, emergency);
    await options.audit.append(tx, [
      logEntry(occasionOf(options, caller, interaction, { ...view, emergency: [patient] }), {
        action: 'change-rights',
        outcome: 'success',
        patient,
        objects: [{ type: 'Patient', id: patient, category: candidate.category }],
        words,
      }),
    ]);
  });
  return ok(emergency);
}

/** The emergencies for which a person's record was opened, with the reasons: for who may read her log. */
export async function readEmergencies(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<readonly EmergencyAccess[]>> {
  const view = await decide(options.access, caller, 'read-log', patient);
  if (view.permitted) return ok(await options.access.emergencies(patient));
  const occasion = occasionOf(options, caller, 'access-log', view);
  await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'denied', patient, objects: [] })]);
  return { ok: false, fault: view.refusal ?? notFound() };
}
