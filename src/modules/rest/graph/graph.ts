import { parseSearch, type Resource } from '#fhir';
import type { Caller } from '#identity';
import { fail, type Outcome, ok } from '#kernel';
import type { Answer } from '../answer.ts';
import type { FhirDeps } from '../fhir-deps.ts';
import { readGraph } from './read-graph.ts';
import { walkGraph } from './walk-graph.ts';

/**
 * [type]/[id]/$graph (FHIR R4, resource-operation-graph.html): the resource and what a GraphDefinition of this node leads
 * to from it, as a Bundle of type collection.
 */
export async function graph(
  deps: FhirDeps,
  caller: Caller,
  { type, id }: { readonly type: string; readonly id: string },
  params: URLSearchParams,
): Promise<Outcome<Answer>> {
  const canonical = params.get('graph');
  if (canonical === null || canonical === '' || [...params].length > 1) {
    return fail('request.bad', '$graph takes graph, the canonical address of a GraphDefinition, once.');
  }
  const definition = await definitionOf(deps, caller, canonical);
  if (!definition.ok) return definition;
  const read = readGraph(definition.value);
  if (!read.ok) return read;
  if (read.value.start !== type) return fail('request.bad', `The GraphDefinition starts at ${read.value.start}.`);
  const start = await deps.records.read(caller, type, id, '$graph');
  if (!start.ok) return start;
  const resources = await walkGraph(deps, caller, start.value, read.value.links);
  if (!resources.ok) return resources;
  const entries = resources.value.map(
    (stored) => `{"fullUrl":"${deps.baseUrl}/${stored.type}/${stored.id}","resource":${stored.text}}`,
  );
  return ok({ status: 200, text: `{"resourceType":"Bundle","type":"collection","entry":[${entries.join(',')}]}` });
}

/** By its canonical address, with a version or without; the latest where several have it. */
async function definitionOf(deps: FhirDeps, caller: Caller, canonical: string): Promise<Outcome<Resource>> {
  const [url = '', version] = canonical.split('|', 2);
  const escaped = (text: string) => text.replaceAll(/[\\|,$]/g, '\\$&');
  const params = new URLSearchParams({ url: escaped(url), _sort: '-_lastUpdated', _count: '1' });
  if (version !== undefined) params.set('version', escaped(version));
  const query = parseSearch('GraphDefinition', params, { baseUrl: deps.baseUrl });
  if (!query.ok) return query;
  const page = await deps.records.search(caller, query.value, '$graph');
  if (!page.ok) return page;
  const [found] = page.value.matches;
  return found === undefined
    ? fail('request.bad', 'This node has no GraphDefinition with this address.')
    : ok(JSON.parse(found.text) as Resource);
}
