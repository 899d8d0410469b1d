import type { SearchQuery } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { noDate } from '../index-rows.ts';
import { namesPerson } from '../keys.ts';
import type { Statement } from '../statement.ts';
import { ofParameter } from './criterion-context.ts';

/** One expression that a page is ordered by. */
export interface SortKey {
  readonly sql: string;
  readonly descending: boolean;
  /** PostgreSQL type of the expression, to cast a cursor's value to. */
  readonly cast: 'bigint' | 'boolean' | 'float8' | 'text';
}

/** Later than every date: what has none comes last, however it is sorted. */
const afterDates = 9e15;
const sortLength = 100;
const mostSorts = 5;

/**
 * The order of a search, of rows `r`: what it asks for, then compartment and id, which no write changes, so that pages
 * neither miss nor repeat a resource that stays as it is. Of several values the smallest counts when ascending, the
 * greatest when descending (R4 search.html#sort); resources without any come last.
 */
export function sortKeys(statement: Statement, query: SearchQuery): Outcome<readonly SortKey[]> {
  if (query.sort.length > mostSorts) {
    return fail('search.too-broad', `A search sorts by at most ${mostSorts} parameters.`);
  }
  const keys: SortKey[] = [];
  for (const { parameter, descending } of query.sort) {
    const extreme = descending ? 'max' : 'min';
    const beside = (table: string, value: string) =>
      `(select ${extreme}(${value}) from ${table} x where x.compartment = r.compartment and x.type = r.type and x.id = r.id and ${ofParameter(statement, parameter.code)})`;
    if (parameter.code === '_id') keys.push({ sql: 'r.id', descending, cast: 'text' });
    else if (parameter.code === '_lastUpdated') keys.push({ sql: 'r.updated', descending, cast: 'bigint' });
    else if (parameter.type === 'date') {
      const none = descending ? noDate : afterDates;
      keys.push({ sql: `coalesce(${beside('resource_date', 'x.low')}, ${none})`, descending, cast: 'bigint' });
    } else if (parameter.type === 'string' && !words.has(parameter.code)) {
      keys.push(...nullsLast(beside('resource_string', `left(x.folded, ${sortLength})`), descending, 'text', `''`));
    } else if (parameter.type === 'number' || parameter.type === 'quantity') {
      keys.push(...nullsLast(beside('resource_quantity', 'coalesce(x.canonical, x.value)'), descending, 'float8', '0'));
    } else if (sortedByCode.has(parameter.type) && !isUnsorted(query, parameter.code)) {
      const start = `${statement.bind(`${parameter.code}=`)}::text`;
      const code = `(select substr(c, length(${start}) + 1) from unnest(r.codes) c where starts_with(c, ${start}) limit 1)`;
      keys.push(...nullsLast(code, descending, 'text', `''`));
    } else {
      return fail('search.unknown-parameter', `Sorting by ${parameter.code} (${parameter.type}) is not built.`);
    }
  }
  return ok([...keys, ...(query.types === undefined ? [] : [typeKey]), ...tieBreakers]);
}

/** What is found by its hash alone. */
function isUnsorted({ type, types = [type] }: SearchQuery, code: string): boolean {
  return code === 'identifier' || uris.has(code) || types.some((one) => namesPerson(one, code));
}

/** Parameters whose first value stands on the resource's own row. */
const sortedByCode: ReadonlySet<string> = new Set(['token', 'reference', 'uri']);
const words: ReadonlySet<string> = new Set(['_text', '_content']);
const uris: ReadonlySet<string> = new Set(['_profile', '_source']);

/** Ids are unique within a type. */
const typeKey: SortKey = { sql: 'r.type', descending: false, cast: 'text' };

export const tieBreakers: readonly SortKey[] = [
  { sql: 'r.compartment', descending: false, cast: 'text' },
  { sql: 'r.id', descending: false, cast: 'text' },
];

function nullsLast(sql: string, descending: boolean, cast: SortKey['cast'], none: string): readonly SortKey[] {
  return [
    { sql: `(${sql} is null)`, descending: false, cast: 'boolean' },
    { sql: `coalesce(${sql}, ${none})`, descending, cast },
  ];
}

/** `s0 desc, s1, ...`, of a table where the keys are columns called so. */
export function orderBy(keys: readonly SortKey[], row: string): string {
  return keys.map(({ descending }, n) => `${row}.s${n}${descending ? ' desc' : ''}`).join(', ');
}

/** The condition that a row comes after the place where the last page ended. */
export function after(statement: Statement, keys: readonly SortKey[], row: string, place: readonly unknown[]): string {
  const bound = keys.map(({ cast }, n) => `${statement.bind(place[n])}::${cast}`);
  let condition = 'false';
  for (let n = keys.length - 1; n >= 0; n--) {
    const column = `${row}.s${n}`;
    const beyond = `${column} ${keys[n]?.descending ? '<' : '>'} ${bound[n]}`;
    condition = condition === 'false' ? beyond : `(${beyond} or (${column} = ${bound[n]} and ${condition}))`;
  }
  // Said once more of the first key alone, the condition lets an index scan begin where the page ended.
  return `${row}.s0 ${keys[0]?.descending ? '<=' : '>='} ${bound[0]} and ${condition}`;
}
