import type { CareCategory, SearchQuery, Visibility } from '#fhir';
import { type Outcome, ok } from '#kernel';
import type { ExportChunk, ExportPart, ExportQuery } from './contract.ts';
import { compartmentsOf } from './search/compartments.ts';
import { criterionCondition } from './search/conditions.ts';
import { resolveLinks } from './search/resolve-links.ts';
import type { SearchContext } from './search/search-context.ts';
import { answeringFaults } from './search/search-resources.ts';
import { newStatement, type Statement } from './statement.ts';
import { visibleRows } from './visibility.ts';

// An export gives the versions that were current at one moment, however much is written while it goes on: rows that have
// not changed since stand in `resource`, and of those that have the version of that moment stands in the history. It goes
// through one type in the order of the key, in statements that each see both tables at once, and holds nothing open
// between them, so that a client who reads slowly keeps nothing back.

/** Resources and characters of one statement's answer; a single larger resource comes alone. */
const chunkRows = 3_000;
const chunkLength = 4_000_000;

/** Where in the order of a type's keys a part ends or a chunk has come to. */
type Key = NonNullable<ExportQuery['after']>;

/** The next part of at most `size` resources from `query.after` on, with whose they are where that is asked for; undefined when there are no more. */
export async function nextExportPart(
  context: SearchContext,
  query: ExportQuery,
  visibility: Visibility,
  { size, withCompartments = false }: { readonly size: number; readonly withCompartments?: boolean },
): Promise<Outcome<ExportPart | undefined>> {
  return answeringFaults(async () => {
    const statement = newStatement();
    const source = await rowsAtMoment(context, statement, query, visibility, { limit: size, texts: false });
    if (!source.ok) return source;
    const [row] = await context.on.query<PartRow>(
      `with found as materialized (${source.value})
       select n.count, last.compartment, last.id${withCompartments ? ', (select array_agg(distinct compartment) from found) as compartments' : ''}
         from (select count(*)::int as count from found) n
         left join lateral (select f.compartment, f.id from found f order by f.compartment desc, f.id desc limit 1) last on true`,
      statement.values,
    );
    if (row === undefined || row.compartment === null || row.id === null) return ok(undefined);
    const upTo = { compartment: row.compartment, id: row.id };
    return ok({
      count: row.count,
      upTo,
      ...(query.after === undefined ? {} : { after: query.after }),
      ...(row.compartments === undefined ? {} : { compartments: row.compartments }),
    });
  });
}

interface PartRow {
  readonly count: number;
  readonly compartment: string | null;
  readonly id: string | null;
  readonly compartments?: readonly string[];
}

/** The next lines from `query.after` on, and whose they are. */
export async function readExportChunk(
  context: SearchContext,
  query: ExportQuery,
  visibility: Visibility,
): Promise<Outcome<ExportChunk>> {
  return answeringFaults<ExportChunk>(async () => {
    const statement = newStatement();
    const source = await rowsAtMoment(context, statement, query, visibility, { limit: chunkRows, texts: true });
    if (!source.ok) return source;
    const fits = `f.before < ${statement.bind(chunkLength)}::bigint`;
    const line = query.deleted === true ? deletedLine(statement, query.type) : resourceLine;
    const rows = await context.on.query<ChunkRow>(
      `select f.compartment, f.category, count(*)::int as met, count(*) filter (where ${fits})::int as count,
              max(f.id) filter (where ${fits}) as last,
              string_agg(${line}, ${query.deleted === true ? `','` : String.raw`E'\n'`}) filter (where ${fits}) as text
         from (select a.*, sum(octet_length(a.text)) over (order by a.compartment, a.id rows unbounded preceding)
                             - octet_length(a.text) as before
                 from (${source.value}) a) f
        group by f.compartment, f.category order by f.compartment`,
      statement.values,
    );
    const taken = rows.filter((row): row is TakenRow => row.last !== null);
    const texts = taken.map((row) => row.text);
    const met = rows.reduce((sum, row) => sum + row.met, 0);
    const ended = met < chunkRows && rows.every((row) => row.count === row.met);
    const last = taken.at(-1);
    return ok({
      text: query.deleted === true ? deletedBundle(texts) : texts.join('\n'),
      tally: taken.map(({ compartment, category, count }) => ({ compartment, category, count })),
      ...(ended || last === undefined ? {} : { next: lastKey(taken, last.compartment) }),
    });
  });
}

interface ChunkRow {
  readonly compartment: string;
  readonly category: CareCategory;
  readonly met: number;
  readonly count: number;
  readonly last: string | null;
  readonly text: string | null;
}

type TakenRow = ChunkRow & { readonly last: string; readonly text: string };

/** The last key of what was taken; ids compare byte by byte, as the database has them in order. */
function lastKey(taken: readonly TakenRow[], compartment: string): Key {
  const ids = taken.filter((row) => row.compartment === compartment).map((row) => row.last);
  return { compartment, id: ids.reduce((greatest, id) => (id > greatest ? id : greatest)) };
}

