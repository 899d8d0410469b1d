import type { Definition } from '#fhir';
import type { ConceptIndex, TerminologySource } from '../concepts.ts';
import { type Call, findCodeSystem, findValueSet, newCall } from './call.ts';
import { isInactive } from './concept-facts.ts';
import { above } from './concept-test.ts';
import { selectedBy } from './gather-members.ts';
import { isRefusal } from './issues.ts';
import type { ConceptSet, Contained, ValueSet } from './resources.ts';

/** A code of a code system; without a code, all of its codes. */
export interface ListedCode {
  readonly system: string;
  readonly code?: string;
}

/** The codes of a value set or of a branch of a code system; `too-many` beyond the bound, `unknown` where they cannot be listed. */
export type CodeList = readonly ListedCode[] | 'too-many' | 'unknown';

const deepest = 4;
const none = { versionRules: [], designations: [], properties: [], supplements: [], excludedSystems: [] };

/** The codes of a value set, or of one by its canonical, as a search needs them (R4 search.html#token, `:in`). */
export function listCodes(source: TerminologySource, named: string | Definition, most: number): CodeList {
  const call = newCall(source, none);
  const set = typeof named === 'string' ? findValueSet(call, named) : (named as ValueSet);
  return set === undefined || isRefusal(set) ? 'unknown' : listCodesOf({ call, most, each: false, depth: 0 }, set);
}

interface Listing {
  readonly call: Call;
  readonly most: number;
  /** Whether code systems must be listed code by code, and not only named. */
  readonly each: boolean;
  readonly depth: number;
}

function listCodesOf(listing: Listing, set: ValueSet): CodeList {
  const { compose, expansion } = set;
  const { most, depth } = listing;
  if (depth > deepest) return 'unknown';
  if (compose === undefined) {
    return expansion === undefined ? 'unknown' : bounded(containedCodes(expansion.contains ?? []), most);
  }
  const { include = [], exclude = [] } = compose;
  const each = listing.each || exclude.length > 0;
  const left = new Map<string, ListedCode>();
  for (const part of include) {
    const codes = listPart({ ...listing, each }, set, part);
    if (typeof codes === 'string') return codes;
    for (const one of codes) left.set(keyOf(one), one);
  }
  for (const part of exclude) {
    const codes = listPart({ ...listing, each }, set, part);
    if (typeof codes === 'string') return codes;
    for (const one of codes) left.delete(keyOf(one));
  }
  return bounded([...left.values()], most);
}

/** What an include or exclude means: what its code system and all of its value sets have in common. */
function listPart(listing: Listing, set: ValueSet, part: ConceptSet): CodeList {
  const { valueSet = [], system } = part;
  const isAlone = valueSet.length + (system === undefined ? 0 : 1) < 2;
  const inner = { ...listing, each: listing.each || !isAlone, depth: listing.depth + 1 };
  const lists: (readonly ListedCode[])[] = [];
  for (const canonical of valueSet) {
    const found = findValueSet(listing.call, canonical, set);
    const codes = found === undefined || isRefusal(found) ? 'unknown' : listCodesOf(inner, found);
    if (typeof codes === 'string') return codes;
    lists.push(codes);
  }
  if (system !== undefined) {
    const codes = listSystem(inner, set, part, system);
    if (typeof codes === 'string') return codes;
    lists.push(codes);
  }
  const [first = [], ...others] = lists.map((codes) => new Map(codes.map((one) => [keyOf(one), one])));
  if (!(first instanceof Map)) return [];
  return [...first].filter(([key]) => others.every((other) => other.has(key))).map(([, one]) => one);
}

/** Whole code systems are named where that is enough: they may be larger than any list, or have none. */
function listSystem({ call, most, each }: Listing, set: ValueSet, part: ConceptSet, system: string): CodeList {
  // What is listed is known even where the code system is not.
  if (part.concept !== undefined)
    return bounded(
      part.concept.map(({ code }) => ({ system, code })),
      most,
    );
  const skipsInactive = set.compose?.inactive === false;
  if (part.filter === undefined && !each && !skipsInactive) return [{ system }];
  const view = findCodeSystem(call, system, part.version);
  const indexes = view === undefined ? undefined : selectedBy(view, part);
  if (view === undefined || indexes === undefined) return 'unknown';
  const codes: ListedCode[] = [];
  for (const index of indexes) {
    if (skipsInactive && isInactive(view.header, view.row(index))) continue;
    codes.push({ system, code: view.content.codeAt(index) });
    if (codes.length > most) return 'too-many';
  }
  return codes;
}

function keyOf({ system, code = '' }: ListedCode): string {
  return `${system}|${code}`;
}

function containedCodes(contains: readonly Contained[]): readonly ListedCode[] {
  return contains.flatMap(({ system = '', code, abstract, contains: inner = [] }) => [
    ...(code === undefined || abstract === true ? [] : [{ system, code }]),
    ...containedCodes(inner),
  ]);
}

function bounded(codes: readonly ListedCode[], most: number): CodeList {
  return codes.length > most ? 'too-many' : codes;
}

/** A code and those above or below it in its code system (`:above`, `:below`); `unknown` where the hierarchy is not. */
export function listBranch(
  source: TerminologySource,
  system: string,
  code: string,
  direction: 'above' | 'below',
  most: number,
): CodeList {
  const view = findCodeSystem(newCall(source, none), system, undefined);
  if (view === undefined || view.content.count === undefined) return 'unknown';
  const index = view.content.indexOf(code);
  if (index < 0) return [{ system, code }];
  const codes: ListedCode[] = [{ system, code: view.content.codeAt(index) }];
  const others: Iterable<ConceptIndex> = direction === 'above' ? above(view.content, index) : view.content.below(index);
  for (const other of others) {
    codes.push({ system, code: view.content.codeAt(other) });
    if (codes.length > most) return 'too-many';
  }
  return codes;
}
