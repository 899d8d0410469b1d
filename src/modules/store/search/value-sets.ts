import {
  type CodeHierarchy,
  type ConceptFilter,
  codesOfValueSet,
  publishedHierarchy,
  publishedValueSet,
  readHierarchy,
  type SearchValue,
  type Visibility,
} from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '../contract.ts';
import { uriKey } from '../keys.ts';
import { readByKeys } from '../read.ts';
import { resourcesByKeys } from './by-keys.ts';
import type { SearchContext } from './search-context.ts';

type Token = Extract<SearchValue, { kind: 'token' }>;

/** Codes that one search may ask for by a value set. */
export const mostCodes = 2_000;
const mostNested = 3;

/**
 * The codes of a ValueSet that is kept here and visible, or that R4 itself defines (`:in`, R4 search.html#token). Filters
 * are those of code systems whose concepts the node knows. Refused where it is neither or cannot be listed, and beyond
 * 2000 codes.
 */
export async function codesOfSet(
  context: SearchContext,
  set: { readonly url?: string; readonly id?: string },
  visibility: Visibility,
  nested = 0,
): Promise<Outcome<readonly Token[]>> {
  if (nested > mostNested) return unlisted();
  const [url] = (set.url ?? '').split('|', 1);
  const kept = await keptSet(context, set, visibility);
  if (kept !== undefined) return listed(context, JSON.parse(kept.text) as ValueSet, visibility, nested);
  const codes = url === undefined || url === '' ? undefined : codesOfValueSet(url);
  if (codes === undefined) {
    const published = publishedValueSet(url ?? '') as ValueSet | undefined;
    return published === undefined ? unlisted() : listed(context, published, visibility, nested);
  }
  return bounded(
    [...codes].flatMap(([system, some]) => [...some].map((code): Token => ({ kind: 'token', system, code }))),
  );
}

async function keptSet(
  context: SearchContext,
  { id, url }: { readonly url?: string; readonly id?: string },
  visibility: Visibility,
): Promise<StoredVersion | undefined> {
  if (id !== undefined) {
    const [found] = await readByKeys(context.on, context.locator, [{ type: 'ValueSet', id }], visibility);
    return found;
  }
  const [address = '', version] = (url ?? '').split('|', 2);
  const keys = [uriKey('ValueSet', 'url', address)];
  const found = await resourcesByKeys(context.on, 'ValueSet', keys, visibility, mostVersions);
  const fit = found.filter(({ text }) => version === undefined || (JSON.parse(text) as ValueSet).version === version);
  return fit.sort((one, other) => other.updated.getTime() - one.updated.getTime())[0];
}

const mostVersions = 20;

interface ValueSet {
  readonly version?: string;
  readonly compose?: { readonly include?: readonly Include[]; readonly exclude?: readonly Include[] };
  readonly expansion?: { readonly contains?: readonly Contained[] };
}
interface Include {
  readonly system?: string;
  readonly concept?: readonly { readonly code?: string }[];
  readonly filter?: readonly ConceptFilter[];
  readonly valueSet?: readonly string[];
}
interface Contained {
  readonly system?: string;
  readonly code?: string;
  readonly abstract?: boolean;
  readonly contains?: readonly Contained[];
}

/** The hierarchy of a code system that is kept here whole and visible, or that R4 itself defines. */
export async function hierarchyOf(
  context: SearchContext,
  system: string,
  visibility: Visibility,
): Promise<CodeHierarchy | undefined> {
  const keys = [uriKey('CodeSystem', 'url', system)];
  const kept = await resourcesByKeys(context.on, 'CodeSystem', keys, visibility, mostVersions);
  const whole = kept.flatMap((stored) => {
    const definition = JSON.parse(stored.text) as { readonly content?: string };
    return definition.content === 'complete' ? [{ stored, definition }] : [];
  });
  whole.sort((one, other) => other.stored.updated.getTime() - one.stored.updated.getTime());
  const [latest] = whole;
  return latest === undefined ? publishedHierarchy(system) : readHierarchy(latest.definition);
}

async function listed(
  context: SearchContext,
  { compose, expansion }: ValueSet,
  visibility: Visibility,
  nested: number,
): Promise<Outcome<readonly Token[]>> {
  if (compose === undefined) {
    return expansion === undefined ? unlisted() : bounded(flat(expansion.contains ?? []));
  }
  const { include = [], exclude = [] } = compose;
  const left: Token[] = [];
  for (const part of include) {
    const tokens = await included(context, part, visibility, nested, exclude.length > 0);
    if (!tokens.ok) return tokens;
    left.push(...tokens.value);
  }
  const without = new Set<string>();
  for (const part of exclude) {
    const tokens = await included(context, part, visibility, nested, true);
    if (!tokens.ok) return tokens;
    for (const token of tokens.value) without.add(nameOf(token));
  }
  return bounded(left.filter((token) => !without.has(nameOf(token))));
}

/**
 * What one inclusion or exclusion means: of its value sets what all of them have, and of its system what it lists or its
 * filters leave. `each` asks for every code of a system by itself.
 */
async function included(
  context: SearchContext,
  { system, concept, filter, valueSet = [] }: Include,
  visibility: Visibility,
  nested: number,
  each: boolean,
): Promise<Outcome<readonly Token[]>> {
  const parts: (readonly Token[])[] = [];
  const several = valueSet.length + (system === undefined ? 0 : 1) > 1;
  for (const url of valueSet) {
    const inner = await codesOfSet(context, { url }, visibility, nested + 1);
    if (!inner.ok) return inner;
    if ((several || each) && inner.value.some(({ code }) => code === undefined)) return unlisted();
    parts.push(inner.value);
  }
  if (system !== undefined) {
    const own = await ofSystem(context, system, { concept, filter }, visibility, several || each);
    if (!own.ok) return own;
    parts.push(own.value);
  }
  const [first = [], ...others] = parts;
  return ok(others.reduce((left, other) => left.filter((token) => within(token, other)), first));
}

async function ofSystem(
  context: SearchContext,
  system: string,
  { concept, filter }: { concept: Include['concept']; filter: Include['filter'] },
  visibility: Visibility,
  each: boolean,
): Promise<Outcome<readonly Token[]>> {
  const asTokens = (codes: Iterable<string>) => Array.from(codes, (code): Token => ({ kind: 'token', system, code }));
  if (concept !== undefined) return bounded(asTokens(concept.flatMap(({ code }) => code ?? [])));
  if (filter === undefined && !each) return ok([{ kind: 'token', system }]);
  const hierarchy = await hierarchyOf(context, system, visibility);
  const codes = hierarchy?.filtered(filter ?? []);
  return codes === undefined ? unlisted() : bounded(asTokens(codes));
}

function within(token: Token, others: readonly Token[]): boolean {
  const name = nameOf(token);
  return others.some((other) => nameOf(other) === name);
}

function nameOf({ system = '', code = '' }: Token): string {
  return `${system}|${code}`;
}

function flat(contained: readonly Contained[]): readonly Token[] {
  return contained.flatMap(({ system = '', code, abstract, contains = [] }) => [
    ...(code === undefined || abstract === true ? [] : [{ kind: 'token' as const, system, code }]),
    ...flat(contains),
  ]);
}

function bounded(tokens: readonly Token[]): Outcome<readonly Token[]> {
  return tokens.length <= mostCodes
    ? ok(tokens)
    : fail('search.too-broad', `The value set has more than ${mostCodes} codes.`);
}

function unlisted(): Outcome<never> {
  return fail('search.bad-value', 'The value set is not kept at this node, or its codes cannot be listed.');
}
