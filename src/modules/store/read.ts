import type { Database, Queryable } from '#db';
import type { CareCategory, Visibility } from '#fhir';
import { grouped, isResourceId } from '#kernel';
import type { Beside, Sight, StoredVersion } from './contract.ts';
import { labelsColumn } from './labels.ts';
import type { Locator, ResourceKey } from './locate.ts';
import { toStored, type VersionRow, versionColumns } from './rows.ts';
import type { Sealing } from './sealing/sealing.ts';
import { newStatement } from './statement.ts';
import { hidesEntries, knows, sees, visibleRows } from './visibility.ts';

/**
 * What does not exist is looked for in nobody's compartment, so that it takes as long as what is hidden; and what is
 * hidden is looked up where memory has spared that, so that it takes as long as what does not exist.
 */
const nowhere = '';

/** Statements of single reads under way at a time: what arrives meanwhile makes the next one larger, and so cheaper. */
const lanes = 1;
const mostTogether = 200;

/**
 * Reads of single resources: those that arrive together go into one statement. What may be seen of a row each caller
 * decides for himself.
 */
export function createReader(
  db: Database,
  locator: Locator,
  sealing: Sealing,
): (key: ResourceKey, sight: Visibility | Sight) => Promise<StoredVersion | undefined> {
  const readRow = grouped<ResourceKey, VersionRow | undefined>({
    work: (keys) => readRows(db, locator, keys),
    lanes,
    most: mostTogether,
  });
  const readersBeside = new Map<Beside, (asked: AskedRow) => Promise<RowBeside>>();
  const readerBeside = (beside: Beside) => {
    const known = readersBeside.get(beside);
    if (known !== undefined) return known;
    const texts = { rows: rowsBeside(beside), one: oneBeside(beside) };
    const work = (asked: readonly AskedRow[]) =>
      readRowsBeside(db, locator, { ...texts, length: beside.length }, asked);
    const reader = grouped<AskedRow, RowBeside>({ work, lanes, most: mostTogether });
    readersBeside.set(beside, reader);
    return reader;
  };
  const rowAndView = async (key: ResourceKey, sight: Visibility | Sight) => {
    if (!('beside' in sight)) return { row: await readRow(key), visibility: sight };
    const { row, answer, compartment } = await readerBeside(sight.beside)({ key, question: sight.question });
    return { row, visibility: sight.visibility(answer, compartment) };
  };
  return async (key, sight) => {
    // A text that the database cannot take would refuse the reads of others too.
    if (!isResourceId(key.id) || !isResourceId(key.type)) return undefined;
    const spared = locator.spares([key]);
    const { row, visibility } = await rowAndView(key, sight);
    const [stored] = await openVisible(sealing, visibility, [row]);
    if (stored !== undefined) return stored;
    if (spared) await locator.lookUp(db, [key]);
    return undefined;
  };
}

const readOneSql = `select ${versionColumns('r')} from resource r where r.compartment = $1 and r.type = $2 and r.id = $3`;
const readRowsSql = `
  select k.n::integer as n, ${versionColumns('r')}
    from unnest($1::text[], $2::text[], $3::text[]) with ordinality as k (compartment, type, id, n)
    join resource r on r.compartment = k.compartment and r.type = k.type and r.id = k.id`;

async function readRows(
  db: Queryable,
  locator: Locator,
  keys: readonly ResourceKey[],
): Promise<readonly (VersionRow | undefined)[]> {
  const compartments = (await locator.locate(db, keys)).map((compartment) => compartment ?? nowhere);
  const [only, ...others] = keys;
  if (only !== undefined && others.length === 0) {
    return db.query<VersionRow>(readOneSql, [compartments[0], only.type, only.id]);
  }
  const found = new Array<VersionRow | undefined>(keys.length).fill(undefined);
  const rows = (await locator.distributed())
    ? await readApart(db, keys, compartments)
    : await db.query<NumberedRow>(readRowsSql, [compartments, keys.map((key) => key.type), keys.map((key) => key.id)]);
  for (const row of rows) found[row.n - 1] = row;
  return found;
}

type NumberedRow = VersionRow & { readonly n: number };

