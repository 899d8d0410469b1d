import { coreDefinitions, type Definition, type SearchValue, type Visibility } from '#fhir';
import { fail, type Outcome, ok } from '#kernel';
import {
  type CodeList,
  listBranch,
  listCodes,
  overlaidSource,
  sourceOfDefinitions,
  sourceOfResources,
  type TerminologySource,
  whenLoaded,
} from '#terminology';
import { uriKey } from '../keys.ts';
import { readByKeys } from '../read.ts';
import { resourcesByKeys } from './by-keys.ts';
import type { SearchContext } from './search-context.ts';

type Token = Extract<SearchValue, { kind: 'token' }>;

/** Codes that one search may ask for by a value set. */
export const mostCodes = 2_000;
const deepest = 4;
const mostKept = 100;
const mostVersions = 20;

let ofStandard: TerminologySource | undefined;

/** What R4 itself defines, opened when first needed. */
async function standard(): Promise<TerminologySource> {
  ofStandard ??= sourceOfDefinitions(coreDefinitions());
  return ofStandard;
}

/**
 * The codes of a ValueSet that is kept here and visible, or that the node's terminology knows (`:in`, R4
 * search.html#token). Refused where it is neither or cannot be listed, and beyond 2000 codes.
 */
export async function codesOfSet(
  context: SearchContext,
  { id, url }: { readonly url?: string; readonly id?: string },
  visibility: Visibility,
): Promise<Outcome<readonly Token[]>> {
  let named: string | Definition = url ?? '';
  if (id !== undefined) {
    const [found] = await readByKeys(context, [{ type: 'ValueSet', id }], visibility);
    if (found === undefined) return unlisted();
    named = JSON.parse(found.text) as Definition;
  }
  const kept = typeof named === 'string' ? [] : [named];
  if (typeof named === 'string') await gather(context, 'ValueSet', named, visibility, kept, 0);
  else await gatherParts(context, named, visibility, kept, 0);
  const source = overlaidSource(sourceOfResources(kept), await (context.terminology ?? standard)());
  const codes = await whenLoaded(source, () => listCodes(source, named, mostCodes), tooMany);
  if (codes === 'unknown') return unlisted();
  return codes === 'too-many'
    ? fail('search.too-broad', `The value set has more than ${mostCodes} codes.`)
    : ok(asTokens(codes));
}

/** A code and those above or below it in its code system, which is kept here whole and visible or known to the node. */
export async function codesOfBranch(
  context: SearchContext,
  { system, code }: { readonly system: string; readonly code: string },
  direction: 'above' | 'below',
  visibility: Visibility,
): Promise<readonly Token[] | 'too-many' | 'unknown'> {
  const kept: Definition[] = [];
  await gather(context, 'CodeSystem', system, visibility, kept, 0);
  const source: TerminologySource = overlaidSource(sourceOfResources(kept), await (context.terminology ?? standard)());
  const codes = await whenLoaded(source, () => listBranch(source, system, code, direction, mostCodes), tooMany);
  return typeof codes === 'string' ? codes : asTokens(codes);
}

/** What takes too long to list is more than a search may ask for. */
const tooMany = () => 'too-many' as const;

function asTokens(codes: Exclude<CodeList, string>): readonly Token[] {
  return codes.map(({ system, code }) => ({ kind: 'token', system, ...(code === undefined ? {} : { code }) }));
}

function unlisted(): Outcome<never> {
  return fail('search.bad-value', 'The value set is not kept at this node, or its codes cannot be listed.');
}

interface Part {
  readonly system?: string;
  readonly concept?: unknown;
  readonly valueSet?: readonly string[];
}

interface Compose {
  readonly include?: readonly Part[];
  readonly exclude?: readonly Part[];
}

/** Adds the definitions of an address that are kept here and visible, and those that they build on. */
async function gather(
  context: SearchContext,
  type: 'ValueSet' | 'CodeSystem',
  canonical: string,
  visibility: Visibility,
  into: Definition[],
  depth: number,
): Promise<void> {
  const [url = ''] = canonical.split('|', 1);
  if (url === '' || depth > deepest || into.length >= mostKept || into.some((one) => one.url === url)) return;
  const found = await resourcesByKeys(context, type, [uriKey(type, 'url', url)], visibility, mostVersions);
  // Of several the one that was written last is meant.
  const latestFirst = found.toSorted((one, other) => other.updated.getTime() - one.updated.getTime());
  for (const { text } of latestFirst) {
    const definition = JSON.parse(text) as Definition;
    if (type === 'CodeSystem' && definition.content !== 'complete') continue;
    into.push(definition);
    await gatherParts(context, definition, visibility, into, depth);
  }
}

async function gatherParts(
  context: SearchContext,
  definition: Definition,
  visibility: Visibility,
  into: Definition[],
  depth: number,
): Promise<void> {
  const { include = [], exclude = [] } = (definition.compose ?? {}) as Compose;
  for (const { system, concept, valueSet = [] } of [...include, ...exclude]) {
    // What is listed by its codes is known without the code system.
    if (system !== undefined && concept === undefined) {
      await gather(context, 'CodeSystem', system, visibility, into, depth + 1);
    }
    for (const canonical of valueSet) await gather(context, 'ValueSet', canonical, visibility, into, depth + 1);
  }
}
