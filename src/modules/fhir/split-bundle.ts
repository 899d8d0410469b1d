import { fail, type Outcome, ok } from '#kernel';
import { eachElement, eachMember, skipSpace } from './json-text.ts';
import { isObject } from './json-value.ts';
import { type ParseLimits, parseResource } from './parse-resource.ts';
import type { Resource } from './resource.ts';

/** One entry of a Bundle. Members that do not have the shape of the definition are left out. */
export interface BundleEntry {
  readonly fullUrl?: string;
  readonly resource?: Resource;
  /** The exact JSON text of `resource`. */
  readonly source?: string;
  readonly request?: {
    readonly method: string;
    readonly url: string;
    readonly ifNoneExist?: string;
    readonly ifMatch?: string;
    readonly ifNoneMatch?: string;
    readonly ifModifiedSince?: string;
  };
  readonly search?: { readonly mode?: string; readonly score?: number };
}

export interface BundleParts {
  readonly bundle: Resource;
  readonly entries: readonly BundleEntry[];
}

/**
 * Reads a Bundle and cuts out the text of each entry's resource, so that what is stored is what was sent. Refuses what
 * `parseResource` refuses, what is not a Bundle (`resource.type-mismatch`), and entries that are not objects
 * (`transaction.bad-entry`); the structure of the resources is not checked here.
 */
export function splitBundle(text: string, limits: ParseLimits = {}): Outcome<BundleParts> {
  const parsed = parseResource(text, 'json', limits);
  if (!parsed.ok) return parsed;
  const bundle = parsed.value;
  if (bundle.resourceType !== 'Bundle') {
    return fail('resource.type-mismatch', 'The body must be a Bundle.');
  }
  const listed = bundle.entry ?? [];
  if (!Array.isArray(listed)) return fail('structure.wrong-type', 'Bundle.entry must be an array.', 'Bundle.entry');
  const sources = resourceTexts(text);
  const entries: BundleEntry[] = [];
  for (const [index, entry] of listed.entries()) {
    const path = `Bundle.entry[${index}]`;
    if (!isObject(entry)) return fail('transaction.bad-entry', 'An entry must be an object.', path);
    const { resource } = entry;
    if (resource !== undefined && !(isObject(resource) && typeof resource.resourceType === 'string')) {
      return fail('transaction.bad-entry', 'The resource of an entry must be an object with a resourceType.', path);
    }
    entries.push({
      ...(typeof entry.fullUrl === 'string' && { fullUrl: entry.fullUrl }),
      ...(resource !== undefined && { resource: resource as Resource, source: sources[index] ?? '' }),
      ...requestOf(entry.request),
      ...searchOf(entry.search),
    });
  }
  return ok({ bundle, entries });
}

/** The text of `resource` of each entry, by the entry's number. */
function resourceTexts(text: string): readonly (string | undefined)[] {
  const texts: (string | undefined)[] = [];
  eachMember(text, skipSpace(text, 0), (key, entries) => {
    if (key !== 'entry') return false;
    eachElement(text, entries.start, (entry) => {
      let source: string | undefined;
      eachMember(text, entry.start, (member, value) => {
        if (member !== 'resource') return false;
        source = text.slice(value.start, value.end);
        return true;
      });
      texts.push(source);
    });
    return true;
  });
  return texts;
}

function requestOf(value: unknown): Pick<BundleEntry, 'request'> {
  if (!isObject(value) || typeof value.method !== 'string' || typeof value.url !== 'string') return {};
  const { method, url } = value;
  const request: Record<string, string> = {};
  for (const name of ['ifNoneExist', 'ifMatch', 'ifNoneMatch', 'ifModifiedSince']) {
    const condition = value[name];
    if (typeof condition === 'string') request[name] = condition;
  }
  return { request: { method, url, ...request } };
}

function searchOf(value: unknown): Pick<BundleEntry, 'search'> {
  if (!isObject(value)) return {};
  return {
    search: {
      ...(typeof value.mode === 'string' && { mode: value.mode }),
      ...(typeof value.score === 'number' && { score: value.score }),
    },
  };
}
