import type { ConceptIndex } from '../concepts.ts';
import { type Call, findCodeSystem, findValueSet, pinned, ruledVersion } from './call.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isInactive } from './concept-facts.ts';
import { conceptTest } from './concept-filter.ts';
import { spend, stepsThrough } from './effort.ts';
import { isRefusal } from './issues.ts';
import type { ConceptSet, Contained, ListedConcept, ValueSet } from './resources.ts';
import { versionMatches } from './versions.ts';

const listings = new WeakMap<readonly ListedConcept[], ReadonlyMap<string, ListedConcept>>();

/** The concepts that a value set lists, by their codes; made once. */
export function listedConcepts(concepts: readonly ListedConcept[]): ReadonlyMap<string, ListedConcept> {
  const before = listings.get(concepts);
  if (before !== undefined) return before;
  const made = new Map(concepts.map((one) => [one.code, one]));
  listings.set(concepts, made);
  return made;
}

/** Whether an include or exclude selects a concept of its code system; `index` is -1 for a code that is not in it. */
export function selects(view: CodeSystemView, part: ConceptSet, code: string, index: ConceptIndex): boolean {
  spend(1);
  if (index < 0) return false;
  if (part.concept !== undefined) return listedConcepts(part.concept).has(code);
  for (const filter of part.filter ?? []) if (conceptTest(view.content, filter)?.has(index) !== true) return false;
  return true;
}

interface Asked {
  readonly system?: string;
  readonly version?: string;
  readonly code: string;
}

const deepest = 30;

/**
 * Whether a code is in a value set, without telling why; undefined where that hangs on what is not known here. A code
 * without a system may be of any (R4 terminologies.html#code).
 */
export function isMember(call: Call, set: ValueSet, asked: Asked, depth = 0): boolean | undefined {
  if (depth > deepest) return undefined;
  const { compose, expansion } = set;
  if (compose === undefined) return expansion === undefined ? undefined : isContained(expansion.contains ?? [], asked);
  spend(stepsThrough(compose.include) + stepsThrough(compose.exclude));
  let isIn: boolean | undefined = false;
  for (const part of compose.include ?? []) {
    const found = isInPart(call, set, part, asked, depth);
    if (found === true) {
      isIn = true;
      break;
    }
    if (found === undefined) isIn = undefined;
  }
  if (isIn === undefined && expansion !== undefined) return isContained(expansion.contains ?? [], asked);
  if (isIn !== true) return isIn;
  if (compose.inactive === false && isOff(call, asked)) return false;
  for (const part of compose.exclude ?? []) {
    const isOut = isInPart(call, set, part, asked, depth);
    if (isOut !== false) return isOut === true ? false : undefined;
  }
  return true;
}

/** Whether a code is known to be inactive. */
export function isOff(call: Call, { system, version, code }: Asked): boolean {
  if (system === undefined) return false;
  const view = findCodeSystem(call, system, ruledVersion(call, system, version));
  const index = view?.content.indexOf(code) ?? -1;
  return view !== undefined && index >= 0 && isInactive(view.header, view.row(index));
}

function isInPart(call: Call, set: ValueSet, part: ConceptSet, asked: Asked, depth: number): boolean | undefined {
  const { system, version, code } = asked;
  let isIn: boolean | undefined = true;
  if (part.system !== undefined) {
    if (system !== undefined && system !== part.system) return false;
    const meant = ruledVersion(call, part.system, part.version);
    const sought = meant === undefined || (version !== undefined && versionMatches(meant, version)) ? version : meant;
    const view =
      findCodeSystem(call, part.system, sought) ??
      (sought === meant ? undefined : findCodeSystem(call, part.system, meant));
    // What a value set lists is in it, whoever knows the code system.
    if (view === undefined) {
      if (part.concept === undefined) isIn = undefined;
      else if (!listedConcepts(part.concept).has(code)) return false;
    } else {
      const index = view.content.indexOf(code);
      if (index < 0 && !view.isWhole && part.concept === undefined) isIn = undefined;
      else if (!selects(view, part, code, index)) return false;
    }
  }
  for (const canonical of part.valueSet ?? []) {
    const found = findValueSet(call, pinned(call, canonical), set);
    const inner = found === undefined || isRefusal(found) ? undefined : isMember(call, found, asked, depth + 1);
    if (inner === false) return false;
    if (inner === undefined) isIn = undefined;
  }
  return isIn;
}

function isContained(contains: readonly Contained[], { system, version, code }: Asked): boolean {
  spend(stepsThrough(contains));
  return contains.some((one) => {
    const isMeant =
      one.code === code &&
      one.abstract !== true &&
      (system === undefined || one.system === system) &&
      (version === undefined || one.version === undefined || one.version === version);
    return isMeant || isContained(one.contains ?? [], { code, ...(system && { system }), ...(version && { version }) });
  });
}

/** An entry of an expansion for a code. */
export function findContained(contains: readonly Contained[], { system, version, code }: Asked): Contained | undefined {
  spend(stepsThrough(contains));
  for (const one of contains) {
    const isMeant = version === undefined || one.version === undefined || one.version === version;
    if (one.code === code && one.system === system && isMeant) return one;
    const inner = findContained(one.contains ?? [], { code, ...(system && { system }), ...(version && { version }) });
    if (inner !== undefined) return inner;
  }
  return undefined;
}
