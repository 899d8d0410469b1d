import { type Call, findCodeSystem, findDefinition, noteSupplements, ruledVersion } from './call.ts';
import { workingLanguages } from './call-parameters.ts';
import {
  addIssue,
  type Check,
  newCheck,
  nextCoding,
  noteStanding,
  noteStatus,
  noteUnknown,
  noteUnknownCode,
} from './check.ts';
import { checkDisplay, checkDisplayOutside } from './check-display.ts';
import { checkInValueSet } from './check-value-set.ts';
import { preferredWord } from './designations.ts';
import { below, issue, type Refusal, type TerminologyIssue } from './issues.ts';
import type { MessageParts } from './messages.ts';
import {
  type CodeableConcept,
  type Coding,
  canonicalOf,
  canonicalOfDefinition,
  nameOfValueSet,
  type ValueSet,
} from './resources.ts';
import { compareVersions } from './versions.ts';

/** As what a code came: alone, as a Coding, or as a CodeableConcept. */
export type CodedForm = 'code' | 'coding' | 'codeableConcept';

export interface Coded {
  readonly form: CodedForm;
  readonly concept: CodeableConcept;
}

/** The verdict on a coded value, and what is to be told of it. */
export interface Validation {
  readonly isValid: boolean;
  readonly system: string | undefined;
  readonly code: string | undefined;
  readonly version: string | undefined;
  readonly display: string | undefined;
  readonly isInactive: boolean;
  readonly status: string | undefined;
  readonly normalCode: string | undefined;
  /** Code systems that are not known here, and whether the verdict is due to them or they are only among its causes. */
  readonly unknownSystems: readonly string[];
  readonly isDueToThem: boolean;
  readonly message: string | undefined;
  readonly concept: CodeableConcept | undefined;
  readonly issues: readonly TerminologyIssue[];
}

export function rootPath(form: CodedForm): string {
  return { code: '', coding: 'Coding', codeableConcept: 'CodeableConcept' }[form];
}

/** A validation under way: its check, and what its codings have shown so far. */
interface Progress {
  readonly check: Check;
  readonly set: ValueSet;
  readonly form: CodedForm;
  readonly isSystem: boolean;
  /** The codings; versions that were found out are added to those of a CodeableConcept. */
  readonly codings: Coding[];
  readonly matched: Set<number>;
  isIn: boolean | undefined;
  /** The first coding that is in the value set. */
  first: { readonly coding: Coding; readonly path: string; readonly version: string | undefined } | undefined;
  /** The coding that is spoken of where none is. */
  last: Coding;
  lastVersion: string | undefined;
  outsideVersion: string | undefined;
  display: string | undefined;
}

/**
 * Judges a coded value by a value set that has been prepared: of a CodeableConcept one coding must be in it. `isSystem`
 * tells that the value set stands for a code system, which is then spoken of instead.
 */
export function validateCoded(call: Call, set: ValueSet, coded: Coded, isSystem: boolean): Validation | Refusal {
  const { form, concept } = coded;
  const codings = [...(concept.coding ?? [])];
  const check = newCheck(call);
  const progress: Progress = {
    check,
    set,
    form,
    isSystem,
    codings,
    matched: new Set(),
    isIn: false,
    first: undefined,
    last: {},
    lastVersion: undefined,
    outsideVersion: undefined,
    display: undefined,
  };
  noteStatus(check, set, set);
  let isCodeless = false;
  for (const [place, coding] of codings.entries()) {
    const path = pathOf(form, place);
    isCodeless = coding.code === undefined || coding.code === '';
    if (isCodeless) {
      noteNoCode(check, coding, path);
      break;
    }
    judgeCoding(progress, coding, place, path);
    if (check.refusal !== undefined) return check.refusal;
  }
  const isConcept = form === 'codeableConcept';
  if (isConcept && progress.matched.size > 0) easeUnknownSystems(progress);
  // Of a code that is missing all has been said, and of one that its own code system does not have.
  const isSaid = (isCodeless && (!isConcept || isSystem)) || (isSystem && hasErrors(check));
  if (progress.isIn === false && !isSaid) addIssue(check, notInSet(progress));
  return verdictOn(progress, concept);
}

function pathOf(form: CodedForm, place: number): string {
  return form === 'codeableConcept' ? `${rootPath(form)}.coding[${place}]` : rootPath(form);
}

