import { issueOf } from '#kernel';
import { FhirNode } from '../fhirpath/values.ts';
import { isObject } from '../json-value.ts';
import { isResourceType } from '../resource-types.ts';
import { compiledType } from '../structure/compiled-type.ts';
import type { ElementEntry } from '../type-table.ts';
import { checkConstraints } from './check-constraints.ts';
import { asksMore, checkDataType, checkPrimitive } from './check-data-type.ts';
import { checkExtension, type Holder } from './check-extension.ts';
import type { Constraint } from './constraints.ts';
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
  const { type } = resource;
  checkConstraints(run, resource, run.baseRules(type).get(''));
  if (isObject(resource.value))
    checkMembers(
      run,
      resource.value,
      { owner: type, table: type, holder: { type, path: type, value: resource.value } },
      inner,
    );
}

interface Level {
  /** The type whose definition speaks of the members. */
  readonly owner: string;
  /** The type that has them: `owner`, or the inside of an element (`Patient.contact`). */
  readonly table: string;
  readonly holder: Holder;
}

function checkMembers(run: Run, value: Members, level: Level, inner: CheckInner): void {
  const { owner, table } = level;
  const rules = run.baseRules(owner);
  const { slots } = compiledType(table);
  for (const key in value) {
    const slot = slots.get(key);
    if (slot === undefined) continue;
    const { entry, beside, many } = slot;
    const member = value[key];
    const isPrimitive = entry.kind === 'primitive' || entry.kind === 'xhtml';
    const path = `${table}.${entry.label}`;
    const constraints = rules.size === 0 || beside ? undefined : rules.get(path.slice(owner.length + 1));
    if (isPrimitive && !beside && constraints === undefined && !asksMore.has(entry.type)) continue;
    run.path.push(slot.place);
    const items: readonly unknown[] = many && Array.isArray(member) ? member : [member];
    for (let n = 0; n < items.length; n++) {
      const item = items[n];
      if (many) run.path.push(n);
      if (isPrimitive && !beside) {
        if (asksMore.has(entry.type)) checkPrimitive(run, item, entry.type);
        checkConstraints(run, new FhirNode(item, entry.type), constraints);
      } else if (isObject(item)) {
        if (item.id !== undefined && entry.kind !== 'resource' && entry.type !== 'ElementDefinition')
          checkId(run, item.id);
        if (entry.kind === 'resource') inner(run, item);
        else if (beside) {
          const holder = { type: entry.type, path, value: item, around: level.holder };
          checkBeside(run, item, value[entry.name], n, entry.required);
          checkMembers(run, item, { owner: 'Element', table: 'Element', holder }, inner);
        } else checkComplex(run, item, entry, level, path, constraints, inner);
      }
      if (many) run.path.pop();
    }
    run.path.pop();
  }
}

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

function checkComplex(
  run: Run,
  value: Members,
  { type, targets }: ElementEntry,
  level: Level,
  path: string,
  constraints: readonly Constraint[] | undefined,
  inner: CheckInner,
): void {
  const { owner } = level;
  const inside = type.includes('.');
  const own = inside ? run.baseRules(owner).get(type.slice(owner.length + 1)) : run.baseRules(type).get('');
  if (own !== undefined || constraints !== undefined) {
    const node = new FhirNode(value, type);
    checkConstraints(run, node, own);
    if (constraints !== own) checkConstraints(run, node, constraints);
  }
  if (type === 'Extension') {
    const hasValue = Object.keys(value).some((key) => /^_?value[A-Z]/.test(key));
    if (hasValue === (value.extension !== undefined)) {
      const text = 'An extension has either a value or extensions, not both and not neither.';
      report(run, { ...issueOf('conformance.constraint', text), rule: 'ext-1' });
    }
    checkExtension(run, new FhirNode(value, type), level.holder);
  }
  const holder = { type, path, value, around: level.holder };
  checkDataType(run, value, type, targets);
  checkMembers(run, value, { owner: inside ? owner : type, table: type, holder }, inner);
}

export function nodeOfResource(value: Members): FhirNode | undefined {
  const { resourceType } = value;
  return isResourceType(resourceType) ? new FhirNode(value, resourceType) : undefined;
}
