import type { ConceptIndex } from '../concepts.ts';
import {
  type Call,
  checkVersion,
  findCodeSystem,
  findValueSet,
  noteSupplements,
  pinned,
  ruledVersion,
} from './call.ts';
import { latestFirst } from './check-versions.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isAbstract, isInactive } from './concept-facts.ts';
import { conceptTest } from './concept-filter.ts';
import { everything, filtered } from './concept-test.ts';
import { spend, stepsThrough } from './effort.ts';
import { isRefusal, issue, type Refusal, refuse } from './issues.ts';
import { isMember, listedConcepts, selects } from './membership.ts';
import { type ConceptSet, type ListedConcept, partsOfCanonical, type ValueSet } from './resources.ts';
import { versionList } from './versions.ts';

/** A concept that is in a value set. */
export interface Member {
  readonly view: CodeSystemView;
  readonly index: ConceptIndex;
  /** How the value set lists it, where it does. */
  readonly listed?: ListedConcept;
  /** Whether it is here as part of its whole code system. */
  readonly isWhole: boolean;
}

/** The members of a value set, in the order of its expansion, and what was made use of to find them. */
export interface Gathered {
  readonly members: readonly Member[];
  /** Whether there are more than were gathered. */
  readonly isCut: boolean;
  /** How many there are in all; undefined where that was not found out. */
  readonly total: number | undefined;
  readonly canNest: boolean;
  readonly namesVersions: boolean;
  readonly ignoresVersions: boolean;
  readonly views: readonly CodeSystemView[];
  readonly valueSets: readonly ValueSet[];
  /** Why the expansion may lack codes. */
  readonly unclosed: readonly string[];
}

/** How many members are counted beyond those that are answered. */
const mostCounted = 20_000;

interface Gathering {
  readonly call: Call;
  readonly views: Map<string, CodeSystemView>;
  readonly valueSets: Set<ValueSet>;
  readonly unclosed: Set<string>;
  canNest: boolean;
}

/** Gathers the members of a prepared value set, `most` of them and no more than that many. */
export function gatherMembers(call: Call, set: ValueSet, most: number): Gathered | Refusal {
  const gathering: Gathering = { call, views: new Map(), valueSets: new Set(), unclosed: new Set(), canNest: true };
  const versions = versionsOf(set);
  const namesVersions = versions.several;
  const ignoresVersions = call.parameters.versionsMatch ?? versions.disjoint;
  const isKeyedByVersion = namesVersions && !ignoresVersions;
  const found = membersOf(gathering, set, isKeyedByVersion);
  if (isRefusal(found)) return found;

  const members: Member[] = [];
  // One include has each of its codes once.
  const isSingle = set.compose?.include?.length === 1 && set.compose.include[0]?.system !== undefined;
  const seen = new Set<string>();
  const isSeen = ({ view, index }: Member): boolean => {
    const key = `${view.url}${isKeyedByVersion ? `|${view.version}` : ''} ${view.content.codeAt(index)}`;
    if (seen.has(key)) return true;
    seen.add(key);
    return false;
  };
  const counts = call.parameters.filter === undefined || call.parameters.count === undefined;
  let total: number | undefined = 0;
  let isCut = false;
  for (const member of found) {
    spend(isSingle ? 1 : 5);
    if (!isSingle && isSeen(member)) {
      gathering.canNest = false;
      continue;
    }
    total += 1;
    if (members.length < most) {
      members.push(member);
      if (member.view.content.parentsOf(member.index).length > 1) gathering.canNest = false;
      continue;
    }
    isCut = true;
    if (call.parameters.count === undefined || !counts || total > mostCounted) {
      total = undefined;
      break;
    }
  }
  const { filter } = call.parameters;
  return {
    members,
    isCut,
    total,
    canNest: gathering.canNest && filter === undefined,
    namesVersions,
    ignoresVersions,
    views: [...gathering.views.values()],
    valueSets: [...gathering.valueSets],
    unclosed: [...gathering.unclosed],
  };
}

/**
 * Whether a value set takes a code system in several versions, so that entries must tell which; `disjoint`: it excludes
 * one version from another, which can only be meant of their codes.
 */
