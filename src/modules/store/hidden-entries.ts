import { resourceTypes, searchParametersOf } from '#fhir';
import { referenceKey } from './keys.ts';

/** Search parameters that name who wrote or performed something. */
const authoring: ReadonlySet<string> = new Set([
  'asserter',
  'assessor',
  'attester',
  'authenticator',
  'author',
  'interpreter',
  'performer',
  'recorder',
  'requester',
  'results-interpreter',
  'source',
]);

interface Parameter {
  readonly source: string;
  readonly code: string;
}

const authoringBy = new Map<string, ReadonlySet<string>>();

export function authoringParams(type: string): ReadonlySet<string> {
  const known = authoringBy.get(type);
  if (known !== undefined) return known;
  const found = new Set([...searchParametersOf(type).keys()].filter((code) => authoring.has(code)));
  authoringBy.set(type, found);
  return found;
}

const referrers = new Map<string, readonly Parameter[]>();

/** The search parameters of R4 by which something may refer to a resource of this type. */
function referrersOf(target: string): readonly Parameter[] {
  const known = referrers.get(target);
  if (known !== undefined) return known;
  const found = resourceTypes.flatMap((source) =>
    [...searchParametersOf(source).values()]
      .filter(({ type, targets }) => type === 'reference' && targets.includes(target))
      .map(({ code }) => ({ source, code })),
  );
  referrers.set(target, found);
  return found;
}

/** The index keys of whatever refers to one of these resources (`Type/id`); of `types` alone where some are named. */
export function referrerKeys(entries: readonly string[], types?: readonly string[]): readonly string[] {
  const keys = new Set<string>();
  for (const entry of entries) {
    const slash = entry.indexOf('/');
    const [target, id] = [entry.slice(0, slash), entry.slice(slash + 1)];
    for (const { source, code } of referrersOf(target)) {
      if (types?.includes(source) !== false) keys.add(referenceKey(source, code, target, id));
    }
  }
  return [...keys];
}

const authored = new WeakMap<readonly string[], Map<string, readonly string[]>>();

/** The index keys of what one of these (`Practitioner/id`) wrote or performed; worked out once for a list and its types. */
export function authorKeys(authors: readonly string[], types: readonly string[] = resourceTypes): readonly string[] {
  if (authors.length === 0) return authors;
  const of = authored.get(authors) ?? new Map<string, readonly string[]>();
  authored.set(authors, of);
  const name = types === resourceTypes ? '' : types.join();
  const known = of.get(name);
  if (known !== undefined) return known;
  const keys = authors.flatMap((author) => {
    const slash = author.indexOf('/');
    const [target, id] = [author.slice(0, slash), author.slice(slash + 1)];
    return types.flatMap((type) => [...authoringParams(type)].map((param) => referenceKey(type, param, target, id)));
  });
  if (of.size < mostKept) of.set(name, keys);
  return keys;
}

/** Sets of types for which the keys of one caller are kept. */
const mostKept = 50;
