import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import type { Run } from './run.ts';

export interface Entry {
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
  const { bundles, entryUrls } = run;
  for (let n = bundles.length - 1; n >= 0; n--) {
    const found = inBundle(bundles[n] as FhirNode, reference, entryUrls.at(-1));
    if (found !== undefined) return found;
  }
  return undefined;
}

function containedIn(run: Run, id: string): FhirNode | undefined {
  for (const holder of [run.resource, run.rootResource]) {
    if (id === '') return run.rootResource;
    const found = containedById(holder.value).get(id);
    if (found !== undefined) return nodeOf(found);
  }
  return undefined;
}

const containedOf = new WeakMap<object, ReadonlyMap<unknown, unknown>>();

/** What a resource contains, by its id. */
function containedById(holder: unknown): ReadonlyMap<unknown, unknown> {
  const { contained } = holder as { readonly contained?: unknown };
  if (!Array.isArray(contained)) return noneContained;
  let byId = containedOf.get(contained);
  if (byId === undefined) {
    byId = new Map(contained.flatMap((one) => (isObject(one) ? [[one.id, one] as const] : [])).reverse());
    containedOf.set(contained, byId);
  }
  return byId;
}

const contentOf = new WeakMap<object, ReadonlySet<unknown>>();

/** Whether a resource stands among what another contains. */
export function isContained(holder: FhirNode, { value }: FhirNode): boolean {
  const { contained } = holder.value as { readonly contained?: unknown };
  if (!Array.isArray(contained)) return false;
  let content = contentOf.get(contained);
  if (content === undefined) {
    content = new Set(contained);
    contentOf.set(contained, content);
  }
  return content.has(value);
}

const noneContained: ReadonlyMap<unknown, unknown> = new Map();

/** The entries of a Bundle by what they are called, made once for each Bundle. */
interface BundleIndex {
  readonly byFullUrl: ReadonlyMap<string, unknown>;
  /** By `Type/id`: those that have no fullUrl, or one that ends so. */
  readonly byName: ReadonlyMap<string, unknown>;
  /** The entry that a resource stands in. */
  readonly byResource: ReadonlyMap<unknown, Entry>;
}

const indexes = new WeakMap<object, BundleIndex>();

function indexOf(bundle: FhirNode): BundleIndex {
  const { entry } = bundle.value as { readonly entry?: unknown };
  const key = Array.isArray(entry) ? entry : (bundle.value as object);
  const known = indexes.get(key);
  if (known !== undefined) return known;
  const byFullUrl = new Map<string, unknown>();
  const byName = new Map<string, unknown>();
  const byResource = new Map<unknown, Entry>();
  for (const one of (Array.isArray(entry) ? entry : []).filter(isObject) as readonly Entry[]) {
    const { fullUrl, resource } = one;
    if (isObject(resource)) byResource.set(resource, one);
    if (typeof fullUrl === 'string' && !byFullUrl.has(fullUrl)) byFullUrl.set(fullUrl, resource);
    if (!isObject(resource) || typeof resource.id !== 'string') continue;
    const name = `${resource.resourceType}/${resource.id}`;
    const isCalledSo = typeof fullUrl !== 'string' || fullUrl === name || fullUrl.endsWith(`/${name}`);
    if (isCalledSo && !byName.has(name)) byName.set(name, resource);
  }
  const index = { byFullUrl, byName, byResource };
  indexes.set(key, index);
  return index;
}

/** The entry of a Bundle that a resource stands in; undefined where it stands elsewhere. */
export function entryOf(bundle: FhirNode, { value }: FhirNode): Entry | undefined {
  return indexOf(bundle).byResource.get(value);
}

/** What a reference means that stands in an entry with the fullUrl `from`. */
export function inBundle(bundle: FhirNode, reference: string, from: string | undefined): FhirNode | undefined {
  const { byFullUrl, byName } = indexOf(bundle);
  const named = byFullUrl.get(reference);
  if (named !== undefined && !relative.test(reference)) return nodeOf(named);
  const plain = reference.replace(/\/_history\/[^/#]*/, '').replace(/#.*$/, '');
  const part = relative.exec(plain);
  if (part === null) return nodeOf(byFullUrl.get(plain));
  // Where the entry has a name and no address, so has what it refers to.
  const isName = from?.startsWith('urn:') === true;
  const base = from === undefined ? undefined : /^(https?:.*\/)[A-Za-z]+\/[A-Za-z0-9\-.]+$/.exec(from)?.[1];
  const full = isName ? `urn:uuid:${part[2]}` : base === undefined ? undefined : base + plain;
  return nodeOf((full === undefined ? undefined : byFullUrl.get(full)) ?? byName.get(plain));
}

function nodeOf(value: unknown): FhirNode | undefined {
  if (!isObject(value)) return undefined;
  const { resourceType } = value;
  return isResourceType(resourceType) ? new FhirNode(value, resourceType) : undefined;
}
