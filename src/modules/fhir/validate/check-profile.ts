import { issueOf } from '#kernel';
import { compareItems } from '../fhirpath/equality.ts';
import { isSubtype } from '../fhirpath/type-names.ts';
import { addChildren, elementsOf, FhirNode, type Item, ownerOf, systemOf } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { placeOf } from '../structure/compiled-type.ts';
import { checkBinding } from './check-binding.ts';
import { checkConstraints } from './check-constraints.ts';
import { checkLanguages } from './check-languages.ts';
import { checkReferenceTarget } from './check-reference.ts';
import { inResource, standsElsewhere } from './in-resource.ts';
import type { ElementRules, Place, ProfileRules, TypeRule } from './profile-rules.ts';
import { isOver, pathOf, type Run, report, reportAbove, type ValidationIssue, type Verdict } from './run.ts';
import { sliceOf } from './slicing.ts';
import { isFixed, matchesPattern } from './values-match.ts';

/** An element with its place in the array that it stands in; undefined where it does not repeat. */
interface Found {
  readonly node: FhirNode;
  readonly index: number | undefined;
  /** Its name in a path. */
  readonly place: string;
}

/** Judges an element or a resource against a profile. What is asked of it already ends at once. */
export function checkProfile(run: Run, node: FhirNode, profile: ProfileRules): void {
  for (const issue of issuesOf(run, node, profile)) if (run.issues.length < run.most) run.issues.push(issue);
}

const noIssues: readonly ValidationIssue[] = [];
/** Stands for what is being judged: it counts as conforming, so that circles of references end. */
const beingJudged: Verdict = { place: '', issues: noIssues, whole: true };

/**
 * The issues that a profile raises of an element, without raising them. They are found once for each place that the
 * element is met at: by the Bundle around, by `meta.profile` and by what refers to it.
 */
export function issuesOf(
  run: Run,
  node: FhirNode,
  profile: ProfileRules,
  asked: 'of a place' | 'by a rule' = 'of a place',
): readonly ValidationIssue[] {
  // What a type itself asks is judged wherever the type is.
  if (profile.isType || isOver(run)) return noIssues;
  // Nothing refers to an element inside of a resource, and on the way down nothing is met twice.
  const told = asked === 'by a rule' || isResource(node) ? toldOf(run, node) : undefined;
  const known = told?.get(profile.url);
  if (known !== undefined && isKept(run, known)) return known.issues;
  const before = run.issues;
  const issues: ValidationIssue[] = [];
  run.issues = issues;
  told?.set(profile.url, beingJudged);
  if (standsElsewhere(run, node)) inResource(run, node, () => checkElement(run, node, profile.root, profile));
  else checkElement(run, node, profile.root, profile);
  run.issues = before;
  const whole = !isDecided(run, issues);
  told?.set(profile.url, { place: whole && issues.length > 0 ? pathOf(run.path) : '', issues, whole });
  return issues;
}

/** Whether what was found holds here too: where nothing is wrong, or where only that something is wrong matters. */
function isKept({ hurry, path }: Run, { place, issues, whole }: Verdict): boolean {
  return issues.length === 0 || hurry || (whole && place === pathOf(path));
}

/** Whether a verdict is all that is asked for, and there is one. */
function isDecided({ hurry }: Run, issues: readonly ValidationIssue[]): boolean {
  return hurry && issues.some(isError);
}

function toldOf(run: Run, { value }: FhirNode): Map<string, Verdict> | undefined {
  // Two primitives may have one value, and stand in different places.
  if (!isObject(value)) return undefined;
  let told = run.told.get(value);
  if (told === undefined) {
    told = new Map();
    run.told.set(value, told);
  }
  return told;
}

export function conforms(run: Run, node: FhirNode, profile: ProfileRules): boolean {
  if (!isOfProfileType(node, profile)) return false;
  const { hurry } = run;
  run.hurry = true;
  const issues = issuesOf(run, node, profile, 'by a rule');
  run.hurry = hurry;
  return !issues.some(isError);
}

function isResource({ value }: FhirNode): boolean {
  return isObject(value) && value.resourceType !== undefined;
}

function isError({ severity }: ValidationIssue): boolean {
  return severity === 'error';
}

