import type { FieldNode, SelectionSetNode } from 'graphql';
import { type ElementEntry, isResourceType } from '#fhir';
import { readFilter } from './filter-values.ts';
import { refuse } from './graphql-fault.ts';
import { conditionsIn, graphqlName, type PlannedField, type Planner, placeOf } from './plan-fields.ts';
import { searchParamsOf } from './search-arguments.ts';

/** The types that a value may be of; undefined where it may be any resource. */
export type PossibleTypes = readonly string[] | undefined;

/** What every resource has: all that can be asked of one whose type is not known, but for `... on`. */
const ofEveryResource: ReadonlySet<string> = new Set([
  '__typename',
  'resourceType',
  'id',
  'meta',
  'implicitRules',
  'language',
  'text',
  'extension',
]);
/** A resource with these elements and little more. */
const plainResource = 'Basic';

/**
 * Judges a whole query against the types of FHIR R4 before anything is read: every field must be there for at least one
 * type that can stand at its place, with arguments that it takes, and with a selection where it is no plain value. So
 * what a query may say never depends on what is stored. Throws `QueryRefused`.
 */
export function checkQuery(
  planner: Planner,
  selections: readonly SelectionSetNode[],
  types: PossibleTypes,
  targets?: readonly string[],
): void {
  const conditions = conditionsIn(planner.query, selections);
  if (types === undefined) {
    const { fields, unknown } = planner.plan(selections, plainResource);
    const [strange] = [...unknown, ...fields.filter(({ name }) => !ofEveryResource.has(name)).map(({ node }) => node)];
    if (strange !== undefined) {
      refuse(
        'graphql.invalid',
        `Any type may stand here: name the one that has ${strange.name.value} with ... on.`,
        placeOf(strange),
      );
    }
    for (const field of fields) checkField(planner, field);
    for (const type of conditions.keys())
      if (isResourceType(type)) checkFields(planner, selections, type, ofEveryResource);
    return;
  }
  const possible = new Set(types.map(graphqlName));
  for (const [condition, node] of conditions) {
    if (!possible.has(condition)) refuse('graphql.invalid', `No ${condition} can stand here.`, placeOf(node));
  }
  const plans = types.map((type) => planner.plan(selections, type));
  const [first] = plans;
  const lost = first?.unknown.find((node) => plans.every(({ unknown }) => unknown.includes(node)));
  if (lost !== undefined) refuseUnknown(lost, types);
  for (const { fields } of plans) for (const field of fields) checkField(planner, field, targets);
}

/** One type of those that `... on` names where any may stand; `common` are the fields that stand outside of it. */
function checkFields(
  planner: Planner,
  selections: readonly SelectionSetNode[],
  type: string,
  common: ReadonlySet<string>,
): void {
  const { fields, unknown } = planner.plan(selections, type);
  const lost = unknown.find((node) => !common.has(node.name.value));
  if (lost !== undefined) refuseUnknown(lost, [type]);
  for (const field of fields) checkField(planner, field);
}

function refuseUnknown(node: FieldNode, types: readonly string[]): never {
  const names = types.slice(0, 5).map(graphqlName).join(', ');
  return refuse('graphql.invalid', `${names} has no field ${node.name.value}.`, placeOf(node));
}

/** `targets`: of a field of a Reference, the types to which the Reference may lead. */
function checkField(planner: Planner, field: PlannedField, targets?: readonly string[]): void {
  const { meaning, selections, node } = field;
  const isPlain =
    meaning.kind === 'type-name' ||
    meaning.kind === 'resource-type' ||
    (meaning.kind === 'part' && meaning.inner === undefined) ||
    (meaning.kind === 'element' && !meaning.sidecar && isPlainElement(meaning.element));
  if (isPlain !== (selections.length === 0)) {
    const words = isPlain ? 'is a plain value and takes no selection' : 'needs a selection of its fields';
    refuse('graphql.invalid', `${field.name} ${words}.`, placeOf(node));
  }
  switch (meaning.kind) {
    case 'type-name':
    case 'resource-type':
    case 'part':
      if (field.args.size > 0) refuse('graphql.invalid', `${field.name} takes no arguments.`, placeOf(node));
      if (meaning.kind === 'part' && meaning.inner !== undefined) checkQuery(planner, selections, [meaning.inner]);
      return;
    case 'element':
      readFilter(field);
      if (meaning.sidecar) checkQuery(planner, selections, ['Element']);
      else if (!isPlain) checkQuery(planner, selections, possibleOf(meaning.element), meaning.element.targets);
      return;
    case 'link':
      checkQuery(planner, selections, linkTypes(field) ?? targets);
      return;
    case 'lookup':
      lookupId(field);
      checkQuery(planner, selections, [meaning.type]);
      return;
    case 'search':
      searchParamsOf(field, meaning.type, planner.parameters);
      checkQuery(planner, selections, [meaning.connection ? `${meaning.type}Connection` : meaning.type]);
  }
}

function isPlainElement({ kind }: ElementEntry): boolean {
  return kind === 'primitive' || kind === 'xhtml';
}

function possibleOf(element: ElementEntry): PossibleTypes {
  return element.kind === 'resource' ? undefined : [element.type];
}

/** The types to which the `resource` of a Reference is confined by its argument. */
export function linkTypes(field: PlannedField): PossibleTypes {
  const { args, node } = field;
  for (const name of args.keys()) {
    if (name !== 'type' && name !== 'optional')
      refuse('graphql.invalid', 'resource takes type and optional.', placeOf(node));
  }
  const type = args.get('type');
  if (type === undefined) return undefined;
  if (typeof type !== 'string' || !isResourceType(type)) {
    return refuse('graphql.invalid', 'type names a resource type of FHIR R4.', placeOf(node));
  }
  return [type];
}

/** `Patient(id: x)`, or `_id` as some clients say it. */
export function lookupId(field: PlannedField): string {
  const { args, node, name } = field;
  const [[key, id] = [], more] = [...args];
  if ((key !== 'id' && key !== '_id') || typeof id !== 'string' || more !== undefined) {
    return refuse('graphql.invalid', `${name} takes id; ${name}List searches.`, placeOf(node));
  }
  return id;
}