interface AskedRow {
  readonly key: ResourceKey;
  readonly question: Sight['question'];
}

interface RowBeside {
  readonly row: VersionRow | undefined;
  readonly answer: Readonly<Record<string, unknown>>;
  readonly compartment: string;
}

/** Rows, and what stands beside them: asked of whatever is not there as well, so that it takes as long. */
async function readRowsBeside(
  db: Queryable,
  locator: Locator,
  beside: { readonly rows: string; readonly one: string; readonly length: number },
  asked: readonly AskedRow[],
): Promise<readonly RowBeside[]> {
  const keys = asked.map(({ key }) => key);
  const compartments = (await locator.locate(db, keys)).map((compartment) => compartment ?? nowhere);
  if (await locator.distributed()) {
    const [rows, answers] = await Promise.all([
      readRows(db, locator, keys),
      Promise.all(asked.map(({ question }, n) => db.query<AnswerRow>(beside.one, [compartments[n], ...question]))),
    ]);
    return compartments.map((compartment, n) => ({ row: rows[n], answer: answers[n]?.[0] ?? {}, compartment }));
  }
  const rows = await db.query<NumberedRow & AnswerRow>(beside.rows, [
    compartments,
    keys.map(({ type }) => type),
    keys.map(({ id }) => id),
    ...Array.from({ length: beside.length }, (_, part) => asked.map(({ question }) => question[part])),
  ]);
  const found = new Array<RowBeside>(asked.length);
  for (const row of rows) {
    // Where there is no resource its columns are empty.
    const isThere = (row.type as string | null) !== null;
    found[row.n - 1] = { row: isThere ? row : undefined, answer: row, compartment: compartments[row.n - 1] ?? nowhere };
  }
  return found;
}

type AnswerRow = Readonly<Record<string, unknown>>;

function rowsBeside({ select, length }: Beside): string {
  const parts = Array.from({ length }, (_, part) => `q${part}`);
  const lists = ['compartment', 'type', 'id', ...parts].map((_, n) => `$${n + 1}::text[]`);
  return `
  select k.n::integer as n, ${versionColumns('r')}, beside.*
    from unnest(${lists.join(', ')}) with ordinality as k (compartment, type, id, ${parts.join(', ')}, n)
    left join resource r on r.compartment = k.compartment and r.type = k.type and r.id = k.id
   cross join lateral (${select(
     'k.compartment',
     parts.map((part) => `k.${part}`),
   )}) beside`;
}

function oneBeside({ select, length }: Beside): string {
  return select(
    '$1::text',
    Array.from({ length }, (_, part) => `$${part + 2}::text`),
  );
}

const readOfOneSql = `
  select k.n, ${versionColumns('r')}
    from unnest($2::text[], $3::text[], $4::integer[]) as k (type, id, n)
    join resource r on r.compartment = $1 and r.type = k.type and r.id = k.id`;

/** A statement for each compartment, all in one round trip: a cluster finds the shard of each from its parameter. */
async function readApart(
  db: Queryable,
  keys: readonly ResourceKey[],
  compartments: readonly string[],
): Promise<readonly NumberedRow[]> {
  const numbered = keys.map(({ type, id }, place) => ({ type, id, n: place + 1, compartment: compartments[place] }));
  const rows = await Promise.all(
    Array.from(
      Map.groupBy(numbered, ({ compartment }) => compartment),
      ([compartment, here]) =>
        db.query<NumberedRow>(readOfOneSql, [
          compartment,
          here.map(({ type }) => type),
          here.map(({ id }) => id),
          here.map(({ n }) => n),
        ]),
    ),
  );
  return rows.flat();
}

/** What single resources are read by. */
export interface Reach {
  readonly on: Queryable;
  readonly locator: Locator;
  readonly sealing: Sealing;
}