/** A stored text may be written over several lines; line breaks in JSON are white space wherever they stand. */
const resourceLine = String.raw`case when position(E'\n' in f.text) > 0 or position(E'\r' in f.text) > 0
    then translate(f.text, E'\n\r', '  ') else f.text end`;

function deletedLine(statement: Statement, type: string): string {
  const place = `${statement.bind(`${type}/`)}::text || f.id`;
  return `json_build_object('request', json_build_object('method', 'DELETE', 'url', ${place}))::text`;
}

/** Deletions are told as a transaction that would repeat them. */
function deletedBundle(entries: readonly string[]): string {
  if (entries.length === 0) return '';
  return `{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`;
}

/** The rows of the moment behind `query.after`, in the order of the key, as far as they are visible. */
async function rowsAtMoment(
  context: SearchContext,
  statement: Statement,
  query: ExportQuery,
  visibility: Visibility,
  { limit, texts }: { readonly limit: number; readonly texts: boolean },
): Promise<Outcome<string>> {
  const filters = await filterConditions(context, statement, query, visibility);
  if (!filters.ok) return filters;
  const type = statement.bind(query.type);
  const at = `${statement.bind(query.at.getTime())}::bigint`;
  const since = query.since === undefined ? undefined : `${statement.bind(query.since.getTime())}::bigint`;
  const most = `${statement.bind(limit)}::int`;
  const isThere = (row: string) => (query.deleted === true ? `${row}.deleted` : `not ${row}.deleted`);
  const changedSince = (row: string) => (since === undefined ? [] : [`${row}.updated > ${since}`]);
  const ofRow = [
    `r.type = ${type}`,
    ...rangeConditions(statement, query),
    ...(query.personal === true ? [`r.compartment <> ''`] : []),
    ...(query.within === undefined ? [] : [`r.compartment = any (${statement.bind(query.within)}::text[])`]),
    visibleRows(statement, 'r', visibility, undefined),
    ...filters.value,
  ];
  const text = (row: string) => (texts ? `, ${row}.text` : '');
  const ordered = `order by compartment, id limit ${most}`;
  const unchanged = [...ofRow, isThere('r'), `r.updated <= ${at}`, ...changedSince('r')];
  const changed = [
    ...ofRow,
    `r.updated > ${at}`,
    isThere('h'),
    ...changedSince('h'),
    visibleRows(statement, 'h', visibility, undefined),
  ];
  return ok(`
    (select r.compartment, r.id, r.category${text('r')} from resource r
      where ${unchanged.join(' and ')} ${ordered})
    union all
    (select r.compartment, r.id, h.category${text('h')} from resource r
      cross join lateral (
        select v.compartment, v.type, v.id, v.category, v.deleted, v.updated, v.text from resource_history v
         where v.compartment = r.compartment and v.type = r.type and v.id = r.id and v.updated <= ${at}
         order by v.version desc limit 1) h
      where ${changed.join(' and ')} ${ordered})
    ${ordered}`);
}

function rangeConditions(statement: Statement, { after, upTo }: ExportQuery): readonly string[] {
  const compared = (operator: string, key: Key | undefined) =>
    key === undefined
      ? []
      : [
          `(r.compartment, r.id) ${operator} (${statement.bind(key.compartment)}::text, ${statement.bind(key.id)}::text)`,
        ];
  return [...compared('>', after), ...compared('<=', upTo)];
}

/**
 * The alternatives of a type filter. They are asked of the index, which knows the current versions: of a resource that has
 * changed since the moment, the version of the moment is given when the current one matches.
 */
async function filterConditions(
  context: SearchContext,
  statement: Statement,
  { type, filters }: ExportQuery,
  visibility: Visibility,
): Promise<Outcome<readonly string[]>> {
  if (filters === undefined || filters.length === 0) return ok([]);
  const alternatives: string[] = [];
  for (const filter of filters) {
    const one = await filterCondition(context, statement, type, filter, visibility);
    if (!one.ok) return one;
    alternatives.push(one.value);
  }
  return ok([`(${alternatives.join(' or ')})`]);
}

async function filterCondition(
  context: SearchContext,
  statement: Statement,
  type: string,
  filter: SearchQuery,
  visibility: Visibility,
): Promise<Outcome<string>> {
  const criteria = await resolveLinks(context, [type], filter.criteria, visibility);
  if (!criteria.ok) return criteria;
  const within = await compartmentsOf(context, [type], criteria.value);
  const conditions = within === undefined ? [] : [`r.compartment = any (${statement.bind(within)}::text[])`];
  for (const criterion of criteria.value) {
    const condition = criterionCondition(statement, [type], criterion, false);
    if (!condition.ok) return condition;
    conditions.push(condition.value);
  }
  return ok(conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`);
}
