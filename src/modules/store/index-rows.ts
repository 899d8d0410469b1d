import {
  baseUnitOf,
  type CompositeEntry,
  type CompositePart,
  inBaseUnit,
  type QuantityEntry,
  type Resource,
  type SearchIndex,
  type StringEntry,
  ucum,
} from '#fhir';
import {
  belowKey,
  codeKey,
  compositeKey,
  compositeParam,
  containerKey,
  namesPerson,
  presenceMark,
  referenceKey,
  secretKey,
  systemMark,
  tokenKey,
  uriKey,
  withAddressesAbove,
} from './keys.ts';

/** What stands in the tables beside one resource so that it is found. Array columns are PostgreSQL's array text already. */
export interface IndexRows {
  readonly keys: string;
  readonly marks: string;
  readonly codes: readonly string[];
  readonly texts: readonly string[];
  /** PostgreSQL's text of a tsvector; null where there are no words. */
  readonly words: string | null;
  readonly code: readonly CodeRow[];
  readonly date: readonly { readonly param: string; readonly low: number; readonly high: number }[];
  readonly string: readonly { readonly param: string; readonly value: string; readonly folded: string }[];
  readonly quantity: readonly QuantityRow[];
  readonly contained: readonly ContainedRows[];
}

/** The same of a resource that stands inside the other. */
export interface ContainedRows {
  readonly type: string;
  readonly id: string;
  readonly rows: IndexRows;
}

interface CodeRow {
  readonly codeKey: string;
  readonly key: string;
  /** Earliest and latest start, and latest end, of the resource's `date`; `noDate` where it has none. */
  readonly first: number;
  readonly low: number;
  readonly high: number;
}

interface QuantityRow {
  readonly param: string;
  readonly value: number;
  readonly system: string;
  readonly code: string;
  readonly unit: string;
  /** Base unit and amount in it, where the unit is one of UCUM that has any. */
  readonly base?: string;
  readonly canonical?: number;
}

/** Sorts behind every date when the newest come first. */
export const noDate = -8.64e15;

/** Token parameters that have rows in resource_code: by them records are searched most. */
export const rowedParams: ReadonlySet<string> = new Set(['code', 'vaccine-code']);
/**
 * Parameters whose values are by definition those of others together: they have no rows of their own, and are searched by
 * the rows of the others.
 */
const unions: Readonly<Record<string, readonly string[]>> = {
  'combo-value-quantity': ['value-quantity', 'component-value-quantity'],
};

/** Under which names the rows of a parameter stand. */
export function rowNames(param: string): readonly string[] {
  return unions[param] ?? [param];
}

/** The date that stands beside a code. */
export const rowedDate = 'date';

/** PostgreSQL's text holds no zero, and codes travel one to a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for; `\p{Cc}` takes several times as long
const controlCharacter = /[\u0000-\u001f\u007f-\u009f]/;
const longestSortCode = 100;
const mostTexts = 50;
const mostRows = 2_000;
/** Ways in which one repetition of an element can be asked for. */
const mostCombinations = 64;

export const noIndexRows: IndexRows = {
  keys: '{}',
  marks: '{}',
  codes: [],
  texts: [],
  words: null,
  code: [],
  date: [],
  string: [],
  quantity: [],
  contained: [],
};

/** With a `secret`, tokens that name a person have keys that nobody makes without it. */
export function indexRowsOf(resource: Resource, index: SearchIndex, secret?: Uint8Array): IndexRows {
  return rowsOf(resource.resourceType, index, secret);
}