/** The rows that may be seen with their texts, each in its place. Nothing is opened of persons of whom nothing may be known. */
async function openVisible(
  sealing: Sealing,
  visibility: Visibility,
  rows: readonly (VersionRow | undefined)[],
): Promise<readonly (StoredVersion | undefined)[]> {
  const near = rows.map((row) => (row !== undefined && knows(visibility, row.compartment) ? row : undefined));
  const opened = await sealing.open(near.filter((row) => row !== undefined));
  let next = 0;
  return near.map((row) => {
    const open = row === undefined ? undefined : opened[next++];
    const stored = open === undefined ? undefined : toStored(open);
    return stored !== undefined && sees(visibility, stored) ? stored : undefined;
  });
}

/** An older version is hidden with the current one too: that it can be read would tell that there is a hidden one. */
export async function readOneVersion(
  { on: db, locator, sealing }: Reach,
  key: ResourceKey & { readonly version: number },
  visibility: Visibility,
): Promise<StoredVersion | undefined> {
  if (!Number.isInteger(key.version) || key.version < 1 || key.version > 0x7fff_ffff) return undefined;
  const spared = locator.spares([key]);
  const [compartment = nowhere] = await locator.locate(db, [key]);
  const finely = hidesEntries(visibility, compartment);
  const [row] = finely
    ? await db.query<VersionWithLatest>(...versionFinely(key, compartment, visibility))
    : await db.query<VersionWithLatest>(readVersionSql, [compartment, key.type, key.id, key.version]);
  // A version may refer to what is hidden where the current one no longer does.
  const [stored] = await openVisible(sealing, visibility, [row]);
  const latest = row === undefined ? undefined : { category: row.latest, labels: row.latest_labels };
  if (stored !== undefined && sees(visibility, { ...stored, ...latest })) return stored;
  if (spared) await locator.lookUp(db, [key]);
  return undefined;
}

/** A version with what the current one is hidden by. */
type VersionWithLatest = VersionRow & {
  readonly latest: CareCategory;
  readonly latest_labels: readonly string[] | null;
};

const versionSql = (address: (row: string) => string, version: string, visible = (_row: string) => '') => `
  select ${versionColumns('r')}, r.category as latest, ${labelsColumn('r')} as latest_labels from resource r
   where ${address('r')} and r.version = ${version}${visible('r')}
  union all
  select ${versionColumns('h')}, r.category as latest, ${labelsColumn('r')} as latest_labels from resource_history h
    join resource r on r.compartment = h.compartment and r.type = h.type and r.id = h.id
   where ${address('h')} and h.version = ${version}${visible('r')}${visible('h')}`;

const readVersionSql = versionSql((row) => `${row}.compartment = $1 and ${row}.type = $2 and ${row}.id = $3`, '$4');

/** What the current one refers to its keys alone tell. */
function versionFinely(
  key: ResourceKey & { readonly version: number },
  compartment: string,
  visibility: Visibility,
): readonly [text: string, values: readonly unknown[]] {
  const statement = newStatement();
  const [of, type, id, version] = [compartment, key.type, key.id, key.version].map((value) => statement.bind(value));
  const text = versionSql(
    (row) => `${row}.compartment = ${of} and ${row}.type = ${type} and ${row}.id = ${id}`,
    `${version}::int`,
    (row) => ` and ${visibleRows(statement, row, visibility, [compartment], { keys: 'r', types: [key.type] })}`,
  );
  return [text, statement.values];
}

/** Deleted ones are gaps, as absent and hidden ones are. */
export async function readByKeys(
  { on: db, locator, sealing }: Reach,
  keys: readonly ResourceKey[],
  visibility: Visibility,
): Promise<readonly (StoredVersion | undefined)[]> {
  if (keys.length === 0) return [];
  const spared = locator.spares(keys);
  const rows = await readRows(db, locator, keys);
  const shown = await openVisible(sealing, visibility, rows);
  const hidden = keys.filter((_key, n) => shown[n] === undefined);
  if (spared && hidden.length > 0) await locator.lookUp(db, hidden);
  return shown.map((stored) => (stored?.deleted === true ? undefined : stored));
}

export async function countByType(db: Database, without: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await db.query<{ type: string; count: number }>(
    `select type, count(*) as count from resource where not deleted and compartment <> all ($1::text[])
      group by type order by type`,
    [without],
  );
  return new Map(rows.map(({ type, count }) => [type, count]));
}
