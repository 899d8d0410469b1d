import type { KeptRelation, RelationSide } from '#access';
import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import { decide, notFound } from './decide.ts';
import { logEntry, occasionOf } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/** Who treats a person, is going to and has: for herself, and for who may decide for her who sees her record. */
export async function readCareRelations(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
): Promise<Outcome<readonly KeptRelation[]>> {
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'care-relations', view);
  const objects = [{ type: 'CareTeam' }];
  if (!view.permitted) {
    await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'denied', patient, objects })]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  const relations = await options.access.relationsEver(patient);
  await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'success', patient, objects })]);
  return ok(relations);
}

/**
 * Ends what a person has with an organisation or a practitioner, at once, with the log entry that tells of it. Fault:
 * `resource.not-found` where there is nothing to end.
 */
export async function endCareRelations(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  side: RelationSide,
): Promise<Outcome<void>> {
  const [type, id] = 'practitioner' in side ? ['Practitioner', side.practitioner] : ['Organization', side.organization];
  if (!isResourceId(id)) return fail('resource.id-form', 'An id has 1 to 64 characters out of A-Z a-z 0-9 - and .');
  const view = await decide(options.access, caller, 'change-sharing', patient);
  const occasion = occasionOf(options, caller, 'end-relation', view);
  const event = { action: 'change-rights', patient, objects: [{ type, id }] } as const;
  if (!view.permitted || caller.role !== 'citizen') {
    await options.audit.record([logEntry(occasion, { ...event, outcome: 'denied' })]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  return options.transact(async (tx) => {
    if (!(await options.access.endRelations(tx, patient, side, caller.subject)))
      return { ok: false, fault: notFound() };
    await options.audit.append(tx, [logEntry(occasion, { ...event, outcome: 'success' })]);
    return ok(undefined);
  });
}
