import type { SearchQuery, Visibility } from '#fhir';
import type { Caller } from '#identity';
import { type Outcome, ok } from '#kernel';
import type { SearchPage, StoredVersion } from '#store';
import { decide, type View } from './decide.ts';
import { entriesByPerson, logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { nothing, seesAll } from './visible.ts';
import { narrowedQuery, outOfScope, viewOfType } from './within-app.ts';

/** More persons than a query can sensibly name; the log of each is told of it up to here. */
const mostNamed = 50;
/** Resources behind a total whose persons are told; a total of more is about nobody in particular. */
const mostCounted = 200;

/** The persons whom a query names: `Patient?_id=x`, `patient=x,y`, `subject=Patient/x`. At most 50 of them. */
export function personsNamedBy(query: SearchQuery): readonly string[] {
  const named = new Set<string>(query.compartment === undefined ? [] : [query.compartment]);
  for (const { parameter, modifier, values } of query.criteria) {
    if (modifier !== undefined && modifier !== 'Patient') continue;
    for (const value of values) {
      if (named.size === mostNamed) break;
      if (query.type === 'Patient' && parameter.code === '_id') {
        if (value.kind === 'token' && value.code !== undefined) named.add(value.code);
      } else if (value.kind === 'reference' && value.id !== undefined) {
        const isPatient = value.type === 'Patient' || (value.type === undefined && parameter.code === 'patient');
        if (isPatient && (parameter.code === 'patient' || parameter.code === 'subject')) named.add(value.id);
      }
    }
  }
  return [...named];
}

/**
 * Search of one type (R4 search.html). A person whom the caller may not see gives the empty page that a person who does
 * not exist gives. Each person whose data is returned, or counted in a total of a few, gets a log entry of her own; where
 * there is none, those whom the query names do, for that there is nothing tells about them too. Data that is given along
 * with a match is returned data.
 */
export async function searchRecords(
  options: RecordsOptions,
  caller: Caller,
  query: SearchQuery,
  interaction: string,
): Promise<Outcome<SearchPage>> {
  const named = personsNamedBy(query);
  const decided = await decide(options.access, caller, 'read', named.length === 1 ? named[0] : undefined);
  const { view, query: asked, narrowed } = withinApp(decided, caller, query, interaction);
  const found = await options.store.search(asked, view.visibility);
  const page = narrowed && found.ok ? ok(withoutOthersOf(query.type, found.value)) : found;
  const occasion = occasionOf(options, caller, interaction, view);
  const shown = page.ok ? await shownBy(options, asked, page.value, view.visibility) : [];
  const touched = entriesByPerson(occasion, readingAction(caller, 'search'), shown);
  const outcome = !view.permitted ? 'denied' : page.ok ? 'success' : 'failed';
  const objects = [{ type: query.type }];
  const askedAbout = named.length === 0 ? [undefined] : named;
  await options.audit.record(
    touched.length > 0
      ? touched
      : askedAbout.map((patient) => logEntry(occasion, { action: 'search', outcome, patient, objects })),
  );
  if (view.refusal !== undefined) return { ok: false, fault: view.refusal };
  return page;
}

/** The search as the app's scopes leave it; for who asks by no app, as it is. */
function withinApp(
  decided: View,
  caller: Caller,
  query: SearchQuery,
  interaction: string,
): { readonly view: View; readonly query: SearchQuery; readonly narrowed: boolean } {
  if (query.types !== undefined) return { view: decided, query, narrowed: false };
  const { view, narrowed } = viewOfType(decided, caller, query.type, 's');
  if (narrowed === undefined) return { view, query, narrowed: false };
  // Whatever asks for something else than a search shows nothing of what is narrowed.
  if (interaction !== 'search-type') return { view: decided, query, narrowed: false };
  const within = narrowedQuery(query, narrowed);
  if (within !== undefined) return { view, query: within, narrowed: true };
  return {
    view: { ...view, permitted: false, visibility: nothing, refusal: outOfScope(query.type, 's') },
    query,
    narrowed: true,
  };
}

/** What comes along with the matches was not held against the app's scopes: of their own type, none of it is given. */
function withoutOthersOf(type: string, page: SearchPage): SearchPage {
  return page.included === undefined ? page : { ...page, included: page.included.filter((each) => each.type !== type) };
}

/** What is on the page, included resources too, and what a total of few counts beside it: `Condition?code=x&_summary=count` tells as a page does. */
async function shownBy(
  options: RecordsOptions,
  query: SearchQuery,
  page: SearchPage,
  visibility: Visibility,
): Promise<readonly StoredVersion[]> {
  const { matches, included = [], total = 0 } = page;
  const given = [...matches, ...included];
  if (total <= matches.length || total > mostCounted || seesAll(visibility)) return given;
  const { cursor: _place, includes: _along, ...fromTheStart } = query;
  const counted: StoredVersion[] = [];
  let place: { readonly cursor?: string } | undefined = {};
  while (place !== undefined && counted.length < mostCounted) {
    const asked: SearchQuery = { ...fromTheStart, ...place, count: mostCounted, total: 'none' };
    const more = await options.store.search(asked, visibility);
    if (!more.ok) return given;
    // For the log their names are enough; the texts may be long.
    counted.push(...more.value.matches.map((stored) => ({ ...stored, text: '' })));
    place = more.value.next === undefined ? undefined : { cursor: more.value.next };
  }
  return [...counted, ...included];
}
