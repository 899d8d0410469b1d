import type { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { type Entry, entryOf, isContained } from './resolve-reference.ts';
import type { Run } from './run.ts';

/** Whether an element is another resource than the one in hand. */
export function standsElsewhere({ resource }: Run, { value }: FhirNode): boolean {
  return value !== resource.value && isObject(value) && value.resourceType !== undefined;
}

/**
 * Does `work` with `node` as the resource in hand: `%resource`, and what its references are read against, are those of
 * the place where it stands: contained in the resource in hand, in an entry of it, or in a Bundle around.
 */
export function inResource(run: Run, node: FhirNode, work: () => void): void {
  if (!standsElsewhere(run, node)) {
    work();
    return;
  }
  const { resource, rootResource, start, bundles, entryUrls } = run;
  const around = resource.type === 'Bundle' ? [...bundles, resource] : bundles;
  const bundle = around.findLast((one) => entryOf(one, node) !== undefined);
  run.start = run.path.length;
  run.resource = node;
  if (bundle !== undefined) {
    const kept = around.indexOf(bundle);
    run.bundles = [...around.slice(0, kept), bundle];
    run.entryUrls = [...entryUrls.slice(0, kept), fullUrlOf(entryOf(bundle, node))];
    run.rootResource = node;
  } else if (!isContained(resource, node)) run.rootResource = node;
  work();
  run.resource = resource;
  run.rootResource = rootResource;
  run.start = start;
  run.bundles = bundles;
  run.entryUrls = entryUrls;
}

function fullUrlOf(entry: Entry | undefined): string | undefined {
  return typeof entry?.fullUrl === 'string' ? entry.fullUrl : undefined;
}
