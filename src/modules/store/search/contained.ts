import { containedText, type SearchQuery, type Visibility } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import { boundedTexts } from '../bounded-texts.ts';
import type { StoredVersion } from '../contract.ts';
import { sizedColumns, toStored, type VersionRow } from '../rows.ts';
import { newStatement, type Statement } from '../statement.ts';
import { visibleRows, withoutPersons } from '../visibility.ts';
import type { CompiledSearch, CompileOptions } from './compile-search.ts';
import { conditionsOf } from './compile-search.ts';
import { after, orderBy, type SortKey } from './sort-keys.ts';

/** A row of a search in contained resources: the container, and the name of what stands in it, or '' for itself. */
export interface ContainedRow extends VersionRow {
  readonly inner_type: string;
  readonly inner_id: string;
}

/**
 * One statement for a search with `_contained=true` or `both` (R4 search.html#contained): the container of each match
 * once, or each contained match by itself. What the caller may see of a container she may see of what it contains.
 */
export function compileContainedSearch(
  query: SearchQuery & { readonly contained: NonNullable<SearchQuery['contained']> },
  options: CompileOptions,
): Outcome<CompiledSearch> {
  const { which, answer } = query.contained;
  const statement = newStatement(options.secret);
  const keys = containedKeys(query);
  if (!keys.ok) return keys;
  const inner = answer === 'contained' ? 'r.type, r.id' : `''::text, ''::text`;
  const branches = [
    { columns: `r.compartment, r.container_type, r.container_id, ${inner}`, table: 'resource_contained' },
    ...(which === 'both' ? [{ columns: `r.compartment, r.type, r.id, ''::text, ''::text`, table: 'resource' }] : []),
  ];
  const selects: string[] = [];
  for (const { columns, table } of branches) {
    const from = fromOf(statement, query, options.visibility, table);
    if (!from.ok) return from;
    selects.push(`select distinct ${columns} ${from.value}`);
  }
  const matches = `(${selects.join('\n union \n')}) k (compartment, type, id, inner_type, inner_id)`;
  const columns = keys.value.map((key, n) => `${key.sql} as s${n}`).join(', ');
  const further = options.place === undefined ? '' : `where ${after(statement, keys.value, 'm', options.place)}`;
  const page = boundedTexts(
    `
    select m.* from (
      select ${sizedColumns('v')}, k.inner_type, k.inner_id, ${columns} from ${matches}
        join resource v on v.compartment = k.compartment and v.type = k.type and v.id = k.id) m ${further}
     order by ${orderBy(keys.value, 'm')} limit ${statement.bind(options.limit)}::int`,
    ['inner_type', 'inner_id', ...keys.value.map((_key, n) => `s${n}`)],
  );
  const text = options.withTotal
    ? `select t.total, p.* from (select count(*) as total from ${matches}) t left join lateral (${page}) p on true order by ${orderBy(keys.value, 'p')}`
    : page;
  return ok({ text, values: statement.values, keys: keys.value.length });
}

function fromOf(statement: Statement, query: SearchQuery, visibility: Visibility, table: string): Outcome<string> {
  const types = query.types ?? [query.type];
  if (table === 'resource') {
    const conditions = conditionsOf(statement, types, query.criteria, { visibility, within: undefined });
    return conditions.ok ? ok(`from ${table} r where ${conditions.value.join('\n and ')}`) : conditions;
  }
  const conditions = conditionsOf(statement, types, query.criteria, {
    visibility: byCategory(visibility),
    within: undefined,
  });
  if (!conditions.ok) return conditions;
  const container = isByCategory(visibility)
    ? []
    : [
        `exists (select from resource c where c.compartment = r.compartment and c.type = r.container_type and c.id = r.container_id and ${visibleRows(statement, 'c', visibility, undefined)})`,
      ];
  return ok(`from ${table} r where ${[...conditions.value, ...container].join('\n and ')}`);
}

/** What a contained resource's own row can tell: it has the category of its container, and none of what else hides that. */
function byCategory({ common, persons, without = [] }: Visibility): Visibility {
  const limits = persons === 'all' ? persons : persons.map(({ patient, hidden }) => ({ patient, hidden }));
  return withoutPersons({ common, persons: limits }, without);
}

function isByCategory({ types, persons }: Visibility): boolean {
  if (types !== undefined) return false;
  return persons === 'all' || persons.every((person) => Object.keys(person).length === 2);
}

/** Contained resources have neither an id of their own nor a time, so the order is that of their containers. */
function containedKeys({ sort }: SearchQuery): Outcome<readonly SortKey[]> {
  const keys: SortKey[] = [];
  for (const { parameter, descending } of sort) {
    if (parameter.code === '_lastUpdated') keys.push({ sql: 'v.updated', descending, cast: 'bigint' });
    else if (parameter.code === '_id') keys.push({ sql: 'v.id', descending, cast: 'text' });
    else return fail('search.unknown-parameter', `With _contained, _sort by ${parameter.code} is not built.`);
  }
  const ties = ['v.type', 'v.compartment', 'v.id', 'k.inner_type', 'k.inner_id'];
  return ok([...keys, ...ties.map((sql): SortKey => ({ sql, descending: false, cast: 'text' }))]);
}

/** The container as it is, or the contained resource under the address of its container. */
export function toContained(row: ContainedRow): StoredVersion {
  const stored = toStored(row);
  if (row.inner_id === '') return stored;
  const id = row.inner_id.slice(row.inner_id.indexOf('#') + 1);
  const text = containedText(stored.text, row.inner_type, id);
  if (text === undefined) throw new Error('A contained resource is indexed that is not there');
  return { ...stored, text, contained: { type: row.inner_type, id } };
}
