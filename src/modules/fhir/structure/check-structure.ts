import { type FaultCode, type Issue, issueOf } from '#kernel';
import { isObject } from '../json-value.ts';
import type { Resource } from '../resource.ts';
import { isResourceType } from '../resource-types.ts';
import { type CompiledType, compiledType, type Slot } from './compiled-type.ts';
import { isDefinition, narrativeProblem } from './narrative.ts';
import { referenceProblem } from './reference.ts';
import { codesOf } from './value-sets.ts';

/** One check of one resource. The path is kept as parts and joined only where something is wrong. */
interface Run {
  readonly issues: Issue[];
  readonly path: (string | number)[];
  /**
   * Ids of what the resource in hand contains, for its references and those of the contained ones to their siblings;
   * undefined in Parameters, whose values are parts of other resources.
   */
  contained: ReadonlySet<unknown> | undefined;
  inContained: boolean;
  /** Type of the whole resource. */
  readonly type: string;
}

type Members = Record<string, unknown>;

const mostIssues = 100;

/**
 * Holds a resource against the definitions of R4: elements, types, cardinality, the forms of primitives, choices,
 * extensions beside primitives, contained resources and those in Bundles, codes of required bindings whose value set can
 * be listed, references and narrative. At most 100 issues; none where the structure is sound. Issues carry the FHIRPath
 * of the element, and never a value. Two things that are against the standard and common in the field are warnings: an
 * empty object, and a reference to a type that the element does not name. Invariants and profiles are not judged.
 */
export function checkStructure(resource: Resource): readonly Issue[] {
  const contained = resource.resourceType === 'Parameters' ? undefined : new Set();
  const run: Run = { issues: [], path: [], contained, inContained: false, type: resource.resourceType };
  checkResource(run, resource);
  return run.issues;
}

function report(run: Run, code: FaultCode, text: string, severity: Issue['severity'] = 'error'): void {
  if (run.issues.length < mostIssues) run.issues.push({ ...issueOf(code, text, pathOf(run.path)), severity });
}

function pathOf(parts: readonly (string | number)[]): string {
  let path = '';
  for (const part of parts) path += typeof part === 'number' ? `[${part}]` : path === '' ? part : `.${part}`;
  return path;
}

function checkResource(run: Run, value: Members): void {
  const { resourceType } = value;
  if (!isResourceType(resourceType)) {
    report(run, 'structure.unknown-type', 'The member resourceType must name a resource type of FHIR R4.');
    return;
  }
  if (run.path.length === 0) run.path.push(resourceType);
  const { contained, inContained } = run;
  if (inContained) {
    if (value.contained !== undefined) {
      report(run, 'structure.unknown-element', 'A contained resource must not contain others; put them beside it.');
    }
  } else if (contained !== undefined) {
    const inner = Array.isArray(value.contained) ? value.contained : [];
    run.contained = new Set(inner.map((one) => (isObject(one) ? one.id : undefined)));
  }
  checkMembers(run, value, compiledType(resourceType));
  run.contained = contained;
  run.inContained = inContained;
}

function checkMembers(run: Run, value: Members, type: CompiledType): void {
  let seen = 0;
  let filled = false;
  for (const key in value) {
    const slot = type.slots.get(key);
    if (slot === undefined) {
      if (key === 'resourceType' && type.entry.isResource) continue;
      reportUnknown(run, key, type);
      filled = true;
      continue;
    }
    if (key !== 'id') filled = true;
    const { bit, entry } = slot;
    if (bit !== 0) {
      if ((seen & bit) !== 0 && entry.choice) checkChoice(run, value, key, slot, type);
      seen |= bit;
    }
    const member = value[key];
    // Most members are sound primitives, of which nothing need be said.
    if (!slot.many && isSoundPrimitive(member, slot)) continue;
    run.path.push(slot.place);
    if (slot.many) checkMany(run, value, member, slot);
    else checkOne(run, member, slot);
    run.path.pop();
  }
  if (!filled && !type.entry.isResource && type.requiredBits === 0) {
    // Summaries that European countries publish hold such objects; nothing is lost by taking them.
    report(run, 'structure.empty', 'The element is empty; give it content or remove it.', 'warning');
  } else if ((seen & type.requiredBits) !== type.requiredBits) {
    for (const group of type.required) {
      if ((seen & group.bit) !== 0) continue;
      // What is not there has no path; the element that lacks it has one.
      const names = group.names.length > 6 ? [...group.names.slice(0, 6), '...'] : group.names;
      report(run, 'structure.cardinality', `An element is missing; add ${names.join(' or ')}.`);
    }
  }
}

function isSoundPrimitive(value: unknown, { rule, beside, entry, codes }: Slot): boolean {
  if (rule === undefined || beside || typeof value !== rule.json || !rule.sound(value as never)) return false;
  return entry.required === undefined || codes()?.has(value as string) !== false;
}

