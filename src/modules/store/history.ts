import type { Queryable } from '#db';
import { resourceTypes, type Visibility, type VisiblePerson } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { boundedTexts, fittingRows } from './bounded-texts.ts';
import type { HistoryQuery, SearchPage } from './contract.ts';
import type { Locator } from './locate.ts';
import { sizedColumns, toStored, type VersionRow } from './rows.ts';
import { openAll, type Sealing } from './sealing/sealing.ts';
import type { Cursors, CursorValue } from './search/cursor.ts';
import { answeringFaults, mostRows } from './search/search-resources.ts';
import { newStatement, type Statement } from './statement.ts';
import { sees, visibleRows } from './visibility.ts';

interface HistoryContext {
  readonly db: Queryable;
  readonly locator: Locator;
  readonly cursors: Cursors;
  readonly sealing: Sealing;
}

/** Newest first; no write to what has been seen changes what comes after it, for versions never change. */
const order = ['updated', 'type', 'compartment', 'id', 'version'] as const;

/** One page of versions, newest first, deletions included (R4 http.html#history), as far as they are visible. */
export async function readHistory(
  { db, locator, cursors, sealing }: HistoryContext,
  query: HistoryQuery,
  visibility: Visibility,
): Promise<Outcome<SearchPage>> {
  return answeringFaults(async () => {
    const at = query.at === undefined ? '' : ` at ${query.at.from.getTime()} ${query.at.to.getTime()}`;
    const bound = `history ${query.type ?? ''}/${query.id ?? ''}?${query.since?.getTime() ?? ''}${at}`;
    const place = query.cursor === undefined ? ok(undefined) : cursors.open(bound, query.cursor, order.length);
    if (!place.ok) return place;
    const { type, id } = query;
    const spared = type !== undefined && id !== undefined && locator.spares([{ type, id }]);
    const within = await compartmentOfInstance(db, locator, query);
    const count = Math.min(query.count, mostRows);
    const statement = newStatement();
    const text = compileHistory(statement, query, { visibility, within, place: place.value, limit: count + 1 });
    const rows = await db.query<VersionRow>(text, statement.values);
    // What is hidden takes the steps of what does not exist.
    if (spared && rows.length === 0) await locator.lookUp(db, [{ type, id }]);
    const shown = fittingRows(rows).slice(0, count);
    const last = rows.length > shown.length ? shown.at(-1) : undefined;
    return ok({
      // A version may refer to what is hidden where the current one no longer does.
      matches: (await openAll(sealing, shown)).map(toStored).filter((stored) => sees(visibility, stored)),
      ...(last === undefined
        ? {}
        : {
            next: cursors.seal(
              bound,
              order.map((column) => last[column]),
            ),
          }),
    });
  });
}

async function compartmentOfInstance(
  db: Queryable,
  locator: Locator,
  { type, id }: HistoryQuery,
): Promise<readonly string[] | undefined> {
  if (type === undefined || id === undefined) return undefined;
  const [compartment = ''] = await locator.locate(db, [{ type, id }]);
  return [compartment];
}

interface HistoryOptions {
  readonly visibility: Visibility;
  readonly within: readonly string[] | undefined;
  readonly place: readonly CursorValue[] | undefined;
  readonly limit: number;
}

/** Both tables are indexed by type and time: of each type the newest are taken, and of those the newest of all. */
function compileHistory(statement: Statement, query: HistoryQuery, options: HistoryOptions): string {
  const limit = `${statement.bind(options.limit)}::int`;
  const ordered = (row: string) => order.map((column) => `${row}.${column} desc`).join(', ');
  const types = statement.bind(query.type === undefined ? resourceTypes : [query.type]);
  const from = (table: string) => {
    const own = (keys: string) => visibleRows(statement, 'v', options.visibility, options.within, { keys });
    const conditions = ['v.type = t.type'];
    if (table === 'resource_history' && dependsOnCurrent(options.visibility)) {
      const latest = visibleRows(statement, 'c', options.visibility, options.within);
      conditions.push(
        `exists (select from resource c where c.compartment = v.compartment and c.type = v.type and c.id = v.id and ${latest} and ${own('c')})`,
      );
    } else conditions.push(own('v'));
    if (query.id !== undefined) conditions.push(`v.id = ${statement.bind(query.id)}`);
    if (query.since !== undefined) conditions.push(`v.updated >= ${statement.bind(query.since.getTime())}`);
    if (query.at !== undefined) {
      conditions.push(`v.updated < ${statement.bind(query.at.to.getTime())}`);
      if (table === 'resource_history') conditions.push(...notFollowedBy(statement, query.at.from));
    }
    if (options.place !== undefined) conditions.push(beforePlace(statement, options.place));
    return `(select ${sizedColumns('v')} from ${table} v where ${conditions.join(' and ')} order by ${ordered('v')} limit ${limit})`;
  };
  const page = `
    select x.* from unnest(${types}::text[]) as t (type)
     cross join lateral (${from('resource')} union all ${from('resource_history')}) x
     order by ${ordered('x')} limit ${limit}`;
  return boundedTexts(page);
}

/** Then an older version may be visible while the current one is hidden, and it is hidden with that one. */
function dependsOnCurrent({ common, persons }: Visibility): boolean {
  return common === 'directory' || (persons !== 'all' && persons.some(hidesSome));
}

function hidesSome({ hidden, ...finer }: VisiblePerson): boolean {
  return hidden.length > 0 || Object.keys(finer).length > 1;
}

/** No next version stood at that moment already. */
function notFollowedBy(statement: Statement, from: Date): readonly string[] {
  const moment = statement.bind(from.getTime());
  return ['resource', 'resource_history'].map(
    (table) =>
      `not exists (select from ${table} n where n.compartment = v.compartment and n.type = v.type and n.id = v.id and n.version = v.version + 1 and n.updated <= ${moment})`,
  );
}

function beforePlace(statement: Statement, place: readonly CursorValue[]): string {
  const casts = ['bigint', 'text', 'text', 'text', 'int'];
  const bound = place.map((value, n) => `${statement.bind(value)}::${casts[n]}`);
  return `v.updated <= ${bound[0]} and (${order.map((column) => `v.${column}`).join(', ')}) < (${bound.join(', ')})`;
}
