import { extractIndex, type Resource, type SearchInclude, searchParametersOf, type Visibility } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '../contract.ts';
import { referenceKey, uriKey } from '../keys.ts';
import type { ResourceKey } from '../locate.ts';
import { readByKeys } from '../read.ts';
import { resourcesByKeys } from './by-keys.ts';
import type { SearchContext } from './search-context.ts';

/** Resources that one page may bring along; a page that would bring more is refused, never cut. */
const mostIncluded = 2_000;
/** References of one page that are followed. */
const mostFollowed = 20_000;
/** Steps from a match, with `:iterate`. */
const mostSteps = 10;

type Reach = Pick<SearchContext, 'on' | 'locator' | 'index' | 'sealing'>;

/**
 * The resources that a page gives along with its matches (R4 search.html#include), under the same visibility as the
 * matches: what is hidden is neither given nor counted against the bounds. `search.too-broad` beyond these.
 */
export async function findIncluded(
  reach: Reach,
  includes: readonly SearchInclude[],
  matches: readonly StoredVersion[],
  visibility: Visibility,
): Promise<Outcome<readonly StoredVersion[]>> {
  const met = new Set(matches.map(nameOf));
  const found: StoredVersion[] = [];
  let from = matches;
  for (let step = 0; from.length > 0; step += 1) {
    const now = step === 0 ? includes : includes.filter((include) => include.iterate);
    if (now.length === 0) break;
    const next = await oneStep(reach, now, from, visibility, met);
    if (!next.ok) return next;
    if (next.value.length > 0 && step >= mostSteps) return tooMany(`in more than ${mostSteps} steps`);
    found.push(...next.value);
    if (found.length > mostIncluded) return tooMany(`of more than ${mostIncluded} resources`);
    from = next.value;
  }
  return ok(found.sort((a, b) => compare(a.type, b.type) || compare(a.id, b.id)));
}

function tooMany(what: string): Outcome<never> {
  return fail('search.too-broad', `A page may not bring along resources ${what}; ask for a smaller _count.`);
}

/** What the resources of the last step lead to, and was not met before. */
async function oneStep(
  reach: Reach,
  includes: readonly SearchInclude[],
  from: readonly StoredVersion[],
  visibility: Visibility,
  met: Set<string>,
): Promise<Outcome<readonly StoredVersion[]>> {
  const forward = includes.filter((include) => !include.reverse);
  const links = forward.length === 0 ? noLinks : linksOf(reach, forward, from);
  if (links.keys.size + links.urls.size > mostFollowed) return tooMany(`by more than ${mostFollowed} references`);
  const found: StoredVersion[] = [];
  const take = (stored: StoredVersion | undefined) => {
    if (stored === undefined || stored.deleted || met.has(nameOf(stored))) return;
    met.add(nameOf(stored));
    found.push(stored);
  };
  const wanted = [...links.keys].filter(([name]) => !met.has(name)).map(([, key]) => key);
  for (const stored of await readByKeys(reach, wanted, visibility)) take(stored);
  if (links.urls.size > 0) {
    const keys = [...links.urls.values()].flatMap(({ types, url }) => types.map((type) => uriKey(type, 'url', url)));
    for (const stored of await resourcesByKeys(reach, undefined, keys, visibility, mostIncluded + 1)) take(stored);
  }
  for (const include of includes.filter((one) => one.reverse)) {
    const keys = keysOfReferrers(reach, include, from);
    if (keys.length === 0) continue;
    for (const stored of await resourcesByKeys(reach, include.source, keys, visibility, mostIncluded + 1)) take(stored);
  }
  return ok(found);
}

interface Links {
  readonly keys: ReadonlyMap<string, ResourceKey>;
  /** Canonical addresses, with the types that may bear them. */
  readonly urls: ReadonlyMap<string, { readonly url: string; readonly types: readonly string[] }>;
}
const noLinks: Links = { keys: new Map(), urls: new Map() };

/** Where the references lead that the includes follow. */
function linksOf(
  { index: { parameters } }: Reach,
  includes: readonly SearchInclude[],
  from: readonly StoredVersion[],
): Links {
  const keys = new Map<string, ResourceKey>();
  const urls = new Map<string, { url: string; types: readonly string[] }>();
  for (const stored of from) {
    const here = includes.filter(({ source }) => source === '*' || source === stored.type);
    if (here.length === 0) continue;
    const { references } = extractIndex(JSON.parse(stored.text) as Resource, parameters);
    for (const { parameter, target } of here) {
      for (const { param, type, id, url } of references) {
        if (parameter !== undefined && parameter.code !== param) continue;
        if (type !== undefined && id !== undefined) {
          if (target === undefined || target === type) keys.set(`${type}/${id}`, { type, id });
        } else if (url !== undefined) {
          const targets =
            target === undefined ? (searchParametersOf(stored.type, parameters).get(param)?.targets ?? []) : [target];
          const types = targets.filter((one) => searchParametersOf(one).get('url')?.type === 'uri');
          if (types.length > 0) urls.set(`${types.join()} ${url}`, { url, types });
        }
      }
    }
  }
  return { keys, urls };
}

/** Index keys of what refers to these resources. */
function keysOfReferrers({ index }: Reach, include: SearchInclude, to: readonly StoredVersion[]): readonly string[] {
  const { source, parameter, target } = include;
  const parameters =
    parameter === undefined
      ? [...searchParametersOf(source, index.parameters).values()].filter((one) => one.type === 'reference')
      : [parameter];
  return parameters.flatMap(({ code, targets }) =>
    to
      .filter(({ type }) => (target === undefined ? targets.includes(type) : target === type))
      .map(({ type, id }) => referenceKey(source, code, type, id)),
  );
}

function nameOf(stored: ResourceKey): string {
  return `${stored.type}/${stored.id}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