function judgeCoding(progress: Progress, coding: Coding, place: number, path: string): void {
  const { check, set, form, isSystem } = progress;
  nextCoding(check);
  const result = checkInValueSet(check, set, path, coding);
  if (check.refusal !== undefined) return;
  const system = check.impliedSystem ?? coding.system;
  if (progress.last.code === undefined || result === true) {
    progress.last = coding;
    progress.lastVersion = coding.version;
  }
  progress.lastVersion ??= check.version;
  if (result === false && !isSystem && form === 'codeableConcept') {
    const type = 'this-code-not-in-vs';
    const parts = { severity: 'information', code: 'code-invalid', type, path: below(path, 'code') } as const;
    const id = 'None_of_the_provided_codes_are_in_the_value_set_one';
    addIssue(check, issue(id, parts, [nameOfValueSet(set), described(coding, system)]));
  }
  if (progress.isIn !== true && result !== false) progress.isIn = result;
  if (result === true) {
    progress.matched.add(place);
    if (coding.display !== undefined && check.words.length > 0) {
      checkDisplay(check, { ...coding, ...(system === undefined ? {} : { system }) }, path);
    }
    if (progress.first !== undefined) return;
    progress.first = { coding, path, version: check.version };
    progress.display = displayOf(check) ?? progress.display;
  } else if (check.call.parameters.membershipOnly !== true && system !== undefined && system !== '') {
    const view = lookOutside(check, set, { ...coding, system }, path);
    if (view === undefined) return;
    progress.display = displayOf(check) ?? progress.display;
    if (form !== 'codeableConcept') progress.outsideVersion = view.version;
    else if (coding.version === undefined && view.version !== undefined) {
      progress.codings[place] = { ...coding, version: view.version };
    }
  }
}

function displayOf({ call, words }: Check): string | undefined {
  return (preferredWord(words, workingLanguages(call.parameters)) ?? preferredWord(words, undefined))?.value;
}

function verdictOn(progress: Progress, concept: CodeableConcept): Validation {
  const { check, form, codings, isIn, first, display } = progress;
  const isConcept = form === 'codeableConcept';
  const single = isConcept ? undefined : progress.last;
  const isValid = isIn === true && !hasErrors(check);
  const standing = noteStatusOfConcept(check, rootPath(form), progress.last.code);
  // Of a CodeableConcept the answer is about the coding that it gives, and another may be inactive.
  const isInactive = standing.isInactive && (!isConcept || check.inactive?.path === first?.path);
  return {
    isValid,
    system: first?.coding.system ?? (isIn === true ? check.impliedSystem : undefined) ?? single?.system,
    code: first?.coding.code ?? single?.code,
    version: first === undefined ? single && (progress.outsideVersion ?? progress.lastVersion) : first.version,
    display: first === undefined && isConcept ? undefined : display,
    isInactive,
    status: isInactive || !standing.isInactive ? standing.status : undefined,
    normalCode: check.normalCode,
    unknownSystems: isValid ? [] : [...check.unknownSystems],
    isDueToThem: isIn === false,
    message: messageOf(check),
    concept: isConcept ? { ...concept, coding: codings } : undefined,
    issues: check.issues,
  };
}

function hasErrors({ issues }: Check): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

function messageOf({ issues, told }: Check): string | undefined {
  const texts = new Set(told);
  for (const { severity, text } of issues) if (severity === 'error') texts.add(text);
  return texts.size === 0 ? undefined : [...texts].sort().join('; ');
}

function described({ code, version, display }: Coding, system = ''): string {
  const words = display === undefined ? '' : ` ('${display}')`;
  return `'${system}${version === undefined ? '' : `|${version}`}#${code}${words}'`;
}

function noteNoCode(check: Check, { system }: Coding, path: string): void {
  const text =
    system === undefined
      ? 'Coding has no code and cannot be validated'
      : `Coding has no code for system ${system} and cannot be validated`;
  check.told.add(text);
  addIssue(check, {
    severity: 'warning',
    code: 'invalid',
    type: 'invalid-data',
    text,
    ...(path === '' ? {} : { path }),
  });
}

