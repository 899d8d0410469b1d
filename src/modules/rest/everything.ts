import { dateInterval, extractIndex, isResourceType, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, isResourceId, type Outcome, ok } from '#kernel';
import type { RecordPage, StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import { type BundleLink, includeEntry, matchEntry } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** Resources of one page; as many are given at once where nobody asks for pages. */
const mostCount = 10_000;
/** Characters of what an Encounter brings along, which has no pages. */
const mostLength = 64 * 1024 * 1024;

interface Asked {
  readonly count: number;
  readonly types?: readonly string[];
  readonly since?: Date;
  readonly after?: { readonly type: string; readonly id: string };
  readonly keep?: (stored: StoredVersion) => boolean;
}

/**
 * Patient/[id]/$everything (FHIR R4, patient-operation-everything.html): the Patient, what is in its compartment, and
 * what that refers to outside of it, as far as the caller may see it; the stored texts as they are.
 */
export async function patientEverything(
  deps: FhirDeps,
  caller: Caller,
  patient: string,
  params: URLSearchParams,
): Promise<Outcome<Answer>> {
  const asked = askedOf(params);
  if (!asked.ok) return asked;
  const page = await deps.records.recordPage(caller, patient, asked.value, '$everything');
  if (!page.ok) return page;
  const { next, resources, referenced } = page.value;
  const given = page.value.patient === undefined ? resources : [page.value.patient, ...resources];
  const url = (from: string | undefined) => {
    const query = new URLSearchParams(params);
    query.delete('_cursor');
    if (from !== undefined) query.set('_cursor', from);
    const text = query.toString();
    return `${deps.baseUrl}/Patient/${patient}/$everything${text === '' ? '' : `?${text}`}`;
  };
  const links: BundleLink[] = [
    { relation: 'self', url: url(params.get('_cursor') ?? undefined) },
    { relation: 'first', url: url(undefined) },
  ];
  if (next !== undefined) links.push({ relation: 'next', url: url(cursorOf(next)) });
  return ok({ status: 200, pieces: searchset(deps, given, referenced, links) });
}

/**
 * Encounter/[id]/$everything (FHIR R4, encounter-operation-everything.html): the Encounter, its Patient, what of that
 * person's record refers to the Encounter, and what those refer to outside of the record.
 */
export async function encounterEverything(
  deps: FhirDeps,
  caller: Caller,
  id: string,
  params: URLSearchParams,
): Promise<Outcome<Answer>> {
  const asked = askedOf(params);
  if (!asked.ok) return asked;
  const encounter = await deps.records.read(caller, 'Encounter', id, '$everything');
  if (!encounter.ok) return encounter;
  const { compartment } = encounter.value;
  const links: BundleLink[] = [{ relation: 'self', url: `${deps.baseUrl}/Encounter/${id}/$everything` }];
  if (compartment === '') return ok({ status: 200, pieces: searchset(deps, [encounter.value], [], links) });
  const mention = `"Encounter/${id}"`;
  const inPeriod = asked.value.keep ?? (() => true);
  const keep = (stored: StoredVersion) => stored.text.includes(mention) && inPeriod(stored);
  const given = [encounter.value];
  const referenced = new Map<string, StoredVersion>();
  let length = 0;
  let next: Asked | undefined = { ...asked.value, count: mostCount, keep };
  while (next !== undefined) {
    const page: Outcome<RecordPage> = await deps.records.recordPage(caller, compartment, next, '$everything');
    if (!page.ok) return page;
    const { patient, resources } = page.value;
    given.push(...(patient === undefined ? [] : [patient]), ...resources);
    for (const stored of page.value.referenced) referenced.set(`${stored.type}/${stored.id}`, stored);
    for (const stored of resources) length += stored.text.length;
    if (length > mostLength) return fail('search.too-broad', 'The Encounter has more than the node gives at once.');
    next = page.value.next === undefined ? undefined : { ...next, after: page.value.next };
  }
  return ok({ status: 200, pieces: searchset(deps, given, [...referenced.values()], links) });
}

function* searchset(
  deps: FhirDeps,
  given: readonly StoredVersion[],
  referenced: readonly StoredVersion[],
  links: readonly BundleLink[],
): Generator<string> {
  yield `{"resourceType":"Bundle","type":"searchset","link":${JSON.stringify(links)}`;
  let before = ',"entry":[';
  for (const stored of given) {
    yield before + matchEntry(deps.baseUrl, stored);
    before = ',';
  }
  for (const stored of referenced) {
    yield before + includeEntry(deps.baseUrl, stored);
    before = ',';
  }
  yield before === ',' ? ']}' : '}';
}

function askedOf(params: URLSearchParams): Outcome<Asked> {
  const known = ['_count', '_since', '_type', 'start', 'end', '_cursor'];
  for (const name of params.keys()) {
    if (!known.includes(name) || params.getAll(name).length > 1) {
      return fail('search.unknown-parameter', `$everything takes ${known.slice(0, -1).join(', ')}, each once.`);
    }
  }
  const [count, since, type, start, end, cursor] = known.map((name) => params.get(name) ?? undefined);
  if (count !== undefined && !/^[1-9][0-9]{0,5}$/.test(count)) {
    return fail('search.bad-value', '_count must be a whole number from 1 on.');
  }
  const types = type?.split(',', 200);
  if (types?.every(isResourceType) === false) return fail('search.bad-value', '_type names types of FHIR R4.');
  const from = since === undefined ? undefined : dateInterval(since)?.low;
  if (since !== undefined && from === undefined) return fail('search.bad-value', '_since must be an instant.');
  const low = start === undefined ? Number.NEGATIVE_INFINITY : dateInterval(start)?.low;
  const high = end === undefined ? Number.POSITIVE_INFINITY : dateInterval(end)?.high;
  if (low === undefined || high === undefined) return fail('search.bad-value', 'start and end must be dates.');
  const after = cursor === undefined ? undefined : placeOf(cursor);
  if (cursor !== undefined && after === undefined) return fail('search.bad-cursor', 'The page link was altered.');
  return ok({
    count: count === undefined ? mostCount : Math.min(Number(count), mostCount),
    ...(types === undefined ? {} : { types }),
    ...(from === undefined ? {} : { since: new Date(from) }),
    ...(after === undefined ? {} : { after }),
    ...(start === undefined && end === undefined ? {} : { keep: (stored) => isWithin(stored, low, high) }),
  });
}

/** Does a date of care lie in the period? What has none belongs to every period. */
function isWithin(stored: StoredVersion, low: number, high: number): boolean {
  const { dates } = extractIndex(JSON.parse(stored.text) as Resource);
  const ofCare = dates.filter(({ param }) => param !== '_lastUpdated');
  return ofCare.length === 0 || ofCare.some((date) => date.low < high && date.high > low);
}

/** Where a page ended. It names nothing that the page did not, and what follows is decided by rights alone. */
function cursorOf({ type, id }: { readonly type: string; readonly id: string }): string {
  return Buffer.from(`${type}/${id}`).toString('base64url');
}

function placeOf(cursor: string): { readonly type: string; readonly id: string } | undefined {
  const [type = '', id = '', ...more] = Buffer.from(cursor.slice(0, 200), 'base64url').toString('utf8').split('/');
  return isResourceType(type) && isResourceId(id) && more.length === 0 ? { type, id } : undefined;
}
