import type { ConceptIndex } from '../concepts.ts';
import {
  checkVersion,
  findCodeSystem,
  findValueSet,
  missingSupplements,
  noteSupplements,
  pinned,
  ruledVersion,
} from './call.ts';
import {
  addIssue,
  type Check,
  type FullCoding,
  noteListed,
  noteNormalForm,
  noteStanding,
  noteStatus,
  noteUnknown,
  noteUnknownCode,
} from './check.ts';
import { chosenVersion, isVersionMeant, latestFirst, versionToUse } from './check-versions.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isAbstract, isInactive } from './concept-facts.ts';
import { inferSystem } from './infer-system.ts';
import { below, isRefusal, issue } from './issues.ts';
import { findContained, isOff, listedConcepts, selects } from './membership.ts';
import type { Coding, ConceptSet, ValueSet } from './resources.ts';

/**
 * Whether a coding is in a value set; undefined where its code system is not known. What is wrong with it is added to
 * the check.
 */
export function checkInValueSet(check: Check, set: ValueSet, path: string, given: Coding): boolean | undefined {
  const { call } = check;
  const { code = '', version } = given;
  let { system } = given;
  if (system === undefined || system === '') {
    if (call.parameters.inferSystem !== true) {
      const parts = { severity: 'warning', code: 'invalid', type: 'invalid-data', path } as const;
      const one = issue('Coding_has_no_system__cannot_validate', parts, []);
      addIssue(check, one);
      check.told.add(one.text);
      return false;
    }
    const inferred = inferSystem(call, set, code);
    if (typeof inferred !== 'string') {
      if (isRefusal(inferred)) check.refusal = inferred;
      else addIssue(check, inferred);
      return false;
    }
    system = inferred;
    check.impliedSystem = inferred;
  }
  const missing = missingSupplements(call);
  if (missing !== undefined) {
    check.refusal = missing;
    return false;
  }
  const coding = { ...given, system, code };
  if (set.compose !== undefined) return checkCompose(check, set, path, coding, version);
  if (set.expansion !== undefined) return checkExpansion(check, set, path, coding);
  return false;
}

function checkCompose(
  check: Check,
  set: ValueSet,
  path: string,
  coding: FullCoding,
  version: string | undefined,
): boolean | undefined {
  const { call } = check;
  const { include = [], exclude = [] } = set.compose ?? {};
  const { system, code } = coding;
  const chosen = version === undefined ? chosenVersion(call, include, coding) : undefined;
  let isIn: boolean | undefined = false;
  for (const part of latestFirst(include)) {
    if (part.system === undefined) isIn = true;
    else {
      const fits = part.system === system && (chosen === undefined || part.version === chosen);
      if (fits && isVersionMeant(include, part, version)) {
        const found = checkInclude(check, set, part, path, coding);
        if (found === undefined || check.refusal !== undefined) return found;
        isIn = found;
      } else isIn = false;
    }
    for (const canonical of part.valueSet ?? []) {
      if (!isIn) break;
      isIn = checkImport(check, set, canonical, path, coding);
      if (check.refusal !== undefined) return isIn;
    }
    if (isIn) break;
  }
  if (!isIn) return isIn;
  // What is imported may be inactive, and still be good in the value set that it comes from.
  if (set.compose?.inactive === false && isOff(call, coding)) return false;
  for (const part of exclude) {
    let isOut = part.system === undefined;
    if (part.system !== undefined) {
      if (part.system !== system) continue;
      const view = findCodeSystem(call, part.system, ruledVersion(call, part.system, part.version));
      if (view === undefined) continue;
      noteStatus(check, view.header, set);
      check.isWhole = view.isWhole;
      isOut = isInConceptSet(check, set, view, part, path, code, false);
    }
    for (const canonical of part.valueSet ?? []) {
      if (!isOut) break;
      isOut = checkImport(check, set, canonical, path, coding) === true;
    }
    if (isOut) return false;
  }
  return true;
}

function checkInclude(
  check: Check,
  set: ValueSet,
  part: ConceptSet,
  path: string,
  coding: FullCoding,
): boolean | undefined {
  const { call } = check;
  const { system, code } = coding;
  const version = versionToUse(check, path, system, part.version, coding.version);
  const view = findCodeSystem(call, system, ruledVersion(call, system, version));
  if (view === undefined) {
    if (call.parameters.membershipOnly === true) return false;
    noteUnknown(check, path, system, version);
    return undefined;
  }
  const disallowed = checkVersion(call, view, below(path, 'version'));
  if (disallowed !== undefined) addIssue(check, disallowed);
  check.ownLanguage = view.language ?? 'en';
  noteStatus(check, view.header, set);
  noteSupplements(call, view);
  check.isWhole = view.isWhole;
  if (!isInConceptSet(check, set, view, part, path, code, true)) return false;
  if (view.version !== undefined) check.version = view.version;
  return true;
}

