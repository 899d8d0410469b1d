import { issueOf } from '#kernel';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import type { Slot } from '../structure/compiled-type.ts';
import type { BasePlan, PlannedMember } from './base-plan.ts';
import { checkBaseConstraints, checkConstraints } from './check-constraints.ts';
import { checkPrimitive } from './check-data-type.ts';
import { checkExtension } from './check-extension.ts';
import { isOfOtherVersion } from './other-versions.ts';
import { type Run, report } from './run.ts';

type Members = Readonly<Record<string, unknown>>;

/** What is done with each resource inside another: a contained one, or one of an entry of a Bundle. */
export type CheckInner = (run: Run, value: Members) => void;

/**
 * Judges the constraints that R4 itself states, of the resource and of every element by its type, and every extension.
 * The structure is taken as checked: what has no place in it is passed over.
 */
export function checkBase(run: Run, resource: FhirNode, inner: CheckInner): void {
  const { type, value } = resource;
  checkConstraints(run, resource, run.baseRules(type).get(''));
  if (!isObject(value)) return;
  const plan = run.basePlan(type);
  run.holders.push(plan, value);
  checkMembers(run, value, plan, inner);
  run.holders.length -= 2;
}

function checkMembers(run: Run, value: Members, plan: BasePlan, inner: CheckInner): void {
  const { members } = plan;
  for (const key in value) {
    const planned = members.get(key);
    if (planned === undefined) continue;
    // Codes that can be listed are judged with the structure. Which can is found out when the first of them is met.
    if (planned.onlyRequired && planned.slot.codes() !== undefined) {
      plan.forget(key);
      continue;
    }
    const member = value[key];
    const { place, many } = planned.slot;
    run.path.push(place);
    if (many && Array.isArray(member)) {
      for (let n = 0; n < member.length; n++) {
        run.path.push(n);
        checkMember(run, member[n], planned, value, n, inner);
        run.path.pop();
      }
    } else checkMember(run, member, planned, value, 0, inner);
    run.path.pop();
  }
}

function checkMember(
  run: Run,
  item: unknown,
  planned: PlannedMember,
  holder: Members,
  index: number,
  inner: CheckInner,
): void {
  const { holds, type, slot, constraints } = planned;
  if (holds === 'primitive') {
    if (planned.asksMore) checkPrimitive(run, item, type);
    if (planned.required !== undefined) checkTold(run, item, slot, planned.required);
    checkBaseConstraints(run, item, type, constraints);
    return;
  }
  if (!isObject(item)) return;
  if (holds === 'resource') {
    inner(run, item);
    return;
  }
  if (item.id !== undefined && type !== 'ElementDefinition') checkId(run, item.id);
  if (holds === 'beside') checkBeside(run, item, holder[slot.entry.name], index, slot.entry.required);
  else {
    checkBaseConstraints(run, item, type, constraints);
    if (type === 'Extension') checkOneExtension(run, item);
    planned.check?.(run, item, slot.entry.targets);
  }
  run.holders.push(planned, item);
  checkMembers(run, item, planned.inside(), inner);
  run.holders.length -= 2;
}

/**
 * A required binding whose codes cannot be listed, such as the media types: with the structure only those are judged that
 * can, and here what a grammar tells.
 */
function checkTold(run: Run, code: unknown, slot: Slot, valueSet: string): void {
  if (typeof code !== 'string' || slot.codes() !== undefined) return;
  if (run.codes.inValueSet(valueSet, { code }) !== false) return;
  report(run, issueOf('structure.required-binding', `The code must be one of the value set ${valueSet}.`));
}

/** It holds a value or other extensions (ext-1), and what its definition says. */
function checkOneExtension(run: Run, value: Members): void {
  let hasValue = false;
  for (const key in value) hasValue ||= valueName.test(key);
  if (hasValue === (value.extension !== undefined)) {
    const text = 'An extension has either a value or extensions, not both and not neither.';
    report(run, { ...issueOf('conformance.constraint', text), rule: 'ext-1' });
  }
  checkExtension(run, new FhirNode(value, 'Extension'));
}

const valueName = /^_?value[A-Z]/;

/** The id of an element is unique in its resource (R4, element.html#id); those of elements of profiles name their place. */
function checkId(run: Run, id: unknown): void {
  run.elementIds ??= new Set();
  if (run.elementIds.has(id)) {
    report(run, issueOf('conformance.value', 'Another element of the resource has the same id.'));
  }
  run.elementIds.add(id);
}

/**
 * A primitive that has neither value nor extensions says nothing, whatever its id (ele-1); and no extension says what a
 * required binding asks for (R4, terminologies.html#required).
 */
function checkBeside(run: Run, beside: Members, value: unknown, index: number, required: string | undefined): void {
  if (((Array.isArray(value) ? value[index] : value) ?? undefined) !== undefined) return;
  if (beside.extension !== undefined) {
    if (required === undefined || saysOtherwise(beside.extension)) return;
    report(run, issueOf('conformance.binding', `A code of the value set ${required} is required.`));
    return;
  }
  const text = 'The element has neither a value nor extensions.';
  report(run, { ...issueOf('conformance.constraint', text), rule: 'ele-1' });
}

/** Whether the code is one of another version of FHIR, which an extension carries (R4, versions.html#extensions). */
function saysOtherwise(extensions: unknown): boolean {
  return (
    Array.isArray(extensions) &&
    extensions.some((one) => isObject(one) && typeof one.url === 'string' && isOfOtherVersion(one.url))
  );
}

export function nodeOfResource(value: Members): FhirNode | undefined {
  const { resourceType } = value;
  return isResourceType(resourceType) ? new FhirNode(value, resourceType) : undefined;
}
