import type { StoredVersion } from '../contract.ts';
import type { IndexRows } from '../index-rows.ts';
import { labelLines, labelledVersion } from '../labels.ts';
import type { Sealer } from '../sealing/sealing.ts';

/** Where a row stands: whose record it is part of, and what it is. */
export interface RowKey {
  readonly compartment: string;
  readonly type: string;
  readonly id: string;
}

/** A resource or a contained one with what stands beside it in the tables of the index. */
export interface Indexed {
  readonly key: RowKey;
  readonly rows: IndexRows;
}

export interface ContainedRow extends Indexed {
  readonly container: StoredVersion;
}

/** All rows that a group of writes adds. */
export interface NewRows {
  /** Whose places become known. */
  readonly located: readonly RowKey[];
  readonly resources: readonly { readonly stored: StoredVersion; readonly rows: IndexRows }[];
  readonly contained: readonly ContainedRow[];
  readonly indexed: readonly Indexed[];
  /** Of the index which the rows were made for. */
  readonly generation: number;
  readonly seal: Sealer;
}

/**
 * Name of a column and the PostgreSQL type in which it travels, `texts` where the values stand in one text one behind the
 * other, `made` where it does not and `as` makes it of others; `as` makes of `n.<name>` what is stored, where that differs.
 */
export type Column = readonly [name: string, type: string, as?: string];

/** Rows for one table. */
export interface Addition {
  readonly table: string;
  readonly columns: readonly Column[];
  /** For each column the values of all rows. */
  readonly values: readonly (readonly unknown[] | string)[];
}

/** Parts the texts of resources on their way. JSON holds no such character: inside of strings it must be escaped. */
const separator = '\u001e';
/** What travels for the empty text of a deletion: of texts in a row, a single empty one could not be told from none. */
const deletedText = '-';

/** What is to be added to each table; those that get nothing are left out. */
export function additionsOf(rows: NewRows): readonly Addition[] {
  return [
    addition('resource_locator', keyColumns, keyValues(rows.located)),
    ...indexAdditions(rows.indexed),
    addition('resource_contained', containedColumns, containedValues(rows.contained)),
    addition('resource', resourceColumns, resourceValues(rows.resources, rows)),
  ].filter(({ values }) => (values[0]?.length ?? 0) > 0);
}

/** For each addition an INSERT; their parameters follow each other from `$first` on, as in `valuesOf`. */
export function insertsOf(additions: readonly Addition[], first = 1): readonly string[] {
  let next = first;
  return additions.map(({ table, columns }) => {
    const names = columns.map(([name]) => name).join(', ');
    const stored = columns.map(storedValue).join(', ');
    const text = `insert into ${table} (${names}) select ${stored} from ${unnested(columns, next)}`;
    next += travelling(columns).length;
    return text;
  });
}

const made = new Map<string, string>();

/** The text of a statement that adds to these tables, made once for each set of them and `variant`. */
export function textFor(additions: readonly Addition[], variant: string, make: () => string): string {
  const name = `${additions.map(({ table }) => table).join()} ${variant}`;
  let text = made.get(name);
  if (text === undefined) {
    text = make();
    made.set(name, text);
  }
  return text;
}

export function valuesOf(additions: readonly Addition[]): readonly unknown[] {
  return additions.flatMap(({ values }) => values);
}

/** The rows of a statement whose parameters from `first` on are the values of the columns, as `n`. */
export function unnested(columns: readonly Column[], first = 1): string {
  const parameters = travelling(columns).map(([, type], n) =>
    type === 'texts' ? `string_to_array($${first + n}, E'\\x1e')` : `$${first + n}::${type}[]`,
  );
  return `unnest(${parameters.join(', ')}) as n (${travelling(columns)
    .map(([name]) => name)
    .join(', ')})`;
}

function travelling(columns: readonly Column[]): readonly Column[] {
  return columns.filter(([, type]) => type !== 'made');
}

/** What is stored of a row of `unnested`. */
export function storedValue([name, , as]: Column): string {
  return as ?? `n.${name}`;
}

function addition(table: string, columns: readonly Column[], values: Addition['values']): Addition {
  return { table, columns, values };
}

const keyColumns: readonly Column[] = [
  ['compartment', 'text'],
  ['type', 'text'],
  ['id', 'text'],
];

function keyValues(keys: readonly RowKey[]): readonly (readonly unknown[])[] {
  return [keys.map((key) => key.compartment), keys.map((key) => key.type), keys.map((key) => key.id)];
}

/** How what an IndexRows holds travels: an array of arrays would have to be as wide everywhere. */
const searchColumns: readonly Column[] = [
  ['keys', 'text', 'n.keys::bigint[]'],
  ['marks', 'text', 'n.marks::bigint[]'],
  ['codes', 'text', `string_to_array(n.codes, E'\\n')`],
  ['texts', 'text', `string_to_array(n.texts, E'\\n')`],
  ['words', 'text', 'n.words::tsvector'],
];

