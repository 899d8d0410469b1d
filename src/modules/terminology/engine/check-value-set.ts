import type { Definition } from '#fhir';
import type { ConceptIndex, ConceptRow } from '../concepts.ts';
import {
  type Call,
  checkVersion,
  findCodeSystem,
  findValueSet,
  missingSupplements,
  noteSupplements,
  pinned,
  ruledVersion,
  versionAlgorithmOf,
} from './call.ts';
import { canonicalStatus } from './canonical-status.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isAbstract, isInactive, statusOf } from './concept-facts.ts';
import type { Word } from './designations.ts';
import { inferSystem } from './infer-system.ts';
import { below, isRefusal, issue, type Refusal, type TerminologyIssue } from './issues.ts';
import { wordsOfListed } from './listed-words.ts';
import { findContained, isOff, listedConcepts, selects } from './membership.ts';
import {
  type Coding,
  type ConceptSet,
  canonicalOfDefinition,
  extensionText,
  type ListedConcept,
  standardsStatus,
  type ValueSet,
} from './resources.ts';
import { unknownVersion } from './unknown-version.ts';
import { compareVersions, versionMatches } from './versions.ts';

/** What a validation finds out. What concerns one coding is begun anew for the next by `nextCoding`. */
export interface Check {
  readonly call: Call;
  readonly issues: TerminologyIssue[];
  /** Texts that the message of the answer tells besides those of its errors. */
  readonly told: Set<string>;
  readonly unknownSystems: Set<string>;
  inactive?: { readonly path: string; readonly code: string };
  status?: string;
  normalCode?: string;
  impliedSystem?: string;
  // Of the coding in hand:
  words: readonly Word[];
  ownLanguage: string;
  version?: string;
  isWhole: boolean;
  /** Why the check cannot go on. */
  refusal?: Refusal;
}

export function newCheck(call: Call): Check {
  return {
    call,
    issues: [],
    told: new Set(),
    unknownSystems: new Set(),
    words: [],
    ownLanguage: 'en',
    isWhole: true,
  };
}

export function nextCoding(check: Check): void {
  check.words = [];
  check.ownLanguage = 'en';
  check.isWhole = true;
  delete check.version;
}

export function addIssue(check: Check, one: TerminologyIssue): void {
  const isSame = (other: TerminologyIssue) => other.text === one.text && other.path === one.path;
  if (!check.issues.some(isSame)) check.issues.push(one);
}

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

type FullCoding = Coding & { readonly system: string; readonly code: string };

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

export function noteUnknown(check: Check, path: string, system: string, version: string | undefined): void {
  const { unknownSystems } = check;
  const { key, id, parts } = unknownVersion(check.call, system, version);
  const isNew = version === undefined || !unknownSystems.has(key);
  unknownSystems.add(key);
  if (!isNew) return;
  const where = { severity: 'error', code: 'not-found', type: 'not-found', path: below(path, 'system') } as const;
  addIssue(check, issue(id, where, parts));
}

/**
 * The version of the code system to look the code up in: that of the value set by the rules of the call, or the
 * coding's own where it is more precise or the only one that is named. Tells of versions that contradict each other.
 */
function versionToUse(
  check: Check,
  path: string,
  system: string,
  ofSet: string | undefined,
  ofCoding: string | undefined,
): string | undefined {
  const { call } = check;
  let result = ruledVersion(call, system, ofSet);
  if (ofCoding === undefined || ofCoding === '') return result;
  const latest = findCodeSystem(call, system, undefined);
  const algorithm = versionAlgorithmOf(latest?.header);
  const isOf = (asked: string, version: string | undefined) => versionMatches(asked, version, algorithm);
  if (result !== undefined && latest !== undefined && isOf(result, ofCoding)) result = ofCoding;
  if (result === undefined && call.source.versions(system).some((one) => isOf(ofCoding, one))) result = ofCoding;
  const view = findCodeSystem(call, system, ruledVersion(call, system, result));
  const at = { code: 'invalid', type: 'vs-invalid', path: below(path, 'version') } as const;
  if (view === undefined) {
    if (result !== ofCoding) {
      addIssue(check, issue('VALUESET_VALUE_MISMATCH', { severity: 'error', ...at }, [system, result, ofCoding]));
    }
    return result;
  }
  if (view.version === ofCoding || isOf(ofCoding, view.version)) return result;
  if (result === undefined) {
    const severity = view.header.versionNeeded === true ? 'error' : 'warning';
    addIssue(check, issue('VALUESET_VALUE_MISMATCH_DEFAULT', { severity, ...at }, [system, view.version, ofCoding]));
  } else if (result !== ofSet) {
    const parts = [system, result, ofSet, ofCoding];
    addIssue(check, issue('VALUESET_VALUE_MISMATCH_CHANGED', { severity: 'error', ...at }, parts));
  } else {
    addIssue(check, issue('VALUESET_VALUE_MISMATCH', { severity: 'error', ...at }, [system, ofSet, ofCoding]));
  }
  if (findCodeSystem(call, system, ofCoding) === undefined) noteUnknown(check, path, system, ofCoding);
  return result;
}