function rowsOf(type: string, index: SearchIndex, secret: Uint8Array | undefined): IndexRows {
  const keys = new Set<string>();
  const marks = new Set<string>();
  const present = (param: string) => marks.add(presenceMark(type, param));

  const codes = new Map<string, string>();
  const sortable = (param: string, value: string) => {
    const first = codes.get(param);
    if ((first !== undefined && first <= value) || value.length > longestSortCode) return;
    if (!controlCharacter.test(value)) codes.set(param, value);
  };
  const coded = new Map<string, { codeKey: string; key: string }>();
  for (const { param, system, code } of index.tokens) {
    present(param);
    const naming = namesPerson(type, param);
    const [key, anySystem] =
      naming && secret !== undefined
        ? [secretKey(secret, type, param, { system, code }), secretKey(secret, type, param, { code })]
        : [tokenKey(type, param, system, code), codeKey(type, param, code)];
    keys.add(key);
    keys.add(anySystem);
    if (system !== '') marks.add(systemMark(type, param, system));
    if (rowedParams.has(param)) coded.set(key, { codeKey: anySystem, key });
    if (!naming && param !== 'identifier' && !param.includes(':')) sortable(param, code);
  }
  for (const reference of index.references) {
    present(reference.param);
    if (reference.type !== undefined && reference.id !== undefined) {
      keys.add(referenceKey(type, reference.param, reference.type, reference.id));
      sortable(reference.param, `${reference.type}/${reference.id}`);
    } else if (reference.url !== undefined) {
      keys.add(uriKey(type, reference.param, reference.url));
      sortable(reference.param, reference.url);
    }
  }
  for (const uri of index.uris) {
    present(uri.param);
    keys.add(uriKey(type, uri.param, uri.value));
    if (uri.param.startsWith('_')) continue;
    sortable(uri.param, uri.value);
    for (const address of withAddressesAbove(uri.value)) keys.add(belowKey(type, uri.param, address));
  }
  for (const entry of index.dates) present(entry.param);
  for (const entry of index.strings) present(entry.param);
  for (const entry of index.numbers) present(entry.param);
  for (const entry of index.quantities) present(entry.param);

  const contained = index.contained.map((one) => ({
    type: one.type,
    id: one.id,
    rows: rowsOf(one.type, one.index, secret),
  }));
  if (contained.length > 0) keys.add(containerKey);

  const together: QuantityEntry[] = [];
  for (const composite of index.composites) {
    for (const { words, quantities } of combinationsOf(composite).slice(0, mostCombinations)) {
      if (quantities === undefined) keys.add(compositeKey(type, composite.param, words));
      else {
        const param = compositeParam(type, composite.param, words);
        for (const quantity of quantities) together.push({ ...quantity, param });
      }
    }
  }

  const quantities = [
    ...index.numbers.map((entry) => ({ ...entry, system: '', code: '', unit: '' })),
    ...index.quantities.filter(({ param }) => unions[param] === undefined),
    ...together,
  ];
  return {
    keys: `{${[...keys].join()}}`,
    marks: `{${[...marks].join()}}`,
    codes: [...codes].map(([param, code]) => `${param}=${code}`),
    texts: index.texts.slice(0, mostTexts).map(({ param, folded }) => `${param}=${folded}`),
    words: wordsOf(index.words),
    code: codeRows([...coded.values()], index),
    date: distinct(index.dates, ({ param, low, high }) => `${param}|${low}|${high}`).slice(0, mostRows),
    string: distinct(index.strings.map(stringRow), ({ param, value }) => `${param}|${value}`).slice(0, mostRows),
    quantity: distinct(
      quantities.map(quantityRow).filter((row) => Number.isFinite(row.value)),
      (row) => Object.values(row).join('|'),
    ).slice(0, mostRows),
    contained,
  };
}

/**
 * Folded words hold letters and digits alone, so that nothing in them has a meaning to PostgreSQL. Each has a place, for
 * what has none would match whatever weight is asked for.
 */
function wordsOf(words: SearchIndex['words']): string | null {
  if (words.length === 0) return null;
  return words.map(({ word, narrative }) => (narrative ? `'${word}':1A` : `'${word}':1`)).join(' ');
}

interface Combination {
  readonly words: readonly string[];
  /** The last part, where it is one of quantities. */
  readonly quantities?: readonly QuantityEntry[];
}

/** Every way in which one repetition can be asked for: one entry of each part, tokens with and without their system. */
function combinationsOf({ parts }: CompositeEntry): readonly Combination[] {
  const last = parts.at(-1);
  const measured = last !== undefined && last.quantities.length > 0;
  let all: readonly (readonly string[])[] = [[]];
  for (const part of measured ? parts.slice(0, -1) : parts) {
    const ways = waysOf(part);
    all = all.flatMap((before) => ways.map((way) => [...before, ...way])).slice(0, mostCombinations);
  }
  return all.map((words) => (measured ? { words, quantities: last.quantities } : { words }));
}

function waysOf({ tokens, references }: CompositePart): readonly (readonly string[])[] {
  return [
    ...tokens.flatMap(({ system, code }) => [
      ['c', code],
      ['t', system, code],
    ]),
    ...references.map(({ type, id, url }) => (url === undefined ? ['r', type ?? '', id ?? ''] : ['u', url])),
  ];
}

function codeRows(coded: readonly { codeKey: string; key: string }[], index: SearchIndex): readonly CodeRow[] {
  if (coded.length === 0) return [];
  const dates = index.dates.filter((entry) => entry.param === rowedDate);
  const beside =
    dates.length === 0
      ? { first: noDate, low: noDate, high: noDate }
      : {
          first: Math.min(...dates.map((entry) => entry.low)),
          low: Math.max(...dates.map((entry) => entry.low)),
          high: Math.max(...dates.map((entry) => entry.high)),
        };
  return coded.map((row) => ({ ...row, ...beside }));
}

/**
 * A number is searched by the value in the middle of the interval that its precision implies: comparisons ignore the
 * precision of what is stored (R4 search.html#number).
 */
export function middle(low: number, high: number): number {
  return (low + high) / 2;
}

function stringRow({ param, value, folded }: StringEntry): StringEntry {
  return { param, value: value.replaceAll('\u0000', ''), folded: folded.replaceAll('\u0000', '') };
}

function quantityRow(entry: QuantityRow | (Omit<QuantityRow, 'value'> & { low: number; high: number })): QuantityRow {
  const { param, system, code, unit } = entry;
  const value = 'low' in entry ? middle(entry.low, entry.high) : entry.value;
  if (controlCharacter.test(system + code + unit)) return { param, value, system: '', code: '', unit: '' };
  const base = system === ucum && code !== '' ? baseUnitOf(code) : undefined;
  if (base === undefined) return { param, value, system, code, unit };
  return { param, value, system, code, unit, base: base.base, canonical: inBaseUnit(value, base) };
}

function distinct<T>(entries: readonly T[], name: (entry: T) => string): readonly T[] {
  if (entries.length < 2) return entries;
  return [...new Map(entries.map((entry) => [name(entry), entry])).values()];
}
