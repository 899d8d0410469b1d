import type { Definition } from '#fhir';
import type { ConceptRow } from '../concepts.ts';
import type { Call } from './call.ts';
import { canonicalStatus } from './canonical-status.ts';
import type { CodeSystemView } from './code-system-view.ts';
import { isInactive, statusOf } from './concept-facts.ts';
import type { Word } from './designations.ts';
import { below, issue, type Refusal, type TerminologyIssue } from './issues.ts';
import { wordsOfListed } from './listed-words.ts';
import {
  type Coding,
  canonicalOfDefinition,
  extensionText,
  type ListedConcept,
  standardsStatus,
  type ValueSet,
} from './resources.ts';
import { unknownVersion } from './unknown-version.ts';

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

export type FullCoding = Coding & { readonly system: string; readonly code: string };

export function noteUnknown(check: Check, path: string, system: string, version: string | undefined): void {
  const { unknownSystems } = check;
  const { key, id, parts } = unknownVersion(check.call, system, version);
  const isNew = version === undefined || !unknownSystems.has(key);
  unknownSystems.add(key);
  if (!isNew) return;
  const where = { severity: 'error', code: 'not-found', type: 'not-found', path: below(path, 'system') } as const;
  addIssue(check, issue(id, where, parts));
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

/** Keeps that a concept is inactive, or its status; an inactive one that was met before goes before later ones. */
export function noteStanding(check: Check, view: CodeSystemView, row: ConceptRow, path: string, code: string): void {
  if (check.inactive !== undefined) return;
  if (isInactive(view.header, row)) check.inactive = { path, code };
  const status = statusOf(view.header, row);
  if (status === undefined) delete check.status;
  else check.status = status;
}

export function noteNormalForm(check: Check, view: CodeSystemView, row: ConceptRow, path: string, code: string): void {
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

export function noteListed(
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