/** Of several versions that a value set includes, the one to judge a coding by that names none. */
function chosenVersion(call: Call, include: readonly ConceptSet[], { system, code, display }: FullCoding) {
  const versions = new Set(include.flatMap((part) => (part.system === system ? (part.version ?? []) : [])));
  if (versions.size < 2) return undefined;
  const sorted = [...versions].sort((one, other) => compareVersions(other, one));
  const having = sorted.filter((version) => {
    const view = findCodeSystem(call, system, ruledVersion(call, system, version));
    const index = view?.content.indexOf(code) ?? -1;
    if (view === undefined || index < 0) return false;
    return display === undefined || view.words(view.row(index)).some(({ value }) => value === display);
  });
  return having.length === versions.size ? undefined : (having[0] ?? sorted[0]);
}

function latestFirst(include: readonly ConceptSet[]): readonly ConceptSet[] {
  if (include.length < 2) return include;
  return include.toSorted((one, other) =>
    one.system === other.system && one.version !== undefined && other.version !== undefined
      ? compareVersions(other.version, one.version)
      : 0,
  );
}

/** A coding's version chooses among includes of several versions; where none is of it, all are meant. */
function isVersionMeant(include: readonly ConceptSet[], part: ConceptSet, version: string | undefined): boolean {
  if (version === undefined || part.version === version) return true;
  return !include.some((other) => other.version === version);
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

export function noteUnknownCode(check: Check, view: CodeSystemView, path: string, code: string): void {
  const where = { code: 'code-invalid', type: 'invalid-code', path: below(path, 'code') } as const;
  if (!view.isWhole) {
    const parts = [code, view.url, view.version];
    addIssue(check, issue('UNKNOWN_CODE_IN_FRAGMENT', { severity: 'warning', ...where }, parts));
    return;
  }
  const id = view.version === undefined ? 'Unknown_Code_in' : 'Unknown_Code_in_Version';
  addIssue(check, issue(id, { severity: 'error', ...where }, [code, view.url, view.version]));
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

/** Keeps that a concept is inactive, or its status; an inactive one that was met before goes before later ones. */
export function noteStanding(check: Check, view: CodeSystemView, row: ConceptRow, path: string, code: string): void {
  if (check.inactive !== undefined) return;
  if (isInactive(view.header, row)) check.inactive = { path, code };
  const status = statusOf(view.header, row);
  if (status === undefined) delete check.status;
  else check.status = status;
}

function noteNormalForm(check: Check, view: CodeSystemView, row: ConceptRow, path: string, code: string): void {
  if (row.code === code) return;
  check.normalCode = row.code;
  const id = row.code.toLowerCase() === code.toLowerCase() ? 'CODE_CASE_DIFFERENCE' : 'CODE_NOT_IN_NORMAL_FORM';
  const parts = {
    severity: 'information',
    code: 'business-rule',
    type: 'code-rule',
    path: below(path, 'code'),
  } as const;
  addIssue(check, issue(id, parts, [code, row.code, view.canonical]));
}

const deprecatedInSet = 'http://hl7.org/fhir/StructureDefinition/valueset-deprecated';

function noteListed(
  check: Check,
  set: ValueSet,
  view: CodeSystemView,
  listed: ListedConcept,
  path: string,
  code: string,
): void {
  check.words = [...check.words, ...wordsOfListed(listed, set)];
  const told = extensionText(listed, standardsStatus);
  const marked = listed.extension?.some(({ url }) => url === deprecatedInSet) === true ? 'deprecated' : undefined;
  const status = told === 'withdrawn' || told === 'deprecated' ? told : marked;
  if (status === undefined) return;
  const parts = {
    severity: 'warning',
    code: 'business-rule',
    type: 'code-comment',
    path: below(path, 'code'),
  } as const;
  addIssue(check, issue('CONCEPT_DEPRECATED_IN_VALUESET', parts, [view.url, code, status, canonicalOfDefinition(set)]));
}

const statusMessages = {
  deprecated: 'MSG_DEPRECATED',
  withdrawn: 'MSG_WITHDRAWN',
  retired: 'MSG_RETIRED',
  experimental: 'MSG_EXPERIMENTAL',
  draft: 'MSG_DRAFT',
} as const;

/** Tells of a value set or code system that is deprecated, withdrawn, retired, or less settled than what refers to it. */
export function noteStatus(check: Check, found: Definition, from: Definition): void {
  const standing = canonicalStatus(found, from);
  if (standing === undefined) return;
  const parts = { severity: 'information', code: 'business-rule', type: 'status-check' } as const;
  addIssue(check, issue(statusMessages[standing], parts, [canonicalOfDefinition(found), '', found.resourceType]));
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
