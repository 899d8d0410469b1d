import { patientCompartmentParameters, type SearchCriterion, type SearchQuery, type Visibility } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { boundedTexts } from '../bounded-texts.ts';
import { rowedDate, rowedParams } from '../index-rows.ts';
import { referenceKey, tokenKey } from '../keys.ts';
import { sizedColumns } from '../rows.ts';
import { newStatement, type Statement } from '../statement.ts';
import { visibleRows } from '../visibility.ts';
import { criterionCondition } from './conditions.ts';
import type { CursorValue } from './cursor.ts';
import { dateBound } from './intervals.ts';
import { after, orderBy, type SortKey, sortKeys, tieBreakers } from './sort-keys.ts';

export interface CompiledSearch {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Number of sort keys; a row brings them as s0, s1, ... */
  readonly keys: number;
}

export interface CompileOptions {
  readonly visibility: Visibility;
  /** The only compartments in which matches can be; undefined where any may have some. */
  readonly within: readonly string[] | undefined;
  /** Of the index. */
  readonly secret?: Uint8Array | undefined;
  /** Rows to fetch. */
  readonly limit: number;
  readonly withTotal: boolean;
  /** Where the last page ended, for a search whose pages go on. */
  readonly place?: readonly CursorValue[];
}

/** So many persons' records are searched one by one; more are searched over all. */
const fewCompartments = 20;

/**
 * One SQL statement for a search: the page and, where asked, the total, both under the same visibility and in the same
 * snapshot.
 */
export function compileSearch(query: SearchQuery, options: CompileOptions): Outcome<CompiledSearch> {
  const statement = newStatement(options.secret);
  const narrow = isNarrow(options.within);
  const driver = narrow ? undefined : newestByCode(statement, query);
  const keys = driver === undefined ? sortKeys(statement, query) : ok(driver.keys);
  if (!keys.ok) return keys;

  const open = query.criteria.filter((criterion) => criterion !== driver?.covers);
  const types = query.types ?? [query.type];
  const conditions = conditionsOf(statement, types, open, { ...options, compartment: query.compartment });
  if (!conditions.ok) return conditions;
  const held =
    driver === undefined ? conditions.value : [...conditions.value.map(askedOfEachRow), ...driver.conditions];
  const from = `resource r${driver?.join ?? ''} where ${held.join('\n    and ')}`;

  const columns = keys.value.map((key, n) => `${key.sql} as s${n}`).join(', ');
  const further = options.place === undefined ? '' : `where ${after(statement, keys.value, 'm', options.place)}`;
  const order = (row: string) => orderBy(keys.value, row);
  const page = boundedTexts(
    `
    select m.* from (select ${sizedColumns('r')}, ${columns} from ${from}) m ${further}
     order by ${order('m')} limit ${statement.bind(options.limit)}::int`,
    keys.value.map((_key, n) => `s${n}`),
  );
  const text = options.withTotal
    ? `select t.total, p.* from (select count(*) as total from ${from}) t left join lateral (${page}) p on true order by ${order('p')}`
    : page;
  return ok({ text, values: statement.values, keys: keys.value.length });
}

function isNarrow(within: readonly string[] | undefined): boolean {
  return within !== undefined && within.length <= fewCompartments;
}

/** What must hold of a row `r` of `resource`: its type, that it is current and visible, and every criterion. */
export function conditionsOf(
  statement: Statement,
  types: readonly string[],
  criteria: readonly SearchCriterion[],
  {
    visibility,
    within,
    compartment,
  }: Pick<CompileOptions, 'visibility' | 'within'> & { compartment?: string | undefined },
): Outcome<readonly string[]> {
  const conditions = [
    types.length === 1 ? `r.type = ${statement.bind(types[0])}` : `r.type = any (${statement.bind(types)}::text[])`,
    'not r.deleted',
    visibleRows(statement, 'r', visibility, within, { types }),
    ...(compartment === undefined ? [] : [inCompartment(statement, types, compartment)]),
  ];
  const near = isNarrow(within) ? within : undefined;
  for (const criterion of criteria) {
    const condition = criterionCondition(statement, types, criterion, near);
    if (!condition.ok) return condition;
    conditions.push(condition.value);
  }
  return ok(conditions);
}

/** In the compartment of a Patient as R4 defines it: by the references that it lists. */
function inCompartment(statement: Statement, types: readonly string[], patient: string): string {
  const keys = types.flatMap((type) =>
    (patientCompartmentParameters(type) ?? []).map((param) => referenceKey(type, param, 'Patient', patient)),
  );
  const byReference = `r.keys && ${statement.bind(keys)}::bigint[]`;
  if (!types.includes('Patient')) return byReference;
  // By all columns of the primary key, so that one index serves each side.
  const id = statement.bind(patient);
  return `(${byReference} or (r.compartment = ${id}::text and r.type = 'Patient' and r.id = ${id}::text))`;
}

interface Driver {
  readonly join: string;
  readonly conditions: readonly string[];
  readonly keys: readonly SortKey[];
  /** The criterion that the join answers. */
  readonly covers: SearchCriterion;
}

/**
 * A search over all persons by one code, newest first, walks the index of resource_code: it meets the matches in the
 * order that is asked for and stops when the page is full.
 */
function newestByCode(statement: Statement, query: SearchQuery): Driver | undefined {
  if (query.types !== undefined || query.compartment !== undefined) return undefined;
  const [sort, ...others] = query.sort;
  if (sort?.parameter.code !== rowedDate || !sort.descending || others.length > 0) return undefined;
  for (const criterion of query.criteria) {
    const { parameter, modifier, values } = criterion;
    const [value] = values;
    if (modifier !== undefined || values.length !== 1 || !rowedParams.has(parameter.code)) continue;
    if (value?.kind !== 'token' || value.system === undefined || value.code === undefined) continue;
    const key = tokenKey(query.type, parameter.code, value.system, value.code);
    const bounds = query.criteria
      .filter(
        (other) => other.parameter.code === rowedDate && other.modifier === undefined && other.values.length === 1,
      )
      .flatMap(({ values: [date] }) => (date?.kind === 'date' ? [dateBound(statement, 'd', date)] : []));
    return {
      join: ' join resource_code d on d.compartment = r.compartment and d.type = r.type and d.id = r.id',
      conditions: [
        `d.type = ${statement.bind(query.type)}::text and d.key = ${statement.bind(key)}::bigint`,
        ...bounds,
      ],
      keys: [{ sql: 'd.low', descending: true, cast: 'bigint' }, ...tieBreakers.map(ofDriver)],
      covers: criterion,
    };
  }
  return undefined;
}

const beside = 'exists (select 1 ';

/**
 * A condition on rows beside the resource in the form that is asked of one row after the other, in the order of the
 * driver. As `exists` it could become a join, and the planner, which takes the columns of a key for independent, expects
 * one match of the whole search: it would read the table beside from end to end to sort everything at last.
 */
function askedOfEachRow(condition: string): string {
  return condition.startsWith(beside) ? `(select true ${condition.slice(beside.length, -1)} limit 1)` : condition;
}

function ofDriver(key: SortKey): SortKey {
  return { ...key, sql: key.sql.replace('r.', 'd.') };
}