function versionsOf({ compose }: ValueSet): { readonly several: boolean; readonly disjoint: boolean } {
  const { include = [], exclude = [] } = compose ?? {};
  const bySystem = new Map<string, string | undefined>();
  let several = false;
  for (const { system, version } of [...include, ...exclude]) {
    if (system === undefined) continue;
    if (bySystem.has(system) && bySystem.get(system) !== version) several = true;
    else bySystem.set(system, version);
  }
  const system = include[0]?.system;
  const isOne = (part: ConceptSet) => part.system === system && part.version !== undefined;
  const disjoint =
    exclude.length > 0 &&
    include.length > 0 &&
    include.every(isOne) &&
    exclude.every(isOne) &&
    !include.some(({ version }) => exclude.some((other) => other.version === version));
  return { several, disjoint };
}

function membersOf(gathering: Gathering, set: ValueSet, isKeyedByVersion: boolean): Iterable<Member> | Refusal {
  const { call } = gathering;
  const { include = [], exclude = [], inactive } = set.compose ?? {};
  const excluded: ((member: Member) => boolean)[] = [];
  for (const part of exclude) {
    const test = exclusionOf(gathering, set, part, isKeyedByVersion);
    if (isRefusal(test)) return test;
    excluded.push(test);
  }
  const parts: Iterable<Member>[] = [];
  for (const part of latestFirst(include)) {
    const some = membersOfPart(gathering, set, part);
    if (isRefusal(some)) return some;
    parts.push(some);
  }
  const { activeOnly, excludeNotForUI } = call.parameters;
  const skipsInactive = inactive === false || activeOnly === true;
  const isGood = (member: Member): boolean => {
    spend(stepsThrough(excluded));
    if (excluded.some((test) => test(member))) return false;
    if (!skipsInactive && excludeNotForUI !== true) return true;
    const { view, index } = member;
    const row = view.row(index);
    if (skipsInactive && isInactive(view.header, row)) return false;
    return excludeNotForUI !== true || !isAbstract(view.header, row);
  };
  return filtered(chained(parts), isGood);
}

function* chained<T>(parts: readonly Iterable<T>[]): Iterable<T> {
  for (const part of parts) yield* part;
}

function membersOfPart(gathering: Gathering, set: ValueSet, part: ConceptSet): Iterable<Member> | Refusal {
  const imported = importsOf(gathering, set, part);
  if (isRefusal(imported)) return imported;
  if (part.system === undefined) {
    const [first, ...others] = imported;
    if (first === undefined) return [];
    const members = membersOf(gathering, first, versionsOf(first).several);
    return isRefusal(members) || others.length === 0 ? members : filtered(members, isInEach(gathering, others));
  }
  const { excludedSystems } = gathering.call.parameters;
  if (isExcludedSystem(excludedSystems, part.system, part.version)) return [];
  const view = viewFor(gathering, part);
  if (isRefusal(view)) return view;
  const members = membersOfSystem(gathering, view, part);
  return isRefusal(members) || imported.length === 0 ? members : filtered(members, isInEach(gathering, imported));
}

function isExcludedSystem(excluded: readonly string[], system: string, version: string | undefined): boolean {
  return excluded.some((canonical) => {
    const named = partsOfCanonical(canonical);
    return named.url === system && (named.version === undefined || named.version === version);
  });
}

function codeOf({ view, index }: Member) {
  return { system: view.url, code: view.content.codeAt(index), ...(view.version && { version: view.version }) };
}

/** The value sets that a part builds on. A part that narrows them has no hierarchy that could be shown. */
function importsOf(gathering: Gathering, set: ValueSet, part: ConceptSet): readonly ValueSet[] | Refusal {
  const imported: ValueSet[] = [];
  for (const canonical of part.valueSet ?? []) {
    const found = importOf(gathering, set, canonical);
    if (isRefusal(found)) return found;
    imported.push(found);
  }
  if (imported.length > 0 || part.concept !== undefined || (part.filter?.length ?? 0) > 1) gathering.canNest = false;
  return imported;
}

function isInEach({ call }: Gathering, sets: readonly ValueSet[]): (member: Member) => boolean {
  return (member) => sets.every((one) => isMember(call, one, codeOf(member)) === true);
}

function importOf(gathering: Gathering, set: ValueSet, canonical: string): ValueSet | Refusal {
  const address = pinned(gathering.call, canonical);
  const found = findValueSet(gathering.call, address, set);
  if (found === undefined) {
    const { url, version } = partsOfCanonical(address);
    const parts = { severity: 'error', code: 'not-found', type: 'not-found' } as const;
    const one =
      version === undefined
        ? issue('VS_EXP_IMPORT_UNK', parts, [url])
        : issue('VS_EXP_IMPORT_UNK_PINNED', parts, [url, version]);
    return refuse(422, one);
  }
  if (!isRefusal(found) && !canonical.startsWith('#')) gathering.valueSets.add(found);
  return found;
}

