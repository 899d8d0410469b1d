import type { Caller } from '#identity';
import { isResourceId, type Outcome, ok } from '#kernel';
import type { RecordPage, RecordPageQuery } from './contract.ts';
import { decide, notFound } from './decide.ts';
import { logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { readReferenced } from './person-record.ts';

/** Bytes of resources on one page; at least one is given, whatever its size. */
const mostBytes = 32 * 1024 * 1024;

/** A page of one person's record, as far as the caller may see it. What is given, and that alone, stands in the log. */
export async function readRecordPage(
  options: RecordsOptions,
  caller: Caller,
  patient: string,
  query: RecordPageQuery,
  interaction: string,
): Promise<Outcome<RecordPage>> {
  if (!isResourceId(patient)) return { ok: false, fault: notFound() };
  const { types, since, after, count, keep } = query;
  const view = await decide(options.access, caller, 'read', patient);
  const person = await options.store.read('Patient', patient, view.visibility);
  const { resources: read, more } = await options.store.compartment(patient, view.visibility, {
    limit: count,
    mostBytes,
    ...(types === undefined ? {} : { types }),
    ...(since === undefined ? {} : { since }),
    ...(after === undefined ? {} : { after }),
  });
  const occasion = occasionOf(options, caller, interaction, view);
  if (person === undefined || person.deleted || view.refusal !== undefined) {
    const objects = [{ type: 'Patient', id: patient }];
    await options.audit.record([logEntry(occasion, { action: 'read', outcome: 'denied', patient, objects })]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  const last = more ? read.at(-1) : undefined;
  const resources = read
    .filter((stored) => !(stored.type === 'Patient' && stored.id === patient))
    .filter((stored) => keep?.(stored) ?? true);
  const isFirst = after === undefined && (types === undefined || types.includes('Patient'));
  const given = isFirst ? [person, ...resources] : resources;
  const referenced = await readReferenced(options, given, view.visibility);
  await options.audit.record([
    logEntry(occasion, { action: readingAction(caller, 'read'), outcome: 'success', patient, objects: given }),
  ]);
  return ok({
    ...(isFirst ? { patient: person } : {}),
    resources,
    referenced: types === undefined ? referenced : referenced.filter((stored) => types.includes(stored.type)),
    ...(last === undefined ? {} : { next: { type: last.type, id: last.id } }),
  });
}
