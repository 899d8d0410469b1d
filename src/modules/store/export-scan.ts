import type { Database } from '#db';
import type { CareCategory, SearchQuery, Visibility } from '#fhir';
import { type Outcome, ok } from '#kernel';
import { bytesOf } from './bounded-texts.ts';
import type { ExportChunk, ExportPart, ExportQuery } from './contract.ts';
import { openAll } from './sealing/sealing.ts';
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
const chunkRows = 2_000;
const chunkLength = 2_000_000;

/** What an export needs besides the question. */
export interface ExportContext extends SearchContext {
  readonly db: Database;
}

/** Where in the order of a type's keys a part ends or a chunk has come to. */
type Key = NonNullable<ExportQuery['after']>;

/** The next part of at most `size` resources from `query.after` on, with whose they are where that is asked for; undefined when there are no more. */
export async function nextExportPart(
  context: ExportContext,
  query: ExportQuery,
  visibility: Visibility,
  { size, withCompartments = false }: { readonly size: number; readonly withCompartments?: boolean },
): Promise<Outcome<ExportPart | undefined>> {
  return answeringFaults(async () => {
    const statement = newStatement(context.index.secret);
    const source = await rowsAtMoment(context, statement, query, visibility, { limit: size, texts: false });
    if (!source.ok) return source;
    const [row] = await ask<PartRow>(
      context.db,
      `with ${source.value.with}, found as materialized (${source.value.rows})
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
  context: ExportContext,
  query: ExportQuery,
  visibility: Visibility,
): Promise<Outcome<ExportChunk>> {
  return answeringFaults<ExportChunk>(async () => {
    const statement = newStatement(context.index.secret);
    const source = await rowsAtMoment(context, statement, query, visibility, { limit: chunkRows, texts: true });
    if (!source.ok) return source;
    const fits = `f.before < ${statement.bind(chunkLength)}::bigint`;
    const chunk = (line: string, separator: string) => `
      with ${source.value.with}
      select f.compartment, f.category, count(*)::int as met, count(*) filter (where ${fits})::int as count,
              max(f.id) filter (where ${fits}) as last,
              string_agg(${line}, ${separator}) filter (where ${fits}) as text
         from (select a.*, sum(${bytesOf('a')}) over (order by a.compartment, a.id rows unbounded preceding)
                             - ${bytesOf('a')} as before
                 from (${source.value.rows}) a) f
        group by f.compartment, f.category order by f.compartment`;
    const rows =
      query.deleted === true
        ? await ask<ChunkRow>(context.db, chunk(deletedLine(statement, query.type), "','"), statement.values)
        : await openLines(context, query.type, await linesAsked(context.db, chunk, statement.values));
    const taken = rows.filter((row): row is TakenRow => row.last !== null && row.text !== null);
    const texts = taken.map((row) => row.text);
    const met = rows.reduce((sum, row) => sum + row.met, 0);
    const ended = met < chunkRows && rows.every((row) => row.count === row.met);
    const last = rows.findLast((row) => row.last !== null);
    return ok({
      texts: query.deleted === true ? deletedBundle(texts) : texts,
      tally: taken.map(({ compartment, category, count }) => ({ compartment, category, count })),
      ...(ended || last === undefined ? {} : { next: lastKey(rows, last.compartment) }),
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
function lastKey(rows: readonly ChunkRow[], compartment: string): Key {
  const ids = rows.flatMap((row) => (row.compartment === compartment && row.last !== null ? [row.last] : []));
  return { compartment, id: ids.reduce((greatest, id) => (id > greatest ? id : greatest)) };
}

/**
 * A stored text may be written over several lines; line breaks in JSON are white space wherever they stand. Few are, and
 * to look for breaks in each would cost the database more than all else, so the texts are first asked for as they are.
 */
async function linesAsked(
  db: Database,
  chunk: (line: string, separator: string) => string,
  values: readonly unknown[],
): Promise<readonly ChunkRow[]> {
  const rows = await ask<ChunkRow>(db, chunk(addressed('f.text'), lineBreak), values);
  if (rows.every((row) => row.text === null || isOneLineEach(row.text, row.count))) return rows;
  return ask<ChunkRow>(db, chunk(addressed(String.raw`translate(f.text, E'\n\r', '  ')`), lineBreak), values);
}

/** A sealed text with what it is opened by: `<id> <version> <text>`. No JSON begins as an id does. */
function addressed(line: string): string {
  return `case when starts_with(f.text, '*') then f.id || ' ' || f.version || ' ' || f.text else ${line} end`;
}

const sealedLine = /^([A-Za-z0-9\-.]+) (\d+) /;

/** The lines as they are served; those of erased persons are left out. The keys of all of them are asked for together. */
async function openLines(
  { sealing }: ExportContext,
  type: string,
  rows: readonly ChunkRow[],
): Promise<readonly ChunkRow[]> {
  const lines = rows.flatMap(({ compartment, text }, n) => {
    const each = text === null ? [] : sealedLine.test(text) || text.includes('\n') ? text.split('\n') : [text];
    return each.map((line) => {
      const [head = '', id = '', version = ''] = sealedLine.exec(line) ?? [];
      return { n, compartment, type, id, version: Number(version), text: line.slice(head.length) };
    });
  });
  const opened = Map.groupBy(await openAll(sealing, lines), ({ n }) => n);
  return rows.map((row, n) => {
    const here = opened.get(n);
    if (here === undefined) return { ...row, text: null };
    return { ...row, text: here.map(({ text }) => text.replace(/[\n\r]/g, ' ')).join('\n') };
  });
}

const lineBreak = String.raw`E'\n'`;

function isOneLineEach(text: string, count: number): boolean {
  if (text.includes('\r')) return false;
  let breaks = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) breaks += 1;
  return breaks === count - 1;
}

/**
 * The values decide what is cheap: where hardly anything has changed since the moment, a plan for all values would look
 * through every row for the changed ones. Keys of a whole part stay in memory.
 */
function ask<Row extends object>(db: Database, text: string, values: readonly unknown[]): Promise<readonly Row[]> {
  return db.transaction(async (tx) => {
    await tx.query(`set local plan_cache_mode = force_custom_plan; set local work_mem = '64MB'`);
    return tx.query<Row>(text, values);
  });
}

function deletedLine(statement: Statement, type: string): string {
  const place = `${statement.bind(`${type}/`)}::text || f.id`;
  return `json_build_object('request', json_build_object('method', 'DELETE', 'url', ${place}))::text`;
}

/** Deletions are told as a transaction that would repeat them. */
function deletedBundle(entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  return [`{"resourceType":"Bundle","type":"transaction","entry":[${entries.join(',')}]}`];
}

/** A query with what it has to begin with. */
interface RowsAtMoment {
  readonly with: string;
  readonly rows: string;
}

/**
 * The rows of the moment behind `query.after`, in the order of the key, as far as they are visible. Of the changed ones
 * only those are looked up that stand before the last of a full answer of unchanged ones.
 */
async function rowsAtMoment(
  context: ExportContext,
  statement: Statement,
  query: ExportQuery,
  visibility: Visibility,
  { limit, texts }: { readonly limit: number; readonly texts: boolean },
): Promise<Outcome<RowsAtMoment>> {
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
    visibleRows(statement, 'r', visibility, undefined, { types: [query.type] }),
    ...filters.value,
  ];
  const text = (row: string) => (texts ? `, ${row}.version, ${row}.size, ${row}.text` : '');
  const ordered = `order by compartment, id limit ${most}`;
  const unchanged = [...ofRow, isThere('r'), `r.updated <= ${at}`, ...changedSince('r')];
  const changed = [
    ...ofRow,
    `r.updated > ${at}`,
    `(r.compartment, r.id) <= (coalesce((select compartment from bound), '${behindAll}'), coalesce((select id from bound), '${behindAll}'))`,
    isThere('h'),
    ...changedSince('h'),
    visibleRows(statement, 'h', visibility, undefined, { keys: 'r', types: [query.type] }),
  ];
  return ok({
    with: `
      unchanged as materialized (
        select r.compartment, r.id, r.category${text('r')} from resource r
         where ${unchanged.join(' and ')} ${ordered}),
      bound as materialized (
        select compartment, id from unchanged order by compartment, id offset ${most} - 1 limit 1)`,
    rows: `
      select * from unchanged
      union all
      (select r.compartment, r.id, h.category${text('h')} from resource r
        cross join lateral (
          select v.compartment, v.type, v.id, v.category, v.labels, v.labelled, v.deleted, v.updated, v.version, v.size, v.text from resource_history v
           where v.compartment = r.compartment and v.type = r.type and v.id = r.id and v.updated <= ${at}
           order by v.version desc limit 1) h
        where ${changed.join(' and ')} ${ordered})
      ${ordered}`,
  });
}

/** Compares greater than every id (FHIR R4, datatypes, id). */
const behindAll = '~';

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
  context: ExportContext,
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
  context: ExportContext,
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
    const condition = criterionCondition(statement, [type], criterion, undefined);
    if (!condition.ok) return condition;
    conditions.push(condition.value);
  }
  return ok(conditions.length === 0 ? 'true' : `(${conditions.join(' and ')})`);
}
