import type { ConceptIndex, TerminologySource } from '../concepts.ts';
import { type Call, findCodeSystem, findValueSet, newCall } from './call.ts';
import { above } from './expression-constraint.ts';
import { gatherMembers } from './gather-members.ts';
import { isRefusal } from './issues.ts';
import { prepareValueSet } from './prepare-value-set.ts';
import type { Contained, ValueSet } from './resources.ts';

/** A code of a code system; without a code, all of its codes. */
export interface ListedCode {
  readonly system: string;
  readonly code?: string;
}

/** The codes of a value set or of a branch of a code system; `too-many` beyond the bound, `unknown` where they cannot be listed. */
export type CodeList = readonly ListedCode[] | 'too-many' | 'unknown';

const none = { versionRules: [], designations: [], properties: [], supplements: [], excludedSystems: [] };

/** The codes of a value set by its canonical, as a search needs them (R4 search.html#token, `:in`). */
export function listCodes(source: TerminologySource, canonical: string, most: number): CodeList {
  const call = newCall(source, none);
  const set = findValueSet(call, canonical);
  return set === undefined || isRefusal(set) ? 'unknown' : listCodesOf(call, set, most);
}

function listCodesOf(call: Call, set: ValueSet, most: number): CodeList {
  const { compose, expansion } = set;
  if (compose === undefined) {
    return expansion === undefined ? 'unknown' : bounded(containedCodes(expansion.contains ?? []), most);
  }
  // Whole code systems are named, not listed: they may be larger than any list, or have no list.
  const { include = [], exclude = [] } = compose;
  const isPlain = ({ concept, filter, valueSet = [] }: (typeof include)[number]) =>
    concept === undefined && filter === undefined && valueSet.length === 0;
  const whole = exclude.length > 0 ? [] : include.filter((part) => part.system !== undefined && isPlain(part));
  const rest = include.filter((part) => !whole.includes(part));
  const systems = whole.flatMap(({ system }) => (system === undefined ? [] : [{ system }]));
  if (rest.length === 0) return systems;
  const left = { ...set, compose: { ...compose, include: rest } } as ValueSet;
  if (prepareValueSet(call, left) !== undefined) return 'unknown';
  const gathered = gatherMembers(call, left, most);
  if (isRefusal(gathered)) return listedByName(rest, exclude.length, most) ?? 'unknown';
  if (gathered.isCut) return 'too-many';
  const codes = gathered.members.map(({ view, index }) => ({ system: view.url, code: view.content.codeAt(index) }));
  return bounded([...systems, ...codes], most);
}

/** What a value set lists is known even where its code systems are not. */
function listedByName(
  include: NonNullable<NonNullable<ValueSet['compose']>['include']>,
  excludes: number,
  most: number,
): CodeList | undefined {
  if (excludes > 0) return undefined;
  const codes: ListedCode[] = [];
  for (const { system, concept, valueSet = [] } of include) {
    if (system === undefined || concept === undefined || valueSet.length > 0) return undefined;
    codes.push(...concept.map(({ code }) => ({ system, code })));
  }
  return bounded(codes, most);
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
