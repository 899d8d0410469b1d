import { dateInterval, parseSearch, type SearchQuery } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '#records';
import type { Answer } from './answer.ts';
import { bundleText, matchEntry } from './bundle-text.ts';
import type { FhirDeps } from './fhir-deps.ts';
import { shapeOf } from './shape.ts';

/** Observations that are looked at for one answer. */
const mostObservations = 10_000;
const pageSize = 1_000;
const mostOfGroup = 1_000;

const notFilters = ['_count', '_cursor', '_sort', '_total', '_include', '_revinclude', '_contained', '_containedType'];

/**
 * Observation/$lastn (FHIR R4, observation-operation-lastn.html): of the Observations that the search parameters find, the
 * latest `max` of each code, one where it is left out; those of the same effective time as the last of them come too.
 * Codes are one where a coding says so, over several steps; words without a coding are one where they are the same.
 */
export async function lastn(deps: FhirDeps, caller: Caller, params: URLSearchParams): Promise<Outcome<Answer>> {
  const asked = await askedOf(deps, params);
  if (!asked.ok) return asked;
  const { query, max, shape } = asked.value;
  const found = await deps.records.select(
    caller,
    { queries: [query], most: mostObservations, select: (candidates) => latestOfEach(candidates, max) },
    '$lastn',
  );
  if (!found.ok) return found;
  const self = new URLSearchParams(params).toString();
  const text = bundleText({
    type: 'searchset',
    total: found.value.length,
    links: [{ relation: 'self', url: `${deps.baseUrl}/Observation/$lastn?${self}` }],
    entries: found.value.map((stored) => matchEntry(deps.baseUrl, shape.apply(stored))),
  });
  return ok({ status: 200, text });
}

async function askedOf(deps: FhirDeps, params: URLSearchParams) {
  const wrong = [...params.keys()].find((name) => notFilters.includes(name.split(':', 1)[0] ?? ''));
  if (wrong !== undefined) {
    return fail('search.unknown-parameter', '$lastn takes max and what filters Observations; it has no pages.');
  }
  const shape = shapeOf(params, 'Observation', 'search');
  if (!shape.ok) return shape;
  const filters = new URLSearchParams(shape.value.others);
  const max = filters.get('max') ?? '1';
  if (!/^[1-9][0-9]{0,5}$/.test(max) || filters.getAll('max').length > 1) {
    return fail('search.bad-value', 'max must be one whole number from 1 on.');
  }
  filters.delete('max');
  const parameters = await deps.records.searchParameters();
  const query = parseSearch('Observation', filters, { baseUrl: deps.baseUrl, parameters });
  if (!query.ok) return query;
  if (!namesSubject(query.value) || !namesCode(query.value)) {
    return fail('request.bad', '$lastn asks for a patient or subject, and for a category or a code.');
  }
  const all: SearchQuery = { ...query.value, sort: [], count: pageSize, total: 'none' };
  return ok({ query: all, max: Math.min(Number(max), mostOfGroup), shape: shape.value });
}

function namesSubject({ criteria }: SearchQuery): boolean {
  return criteria.some(
    ({ parameter, values }) =>
      (parameter.code === 'patient' || parameter.code === 'subject') &&
      values.every((value) => value.kind === 'reference' || value.kind === 'token'),
  );
}

function namesCode({ criteria }: SearchQuery): boolean {
  return criteria.some(({ parameter }) => parameter.code === 'category' || /(^|-)code(-|$)/.test(parameter.code));
}

interface Dated {
  readonly stored: StoredVersion;
  /** What it is called by: codings as `system|code`, or its words. */
  readonly names: readonly string[];
  readonly low: number;
  readonly high: number;
}

/** Of each group the latest, all of them from the most recent on; what has no effective time is older than all else. */
function latestOfEach(candidates: readonly StoredVersion[], max: number): readonly StoredVersion[] {
  const dated = candidates.map(datedOf).sort((one, other) => other.low - one.low || other.high - one.high);
  const groupOf = groupNames(dated);
  const given = new Map<string, Dated[]>();
  const chosen: StoredVersion[] = [];
  for (const one of dated) {
    const group = groupOf(one.names[0] ?? '');
    const before = given.get(group) ?? [];
    const last = before.at(-1);
    if (before.length >= max && !(last !== undefined && last.low === one.low && last.high === one.high)) continue;
    before.push(one);
    given.set(group, before);
    chosen.push(one.stored);
  }
  return chosen;
}

function datedOf(stored: StoredVersion): Dated {
  const { code, ...observation } = JSON.parse(stored.text) as Observation;
  const { coding = [], text = '' } = code ?? {};
  const codes = coding.flatMap(({ system = '', code: one }) => (one === undefined ? [] : [`${system}|${one}`]));
  return { stored, names: codes.length > 0 ? codes : [`"${text}"`], ...effectiveOf(observation) };
}

/** What an Observation is grouped and ordered by. */
interface Observation {
  readonly code?: {
    readonly coding?: readonly { readonly system?: string; readonly code?: string }[];
    readonly text?: string;
  };
  readonly effectiveDateTime?: string;
  readonly effectiveInstant?: string;
  readonly effectivePeriod?: { readonly start?: string; readonly end?: string };
  readonly effectiveTiming?: { readonly event?: readonly (string | null)[] };
}

/** When it was: of a timing the last event. */
function effectiveOf({ effectiveDateTime, effectiveInstant, effectivePeriod, effectiveTiming }: Observation) {
  const start = effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start;
  const starts = [start, ...(effectiveTiming?.event ?? [])];
  const ends = effectivePeriod === undefined ? starts : [effectivePeriod.end ?? effectivePeriod.start];
  const latest = (moments: readonly (string | null | undefined)[], side: 'low' | 'high') =>
    Math.max(
      Number.NEGATIVE_INFINITY,
      ...moments.map((one) => dateInterval(one ?? '')?.[side] ?? Number.NEGATIVE_INFINITY),
    );
  return { low: latest(starts, 'low'), high: latest(ends, 'high') };
}

/** Joins the names that stand together somewhere, and tells the group of a name. */
function groupNames(dated: readonly Dated[]): (name: string) => string {
  const above = new Map<string, string>();
  const groupOf = (name: string): string => {
    let top = name;
    for (let next = above.get(top); next !== undefined; next = above.get(top)) top = next;
    if (top !== name) above.set(name, top);
    return top;
  };
  for (const { names } of dated) {
    const [first, ...rest] = names.map(groupOf);
    if (first === undefined) continue;
    for (const other of rest) {
      const group = groupOf(other);
      if (group !== groupOf(first)) above.set(group, groupOf(first));
    }
  }
  return groupOf;
}
