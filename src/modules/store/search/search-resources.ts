import { isDatabaseTimeout, isDatabaseUnavailable, sqlStateOf } from '#db';
import type { SearchQuery, Visibility } from '#fhir';
import { type Fault, fail, type Outcome, ok } from '#kernel';
import { fittingRows } from '../bounded-texts.ts';
import type { SearchPage } from '../contract.ts';
import { toStored } from '../rows.ts';
import { openAll } from '../sealing/sealing.ts';
import { compartmentsOf } from './compartments.ts';
import { type CompiledSearch, type CompileOptions, compileSearch } from './compile-search.ts';
import { type ContainedRow, compileContainedSearch, toContained } from './contained.ts';
import type { CursorValue } from './cursor.ts';
import { findIncluded } from './included.ts';
import { notIndexed } from './not-indexed.ts';
import { isLink, resolveLinks } from './resolve-links.ts';
import type { SearchContext } from './search-context.ts';

/** Rows of a page at most, whatever the caller's parser allows. */
export const mostRows = 1_000;

/** One page of a search. */
export async function searchResources(
  context: SearchContext,
  asked: SearchQuery,
  visibility: Visibility,
): Promise<Outcome<SearchPage>> {
  const { snapshot, ...rest } = context;
  return answeringFaults(() => {
    // What a chain leads to, and what leads there, are found one after the other.
    if (snapshot === undefined || !asked.criteria.some(isLink)) return searchAt(context, asked, visibility);
    return snapshot((on) => searchAt({ ...rest, on }, asked, visibility));
  });
}

async function searchAt(
  context: SearchContext,
  asked: SearchQuery,
  visibility: Visibility,
): Promise<Outcome<SearchPage>> {
  const types = asked.types ?? [asked.type];
  const incomplete = notIndexed(context.index, types, asked);
  if (incomplete !== undefined) return { ok: false, fault: incomplete };
  const criteria = await resolveLinks(context, types, asked.criteria, visibility);
  if (!criteria.ok) return criteria;
  const query = { ...asked, criteria: criteria.value };
  const within = await compartmentsOf(context, types, query.criteria);
  const count = Math.min(query.count, mostRows);
  const withTotal = query.total === 'accurate' || count === 0;
  const options = { visibility, within, limit: count === 0 ? 0 : count + 1, withTotal, secret: context.index.secret };
  const place = query.compartment === undefined ? '' : `Patient/${query.compartment}/`;
  const bound = `search ${place}${query.type}?${query.canonical}`;
  const compile = compilerOf(query);
  const first = compile(options);
  if (!first.ok) return first;
  let compiled = first.value;
  if (query.cursor !== undefined) {
    const ended = context.cursors.open(bound, query.cursor, compiled.keys);
    if (!ended.ok) return ended;
    const further = compile({ ...options, place: ended.value });
    if (!further.ok) return further;
    compiled = further.value;
  }
  const rows = await context.on.query<FoundRow>(compiled.text, compiled.values);
  const found = rows.filter((row) => row.id !== null);
  const shown = fittingRows(found).slice(0, count);
  const opened = await openAll(context.sealing, shown);
  const matches = opened.map(query.contained === undefined ? toStored : toContained);
  const included =
    query.includes === undefined ? ok(undefined) : await findIncluded(context, query.includes, matches, visibility);
  if (!included.ok) return included;
  const last = found.length > shown.length ? shown.at(-1) : undefined;
  return ok({
    matches,
    ...(included.value === undefined ? {} : { included: included.value }),
    ...(withTotal ? { total: rows[0]?.total ?? 0 } : {}),
    ...(last === undefined ? {} : { next: context.cursors.seal(bound, placeOf(last, compiled.keys)) }),
  });
}

function compilerOf(query: SearchQuery): (options: CompileOptions) => Outcome<CompiledSearch> {
  const { contained } = query;
  if (contained === undefined) return (options) => compileSearch(query, options);
  return (options) => compileContainedSearch({ ...query, contained }, options);
}

type FoundRow = ContainedRow & { readonly total?: number } & Readonly<Record<`s${number}`, CursorValue>>;

function placeOf(row: FoundRow, keys: number): readonly CursorValue[] {
  return Array.from({ length: keys }, (_, n) => row[`s${n}`] as CursorValue);
}

export const databaseAway: Fault = {
  kind: 'unavailable',
  code: 'database.unavailable',
  issues: [
    { severity: 'error', type: 'transient', code: 'database.unavailable', text: 'The database does not answer.' },
  ],
  retryAfter: 2,
};

/** The failures of a query that a caller can meet without anything being wrong with the node, as faults. */
export async function answeringFaults<T>(work: () => Promise<Outcome<T>>): Promise<Outcome<T>> {
  try {
    return await work();
  } catch (thrown) {
    if (isDatabaseUnavailable(thrown)) return { ok: false, fault: databaseAway };
    // A value that no column can hold (a zero byte, a number out of range) matches nothing that could be stored.
    if (sqlStateOf(thrown)?.startsWith('22')) return fail('search.bad-value', 'A value cannot be searched for.');
    if (isDatabaseTimeout(thrown)) return fail('search.too-broad', 'The search took longer than the node allows.');
    throw thrown;
  }
}
