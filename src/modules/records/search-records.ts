import type { SearchQuery } from '#fhir';
import type { Caller } from '#identity';
import type { Outcome } from '#kernel';
import type { SearchPage } from '#store';
import { decide } from './decide.ts';
import { entriesByPerson, logEntry, type Occasion, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';

/**
 * The one person whom a query names: `Patient?_id=x`, `patient=x`, `subject=Patient/x`. Undefined where it names none
 * or several.
 */
export function personNamedBy(query: SearchQuery): string | undefined {
  const named = new Set<string>();
  for (const { parameter, modifier, values } of query.criteria) {
    if (modifier !== undefined && modifier !== 'Patient') continue;
    const value = values.length === 1 ? values[0] : undefined;
    if (value === undefined) continue;
    if (query.type === 'Patient' && parameter.code === '_id') {
      if (value.kind === 'token' && value.code !== undefined) named.add(value.code);
    } else if (value.kind === 'reference' && value.id !== undefined) {
      const isPatient = value.type === 'Patient' || (value.type === undefined && parameter.code === 'patient');
      if (isPatient && (parameter.code === 'patient' || parameter.code === 'subject')) named.add(value.id);
    }
  }
  return named.size === 1 ? [...named][0] : undefined;
}

/**
 * Search of one type (R4 search.html). A person whom the caller may not see gives the empty page that a person who does
 * not exist gives. Each person whose data is returned, as a match or along with one, gets a log entry
 * of her own.
 */
export async function searchRecords(
  options: RecordsOptions,
  caller: Caller,
  query: SearchQuery,
  interaction: string,
): Promise<Outcome<SearchPage>> {
  const patient = personNamedBy(query);
  const view = await decide(options.access, caller, 'read', patient);
  const page = await options.store.search(query, view.visibility);
  const occasion: Occasion = { caller, at: options.clock.now(), interaction, rule: view.rule };
  const given = page.ok ? [...page.value.matches, ...(page.value.included ?? [])] : [];
  const touched = entriesByPerson(occasion, readingAction(caller, 'search'), given);
  await options.audit.record(
    touched.length > 0
      ? touched
      : [
          logEntry(occasion, {
            action: 'search',
            outcome: !view.permitted ? 'denied' : page.ok ? 'success' : 'failed',
            patient,
            objects: [{ type: query.type }],
          }),
        ],
  );
  if (view.refusal !== undefined) return { ok: false, fault: view.refusal };
  return page;
}
