import { codesOfValueSet, type SearchValue, type Visibility } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import type { StoredVersion } from '../contract.ts';
import { uriKey } from '../keys.ts';
import { readByKeys } from '../read.ts';
import { resourcesByKeys } from './by-keys.ts';
import type { SearchContext } from './search-context.ts';

type Token = Extract<SearchValue, { kind: 'token' }>;

/** Codes that one search may ask for by a value set. */
const mostCodes = 2_000;
const mostNested = 3;

/**
 * The codes of a ValueSet that is kept here and visible, or that R4 itself defines (`:in`, R4 search.html#token). Refused
 * where it is neither or cannot be listed: by filters, by exclusions, by more than 2000 codes.
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
  if (codes === undefined) return unlisted();
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
  readonly compose?: { readonly include?: readonly Include[]; readonly exclude?: readonly unknown[] };
  readonly expansion?: { readonly contains?: readonly Contained[] };
}
interface Include {
  readonly system?: string;
  readonly concept?: readonly { readonly code?: string }[];
  readonly filter?: readonly unknown[];
  readonly valueSet?: readonly string[];
}
interface Contained {
  readonly system?: string;
  readonly code?: string;
  readonly abstract?: boolean;
  readonly contains?: readonly Contained[];
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
  const tokens: Token[] = [];
  if (compose.exclude !== undefined) return unlisted();
  for (const { system, concept, filter, valueSet } of compose.include ?? []) {
    if (filter !== undefined || (system !== undefined && valueSet !== undefined)) return unlisted();
    for (const url of valueSet ?? []) {
      // Several in one inclusion mean what all of them have.
      if (valueSet !== undefined && valueSet.length > 1) return unlisted();
      const inner = await codesOfSet(context, { url }, visibility, nested + 1);
      if (!inner.ok) return inner;
      tokens.push(...inner.value);
    }
    if (system === undefined) continue;
    if (concept === undefined) tokens.push({ kind: 'token', system });
    for (const { code } of concept ?? []) if (code !== undefined) tokens.push({ kind: 'token', system, code });
  }
  return bounded(tokens);
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