/** The group has been met before: either by the same type (`valueString`, `_valueString`) or by a second one. */
function checkChoice(run: Run, value: Members, key: string, slot: Slot, type: CompiledType): void {
  for (const other in value) {
    if (other === key) return;
    const before = type.slots.get(other);
    if (before?.entry.label === slot.entry.label && before.entry.name !== slot.entry.name) {
      run.path.push(slot.entry.label);
      report(run, 'structure.cardinality', 'Only one type may be chosen for the element; keep one of them.');
      run.path.pop();
      return;
    }
  }
}

const elementName = /^_?[a-z][A-Za-z0-9]{0,40}$/;

function reportUnknown(run: Run, key: string, type: CompiledType): void {
  const named = elementName.test(key);
  if (named) run.path.push(key);
  const choices = type.entry.elements.filter((one) => one.choice && one.label === key).map((one) => one.name);
  const alike = [...type.slots.keys()].find((name) => name.toLowerCase() === key.toLowerCase());
  const advice =
    choices.length > 0
      ? `name its type, as in ${choices[0]}`
      : alike === undefined
        ? 'remove it or use an extension'
        : `write ${alike}`;
  report(run, 'structure.unknown-element', `${type.entry.name} does not define the element; ${advice}.`);
  if (named) run.path.pop();
}

function checkMany(run: Run, holder: Members, value: unknown, slot: Slot): void {
  if (!Array.isArray(value)) {
    report(run, 'structure.wrong-type', 'The element repeats: it must be an array, even with one entry.');
    return;
  }
  if (value.length === 0) {
    report(run, 'structure.empty', 'The array is empty; remove it.');
    return;
  }
  const primitive = slot.entry.kind === 'primitive';
  const sibling = primitive ? holder[slot.beside ? slot.entry.name : `_${slot.entry.name}`] : undefined;
  const others = Array.isArray(sibling) ? sibling : undefined;
  if (slot.beside && others !== undefined && others.length !== value.length) {
    report(
      run,
      'structure.wrong-type',
      'The array of extensions must be as long as the array of values; fill with null.',
    );
  }
  for (let index = 0; index < value.length; index++) {
    const item: unknown = value[index];
    if (isSoundPrimitive(item, slot)) continue;
    run.path.push(index);
    if (item !== null || !primitive) checkOne(run, item, slot);
    else if (!slot.beside && (others?.[index] ?? null) === null) {
      report(run, 'structure.empty', 'An entry without a value must have an extension in the array beside it.');
    }
    run.path.pop();
  }
}

function checkOne(run: Run, value: unknown, slot: Slot): void {
  const { entry, rule } = slot;
  if (rule !== undefined && !slot.beside) {
    if (typeof value !== rule.json) {
      report(run, 'structure.wrong-type', `The element must be ${rule.expected}.`);
    } else if (!rule.sound(value as never)) {
      report(run, 'structure.primitive', `The element must be ${rule.expected}.`);
    } else if (entry.required !== undefined && slot.codes()?.has(value as string) === false) {
      reportBinding(run, entry.required);
    }
    return;
  }
  if (entry.kind === 'xhtml') {
    checkNarrative(run, value);
    return;
  }
  if (!isObject(value)) {
    const what = slot.beside ? 'an object with id or extension' : 'an object';
    report(run, 'structure.wrong-type', `The element must be ${what}${Array.isArray(value) ? ', not an array' : ''}.`);
    return;
  }
  if (slot.beside) checkMembers(run, value, slot.inside());
  else if (entry.kind === 'resource') {
    const { contained, inContained } = run;
    run.inContained = inContained || entry.name === 'contained';
    if (entry.type !== 'Resource' && value.resourceType !== entry.type) {
      report(run, 'structure.wrong-type', `The resource must be of type ${entry.type}.`);
    } else checkResource(run, value);
    run.contained = contained;
    run.inContained = inContained;
  } else {
    checkMembers(run, value, slot.inside());
    if (entry.type === 'Reference') {
      const problem = referenceProblem(value.reference, entry.targets, run.contained);
      if (problem !== undefined) report(run, problem.code, problem.text, problem.severity);
    } else if (entry.required !== undefined) checkCoded(run, value, entry.type, entry.required);
  }
}

/** A CodeableConcept or Coding under a required binding: one of its codings must be of the value set. */
function checkCoded(run: Run, value: Members, type: string, valueSet: string): void {
  const systems = codesOf(valueSet);
  if (systems === undefined) return;
  const codings = type === 'CodeableConcept' ? value.coding : [value];
  const listed = Array.isArray(codings) ? codings.filter(isObject) : [];
  const sound = listed.some(({ system, code }) => systems.get(system as string)?.has(code as string) === true);
  // A concept that is absent for a stated reason says so in an extension.
  if (!sound && !(listed.length === 0 && value.extension !== undefined)) reportBinding(run, valueSet);
}

function reportBinding(run: Run, valueSet: string): void {
  report(run, 'structure.required-binding', `The code must be one of the value set ${valueSet}.`);
}

function checkNarrative(run: Run, value: unknown): void {
  if (typeof value !== 'string') {
    report(run, 'structure.wrong-type', 'The narrative must be XHTML as text.');
    return;
  }
  const problem = narrativeProblem(value, isDefinition(run.type));
  if (problem !== undefined) report(run, 'structure.primitive', problem);
}