export function isOfProfileType(node: FhirNode, profile: ProfileRules): boolean {
  return isSubtype(node.type, profile.type) || node.type === profile.type;
}

function checkElement(run: Run, node: FhirNode, rules: ElementRules, profile: ProfileRules): void {
  if (rules.tellsValue) checkValue(run, node, rules);
  if (rules.constraints.length > 0) checkConstraints(run, node, rules.constraints);
  for (const binding of rules.bindings) checkBinding(run, node, binding, rules.profile);
  const source = contentOf(rules, profile);
  if (source.telling.length === 0) return;
  // What is contained is a resource in hand of its own, though what is asked of it is asked where it stands.
  if (standsElsewhere(run, node)) inResource(run, node, () => checkChildren(run, node, source, profile));
  else checkChildren(run, node, source, profile);
}

/** The element that has the content: another one where this one repeats it and says nothing more of it. */
export function contentOf(rules: ElementRules, profile: ProfileRules): ElementRules {
  if (rules.contentReference === undefined || rules.children.length > 0) return rules;
  return profile.byPath.get(rules.contentReference) ?? rules;
}

function checkChildren(run: Run, node: FhirNode, rules: ElementRules, profile: ProfileRules): void {
  const owner = ownerOf(node) ?? nobody;
  const { telling } = rules;
  for (let at = 0; at < telling.length; at++) {
    if (run.hurry && isDecided(run, run.issues)) return;
    const child = telling[at] as ElementRules;
    const places = child.places?.type === node.type ? child.places.listed : placesOf(node.type, child);
    const found: Found[] | undefined = child.isSliced ? [] : undefined;
    let count = 0;
    for (let p = 0; p < places.length; p++) {
      const place = places[p] as Place;
      if (owner[place.name] === undefined && owner[place.beside] === undefined) continue;
      count += checkItems(run, owner, place, child, profile, found);
    }
    if (child.counts) checkCount(run, count, child);
    if (found !== undefined) checkSlices(run, found, child, profile);
  }
}

/** Judges what stands in a place, and answers how much that is. */
function checkItems(
  run: Run,
  owner: Readonly<Record<string, unknown>>,
  { element, step, many }: Place,
  rules: ElementRules,
  profile: ProfileRules,
  found: Found[] | undefined,
): number {
  const items: Item[] = [];
  addChildren(items, owner, element);
  for (let n = 0; n < items.length; n++) {
    const item = items[n] as FhirNode;
    found?.push({ node: item, index: many ? n : undefined, place: step });
    if (rules.countsOnly) continue;
    const { length } = run.path;
    run.path.push(step);
    if (many) run.path.push(n);
    checkElement(run, item, rules, profile);
    if (rules.tellsTypes && !(run.hurry && isDecided(run, run.issues))) checkTypes(run, item, rules);
    run.path.length = length;
  }
  return items.length;
}

const nobody: Readonly<Record<string, unknown>> = {};
const nothingFound: readonly Found[] = [];

function placesOf(type: string, rules: ElementRules): readonly Place[] {
  const listed = elementsOf(type, rules.label).map((element) => ({
    element,
    name: element.name,
    beside: element.kind === 'primitive' ? `_${element.name}` : element.name,
    step: placeOf(element),
    many: element.max > 1,
  }));
  rules.places = { type, listed };
  return listed;
}

function checkCount(run: Run, count: number, rules: ElementRules): void {
  if (count < rules.min) {
    const text = `At least ${rules.min} of ${nameOf(rules)} must be there, but there are ${count}.`;
    report(run, { ...issueOf('conformance.cardinality', text), profile: rules.profile });
  } else if (count > rules.max) {
    const text =
      rules.max === 0
        ? `${nameOf(rules)} must not be there.`
        : `At most ${rules.max} of ${nameOf(rules)} may be there, but there are ${count}.`;
    report(run, { ...issueOf('conformance.cardinality', text), profile: rules.profile });
  }
}

