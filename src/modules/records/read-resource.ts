import { parseSearch } from '#fhir';
import type { Caller } from '#identity';
import { faultOf, isResourceId, type Outcome, ok } from '#kernel';
import type { HistoryQuery, SearchPage, StoredVersion } from '#store';
import { decide, notFound, readDecided, type View } from './decide.ts';
import { entriesByPerson, logEntry, occasionOf, readingAction } from './log-entry.ts';
import type { RecordsOptions } from './options.ts';
import { type AppView, narrowedQuery, viewOfType } from './within-app.ts';

/** The person whom an address names by itself: `Patient/x` names x. */
function namedBy(type: string | undefined, id: string | undefined): string | undefined {
  return type === 'Patient' ? id : undefined;
}

/** read and vread (R4 http.html#read, #vread). A deletion is `resource.gone` to those who could see the resource. */
export async function readResource(
  options: RecordsOptions,
  caller: Caller,
  address: { readonly type: string; readonly id: string; readonly version?: number },
  interaction: string,
): Promise<Outcome<StoredVersion>> {
  const { type, id, version } = address;
  if (!isResourceId(id)) return { ok: false, fault: notFound() };
  const patient = namedBy(type, id);
  const inApp = (view: View) => viewOfType(view, caller, type, 'r');
  const {
    seen,
    inApp: { view, narrowed },
  } =
    version === undefined
      ? await readDecided(options, caller, { type, id }, patient, inApp)
      : await readVersion(options, caller, { type, id, version }, patient, inApp);
  // A narrowed scope is for reading what is there now, and for nothing that comes by another way.
  const isMeant =
    narrowed === undefined || (interaction === 'read' && (await fits(options, view, { type, id }, narrowed)));
  const found = isMeant ? seen : undefined;
  const occasion = occasionOf(options, caller, interaction, view);
  if (found === undefined) {
    await options.audit.record([
      logEntry(occasion, {
        action: 'read',
        outcome: 'denied',
        patient,
        objects: [{ type, id }],
      }),
    ]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  await options.audit.record([
    logEntry(occasion, {
      action: readingAction(caller, 'read'),
      outcome: 'success',
      patient: found.compartment,
      objects: [found],
    }),
  ]);
  return found.deleted ? { ok: false, fault: faultOf('resource.gone', 'The resource was deleted.') } : ok(found);
}

async function readVersion(
  { access, store }: RecordsOptions,
  caller: Caller,
  { type, id, version }: { readonly type: string; readonly id: string; readonly version: number },
  patient: string | undefined,
  viewFrom: (view: View) => AppView,
): Promise<{ readonly seen: StoredVersion | undefined; readonly inApp: AppView }> {
  const inApp = viewFrom(await decide(access, caller, 'read', patient));
  return { seen: await store.readVersion(type, id, version, inApp.view.visibility), inApp };
}

/** Is the resource as it is now one of those that the app's scopes are narrowed to? */
async function fits(
  options: RecordsOptions,
  view: View,
  { type, id }: { readonly type: string; readonly id: string },
  narrowed: AppView['narrowed'],
): Promise<boolean> {
  const byId = parseSearch(type, new URLSearchParams({ _id: id, _count: '1' }));
  const query = byId.ok ? narrowedQuery(byId.value, narrowed) : undefined;
  const page = query === undefined ? undefined : await options.store.search(query, view.visibility);
  return page?.ok === true && page.value.matches.length === 1;
}

/** history of an instance, a type or the system (R4 http.html#history), newest first. */
export async function readHistory(
  options: RecordsOptions,
  caller: Caller,
  query: HistoryQuery,
): Promise<Outcome<SearchPage>> {
  if (query.id !== undefined && !isResourceId(query.id)) return { ok: false, fault: notFound() };
  const interaction =
    query.id !== undefined ? 'history-instance' : query.type !== undefined ? 'history-type' : 'history-system';
  const patient = namedBy(query.type, query.id);
  const decided = await decide(options.access, caller, 'read', patient);
  // Versions and deletions fit no search: what an app was given narrowed is not among them.
  const asked =
    query.type === undefined ? undefined : viewOfType(decided, caller, query.type, query.id === undefined ? 's' : 'r');
  const view = asked === undefined || asked.narrowed !== undefined ? decided : asked.view;
  const occasion = occasionOf(options, caller, interaction, view);
  const known =
    query.type === undefined || query.id === undefined
      ? true
      : (await options.store.read(query.type, query.id, view.visibility)) !== undefined;
  const page = await options.store.history(query, view.visibility);
  if (view.refusal !== undefined || !known) {
    await options.audit.record([
      logEntry(occasion, {
        action: 'read',
        outcome: 'denied',
        patient,
        objects: [{ type: query.type ?? 'Resource', ...(query.id === undefined ? {} : { id: query.id }) }],
      }),
    ]);
    return { ok: false, fault: view.refusal ?? notFound() };
  }
  if (!page.ok) return page;
  const entries = entriesByPerson(occasion, readingAction(caller, 'read'), page.value.matches);
  await options.audit.record(
    entries.length > 0
      ? entries
      : [
          logEntry(occasion, {
            action: 'read',
            outcome: 'success',
            patient: undefined,
            objects: [{ type: query.type ?? 'Resource' }],
          }),
        ],
  );
  return page;
}
