import { type Fact, parametersOf } from './search-facts.ts';
import { containedQueriesFor, type OracleQuery, prefixedQueriesFor, queriesFor } from './search-queries.ts';
import { type SharedResource, sampled } from './shared-resources.ts';

/** A search of one type, and what it must find. */
export interface OracleSearch {
  readonly type: string;
  /** The parameter with its modifier or chain. */
  readonly name: string;
  readonly value: string;
  /** The resource whose value is asked for. */
  readonly from: string;
  judge(): Judgement;
}

/** Ids: what must be found, and what may be; `may` holds all of `must`. */
export interface Judgement {
  readonly must: ReadonlySet<string>;
  readonly may: ReadonlySet<string>;
}

interface Column {
  readonly code: string;
  readonly kind: string;
  readonly rows: readonly { readonly id: string; readonly name: string; readonly facts: readonly Fact[] }[];
  /** Who has the element, whatever it says. */
  readonly present: ReadonlySet<string>;
}

interface Table {
  readonly type: string;
  readonly ids: readonly string[];
  readonly columns: readonly Column[];
}

/** Searches of one kind for one parameter; `most` of each, always the same. */
export function oracleSearches(all: readonly SharedResource[], most: number): readonly OracleSearch[] {
  const tables = [...Map.groupBy(all, ({ type }) => type)].map(([type, list]) => tableOf(type, list));
  const byType = new Map(tables.map((table) => [table.type, table]));
  return tables.flatMap((table) =>
    table.columns.flatMap((column) => {
      if (column.code === 'phonetic')
        return some(
          direct(table, column, (fact) => queriesFor(fact).slice(0, 1).map(soundsAlike)),
          most,
        );
      return [
        ...some(direct(table, column, queriesFor), most),
        ...some(direct(table, column, containedQueriesFor), most / 10),
        ...some(direct(table, column, prefixedQueriesFor), most / 4),
        ...some(negated(table, column), most / 10),
        ...missing(table, column),
        ...some(chained(table, column, byType), most / 5),
      ];
    }),
  );
}

function tableOf(type: string, list: readonly SharedResource[]): Table {
  const parsed = list.map(({ id, name, text }) => ({ id, name, resource: JSON.parse(text) as object }));
  const columns = parametersOf(type).map(({ code, type: kind, factsOf, isIn }): Column => {
    const rows = parsed
      .map(({ id, name, resource }) => ({ id, name, facts: factsOf(resource) }))
      .filter(({ facts }) => facts.length > 0);
    const present = new Set(parsed.filter(({ resource }) => isIn(resource)).map(({ id }) => id));
    return { code, kind, rows, present };
  });
  return { type, ids: parsed.map(({ id }) => id), columns: columns.filter(({ present }) => present.size > 0) };
}

function some(searches: readonly OracleSearch[], most: number): readonly OracleSearch[] {
  const different = new Map(searches.map((search) => [`${search.name}=${search.value}`, search]));
  return sampled([...different.values()], Math.ceil(most), ({ name, value }) => `${name}=${value}`);
}

function judged(rows: Column['rows'], query: OracleQuery): Judgement {
  const must = new Set<string>();
  const may = new Set<string>();
  for (const { id, facts } of rows) {
    const answers = facts.map((fact) => query.matches(fact));
    if (answers.includes('yes')) must.add(id);
    if (answers.includes('yes') || answers.includes('either')) may.add(id);
  }
  return { must, may };
}

/** What sounds alike R4 leaves to the server: the same text does. */
function soundsAlike({ value }: OracleQuery): OracleQuery {
  return { value, matches: (fact) => (queriesFor(fact).some((own) => own.value === value) ? 'yes' : 'either') };
}

function direct(
  { type }: Table,
  { code, rows }: Column,
  queries: (fact: Fact) => readonly OracleQuery[],
): readonly OracleSearch[] {
  return rows.flatMap(({ name: from, facts }) =>
    facts.flatMap(queries).map((query): OracleSearch => {
      const name = query.modifier === undefined ? code : `${code}:${query.modifier}`;
      return { type, name, value: query.value, from, judge: () => judged(rows, query) };
    }),
  );
}

