import type { Issue } from '#kernel';
import type { FhirPathOptions } from '../fhirpath/fhirpath.ts';
import type { FhirNode, Item } from '../fhirpath/values.ts';
import type { BasePlan } from './base-plan.ts';
import type { BaseRules } from './base-rules.ts';
import type { Definitions } from './definitions-source.ts';
import type { ProfileRules } from './profile-rules.ts';

/** What a validation finds. `rule` is the key of the constraint, `profile` the definition that asks for it. */
export interface ValidationIssue extends Issue {
  readonly rule?: string;
  readonly profile?: string;
  /** Where the element stands in the text that was read, where that is known. */
  readonly position?: { readonly line: number; readonly column: number };
}

export interface CodeOfSystem {
  readonly exists: boolean;
  /** Its display and designations. */
  readonly displays: readonly string[];
}

/** Whether codes are in value sets; undefined where that cannot be told. */
export interface CodeChecker {
  inValueSet(valueSet: string, code: { readonly system?: string; readonly code: string }): boolean | undefined;
  /** What a code system says of a code; undefined where not all of its codes are known. */
  conceptOf?(system: string, code: string): CodeOfSystem | undefined;
  /** Whether a text is an expression by which a code system may be asked; undefined where the system has no such. */
  isExpression?(system: string, text: string): boolean | undefined;
}

export type Weight = 'error' | 'warning';

/** What a profile finds wrong with an element, and the path at which it was met. */
export interface Verdict {
  readonly place: string;
  readonly issues: readonly ValidationIssue[];
  /** Whether these are all issues, or only as many as a verdict takes. */
  readonly whole: boolean;
}

/** One validation of one resource. The path is kept as parts and joined only where something is wrong. */
export interface Run {
  issues: ValidationIssue[];
  readonly path: (string | number)[];
  readonly definitions: Definitions;
  readonly baseRules: (type: string) => BaseRules;
  readonly basePlan: (type: string) => BasePlan;
  /** The elements that lead to the one in hand, each followed by its value. */
  readonly holders: unknown[];
  readonly codes: CodeChecker;
  /** What is wrong with systems of codes, as far as they have been met. */
  readonly systemProblems: Map<string, string | undefined>;
  readonly profiles: (canonical: string) => ProfileRules | undefined;
  readonly memberOf: (valueSet: string, item: Item) => boolean | undefined;
  readonly conformsTo: (run: Run, profile: string, node: FhirNode) => boolean | undefined;
  readonly now: Date;
  readonly unknownExtensions: Weight;
  /** How much it weighs that a profile asks for another one which is not known. */
  readonly unknownProfiles: Weight;
  /** How much the profiles of vital signs weigh where only a code implies them. */
  readonly vitalSigns: Weight;
  /** How much a display weighs that the code system does not have. */
  readonly displays: Weight;
  /** Whether what is no error is told as well. */
  readonly warnings: boolean;
  /** Issues at most. */
  readonly most: number;
  /** When to end, by `performance.now()`; what was not looked at by then is told as such. */
  readonly until: number;
  unfinished: boolean;
  /** What FHIRPath may ask for the resource in hand, and whether it asked for what cannot be told. */
  asking: FhirPathOptions | undefined;
  untold: boolean;
  /** Whether the structure of everything in it is sound. */
  readonly isSound: boolean;
  /** Ids of elements of the resource in hand that have been met. */
  elementIds: Set<unknown> | undefined;
  /** The resource in hand, and the one that contains it. */
  resource: FhirNode;
  /** Parts of the path that lead to the resource in hand. */
  start: number;
  rootResource: FhirNode;
  /** The Bundles around the resource in hand, the innermost last. */
  bundles: FhirNode[];
  /** The fullUrl of the entry in hand of each of them. */
  entryUrls: (string | undefined)[];
  /** Whether only a verdict is asked for, so that the first error ends the search. */
  hurry: boolean;
  /** What profiles found wrong with elements: whatever refers to them need not judge them again. */
  readonly told: Map<object, Map<string, Verdict>>;
}

/** Issues of one resource unless the caller says otherwise. */
export const mostIssues = 200;

export function report(run: Run, issue: Omit<ValidationIssue, 'path'>): void {
  if (isWanted(run, issue)) run.issues.push({ ...issue, path: pathOf(run.path) });
}

/** Reports of the element that holds the one in hand: `steps` parts of the path above it. */
export function reportAbove(run: Run, steps: number, issue: Omit<ValidationIssue, 'path'>): void {
  if (isWanted(run, issue)) run.issues.push({ ...issue, path: pathOf(run.path.slice(0, -steps)) });
}

function isWanted({ issues, most, warnings }: Run, { severity }: Omit<ValidationIssue, 'path'>): boolean {
  return issues.length < most && (warnings || severity === 'error');
}

/** Whether the time is over. Asked where a resource or a profile begins, so that what is small is judged whole. */
export function isOver(run: Run): boolean {
  if (run.until !== Number.POSITIVE_INFINITY) run.unfinished ||= performance.now() > run.until;
  return run.unfinished;
}

export function pathOf(parts: readonly (string | number)[]): string {
  let path = '';
  for (const part of parts) path += typeof part === 'number' ? `[${part}]` : path === '' ? part : `.${part}`;
  return path;
}