/** An element as a profile calls it; a slice also by the code that makes it one. */
function nameOf({ label, sliceName, children }: ElementRules): string {
  if (sliceName === undefined) return label;
  const concept = children.find((child) => child.label === 'code')?.pattern?.value;
  const coding = isObject(concept) && Array.isArray(concept.coding) ? concept.coding[0] : undefined;
  return `${label}:${sliceName}${isObject(coding) ? ` (${coding.system}|${coding.code})` : ''}`;
}

function checkValue(run: Run, node: FhirNode, rules: ElementRules): void {
  const { value } = node;
  if (rules.languages.length > 0) checkLanguages(run, node, rules);
  if (value === undefined) {
    if (rules.alternatives.length > 0 && !hasExtension(node, rules.alternatives)) {
      const text = `The element must have a value or the extension ${rules.alternatives.join(' or ')}.`;
      report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
    }
    if (rules.mustHaveValue) {
      const text = 'The element must have a value; extensions alone do not do.';
      report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
    }
    return;
  }
  if (rules.fixed !== undefined && !isFixed(value, rules.fixed.value)) {
    refuseFixed(run, value, rules.fixed.value, rules.profile);
  }
  if (rules.pattern !== undefined && !matchesPattern(value, rules.pattern.value)) {
    const text = `The value must contain ${shown(rules.pattern.value)}.`;
    report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
  }
  if (rules.shortest !== undefined && typeof value === 'string' && value.length < rules.shortest) {
    const text = `The text must have at least ${rules.shortest} characters.`;
    report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
  }
  if (rules.maxLength !== undefined && typeof value === 'string' && value.length > rules.maxLength) {
    const text = `The text may have at most ${rules.maxLength} characters, but has ${value.length}.`;
    report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
  }
  if (rules.least !== undefined && orderOf(node, rules.least) === -1) {
    const text = `The value must not be below ${shown(rules.least)}.`;
    report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
  }
  if (rules.most !== undefined && orderOf(node, rules.most) === 1) {
    const text = `The value must not be above ${shown(rules.most)}.`;
    report(run, { ...issueOf('conformance.value', text), profile: rules.profile });
  }
}

/** Says of what stands too much in a value that it may not be there, and else of the value what it must be. */
function refuseFixed(run: Run, value: unknown, fixed: unknown, profile: string): void {
  const more = isObject(value) && isObject(fixed) ? Object.keys(value).filter((key) => fixed[key] === undefined) : [];
  for (const key of more.slice(0, 10)) {
    run.path.push(key);
    const text = 'The value that the profile asks for does not have the element.';
    report(run, { ...issueOf('conformance.value', text), profile });
    run.path.pop();
  }
  if (more.length > 0) return;
  report(run, { ...issueOf('conformance.value', `The value must be exactly ${shown(fixed)}.`), profile });
}

function hasExtension({ beside }: FhirNode, urls: readonly string[]): boolean {
  const { extension } = beside ?? {};
  return Array.isArray(extension) && extension.some((one) => isObject(one) && urls.includes(String(one.url)));
}

function orderOf(node: FhirNode, limit: unknown): number | undefined {
  const other = new FhirNode(limit, node.type);
  if (systemOf(node) === undefined || systemOf(other) === undefined) return undefined;
  return compareItems(node, other);
}

/** What a definition asks for may be said; it is no data of anybody. */
function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 300 ? `${text.slice(0, 300)} ...` : text;
}

function checkTypes(run: Run, node: FhirNode, rules: ElementRules): void {
  const { types } = rules;
  if (types === undefined || types.length === 0) return;
  const allowed = allowedOf(node.type, types);
  if (allowed.types.length === 0) {
    const names = types.map(({ code }) => code).join(' or ');
    if (!/^http/.test(names)) {
      const text = `The element must be of type ${names}, but is of type ${node.type}.`;
      const issue = { ...issueOf('conformance.type', text), profile: rules.profile };
      // Of the value of an extension that is said of the extension, which has chosen it.
      if (rules.path === 'Extension.value[x]') reportAbove(run, 1, issue);
      else report(run, issue);
    }
    return;
  }
  if (allowed.profiles.length > 0) checkAnyProfile(run, node, allowed.profiles);
  if (node.type === 'Reference' && isObject(node.value)) {
    checkReferenceTarget(run, node.value, allowed.types, rules.profile);
  }
}

