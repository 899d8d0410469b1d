import { issueOf } from '#kernel';
import { compileFhirPath } from '../fhirpath/fhirpath.ts';
import { isSubtype } from '../fhirpath/type-names.ts';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import type { BasePlan } from './base-plan.ts';
import { optionsOf } from './check-constraints.ts';
import { checkProfile } from './check-profile.ts';
import { structureDefinition } from './definitions-source.ts';
import { furtherPlaces } from './errata.ts';
import { isModifierOfOtherVersion, isOfOtherVersion } from './other-versions.ts';
import type { ProfileRules } from './profile-rules.ts';
import { type Run, report, reportAbove } from './run.ts';

/** Names that are kept for examples promise nothing to anybody; those of HL7's own tools are told nowhere. */
const example = /^https?:\/\/(?:[^/]*\.)?(?:example\.org\b|acme\.com\b|hl7\.org\/fhir\/tools\/)/;

/**
 * Judges an extension by its definition: what it may hold and where it may stand (R4, extensibility.html). One that is
 * not known is a warning; a modifier that is not known is an error, since the element may not mean what it says.
 */
export function checkExtension(run: Run, node: FhirNode): void {
  const holder = holderAt(run, 1);
  const url = isObject(node.value) ? node.value.url : undefined;
  if (typeof url !== 'string' || url === '') {
    report(run, issueOf('conformance.extension', 'An extension is known by its address; add url.'));
    return;
  }
  // Inside of a complex extension the names are relative, and the outer definition has judged them.
  if (!/^[a-z]+:/i.test(url)) return;
  const rules = run.profiles(url);
  const modifier = run.path.findLast((part) => typeof part === 'string') === 'modifierExtension';
  if (rules === undefined && isOfOtherVersion(url)) {
    checkOfOtherVersion(run, url, modifier);
    return;
  }
  if (rules === undefined || !rules.isExtension) {
    const text = modifier
      ? `The modifier extension ${url} is not known, so what it modifies cannot be understood.`
      : `The extension ${url} is not known; it was not judged.`;
    const severity = (modifier || run.unknownExtensions === 'error') && !example.test(url) ? 'error' : 'warning';
    report(run, { ...issueOf('conformance.extension', text), severity });
    return;
  }
  const definition = structureDefinition(run.definitions, url);
  if (definition?.context !== undefined && !fitsContext(run, definition.context, holder, furtherPlaces(url))) {
    const places = definition.context.map(({ expression }) => expression).join(', ');
    const text = `The extension ${url} may stand at ${places}, but not here.`;
    reportOfHolder(run, text, url);
  }
  if (
    definition?.contextInvariant !== undefined &&
    !definition.contextInvariant.every((rule) => holds(run, new FhirNode(holder.value, holder.type), rule))
  ) {
    const text = `The extension ${url} may not stand here: a rule of its definition about its place does not hold.`;
    reportOfHolder(run, text, url);
  }
  checkProfile(run, node, rules);
  checkInner(run, node, rules);
}

/** An element of another version of FHIR as an extension (R4, versions.html#extensions): its place is told by its kind. */
function checkOfOtherVersion(run: Run, url: string, modifier: boolean): void {
  if (modifier || !isModifierOfOtherVersion(url)) return;
  const text = `The extension ${url} changes the meaning of what it stands in; it must be a modifier extension.`;
  report(run, issueOf('conformance.extension', text));
}

/** That an extension may not stand somewhere is said of what it stands in. */
function reportOfHolder(run: Run, text: string, profile: string): void {
  const steps = typeof run.path.at(-1) === 'number' ? 2 : 1;
  reportAbove(run, steps, { ...issueOf('conformance.extension', text), profile });
}

/** A complex extension has the extensions that its definition names, and those that have an address of their own. */
function checkInner(run: Run, node: FhirNode, { root, url }: ProfileRules): void {
  const rules = root.children.find(({ label }) => label === 'extension');
  const named = (rules?.slices ?? []).map(
    ({ children }) => children.find(({ label }) => label === 'url')?.fixed?.value,
  );
  const listed = isObject(node.value) && Array.isArray(node.value.extension) ? node.value.extension : [];
  for (const [n, inner] of listed.entries()) {
    if (!isObject(inner) || typeof inner.url !== 'string' || /^[a-z]+:/i.test(inner.url)) continue;
    if (named.includes(inner.url) || rules === undefined || rules.slices.length === 0) continue;
    run.path.push('extension', n);
    const text = 'The definition of the extension around does not name this one.';
    report(run, { ...issueOf('conformance.extension', text), profile: url });
    run.path.length -= 2;
  }
}

function holds(run: Run, holder: FhirNode, expression: string): boolean {
  const compiled = compileFhirPath(expression);
  const told = compiled.ok ? compiled.value.test(holder, optionsOf(run)) : undefined;
  return told === undefined || !told.ok || told.value === true;
}

/** The element that an extension stands in. */
interface Holder {
  readonly type: string;
  /** Its path in the definition that speaks of it: `HumanName.given`, `Patient.contact`. */
  readonly path: string;
  readonly value: unknown;
}

/** The element that is `steps` around the one in hand. */
function holderAt({ holders }: Run, steps: number): Holder {
  const at = holders.length - 2 * steps;
  const { type, path } = holders[at] as BasePlan;
  return { type, path, value: holders[at + 1] };
}

function fitsContext(
  run: Run,
  contexts: readonly { readonly type: string; readonly expression: string }[],
  holder: Holder,
  further: readonly string[],
): boolean {
  const place = placeOf(run);
  const around = run.holders.length > 2 ? holderAt(run, 2) : undefined;
  if (further.some((path) => path === place || path === holder.path || path === holder.type)) return true;
  return contexts.some(({ type, expression }) => {
    // An extension of an extension may stand at it or at its value.
    if (type === 'extension') return isExtension(holder, expression) || isExtension(around, expression);
    if (type === 'fhirpath') return isAnswer(run, expression, holder.value);
    // What may stand at any element may stand at a resource too.
    if (type !== 'element' || expression === 'Element') return true;
    const path = expression.replace(/\[x\]/g, '').replace(/:[^.]+/g, '');
    return path === place || path === holder.path || isSubtype(holder.type, path);
  });
}

function isExtension(holder: Holder | undefined, url: string): boolean {
  return holder?.type === 'Extension' && isObject(holder.value) && holder.value.url === url;
}

function isAnswer(run: Run, expression: string, value: unknown): boolean {
  const compiled = compileFhirPath(expression);
  const answered = compiled.ok ? compiled.value.evaluate(run.resource, optionsOf(run)) : undefined;
  if (answered === undefined || !answered.ok) return true;
  return answered.value.some((item) => item instanceof FhirNode && item.value === value);
}

/** The path of the element that the extension in hand stands in, from its resource on. */
function placeOf(run: Run): string {
  const names = run.path
    .slice(run.start)
    .flatMap((part) => (typeof part === 'string' ? part.replace(/\.ofType.*$/, '') : []));
  return [run.resource.type, ...names.slice(0, -1)].join('.');
}
