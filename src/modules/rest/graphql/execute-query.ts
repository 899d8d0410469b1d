import { parseKeepingNumbers, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { type Fault, faultOf } from '#kernel';
import type { ResourceAddress, StoredVersion } from '#records';
import type { FhirDeps } from '../fhir-deps.ts';
import { type AnswerObject, finish } from './answer-tree.ts';
import { bounds } from './bounds.ts';
import { errorOf, type GraphqlError, type Path, QueryRefused } from './graphql-fault.ts';
import { type Planner, rootType } from './plan-fields.ts';
import { type Making, newMaking, type Pending, resolveObject, unresolved } from './resolve-fields.ts';
import { searchQueryOf } from './search-arguments.ts';

/** Searches that are under way at once. */
const searchesAtOnce = 4;
/** Resources of one look-up: what `records` reads at once. */
const readAtOnce = 500;

export interface Executed {
  readonly data: object;
  readonly errors: readonly GraphqlError[];
}

/**
 * Executes a checked query: level by level, all references of a level in one read and its searches a few at a time, each
 * through `records` as the caller, so that everything given is decided and logged as by REST. `root` is the resource of
 * an instance-level query; without it the query stands at the system. Throws `QueryRefused` beyond the bounds.
 */
export async function executeQuery(
  deps: FhirDeps,
  caller: Caller,
  planner: Planner,
  root: StoredVersion | undefined,
): Promise<Executed> {
  const making = newMaking(planner, deps.baseUrl);
  const work: Work = {
    deps,
    caller,
    making,
    read: new Map(),
    resources: 0,
    searches: 0,
    until: Date.now() + bounds.time,
  };
  const selections = [planner.query.operation.selectionSet];
  const resource = root === undefined ? undefined : parsed(root);
  const answer =
    resource === undefined
      ? resolveObject(making, selections, rootType, {}, [])
      : resolveObject(making, selections, resource.resourceType, resource, [], whole(resource));
  while (making.pending.length > 0) {
    if (Date.now() > work.until) throw new QueryRefused(tooComplex('The query took longer than the node allows.'));
    const level = making.pending.splice(0);
    await readLevel(
      work,
      level.filter((one) => one.kind === 'read'),
    );
    await searchLevel(
      work,
      level.filter((one) => one.kind === 'search'),
    );
  }
  const data = finish(answer, making.report);
  return { data: withNulls(data, making.errors), errors: making.errors };
}

interface Work {
  readonly deps: FhirDeps;
  readonly caller: Caller;
  readonly making: Making;
  /** Every resource that this query has read, so that each is read and logged once. */
  readonly read: Map<string, Resource | undefined>;
  resources: number;
  searches: number;
  readonly until: number;
}

type Reading = Extract<Pending, { kind: 'read' }>;
type Searching = Extract<Pending, { kind: 'search' }>;

/** All references of a level at once; what the query itself names, as a read by REST, each by its own decision. */
async function readLevel(work: Work, level: readonly Reading[]): Promise<void> {
  const named = new Map<string, ResourceAddress>();
  const referred = new Map<string, ResourceAddress>();
  for (const { type, id, field } of level) {
    const name = nameOf({ type, id });
    if (!work.read.has(name)) (field.meaning.kind === 'lookup' ? named : referred).set(name, { type, id });
  }
  countResources(work, named.size + referred.size);
  await Promise.all(Array.from(named.values(), (address) => readNamed(work, address)));
  const addresses = [...referred.values()].filter((address) => !work.read.has(nameOf(address)));
  for (let from = 0; from < addresses.length; from += readAtOnce) {
    await readReferred(work, addresses.slice(from, from + readAtOnce));
  }
  for (const reading of level) {
    const resource = work.read.get(nameOf(reading));
    if (resource !== undefined) reading.fill([objectOf(work.making, reading, resource, reading.path)]);
    else if (!reading.optional) unresolved(work.making, reading.path);
  }
}

async function readNamed({ deps, caller, read }: Work, address: ResourceAddress): Promise<void> {
  const found = await deps.records.read(caller, address.type, address.id, '$graphql');
  if (!found.ok && found.fault.kind !== 'not-found' && found.fault.kind !== 'gone') throw new QueryRefused(found.fault);
  read.set(nameOf(address), found.ok ? parsed(found.value) : undefined);
}

async function readReferred({ deps, caller, read }: Work, addresses: readonly ResourceAddress[]): Promise<void> {
  const found = await deps.records.readMany(caller, addresses, '$graphql');
  if (!found.ok) throw new QueryRefused(found.fault);
  for (const [n, address] of addresses.entries()) {
    const stored = found.value[n];
    read.set(nameOf(address), stored === undefined ? undefined : parsed(stored));
  }
}

async function searchLevel(work: Work, level: readonly Searching[]): Promise<void> {
  work.searches += level.length;
  if (work.searches > bounds.searches) {
    throw new QueryRefused(tooComplex(`A query comes to at most ${bounds.searches} searches.`));
  }
  const left = level.values();
  // Each takes the next one that is left.
  const search = async () => {
    for (const searching of left) await searchOne(work, searching);
  };
  await Promise.all(Array.from({ length: searchesAtOnce }, search));
}

async function searchOne(work: Work, searching: Searching): Promise<void> {
  const { deps, caller, making } = work;
  const { type, args, around, field, path, connection, fill } = searching;
  const asked = (part: string) => connection && hasPart(work, searching, part);
  const { parameters } = making.planner;
  const query = searchQueryOf(args, { type, around, withTotal: asked('count'), baseUrl: deps.baseUrl, parameters });
  if (!query.ok) {
    making.report(errorOf(query.fault, { path }));
    return;
  }
  const page = await deps.records.search(caller, query.value, '$graphql');
  if (!page.ok) {
    making.report(errorOf(page.fault, { path }));
    return;
  }
  const { matches, total, next } = page.value;
  countResources(work, matches.length);
  const resources = matches.map(parsed);
  for (const resource of resources) work.read.set(`${resource.resourceType}/${resource.id}`, resource);
  if (!connection) {
    fill(resources.map((resource, n) => objectOf(making, searching, resource, [...path, n])));
    return;
  }
  const value = {
    ...(total === undefined ? {} : { count: total }),
    ...(query.value.cursor === undefined ? { offset: 0 } : {}),
    pagesize: query.value.count,
    ...(next === undefined ? {} : { next }),
    edges: resources.map((resource) => ({ mode: 'match', resource })),
  };
  fill([resolveObject(making, field.selections, `${type}Connection`, value, path)]);
}

function nameOf({ type, id }: ResourceAddress): string {
  return `${type}/${id}`;
}

function hasPart({ making }: Work, { field, type }: Searching, part: string): boolean {
  return making.planner.plan(field.selections, `${type}Connection`).fields.some(({ name }) => name === part);
}

function objectOf(making: Making, { field }: Pending, resource: Resource, path: Path): AnswerObject {
  return resolveObject(making, field.selections, resource.resourceType, resource, path, whole(resource));
}

function whole(resource: Resource) {
  return { resource, inList: false, suffix: '' };
}

function parsed(stored: StoredVersion): Resource {
  return parseKeepingNumbers(stored.text) as Resource;
}

function countResources(work: Work, more: number): void {
  work.resources += more;
  if (work.resources > bounds.resources) {
    throw new QueryRefused(
      tooComplex(`A query comes to at most ${bounds.resources} resources; ask for smaller pages.`),
    );
  }
}

function tooComplex(text: string): Fault {
  return faultOf('graphql.too-complex', text);
}

/** A field of the root that failed is null, as GraphQL says it; further down a name without a value is left out. */
function withNulls(data: object, errors: readonly GraphqlError[]): object {
  const answered = data as Record<string, unknown>;
  for (const { path = [] } of errors) {
    const [name, ...more] = path;
    if (typeof name === 'string' && more.length === 0 && !(name in answered)) answered[name] = null;
  }
  return data;
}