/** What is asked of an element of a type that may be there. */
interface Allowed {
  readonly types: readonly TypeRule[];
  /** Profiles of which it must meet one; none where one of the types asks for none. */
  readonly profiles: readonly string[];
}

const allowedByType = new WeakMap<readonly TypeRule[], Map<string, Allowed>>();

/** Those of the types that an element of type `type` is of. */
function allowedOf(type: string, types: readonly TypeRule[]): Allowed {
  let byType = allowedByType.get(types);
  if (byType === undefined) {
    byType = new Map();
    allowedByType.set(types, byType);
  }
  let allowed = byType.get(type);
  if (allowed === undefined) {
    const fitting = types.filter(({ code }) => isSubtype(type, code) || isInside(type, code));
    // Extensions are judged by their own definition wherever they stand.
    const asks = type !== 'Extension' && fitting.every(({ profiles }) => profiles.length > 0);
    allowed = { types: fitting, profiles: asks ? fitting.flatMap(({ profiles }) => profiles) : [] };
    byType.set(type, allowed);
  }
  return allowed;
}

/** The inside of an element has no type name of its own in a definition. */
function isInside(type: string, code: string): boolean {
  return type.includes('.') && (code === 'BackboneElement' || code === 'Element');
}

/** One of several profiles must be met; where none is, what the nearest of them misses is said. */
export function checkAnyProfile(run: Run, node: FhirNode, canonicals: readonly string[]): void {
  let best: readonly ValidationIssue[] | undefined;
  for (const canonical of canonicals) {
    const profile = run.profiles(canonical);
    if (profile === undefined) {
      // What it asks cannot be told, so that it refuses nothing else.
      const text = `The profile ${canonical} is not known; the element was not judged by it.`;
      report(run, { ...issueOf('conformance.profile-unknown', text), severity: run.unknownProfiles });
      return;
    }
    if (!isOfProfileType(node, profile)) continue;
    const found = issuesOf(run, node, profile);
    const errors = found.filter(({ severity }) => severity === 'error').length;
    if (errors === 0) {
      run.issues.push(...found);
      return;
    }
    if (best === undefined || found.length < best.length) best = found;
  }
  if (best !== undefined) run.issues.push(...best);
  if (best === undefined || canonicals.length > 1) {
    const text = `The element must conform to ${canonicals.slice(0, 5).join(' or ')}.`;
    report(run, issueOf('conformance.type', text));
  }
}

function checkSlices(run: Run, found: readonly Found[], rules: ElementRules, profile: ProfileRules): void {
  const { slices, slicing } = rules;
  const members: (Found[] | undefined)[] = [];
  let last = -1;
  let unmatched = false;
  for (const item of found) {
    const { length } = run.path;
    run.path.push(item.place);
    if (item.index !== undefined) run.path.push(item.index);
    const at = sliceOf(run, item.node, rules, profile);
    const slice = slices[at];
    if (slice === undefined) {
      unmatched = true;
      if (slicing?.rules === 'closed') {
        const names = slices.map(({ sliceName }) => sliceName).join(', ');
        const text = `The element is none of those that the profile allows here: ${names}.`;
        report(run, { ...issueOf('conformance.slice', text), profile: rules.profile });
      }
    } else {
      const same = members[at];
      if (same === undefined) members[at] = [item];
      else same.push(item);
      if (slicing?.ordered === true && at < last) {
        const text = `The element stands after one that must come behind it: ${slice.sliceName}.`;
        report(run, { ...issueOf('conformance.slice', text), profile: rules.profile });
      }
      if (slicing?.rules === 'openAtEnd' && unmatched) {
        const text = 'What the profile does not name must come behind what it names.';
        report(run, { ...issueOf('conformance.slice', text), profile: rules.profile });
      }
      last = Math.max(last, at);
      if (slice.tellsTypes) checkTypes(run, item.node, slice);
      checkElement(run, item.node, slice, profile);
    }
    run.path.length = length;
  }
  for (let at = 0; at < slices.length; at++) {
    const slice = slices[at] as ElementRules;
    const items = members[at] ?? nothingFound;
    if (slice.counts) checkCount(run, items.length, slice);
    if (slice.slices.length > 0) checkSlices(run, items, slice, profile);
  }
}