/** `:not` finds everything else, what lacks the element too. */
function negated({ type, ids }: Table, { code, kind, rows }: Column): readonly OracleSearch[] {
  if (kind !== 'token') return [];
  return rows.flatMap(({ name: from, facts }) =>
    facts.flatMap(queriesFor).map((query): OracleSearch => {
      const judge = () => {
        const { must, may } = judged(rows, query);
        return { must: new Set(ids.filter((id) => !may.has(id))), may: new Set(ids.filter((id) => !must.has(id))) };
      };
      return { type, name: `${code}:not`, value: query.value, from, judge };
    }),
  );
}

/** Whether an element counts that says nothing that can be searched, is for the server to say. */
function missing({ type, ids }: Table, { code, kind, rows, present }: Column): readonly OracleSearch[] {
  if (kind === 'composite') return [];
  const told = new Set(rows.map(({ id }) => id));
  const without = (set: ReadonlySet<string>) => new Set(ids.filter((id) => !set.has(id)));
  const from = 'the type';
  return [
    { type, name: `${code}:missing`, value: 'false', from, judge: () => ({ must: told, may: present }) },
    {
      type,
      name: `${code}:missing`,
      value: 'true',
      from,
      judge: () => ({ must: without(present), may: without(told) }),
    },
  ];
}

/** Chains over references to resources that are there, and their reverse from the other end. */
function chained(
  table: Table,
  { code, kind, rows }: Column,
  byType: ReadonlyMap<string, Table>,
): readonly OracleSearch[] {
  if (kind !== 'reference') return [];
  const searches: OracleSearch[] = [];
  const links = rows.flatMap(({ id, facts }) =>
    facts.flatMap((fact) => (fact.kind === 'reference' ? [{ id, to: fact.to }] : [])),
  );
  for (const { id, to } of links) {
    const [farType = '', farId = ''] = to.split('/');
    const far = byType.get(farType);
    if (far === undefined || to.split('/').length !== 2) continue;
    for (const column of far.columns) searches.push(...forward(table, code, links, far, column, farId));
    for (const column of table.columns) searches.push(...backward(table, code, links, far, column, id));
  }
  return searches;
}

interface Link {
  readonly id: string;
  readonly to: string;
}

/** Queries by a plain value of one resource. */
function plainQueries({ code, kind, rows }: Column, id: string): readonly OracleQuery[] {
  if (kind === 'composite' || code === 'phonetic') return [];
  return (rows.find((row) => row.id === id)?.facts ?? []).slice(0, 1).flatMap((fact) => queriesFor(fact).slice(0, 1));
}

function forward(
  { type }: Table,
  code: string,
  links: readonly Link[],
  far: Table,
  column: Column,
  farId: string,
): readonly OracleSearch[] {
  return plainQueries(column, farId).map((query) => ({
    type,
    name: `${code}:${far.type}.${column.code}`,
    value: query.value,
    from: `${far.type}/${farId}`,
    judge: () => {
      const end = judged(column.rows, query);
      const leadingTo = (ends: ReadonlySet<string>) =>
        new Set(
          links
            .filter(({ to }) => to.startsWith(`${far.type}/`) && ends.has(to.slice(far.type.length + 1)))
            .map(({ id }) => id),
        );
      return { must: leadingTo(end.must), may: leadingTo(end.may) };
    },
  }));
}

function backward(
  { type }: Table,
  code: string,
  links: readonly Link[],
  far: Table,
  column: Column,
  id: string,
): readonly OracleSearch[] {
  const there = new Set(far.ids);
  return plainQueries(column, id).map((query) => ({
    type: far.type,
    name: `_has:${type}:${code}:${column.code}`,
    value: query.value,
    from: `${type}/${id}`,
    judge: () => {
      const end = judged(column.rows, query);
      const meantBy = (ends: ReadonlySet<string>) =>
        new Set(
          links
            .filter((link) => ends.has(link.id) && link.to.startsWith(`${far.type}/`))
            .map(({ to }) => to.slice(far.type.length + 1))
            .filter((one) => there.has(one)),
        );
      return { must: meantBy(end.must), may: meantBy(end.may) };
    },
  }));
}