function viewFor(gathering: Gathering, { system = '', version }: ConceptSet): CodeSystemView | Refusal {
  const { call } = gathering;
  const meant = ruledVersion(call, system, version);
  const view = findCodeSystem(call, system, meant);
  if (view === undefined) return unknownSystem(call, system, meant);
  const disallowed = checkVersion(call, view);
  if (disallowed !== undefined) return refuse(400, disallowed);
  noteSupplements(call, view);
  gathering.views.set(view.canonical, view);
  if (!view.isWhole) {
    gathering.unclosed.add(`This extension is based on a fragment of the code system ${view.url}`);
  }
  return view;
}

function unknownSystem({ source }: Call, system: string, version: string | undefined): Refusal {
  const parts = { severity: 'error', code: 'not-found', type: 'not-found' } as const;
  const versions = source.versions(system);
  if (version === undefined) return refuse(422, issue('UNKNOWN_CODESYSTEM_EXP', parts, [system]));
  if (versions.length === 0) return refuse(422, issue('UNKNOWN_CODESYSTEM_VERSION_EXP_NONE', parts, [system, version]));
  return refuse(422, issue('UNKNOWN_CODESYSTEM_VERSION_EXP', parts, [system, version, versionList(versions)]));
}

/** The concepts of a code system that an include selects and that have the words of the filter. */
function membersOfSystem(gathering: Gathering, view: CodeSystemView, part: ConceptSet): Iterable<Member> | Refusal {
  const { content } = view;
  const { filter: text } = gathering.call.parameters;
  if (part.concept !== undefined) {
    const found = text === undefined ? undefined : new Set(content.search(text));
    return listedMembers(view, part.concept, found);
  }
  if (text !== undefined) {
    const isSelected = (index: ConceptIndex) => selects(view, part, content.codeAt(index), index);
    return asMembers(view, filtered(content.search(text), isSelected), false);
  }
  const indexes = selectedBy(view, part);
  if (indexes !== undefined) return asMembers(view, indexes, part.filter === undefined);
  const parts = { severity: 'error', code: 'not-supported' } as const;
  return refuse(422, issue('CODESYSTEM_NOT_ENUMERABLE', parts, [view.url]));
}

/** The concepts that the filters of an include select, all where it has none; undefined where they cannot be listed. */
export function selectedBy(
  { content }: CodeSystemView,
  { filter = [] }: ConceptSet,
): Iterable<ConceptIndex> | undefined {
  const tests = filter.map((one) => conceptTest(content, one));
  if (content.count === undefined) return undefined;
  const [first, ...others] = tests;
  if (first === undefined) return filter.length === 0 ? everything(content).list() : undefined;
  const isSelected = (index: ConceptIndex) => others.every((test) => test?.has(index) === true);
  return others.length === 0 ? first.list() : filtered(first.list(), isSelected);
}

function* asMembers(view: CodeSystemView, indexes: Iterable<ConceptIndex>, isWhole: boolean): Iterable<Member> {
  for (const index of indexes) yield { view, index, isWhole };
}

function* listedMembers(
  view: CodeSystemView,
  concepts: readonly ListedConcept[],
  found: ReadonlySet<ConceptIndex> | undefined,
): Iterable<Member> {
  for (const listed of listedConcepts(concepts).values()) {
    const index = view.content.indexOf(listed.code);
    if (index >= 0 && found?.has(index) !== false) yield { view, index, listed, isWhole: false };
  }
}

/** Whether an exclude takes a member away. */
function exclusionOf(
  gathering: Gathering,
  set: ValueSet,
  part: ConceptSet,
  isKeyedByVersion: boolean,
): ((member: Member) => boolean) | Refusal {
  const imported = importsOf(gathering, set, part);
  if (isRefusal(imported)) return imported;
  const isInAll = isInEach(gathering, imported);
  if (part.system === undefined) return imported.length === 0 ? () => false : isInAll;
  const view = viewFor(gathering, part);
  if (isRefusal(view)) return view;
  return (member) => {
    if (member.view.url !== view.url) return false;
    if (isKeyedByVersion && part.version !== undefined && member.view.version !== view.version) return false;
    const code = member.view.content.codeAt(member.index);
    return selects(view, part, code, view.content.indexOf(code)) && isInAll(member);
  };
}
