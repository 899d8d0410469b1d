import { jsonOf, parseSearch, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { ResourceAddress, StoredVersion } from '#records';
import type { FhirDeps } from '../fhir-deps.ts';
import { paramsOf } from '../params.ts';
import type { GraphLink } from './read-graph.ts';

/** Resources of one graph. */
const mostResources = 1_000;
/** Searches for one graph; each is for one resource and one target. */
const mostSearches = 200;
const mostMatches = 200;

/** A resource with the links that lead on from it. */
interface Visit {
  readonly stored: StoredVersion;
  readonly links: readonly GraphLink[];
}

/**
 * Everything that a graph leads to from a resource, each once, step by step, as far as the caller may see it. What is
 * hidden, absent or another person's is where the graph ends.
 */
export async function walkGraph(
  deps: FhirDeps,
  caller: Caller,
  start: StoredVersion,
  links: readonly GraphLink[],
): Promise<Outcome<readonly StoredVersion[]>> {
  const met = new Map([[nameOf(start), start]]);
  const searches = { left: mostSearches };
  /** From which resources these links were followed. */
  const followed = new Map<readonly GraphLink[], Set<string>>();
  let latest: readonly Visit[] = [{ stored: start, links }];
  while (latest.length > 0) {
    const next: Visit[] = [];
    for (const visit of latest) {
      const reached = await stepFrom(deps, caller, visit, start.compartment, searches);
      if (!reached.ok) return reached;
      for (const one of reached.value) {
        met.set(nameOf(one.stored), one.stored);
        // By another way round it may lead on elsewhere; the definition is a tree, so that this ends.
        const gone = followed.get(one.links) ?? new Set();
        followed.set(one.links, gone);
        if (one.links.length > 0 && !gone.has(nameOf(one.stored))) next.push(one);
        gone.add(nameOf(one.stored));
      }
      if (met.size > mostResources || next.length > mostResources) {
        return fail('search.too-broad', `The graph has more than ${mostResources} resources.`);
      }
    }
    latest = next;
  }
  return ok([...met.values()]);
}

async function stepFrom(
  deps: FhirDeps,
  caller: Caller,
  { stored, links }: Visit,
  compartment: string,
  searches: { left: number },
): Promise<Outcome<readonly Visit[]>> {
  const found: Visit[] = [];
  const resource = JSON.parse(stored.text) as Resource;
  for (const { path, targets } of links) {
    if (path !== undefined) {
      const items = path.evaluate(resource);
      if (!items.ok) return fail('request.bad', 'A path of the graph cannot be followed.');
      const addresses = items.value.flatMap((item) => addressOf(jsonOf(item)));
      const read = await deps.records.readMany(
        caller,
        addresses,
        '$graph',
        compartment === '' ? undefined : compartment,
      );
      if (!read.ok) return read;
      for (const one of read.value) {
        const target = targets.find(({ type }) => type === one?.type || type === 'Resource');
        if (one !== undefined && target !== undefined) found.push({ stored: one, links: target.links });
      }
      continue;
    }
    for (const target of targets) {
      searches.left -= 1;
      if (searches.left < 0) return fail('search.too-broad', `The graph asks for more than ${mostSearches} searches.`);
      const criteria = paramsOf((target.params ?? '').replaceAll('{ref}', nameOf(stored)));
      if (!criteria.ok) return criteria;
      const parameters = await deps.records.searchParameters();
      const query = parseSearch(target.type, criteria.value, { baseUrl: deps.baseUrl, parameters });
      if (!query.ok) return query;
      const page = await deps.records.search(caller, { ...query.value, count: mostMatches, total: 'none' }, '$graph');
      if (!page.ok) return page;
      if (page.value.next !== undefined) {
        return fail('search.too-broad', `A search of the graph has more than ${mostMatches} matches.`);
      }
      found.push(...page.value.matches.map((match) => ({ stored: match, links: target.links })));
    }
  }
  return ok(found);
}

function nameOf({ type, id }: StoredVersion): string {
  return `${type}/${id}`;
}

const referenceForm = /^([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/.*)?$/;

function addressOf(value: unknown): readonly ResourceAddress[] {
  const { reference } = (value ?? {}) as { readonly reference?: unknown };
  const [, type, id] = referenceForm.exec(typeof reference === 'string' ? reference : '') ?? [];
  return type === undefined || id === undefined ? [] : [{ type, id }];
}
