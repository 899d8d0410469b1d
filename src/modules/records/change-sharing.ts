import { checkChoices, choicesOfConsent, consentId, consentOf, type SharingChoices } from '#access';
import type { Caller } from '#identity';
import { type Fault, fail, type Outcome, ok } from '#kernel';
import type { WriteResult } from '#store';
import type { Change, Written } from './contract.ts';
import { decide, notFound } from './decide.ts';
import { logEntry, type Occasion, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/**
 * Restrictions (EHDS article 8) and the opt-out (article 10): in force, told by the next version of the person's Consent
 * and logged, all in one transaction or not at all.
 */
export async function changeSharingChoices(
  options: RecordsOptions,
  caller: Caller,
  choices: SharingChoices,
): Promise<Outcome<SharingChoices>> {
  const kept = await keepChoices(options, caller, choices, {});
  if (!kept.ok) return kept;
  return ok({ ...kept.value.choices, changed: kept.value.written.stored.updated });
}

/** The same by writing the Consent: create, and update of one's own. Undefined where the changes are something else. */
export function consentIn(caller: Caller, changes: readonly Change[]): Extract<Change, { draft: unknown }> | undefined {
  const [change, ...others] = changes;
  if (caller.role !== 'citizen' || change === undefined || others.length > 0 || change.op === 'delete')
    return undefined;
  return change.draft.resource.resourceType === 'Consent' ? change : undefined;
}

/** Faults: `request.bad` with the path of what does not fit; `resource.not-found` for the choices of somebody else. */
export async function writeConsent(
  options: RecordsOptions,
  caller: Caller,
  change: Extract<Change, { draft: unknown }>,
): Promise<Outcome<readonly Written[]>> {
  const choices = choicesOfConsent(change.draft.resource);
  if (!choices.ok) return choices;
  if (change.op === 'update' && change.id !== consentId(choices.value.patient)) {
    return { ok: false, fault: notFound() };
  }
  const ifVersion = change.op === 'update' ? change.ifVersion : undefined;
  const kept = await keepChoices(options, caller, choices.value, ifVersion === undefined ? {} : { ifVersion });
  return kept.ok ? ok([kept.value.written]) : kept;
}

async function keepChoices(
  options: RecordsOptions,
  caller: Caller,
  choices: SharingChoices,
  conditions: { readonly ifVersion?: number },
): Promise<Outcome<{ readonly choices: SharingChoices; readonly written: WriteResult }>> {
  const { patient } = choices;
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'change-sharing', view);
  if (!view.permitted) {
    await record(options, occasion, patient, 'denied');
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  const checked = checkChoices(choices);
  const written = checked.ok ? await commit(options, occasion, checked.value, conditions) : checked;
  if (!checked.ok || !written.ok) {
    await record(options, occasion, patient, 'failed');
    return { ok: false, fault: faultIn(checked, written) };
  }
  return ok({ choices: checked.value, written: written.value });
}

function faultIn(checked: Outcome<unknown>, written: Outcome<unknown>): Fault {
  if (!checked.ok) return checked.fault;
  if (!written.ok) return written.fault;
  throw new Error('There is no fault');
}

async function commit(
  { store, clock }: RecordsOptions,
  occasion: Occasion,
  choices: SharingChoices,
  { ifVersion }: { readonly ifVersion?: number },
): Promise<Outcome<WriteResult>> {
  const id = consentId(choices.patient);
  const resource = consentOf(choices, { id, now: clock.now() });
  const results = await store.commit({
    writes: [
      {
        op: 'update',
        type: 'Consent',
        id,
        resource,
        source: JSON.stringify(resource),
        ...(ifVersion === undefined ? {} : { ifVersion }),
      },
    ],
    entries: (written) => [
      {
        audit: logEntry(occasion, {
          action: 'change-sharing',
          outcome: 'success',
          patient: choices.patient,
          objects: written.map(({ stored }) => stored),
        }),
        sharing: { choices, by: occasion.caller.subject },
        written,
      },
    ],
  });
  if (!results.ok) return results;
  const [result] = results.value;
  return result === undefined ? fail('version.concurrent', 'The choices were not written.') : ok(result);
}

function record(options: RecordsOptions, occasion: Occasion, patient: string, outcome: 'denied' | 'failed') {
  const objects = outcome === 'denied' ? [] : [{ type: 'Consent' }];
  return options.audit.record([logEntry(occasion, { action: 'change-sharing', outcome, patient, objects })]);
}
