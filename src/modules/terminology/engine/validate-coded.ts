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
import {
  type CodeableConcept,
  type Coding,
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

/**
 * Judges a coded value by a value set that has been prepared: of a CodeableConcept one coding must be in it. `isSystem`
 * tells that the value set stands for a code system, which is then spoken of instead.
 */
export function validateCoded(call: Call, set: ValueSet, coded: Coded, isSystem: boolean): Validation | Refusal {
  const check = newCheck(call);
  const { form, concept } = coded;
  const root = rootPath(form);
  const ranges = workingLanguages(call.parameters);
  noteStatus(check, set, set);
  const codings = [...(concept.coding ?? [])];
  const matched = new Set<number>();
  let isIn: boolean | undefined = false;
  let isCodeless = false;
  let first: Matched | undefined;
  let last: Coding = {};
  let lastVersion: string | undefined;
  let lookedUpVersion: string | undefined;
  let display: string | undefined;

  for (const [place, coding] of codings.entries()) {
    const path = form === 'codeableConcept' ? `${root}.coding[${place}]` : root;
    if (coding.code === undefined || coding.code === '') {
      noteNoCode(check, coding, path);
      isCodeless = true;
      break;
    }
    nextCoding(check);
    const result = checkInValueSet(check, set, path, coding);
    if (check.refusal !== undefined) return check.refusal;
    const system = check.impliedSystem ?? coding.system;
    if (last.code === undefined || result === true) {
      last = coding;
      lastVersion = coding.version;
    }
    lastVersion ??= check.version;
    if (result === false && !isSystem && form === 'codeableConcept') {
      const parts = {
        severity: 'information',
        code: 'code-invalid',
        type: 'this-code-not-in-vs',
        path: below(path, 'code'),
      } as const;
      const id = 'None_of_the_provided_codes_are_in_the_value_set_one';
      addIssue(check, issue(id, parts, [nameOfValueSet(set), described(coding, system)]));
    }
    if (isIn !== true && result !== false) isIn = result;
    if (result === true) {
      matched.add(place);
      if (coding.display !== undefined && check.words.length > 0) {
        checkDisplay(check, { ...coding, ...(system === undefined ? {} : { system }) }, path);
      }
      if (first === undefined) {
        const word = preferredWord(check.words, ranges) ?? preferredWord(check.words, undefined);
        display = word?.value ?? display;
        first = { coding, path, ...(check.version === undefined ? {} : { version: check.version }) };
      }
    } else if (call.parameters.membershipOnly !== true && system !== undefined && system !== '') {
      const found = lookOutside(check, set, coding, system, path, place, form, codings);
      if (found === undefined) continue;
      const word = preferredWord(check.words, ranges) ?? preferredWord(check.words, undefined);
      display = word?.value ?? display;
      if (form !== 'codeableConcept') lookedUpVersion = found;
    }
  }

  if (form === 'codeableConcept' && matched.size > 0) easeUnknownSystems(check, codings, matched, root);
  if (isIn === false && !(isCodeless && (form !== 'codeableConcept' || isSystem)) && (!isSystem || !hasErrors(check))) {
    addIssue(check, notInSet(check, set, form, codings));
  }
  const isValid = isIn === true && !hasErrors(check);
  const told = noteStatusOfConcept(check, root, last.code);
  const isConcept = form === 'codeableConcept';
  const isInactiveTold = told.inactive && (!isConcept || check.inactive?.path === first?.path);
  const single = isConcept ? undefined : last;
  return {
    isValid,
    system: first?.coding.system ?? (isIn === true ? check.impliedSystem : undefined) ?? single?.system,
    code: first?.coding.code ?? single?.code,
    version: first === undefined ? single && (lookedUpVersion || lastVersion) : first.version,
    display: first === undefined && isConcept ? undefined : display,
    isInactive: isInactiveTold,
    status: isInactiveTold || told.isDeprecated ? told.status : undefined,
    normalCode: check.normalCode,
    unknownSystems: isValid ? [] : [...check.unknownSystems],
    isDueToThem: isIn === false,
    message: messageOf(check),
    concept: isConcept ? { ...concept, coding: codings } : undefined,
    issues: check.issues,
  };
}

interface Matched {
  readonly coding: Coding;
  readonly path: string;
  readonly version?: string;
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

/**
 * Of a coding that is not in the value set: what its code system says of it. Answers the version of the code system
 * where the code is in it.
 */
function lookOutside(
  check: Check,
  set: ValueSet,
  coding: Coding,
  system: string,
  path: string,
  place: number,
  form: CodedForm,
  codings: Coding[],
): string | undefined {
  const { call } = check;
  const where = { severity: 'error', code: 'invalid', type: 'invalid-data', path: below(path, 'system') } as const;
  if (!/^[a-z][a-z0-9+.-]*:/i.test(system)) {
    addIssue(check, issue('Terminology_TX_System_Relative', where, []));
  }
  const version = coding.version ?? impliedVersion(set, system);
  const view = findCodeSystem(call, system, ruledVersion(call, system, version));
  if (view === undefined) {
    const kind = systemProblem(call, system);
    if (kind !== undefined) addIssue(check, { ...issue(kind.id, where, [kind.canonical]) });
    else noteUnknown(check, path, system, version);
    return undefined;
  }
  noteStatus(check, view.header, set);
  noteSupplements(call, view);
  const index = view.content.indexOf(coding.code ?? '');
  if (index < 0) {
    noteUnknownCode(check, view, path, coding.code ?? '');
    return undefined;
  }
  if (coding.version === undefined && form === 'codeableConcept' && view.version !== undefined) {
    codings[place] = { ...coding, version: view.version };
  }
  const row = view.row(index);
  check.words = [...check.words, ...view.words(row)];
  noteStanding(check, view, row, path, coding.code ?? '');
  checkDisplayOutside(check, { ...coding, system }, path);
  return view.version ?? '';
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
function easeUnknownSystems(
  check: Check,
  codings: readonly Coding[],
  matched: ReadonlySet<number>,
  root: string,
): void {
  for (const [place, { system = '', version }] of codings.entries()) {
    if (matched.has(place)) continue;
    const path = `${root}.coding[${place}].system`;
    const at = check.issues.findIndex((one) => one.severity === 'error' && unknown.has(one.id) && one.path === path);
    const before = check.issues[at];
    if (before === undefined) continue;
    const parts = { severity: 'warning', code: before.code, path, ...(before.type && { type: before.type }) } as const;
    const eased = issue('UNKNOWN_CODESYSTEM_CODING_NOT_CHECKED', parts, [
      version === undefined ? system : `${system}|${version}`,
    ]);
    check.issues[at] = eased;
    check.told.add(eased.text);
  }
}

function notInSet(check: Check, set: ValueSet, form: CodedForm, codings: readonly Coding[]): TerminologyIssue {
  const parts = { severity: 'error', code: 'code-invalid', type: 'not-in-vs' } as const;
  const canonical = nameOfValueSet(set);
  if (form === 'codeableConcept') return issue('TX_GENERAL_CC_ERROR_MESSAGE', parts, [canonical]);
  const listed = codings.map((one) => described(one, check.impliedSystem ?? one.system)).join(', ');
  const path = below(rootPath(form), 'code');
  return issue('None_of_the_provided_codes_are_in_the_value_set_one', { ...parts, path }, [canonical, listed]);
}

/** Tells of a concept that is inactive or deprecated, and how. */
function noteStatusOfConcept(check: Check, root: string, code: string | undefined) {
  const { inactive, status } = check;
  if (inactive !== undefined) {
    const words = status === undefined || status === 'inactive' ? 'inactive' : `${status} and inactive`;
    const path = inactive.path === '' ? 'code' : inactive.path;
    const parts = { severity: 'warning', code: 'business-rule', type: 'code-comment', path } as const;
    const one = issue('INACTIVE_CONCEPT_FOUND', parts, [words, inactive.code]);
    check.told.add(one.text);
    addIssue(check, one);
    return { inactive: true, isDeprecated: false, status: status === 'inactive' ? undefined : status };
  }
  if (status?.toLowerCase() !== 'deprecated') return { inactive: false, isDeprecated: false, status: undefined };
  const path = root === '' ? 'code' : root;
  const parts = { severity: 'warning', code: 'business-rule', type: 'code-comment', path } as const;
  const one = issue('DEPRECATED_CONCEPT_FOUND', parts, [status, code]);
  check.told.add(one.text);
  addIssue(check, one);
  return { inactive: false, isDeprecated: true, status: 'deprecated' };
}