function checkImport(
  check: Check,
  set: ValueSet,
  canonical: string,
  path: string,
  coding: FullCoding,
): boolean | undefined {
  const found = findValueSet(check.call, pinned(check.call, canonical), set);
  if (isRefusal(found) || found === undefined) {
    if (found !== undefined) check.refusal = found;
    return false;
  }
  noteStatus(check, found, set);
  return checkInValueSet(check, found, path, coding);
}

/**
 * Whether a code is in one include or exclude (`isIncluded`) of a value set. Of an include, what is wrong with the code
 * is told, and its words are kept.
 */
function isInConceptSet(
  check: Check,
  set: ValueSet,
  view: CodeSystemView,
  part: ConceptSet,
  path: string,
  code: string,
  isIncluded: boolean,
): boolean {
  const index = view.content.indexOf(code);
  if (part.concept === undefined && part.filter === undefined) {
    if (index >= 0) return isUsable(check, set, view, index, path, code, isIncluded, true);
    return isIncluded && isUnknownAllowed(check, view, path, code);
  }
  if (!selects(view, part, code, index)) return false;
  if (!isUsable(check, set, view, index, path, code, isIncluded, false)) return false;
  const listed = part.concept === undefined ? undefined : listedConcepts(part.concept).get(code);
  if (listed !== undefined && isIncluded) noteListed(check, set, view, listed, path, code);
  return true;
}

/** A fragment may lack a code that is good; elsewhere a code that is not there is wrong. */
function isUnknownAllowed(check: Check, view: CodeSystemView, path: string, code: string): boolean {
  if (check.call.parameters.membershipOnly === true) return !view.isWhole;
  noteUnknownCode(check, view, path, code);
  return !view.isWhole;
}

/** Whether a concept may be used here: neither abstract nor inactive where that is not allowed. */
function isUsable(
  check: Check,
  set: ValueSet,
  view: CodeSystemView,
  index: ConceptIndex,
  path: string,
  code: string,
  isIncluded: boolean,
  tells: boolean,
): boolean {
  const { parameters } = check.call;
  const row = view.row(index);
  if (!isIncluded) return true;
  noteNormalForm(check, view, row, path, code);
  check.words = view.words(row);
  const isOff = isInactive(view.header, row);
  if (parameters.abstract === false && isAbstract(view.header, row)) {
    if (parameters.membershipOnly !== true) {
      const parts = { severity: 'error', code: 'business-rule', type: 'code-rule', path: below(path, 'code') } as const;
      addIssue(check, issue('ABSTRACT_CODE_NOT_ALLOWED', parts, [view.url, code]));
    }
    return false;
  }
  const isExcluded = set.compose?.inactive === false || parameters.activeOnly === true;
  if (isOff && isExcluded) {
    if (tells) {
      const parts = { severity: 'error', code: 'business-rule', type: 'code-rule', path: below(path, 'code') } as const;
      addIssue(check, issue('STATUS_CODE_WARNING_CODE', parts, ['not active', code]));
    }
    if (parameters.membershipOnly !== true) noteStanding(check, view, row, path, code);
    return false;
  }
  noteStanding(check, view, row, path, code);
  return true;
}

/** Of a value set that is known by its expansion alone. */
function checkExpansion(check: Check, set: ValueSet, path: string, coding: FullCoding): boolean | undefined {
  const { call } = check;
  const { system, code } = coding;
  const found = findContained(set.expansion?.contains ?? [], coding);
  if (found === undefined) return false;
  const version = found.version ?? coding.version;
  const view = findCodeSystem(call, system, ruledVersion(call, system, version));
  if (view === undefined) {
    if (call.parameters.membershipOnly === true) return true;
    noteUnknown(check, path, system, version);
    return undefined;
  }
  check.ownLanguage = view.language ?? 'en';
  noteStatus(check, view.header, set);
  check.isWhole = view.isWhole;
  const index = view.content.indexOf(code);
  if (index < 0) return isUnknownAllowed(check, view, path, code);
  if (view.version !== undefined) check.version = view.version;
  return isUsable(check, set, view, index, path, code, true, true);
}