/** Of a coding that is not in the value set: what its code system says of it. Answers the one that has the code. */
function lookOutside(check: Check, set: ValueSet, coding: Coding & { readonly system: string }, path: string) {
  const { call } = check;
  const { system, code = '' } = coding;
  const where = { severity: 'error', code: 'invalid', type: 'invalid-data', path: below(path, 'system') } as const;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(system)) addIssue(check, issue('Terminology_TX_System_Relative', where, []));
  const version = coding.version ?? impliedVersion(set, system);
  const view = findCodeSystem(call, system, ruledVersion(call, system, version));
  if (view === undefined) {
    const problem = systemProblem(call, system);
    if (problem === undefined) noteUnknown(check, path, system, version);
    else addIssue(check, issue(problem.id, where, [problem.canonical]));
    return undefined;
  }
  noteStatus(check, view.header, set);
  noteSupplements(call, view);
  const index = view.content.indexOf(code);
  if (index < 0) {
    noteUnknownCode(check, view, path, code);
    return undefined;
  }
  const row = view.row(index);
  check.words = [...check.words, ...view.words(row)];
  noteStanding(check, view, row, path, code);
  checkDisplayOutside(check, coding, path);
  return view;
}

/** What stands where a code system is asked for: a value set, or a supplement. */
export function systemProblem(call: Call, system: string) {
  if (findDefinition(call.source, 'ValueSet', system, undefined) !== undefined) {
    return { id: 'Terminology_TX_System_ValueSet2', canonical: system } as const;
  }
  const found = findDefinition(call.source, 'CodeSystem', system, undefined);
  return found?.content === 'supplement'
    ? ({ id: 'CODESYSTEM_CS_NO_SUPPLEMENT', canonical: canonicalOfDefinition(found) } as const)
    : undefined;
}

/** The latest version in which a value set includes a code system by name. */
function impliedVersion(set: ValueSet, system: string): string | undefined {
  return (set.compose?.include ?? [])
    .flatMap((part) => (part.system === system ? (part.version ?? []) : []))
    .sort(compareVersions)
    .at(-1);
}

const unknown: ReadonlySet<string | undefined> = new Set([
  'UNKNOWN_CODESYSTEM',
  'UNKNOWN_CODESYSTEM_VERSION',
  'UNKNOWN_CODESYSTEM_VERSION_NONE',
]);

/** Where one coding is in the value set, another's unknown code system is no error. */
function easeUnknownSystems({ check, codings, matched, form }: Progress): void {
  for (const [place, { system = '', version }] of codings.entries()) {
    if (matched.has(place)) continue;
    const path = `${pathOf(form, place)}.system`;
    const at = check.issues.findIndex((one) => one.severity === 'error' && unknown.has(one.id) && one.path === path);
    const before = check.issues[at];
    if (before === undefined) continue;
    const parts = { severity: 'warning', code: before.code, path, ...(before.type && { type: before.type }) } as const;
    const eased = issue('UNKNOWN_CODESYSTEM_CODING_NOT_CHECKED', parts, [canonicalOf(system, version)]);
    check.issues[at] = eased;
    check.told.add(eased.text);
  }
}

function notInSet({ check, set, form, codings }: Progress): TerminologyIssue {
  const parts = { severity: 'error', code: 'code-invalid', type: 'not-in-vs' } as const;
  const name = nameOfValueSet(set);
  if (form === 'codeableConcept') return issue('TX_GENERAL_CC_ERROR_MESSAGE', parts, [name]);
  const listed = codings.map((one) => described(one, check.impliedSystem ?? one.system)).join(', ');
  const path = below(rootPath(form), 'code');
  return issue('None_of_the_provided_codes_are_in_the_value_set_one', { ...parts, path }, [name, listed]);
}

/** Tells of a concept that is inactive or deprecated, and how. */
function noteStatusOfConcept(check: Check, root: string, code: string | undefined) {
  const { inactive, status } = check;
  const tell = (id: 'INACTIVE_CONCEPT_FOUND' | 'DEPRECATED_CONCEPT_FOUND', path: string, parts: MessageParts) => {
    const where = { severity: 'warning', code: 'business-rule', type: 'code-comment', path: path || 'code' } as const;
    const one = issue(id, where, parts);
    check.told.add(one.text);
    addIssue(check, one);
  };
  if (inactive !== undefined) {
    const isOther = status !== undefined && status !== 'inactive';
    tell('INACTIVE_CONCEPT_FOUND', inactive.path, [isOther ? `${status} and inactive` : 'inactive', inactive.code]);
    return { isInactive: true, status: isOther ? status : undefined };
  }
  if (status?.toLowerCase() !== 'deprecated') return { isInactive: false, status: undefined };
  tell('DEPRECATED_CONCEPT_FOUND', root, [status, code]);
  return { isInactive: false, status: 'deprecated' };
}
