import type { SearchQuery, Visibility } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#store';
import type { Selection } from './contract.ts';
import { decide } from './decide.ts';
import { entriesByPerson, logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { personsNamedBy } from './search-records.ts';

/**
 * What a rule takes out of the matches of several searches: `$lastn`, `$match`. The candidates are what the caller may
 * see; each person whose data is given gets a log entry of her own, and where nothing is given, those whom the searches
 * name.
 */
export async function selectRecords(
  options: RecordsOptions,
  caller: Caller,
  selection: Selection,
  interaction: string,
): Promise<Outcome<readonly StoredVersion[]>> {
  const { queries, select } = selection;
  const named = [...new Set(queries.flatMap((query) => personsNamedBy(query)))];
  const view = await decide(options.access, caller, 'read', named.length === 1 ? named[0] : undefined);
  const candidates = await candidatesOf(options, selection, view.visibility);
  const selected = candidates.ok ? select(candidates.value) : [];
  const occasion = occasionOf(options, caller, interaction, view);
  const outcome = !view.permitted ? 'denied' : candidates.ok ? 'success' : 'failed';
  const objects = [...new Set(queries.map(({ type }) => type))].map((type) => ({ type }));
  const askedAbout = named.length === 0 ? [undefined] : named;
  await options.audit.record(
    selected.length > 0
      ? entriesByPerson(occasion, readingAction(caller, 'search'), selected)
      : askedAbout.map((patient) => logEntry(occasion, { action: 'search', outcome, patient, objects })),
  );
  if (view.refusal !== undefined) return { ok: false, fault: view.refusal };
  return candidates.ok ? ok(selected) : candidates;
}

/** Characters of all that is looked at. */
const mostLength = 128 * 1024 * 1024;

async function candidatesOf(
  options: RecordsOptions,
  { queries, most }: Selection,
  visibility: Visibility,
): Promise<Outcome<readonly StoredVersion[]>> {
  const found = new Map<string, StoredVersion>();
  let length = 0;
  for (const query of queries) {
    let next: SearchQuery | undefined = query;
    while (next !== undefined) {
      const page: Awaited<ReturnType<typeof options.store.search>> = await options.store.search(next, visibility);
      if (!page.ok) return page;
      for (const stored of page.value.matches) {
        found.set(`${stored.type}/${stored.id}`, stored);
        length += stored.text.length;
      }
      if (length > mostLength)
        return fail('search.too-broad', 'The resources that would have to be looked at are too large.');
      const cursor: string | undefined = most === undefined ? undefined : page.value.next;
      if (cursor !== undefined && found.size >= (most ?? 0)) {
        return fail('search.too-broad', `More than ${most} resources would have to be looked at.`);
      }
      next = cursor === undefined ? undefined : { ...query, cursor };
    }
  }
  return ok([...found.values()]);
}
