import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { decide, notFound, roleRefusal } from './decide.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { everything } from './visible.ts';

const reasonLength = { least: 10, most: 500 } as const;

/**
 * Erases a person (GDPR article 17): for who administers the node, with a reason that is kept. The log entry is durable
 * before anything is destroyed; when this resolves the key is gone, and with it every copy of what was sealed by it, and
 * so are her record, her choices, proxies and account. Of the record a deletion of the Patient stays, and the log.
 * Faults: `access.denied`, `resource.not-found` where there is no such Patient, `request.bad` for a reason of fewer than
 * 10 or more than 500 characters.
 */
export async function erasePerson(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  reason: string,
): Promise<Outcome<void>> {
  const { erase } = options;
  if (erase === undefined) throw new Error('These records are composed without keys of persons');
  const words = await sayErasure(options, caller, { patient, reason, interaction: 'erase' });
  if (!words.ok) return words;
  await erase(patient, words.value);
  return ok(undefined);
}

/** Says that a person is to be erased, for somebody else to confirm: the same checks, an entry of the log, and no more. */
export async function askErasure(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  reason: string,
): Promise<Outcome<void>> {
  const words = await sayErasure(options, caller, { patient, reason, interaction: 'erase-asked' });
  return words.ok ? ok(undefined) : words;
}

/** What may not be is refused, and the log has it; gives the reason as it is kept. */
async function sayErasure(
  options: RecordsOptions,
  caller: Caller,
  said: { readonly patient: string; readonly reason: string; readonly interaction: string },
): Promise<Outcome<string>> {
  const { patient, reason, interaction } = said;
  const view = await decide(options.access, caller, 'administer', undefined);
  const occasion = occasionOf(options, caller, interaction, view);
  const words = reason.trim();
  const log = (outcome: 'success' | 'denied') =>
    options.audit.record([
      logEntry(occasion, {
        action: 'administer',
        outcome,
        patient,
        objects: [{ type: 'Patient', ...(isResourceId(patient) ? { id: patient } : {}) }],
        ...(outcome === 'success' ? { words } : {}),
      }),
    ]);
  if (!view.permitted) {
    await log('denied');
    return { ok: false, fault: view.refusal ?? roleRefusal() };
  }
  if (words.length < reasonLength.least || words.length > reasonLength.most || /\p{Cc}/u.test(words)) {
    return fail('request.bad', 'Say why the person is erased, in 10 to 500 characters.', 'reason');
  }
  if ((await options.store.read('Patient', patient, everything)) === undefined) return { ok: false, fault: notFound() };
  await log('success');
  return ok(words);
}