function searchValues(of: readonly { readonly rows: IndexRows }[]): readonly (readonly unknown[])[] {
  return [
    of.map(({ rows }) => rows.keys),
    of.map(({ rows }) => rows.marks),
    of.map(({ rows }) => rows.codes.join('\n')),
    of.map(({ rows }) => rows.texts.join('\n')),
    of.map(({ rows }) => rows.words),
  ];
}

export const resourceColumns: readonly Column[] = [
  ...keyColumns,
  ['version', 'integer'],
  ['updated', 'bigint'],
  ['deleted', 'boolean'],
  ['category', 'text'],
  ['labels', 'text', `string_to_array(n.labels, E'\\n')`],
  ['labelled', 'made', labelledVersion],
  ...searchColumns,
  ['indexed', 'smallint'],
  ['size', 'integer'],
  ['text', 'texts', `case when n.deleted then '' else n.text end`],
];

export function resourceValues(
  changed: NewRows['resources'],
  { generation, seal }: Pick<NewRows, 'generation' | 'seal'>,
): Addition['values'] {
  const sealed = changed.map(({ stored }) => seal(stored));
  return [
    ...keyValues(changed.map(({ stored }) => stored)),
    changed.map(({ stored }) => stored.version),
    changed.map(({ stored }) => stored.updated.getTime()),
    changed.map(({ stored }) => stored.deleted),
    changed.map(({ stored }) => stored.category),
    changed.map(({ stored }) => labelLines(stored.labels)),
    ...searchValues(changed),
    changed.map(() => generation),
    sealed.map(({ size }) => size),
    changed.map(({ stored }, n) => (stored.deleted ? deletedText : sealed[n]?.text)).join(separator),
  ];
}

const containedColumns: readonly Column[] = [
  ...keyColumns,
  ['container_type', 'text'],
  ['container_id', 'text'],
  ['updated', 'bigint'],
  ['category', 'text'],
  ...searchColumns,
];

function containedValues(contained: readonly ContainedRow[]): readonly (readonly unknown[])[] {
  return [
    ...keyValues(contained.map(({ key }) => key)),
    contained.map(({ container }) => container.type),
    contained.map(({ container }) => container.id),
    contained.map(({ container }) => container.updated.getTime()),
    contained.map(({ container }) => container.category),
    ...searchValues(contained),
  ];
}

function indexAdditions(indexed: readonly Indexed[]): readonly Addition[] {
  const each = <Row>(pick: (rows: IndexRows) => readonly Row[]) => {
    const found: { readonly key: RowKey; readonly row: Row; readonly n: number }[] = [];
    for (const { key, rows } of indexed) for (const [n, row] of pick(rows).entries()) found.push({ key, row, n });
    return found;
  };
  const keys = (all: readonly Pick<Indexed, 'key'>[]) => keyValues(all.map(({ key }) => key));
  const codes = each((rows) => rows.code);
  const dates = each((rows) => rows.date);
  const strings = each((rows) => rows.string);
  const quantities = each((rows) => rows.quantity);
  return [
    addition('resource_code', codeColumns, [
      ...keys(codes),
      codes.map(({ row }) => row.codeKey),
      codes.map(({ row }) => row.key),
      codes.map(({ row }) => row.first),
      codes.map(({ row }) => row.low),
      codes.map(({ row }) => row.high),
    ]),
    addition('resource_date', dateColumns, [
      ...keys(dates),
      dates.map(({ row }) => row.param),
      dates.map(({ row }) => row.low),
      dates.map(({ row }) => row.high),
    ]),
    addition('resource_string', stringColumns, [
      ...keys(strings),
      strings.map(({ row }) => row.param),
      strings.map(({ n }) => n),
      strings.map(({ row }) => row.value),
      strings.map(({ row }) => row.folded),
    ]),
    addition('resource_quantity', quantityColumns, [
      ...keys(quantities),
      quantities.map(({ row }) => row.param),
      quantities.map(({ n }) => n),
      quantities.map(({ row }) => row.value),
      quantities.map(({ row }) => row.system),
      quantities.map(({ row }) => row.code),
      quantities.map(({ row }) => row.unit),
      quantities.map(({ row }) => row.base),
      quantities.map(({ row }) => row.canonical),
    ]),
  ];
}

const codeColumns: readonly Column[] = [
  ...keyColumns,
  ['code_key', 'bigint'],
  ['key', 'bigint'],
  ['first', 'bigint'],
  ['low', 'bigint'],
  ['high', 'bigint'],
];

const dateColumns: readonly Column[] = [...keyColumns, ['param', 'text'], ['low', 'bigint'], ['high', 'bigint']];

const stringColumns: readonly Column[] = [
  ...keyColumns,
  ['param', 'text'],
  ['n', 'smallint'],
  ['value', 'text'],
  ['folded', 'text'],
];

const quantityColumns: readonly Column[] = [
  ...keyColumns,
  ['param', 'text'],
  ['n', 'smallint'],
  ['value', 'double precision'],
  ['system', 'text'],
  ['code', 'text'],
  ['unit', 'text'],
  ['base', 'text'],
  ['canonical', 'double precision'],
];
