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
import { spend, stepsThrough } from './effort.ts';
import { inferSystem } from './infer-system.ts';
import { below, isRefusal, issue } from './issues.ts';
import { findContained, isOff, listedConcepts, selects } from './membership.ts';
import type { Coding, ConceptSet, ValueSet } from './resources.ts';

/** What is asked: whether this coding, which stands at `path`, is in this value set. */
interface Question {
  readonly check: Check;
  readonly set: ValueSet;
  readonly path: string;
  readonly coding: FullCoding;
}

/**
 * Whether a coding is in a value set; undefined where its code system is not known. What is wrong with it is added to
 * the check.
 */
export function checkInValueSet(check: Check, set: ValueSet, path: string, given: Coding): boolean | undefined {
  const { call } = check;
  const { code = '' } = given;
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
  const question = { check, set, path, coding: { ...given, system, code } };
  if (set.compose !== undefined) return checkCompose(question);
  return set.expansion === undefined ? false : checkExpansion(question);
}

/** Parts are put in order and gone through more than once. */
const stepsOfOrder = 10;

function checkCompose(question: Question): boolean | undefined {
  const { check, set, coding } = question;
  const { include = [], exclude = [], inactive } = set.compose ?? {};
  spend(stepsOfOrder * (stepsThrough(include) + stepsThrough(exclude)));
  const chosen = coding.version === undefined ? chosenVersion(check.call, include, coding) : undefined;
  let isIn: boolean | undefined = false;
  for (const part of latestFirst(include)) {
    if (part.system === undefined) isIn = true;
    else {
      const fits = part.system === coding.system && (chosen === undefined || part.version === chosen);
      isIn = fits && isVersionMeant(include, part, coding.version) ? checkInclude(question, part) : false;
      if (isIn === undefined) return undefined;
    }
    for (const canonical of part.valueSet ?? []) isIn = isIn === true ? checkImport(question, canonical) : isIn;
    if (check.refusal !== undefined) return false;
    if (isIn) break;
  }
  if (!isIn) return isIn;
  // What is imported may be inactive, and still be good in the value set that it comes from.
  if (inactive === false && isOff(check.call, coding)) return false;
  return !exclude.some((part) => isExcluded(question, part));
}

function checkInclude(question: Question, part: ConceptSet): boolean | undefined {
  const { check, set, path, coding } = question;
  const { call } = check;
  const { system } = coding;
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
  if (!isInPart(question, view, part)) return false;
  if (view.version !== undefined) check.version = view.version;
  return true;
}

function checkImport({ check, set, path, coding }: Question, canonical: string): boolean | undefined {
  const found = findValueSet(check.call, pinned(check.call, canonical), set);
  if (isRefusal(found) || found === undefined) {
    if (found !== undefined) check.refusal = found;
    return false;
  }
  noteStatus(check, found, set);
  return checkInValueSet(check, found, path, coding);
}

function isExcluded(question: Question, part: ConceptSet): boolean {
  const { check, set, coding } = question;
  if (part.system !== undefined) {
    if (part.system !== coding.system) return false;
    const view = findCodeSystem(check.call, part.system, ruledVersion(check.call, part.system, part.version));
    if (view === undefined) return false;
    noteStatus(check, view.header, set);
    check.isWhole = view.isWhole;
    if (!selects(view, part, coding.code, view.content.indexOf(coding.code))) return false;
  }
  return (part.valueSet ?? []).every((canonical) => checkImport(question, canonical) === true);
}

/** Whether the code is in one include of the value set. What is wrong with it is told, and its words are kept. */
function isInPart(question: Question, view: CodeSystemView, part: ConceptSet): boolean {
  const { check, set, path, coding } = question;
  const { code } = coding;
  const index = view.content.indexOf(code);
  if (part.concept === undefined && part.filter === undefined) {
    return index < 0 ? isUnknownAllowed(question, view) : isUsable(question, view, index, true);
  }
  if (!selects(view, part, code, index) || !isUsable(question, view, index, false)) return false;
  const listed = part.concept === undefined ? undefined : listedConcepts(part.concept).get(code);
  if (listed !== undefined) noteListed(check, set, view, listed, path, code);
  return true;
}

/** A fragment may lack a code that is good; elsewhere a code that is not there is wrong. */
function isUnknownAllowed({ check, path, coding }: Question, view: CodeSystemView): boolean {
  if (check.call.parameters.membershipOnly !== true) noteUnknownCode(check, view, path, coding.code);
  return !view.isWhole;
}

/** Whether a concept may be used here: neither abstract nor inactive where that is not allowed. */
function isUsable(
  { check, set, path, coding }: Question,
  view: CodeSystemView,
  index: ConceptIndex,
  tells: boolean,
): boolean {
  const { parameters } = check.call;
  const { code } = coding;
  const row = view.row(index);
  const where = { severity: 'error', code: 'business-rule', type: 'code-rule', path: below(path, 'code') } as const;
  noteNormalForm(check, view, row, path, code);
  check.words = view.words(row);
  if (parameters.abstract === false && isAbstract(view.header, row)) {
    if (parameters.membershipOnly !== true) {
      addIssue(check, issue('ABSTRACT_CODE_NOT_ALLOWED', where, [view.url, code]));
    }
    return false;
  }
  const mustBeActive = set.compose?.inactive === false || parameters.activeOnly === true;
  const isGood = !mustBeActive || !isInactive(view.header, row);
  if (!isGood && tells) addIssue(check, issue('STATUS_CODE_WARNING_CODE', where, ['not active', code]));
  if (isGood || parameters.membershipOnly !== true) noteStanding(check, view, row, path, code);
  return isGood;
}

/** Of a value set that is known by its expansion alone. */
function checkExpansion(question: Question): boolean | undefined {
  const { check, set, path, coding } = question;
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
  if (index < 0) return isUnknownAllowed(question, view);
  if (view.version !== undefined) check.version = view.version;
  return isUsable(question, view, index, true);
}
