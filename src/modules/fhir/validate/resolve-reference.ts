import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import type { Run } from './run.ts';

interface Entry {
  readonly fullUrl?: unknown;
  readonly resource?: unknown;
}

const relative = /^([A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/**
 * The resource that a reference means inside of what is validated: a contained one, or one of the Bundles around it
 * (R4, bundle.html#references: by fullUrl, a relative one against the fullUrl of the entry it stands in).
 */
export function resolveReference(run: Run, reference: string): FhirNode | undefined {
  if (reference.startsWith('#')) return containedIn(run, reference.slice(1));
  for (const bundle of run.bundles.toReversed()) {
    const found = inBundle(bundle, reference, run.entryUrls.at(-1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function containedIn(run: Run, id: string): FhirNode | undefined {
  for (const holder of [run.resource, run.rootResource]) {
    const { contained } = holder.value as { readonly contained?: unknown };
    if (id === '') return run.rootResource;
    const listed = Array.isArray(contained) ? contained : [];
    const found = listed.find((one) => isObject(one) && one.id === id);
    if (found !== undefined) return nodeOf(found);
  }
  return undefined;
}

function inBundle(bundle: FhirNode, reference: string, from: string | undefined): FhirNode | undefined {
  const { entry } = bundle.value as { readonly entry?: unknown };
  const entries = (Array.isArray(entry) ? entry : []).filter(isObject) as readonly Entry[];
  const plain = reference.replace(/\/_history\/[^/#]*/, '').replace(/#.*$/, '');
  const part = relative.exec(plain);
  const base = from === undefined ? undefined : /^(https?:.*\/)[A-Za-z]+\/[A-Za-z0-9\-.]+$/.exec(from)?.[1];
  const full = part === null ? plain : base === undefined ? undefined : base + plain;
  const found =
    entries.find(({ fullUrl }) => fullUrl !== undefined && fullUrl === full) ??
    (part === null
      ? undefined
      : entries.find(
          ({ resource }) => isObject(resource) && resource.resourceType === part[1] && resource.id === part[2],
        ));
  return found === undefined ? undefined : nodeOf(found.resource);
}

function nodeOf(value: unknown): FhirNode | undefined {
  if (!isObject(value)) return undefined;
  const { resourceType } = value;
  return isResourceType(resourceType) ? new FhirNode(value, resourceType) : undefined;
}
