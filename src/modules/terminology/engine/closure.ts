import type { Definition } from '#fhir';
import type { TerminologyAnswer } from '../concepts.ts';
import { type Call, findCodeSystem, ruledVersion } from './call.ts';
import { type ParameterElement, textOf } from './call-parameters.ts';
import { above } from './concept-test.ts';
import { isRefusal, type Refusal, refuseWith } from './issues.ts';
import type { Coding } from './resources.ts';

/** A concept in a closure table, and with which version of the table it came in. */
export interface ClosureConcept {
  readonly system: string;
  readonly code: string;
  readonly since: number;
}

/** A closure table: whose it is, and what its client calls it. */
export interface ClosureName {
  readonly client: string;
  readonly name: string;
}

/** Where closure tables are kept. */
export interface ClosureTables {
  /** Undefined where there is no such table. */
  read(table: ClosureName): Promise<readonly ClosureConcept[] | undefined>;
  /** Begins a table anew; the client's oldest gives way where it has too many. */
  begin(table: ClosureName): Promise<void>;
  /** Adds those that are not yet there and answers the table, under the next version where any was added. */
  add(table: ClosureName, concepts: readonly Omit<ClosureConcept, 'since'>[]): Promise<readonly ClosureConcept[]>;
}

const longestName = 200;
const mostConcepts = 500;
const mostInTable = 10_000;
const mostRelations = 200_000;
/** Tables that a client may have. */
export const mostTables = 100;

/** $closure (R4 terminology-service.html#closure): keeps a table of which of a client's concepts subsume which. */
export async function closure(
  call: Call,
  entries: readonly ParameterElement[],
  tables: ClosureTables,
  client: string,
  now: Date,
): Promise<TerminologyAnswer | Refusal> {
  const name = textOf(entries, 'name');
  if (name === undefined || name.length > longestName)
    return refuseWith(400, 'invalid', 'A name of the table is needed');
  const table = { client, name };
  const since = textOf(entries, 'version');
  const given = entries.flatMap(({ name: own, valueCoding }) =>
    own === 'concept' && valueCoding !== undefined ? [valueCoding as Coding] : [],
  );
  if (given.length > mostConcepts) return refuseWith(413, 'too-costly', 'Too many concepts at once');
  if (since !== undefined && given.length > 0) {
    return refuseWith(400, 'invalid', 'Either concepts are added or a version is asked for again');
  }
  const answer = (concepts: readonly ClosureConcept[], since: number): TerminologyAnswer | Refusal => {
    const found = relations(call, concepts, since);
    return isRefusal(found) ? found : { status: 200, resource: mapOf(name, found, versionOf(concepts), now) };
  };
  const before = await tables.read(table);
  if (given.length === 0 && since === undefined) {
    await tables.begin(table);
    return { status: 200, resource: mapOf(name, [], 0, now) };
  }
  if (before === undefined) return refuseWith(404, 'not-found', `There is no closure table of the name ${name}`);
  if (since !== undefined) {
    const wanted = Number(since);
    if (!Number.isSafeInteger(wanted)) return refuseWith(400, 'invalid', 'The version of a closure table is a number');
    return answer(before, wanted);
  }
  const concepts: Omit<ClosureConcept, 'since'>[] = [];
  for (const { system, code, version } of given) {
    if (system === undefined || code === undefined) {
      return refuseWith(400, 'invalid', 'Each concept needs a system and a code');
    }
    const view = findCodeSystem(call, system, ruledVersion(call, system, version));
    const index = view?.content.indexOf(code) ?? -1;
    if (view === undefined || index < 0)
      return refuseWith(404, 'not-found', `Unable to find code '${code}' in ${system}`);
    concepts.push({ system, code: view.content.codeAt(index) });
  }
  if (before.length + concepts.length > mostInTable) return refuseWith(413, 'too-costly', 'The closure table is full');
  const after = await tables.add(table, concepts);
  return answer(after, versionOf(before));
}

function versionOf(table: readonly ClosureConcept[]): number {
  return table.reduce((latest, { since }) => Math.max(latest, since), 0);
}

interface Relation {
  readonly system: string;
  readonly code: string;
  readonly above: string;
}

/** Which concepts are below which, of all pairs of which one came in after the version. */
function relations(call: Call, table: readonly ClosureConcept[], version: number): readonly Relation[] | Refusal {
  const found: Relation[] = [];
  for (const [system, some] of Map.groupBy(table, ({ system }) => system)) {
    const view = findCodeSystem(call, system, ruledVersion(call, system, undefined));
    if (view === undefined) continue;
    const { content } = view;
    const placed = new Map(some.map((one) => [content.indexOf(one.code), one]));
    for (const [index, one] of placed) {
      if (index < 0) continue;
      // What stands above a concept is little, even where the table is large.
      for (const wider of above(content, index)) {
        const other = placed.get(wider);
        if (other === undefined || other === one || Math.max(one.since, other.since) <= version) continue;
        found.push({ system, code: one.code, above: other.code });
        if (found.length > mostRelations) return refuseWith(413, 'too-costly', 'The closure table is too large');
      }
    }
  }
  return found;
}

function mapOf(name: string, relationsFound: readonly Relation[], version: number, now: Date): Definition {
  const group = [...Map.groupBy(relationsFound, ({ system }) => system)].map(([system, some]) => ({
    source: system,
    target: system,
    element: [...Map.groupBy(some, ({ code }) => code)].map(([code, own]) => ({
      code,
      // The target is the wider concept (R4 valueset-concept-map-equivalence.html, `subsumes`).
      target: own.map(({ above }) => ({ code: above, equivalence: 'subsumes' })),
    })),
  }));
  return {
    resourceType: 'ConceptMap',
    id: 'closure',
    version: String(version),
    name: 'Closure',
    title: `Closure table ${name}`,
    status: 'active',
    experimental: true,
    date: now.toISOString(),
    ...(group.length === 0 ? {} : { group }),
  } as unknown as Definition;
}

/** Closure tables that live as long as the process. */
export function closureTablesInMemory(): ClosureTables {
  const clients = new Map<string, Map<string, readonly ClosureConcept[]>>();
  const of = (client: string) => {
    const tables = clients.get(client) ?? new Map<string, readonly ClosureConcept[]>();
    clients.set(client, tables);
    return tables;
  };
  return {
    async read({ client, name }) {
      return of(client).get(name);
    },
    async begin({ client, name }) {
      const tables = of(client);
      tables.delete(name);
      const [oldest] = tables.keys();
      if (tables.size >= mostTables && oldest !== undefined) tables.delete(oldest);
      tables.set(name, []);
    },
    async add({ client, name }, concepts) {
      const table = of(client).get(name) ?? [];
      const next = versionOf(table) + 1;
      const after = new Map(table.map((one) => [`${one.system}|${one.code}`, one]));
      for (const one of concepts) {
        const key = `${one.system}|${one.code}`;
        if (!after.has(key)) after.set(key, { ...one, since: next });
      }
      of(client).set(name, [...after.values()]);
      return [...after.values()];
    },
  };
}
