import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  getLocation,
  type InlineFragmentNode,
  Kind,
  print,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { type ElementEntry, isResourceType, type ParameterSet, typeEntry } from '#fhir';
import { bounds } from './bounds.ts';
import { refuse } from './graphql-fault.ts';
import type { PreparedQuery } from './prepare-query.ts';
import { type ArgumentValue, argumentValue } from './variables.ts';

/** What a field of the query means on one type. */
export type Meaning =
  /** An element as JSON has it; `sidecar` is the `_name` of a primitive: its id and extensions. */
  | { readonly kind: 'element'; readonly element: ElementEntry; readonly sidecar: boolean }
  /** `resource` of a Reference: the resource that it leads to. */
  | { readonly kind: 'link' }
  /** `ConditionList`, `ConditionConnection`: a search, below a resource for what refers to it. */
  | { readonly kind: 'search'; readonly type: string; readonly connection: boolean }
  /** `Patient(id: ...)` at the root. */
  | { readonly kind: 'lookup'; readonly type: string }
  /** Of a connection or an edge; `inner` is the type of what is inside, of plain values undefined. */
  | { readonly kind: 'part'; readonly inner: string | undefined }
  | { readonly kind: 'resource-type' }
  | { readonly kind: 'type-name' };

/** A field with everything settled that the query says of it. */
export interface PlannedField {
  /** Name in the answer. */
  readonly key: string;
  readonly name: string;
  readonly meaning: Meaning;
  readonly args: ReadonlyMap<string, ArgumentValue>;
  readonly flatten: boolean;
  readonly first: boolean;
  readonly singleton: boolean;
  readonly slice: string | undefined;
  /** What is asked of each value; of several occurrences of the field, all of them. */
  readonly selections: readonly SelectionSetNode[];
  readonly node: FieldNode;
}

export interface Plan {
  readonly fields: readonly PlannedField[];
  /** Fields that the type does not have. */
  readonly unknown: readonly FieldNode[];
}

export interface Planner {
  readonly query: PreparedQuery;
  /** The search parameters that the query may name. */
  readonly parameters: ParameterSet;
  plan(selections: readonly SelectionSetNode[], type: string): Plan;
}

/** The name of the root of a system-level query, which is no type of FHIR. */
export const rootType = 'Query';

/**
 * Finds out what the fields of a query mean on each type that they are asked of: fragments put in their places, `@skip`
 * and `@include` applied, occurrences of one name merged (GraphQL specification, 6.3.2 and 5.3.2). Throws `QueryRefused`.
 */
export function createPlanner(query: PreparedQuery, parameters: ParameterSet): Planner {
  const made = new WeakMap<readonly SelectionSetNode[], Map<string, Plan>>();
  let planned = 0;
  return {
    query,
    parameters,
    plan(selections, type) {
      const known = made.get(selections) ?? new Map<string, Plan>();
      made.set(selections, known);
      const found = known.get(type);
      if (found !== undefined) return found;
      const plan = planFields(query, selections, type);
      planned += plan.fields.length;
      if (planned > bounds.plannedFields) {
        refuse('graphql.too-complex', 'The references of the query lead to too many types; name them with ... on.');
      }
      known.set(type, plan);
      return plan;
    },
  };
}

function planFields(query: PreparedQuery, selections: readonly SelectionSetNode[], type: string): Plan {
  const byKey = new Map<string, FieldNode[]>();
  for (const { selections: listed } of selections) collect(query, listed, type, byKey);
  const fields: PlannedField[] = [];
  const unknown: FieldNode[] = [];
  for (const [key, nodes] of byKey) {
    const [node] = nodes;
    if (node === undefined) continue;
    const meaning = meaningOf(type, node.name.value);
    if (meaning === undefined) unknown.push(node);
    else fields.push(plannedField(query, key, nodes, node, meaning));
  }
  return { fields, unknown };
}

/** The fields of a selection set that are asked of this type, by their names in the answer. */
function collect(
  query: PreparedQuery,
  selections: readonly SelectionNode[],
  type: string,
  byKey: Map<string, FieldNode[]>,
): void {
  for (const selection of selections) {
    if (!isWanted(query, selection.directives ?? [])) continue;
    if (selection.kind === Kind.FIELD) {
      const key = selection.alias?.value ?? selection.name.value;
      const before = byKey.get(key);
      if (before === undefined) byKey.set(key, [selection]);
      else if (isSameField(before[0] as FieldNode, selection)) before.push(selection);
      else {
        refuse('graphql.invalid', `Two different fields have the name ${key} in the answer.`, placeOf(selection));
      }
      continue;
    }
    const fragment = fragmentOf(query, selection);
    const condition = fragment.typeCondition;
    if (condition === undefined || applies(condition.name.value, type)) {
      collect(query, fragment.selectionSet.selections, type, byKey);
    }
  }
}

/** The types that `... on` names at this level, what every resource or element is aside. */
export function conditionsIn(
  query: PreparedQuery,
  selections: readonly SelectionSetNode[],
): ReadonlyMap<string, FragmentNode> {
  const found = new Map<string, FragmentNode>();
  const look = ({ selections: listed }: SelectionSetNode): void => {
    for (const selection of listed) {
      if (selection.kind === Kind.FIELD) continue;
      const fragment = fragmentOf(query, selection);
      const condition = fragment.typeCondition?.name.value;
      if (condition !== undefined && !abstractTypes.has(condition)) found.set(condition, fragment);
      look(fragment.selectionSet);
    }
  };
  for (const set of selections) look(set);
  return found;
}

type FragmentNode = InlineFragmentNode | FragmentDefinitionNode;

function fragmentOf(query: PreparedQuery, selection: InlineFragmentNode | FragmentSpreadNode): FragmentNode {
  // That each spread has its fragment is judged where the query is prepared.
  return selection.kind === Kind.INLINE_FRAGMENT
    ? selection
    : (query.fragments.get(selection.name.value) as FragmentDefinitionNode);
}

function isSameField(one: FieldNode, other: FieldNode): boolean {
  const words = ({ name, arguments: args = [], directives = [] }: FieldNode) =>
    [name.value, ...[...args, ...directives].map((node) => print(node))].join(' ');
  return words(one) === words(other);
}

const abstractTypes: ReadonlySet<string> = new Set(['Resource', 'DomainResource', 'Element', 'BackboneElement']);

/** Does `... on condition` speak of this type? A condition that names no type of FHIR is refused. */
function applies(condition: string, type: string): boolean {
  if (condition === graphqlName(type)) return true;
  const isResource = isResourceType(type);
  if (condition === 'Resource' || condition === 'DomainResource') return isResource;
  if (condition === 'Element' || condition === 'BackboneElement') return !isResource && type !== rootType;
  if (!isKnownType(condition)) refuse('graphql.invalid', `There is no type ${condition} in FHIR R4.`);
  return false;
}

function isKnownType(name: string): boolean {
  if (isResourceType(name) || abstractTypes.has(name) || name === rootType) return true;
  try {
    typeEntry(name);
    return true;
  } catch {
    // A part of a resource is called PatientContact here, and its resource has been planned when it is met.
    return /^[A-Z][A-Za-z]+$/.test(name) && isPartOfResource(name);
  }
}

function isPartOfResource(name: string): boolean {
  for (let end = name.length - 1; end > 2; end -= 1) {
    if (isResourceType(name.slice(0, end)) && /[A-Z]/.test(name[end] ?? '')) return true;
  }
  return false;
}

/** `Patient.contact` is no name of GraphQL: it is called `PatientContact`, as in the schema of the standard. */
export function graphqlName(type: string): string {
  return type.replaceAll(/\.(.)/g, (_dot, letter: string) => letter.toUpperCase());
}

function isWanted(query: PreparedQuery, directives: readonly DirectiveNode[]): boolean {
  for (const directive of directives) {
    const { value } = directive.name;
    if (value !== 'skip' && value !== 'include') continue;
    const condition = argumentsOf(query, directive).get('if');
    if (typeof condition !== 'boolean') refuse('graphql.invalid', `@${value} takes if, a Boolean.`, placeOf(directive));
    if (condition === (value === 'skip')) return false;
  }
  return true;
}

function plannedField(
  query: PreparedQuery,
  key: string,
  nodes: readonly FieldNode[],
  node: FieldNode,
  meaning: Meaning,
): PlannedField {
  const named = (name: string) => node.directives?.find((directive) => directive.name.value === name);
  const sliced = named('slice');
  const slice = sliced === undefined ? undefined : argumentsOf(query, sliced).get('path');
  if (sliced !== undefined && (typeof slice !== 'string' || named('flatten') === undefined)) {
    refuse('graphql.invalid', '@slice takes path, a FHIRPath, and stands beside @flatten.', placeOf(node));
  }
  return {
    key,
    name: node.name.value,
    meaning,
    args: argumentsOf(query, node),
    flatten: named('flatten') !== undefined,
    first: named('first') !== undefined,
    singleton: named('singleton') !== undefined,
    slice: typeof slice === 'string' ? slice : undefined,
    selections: nodes.flatMap(({ selectionSet }) => (selectionSet === undefined ? [] : [selectionSet])),
    node,
  };
}

function argumentsOf(query: PreparedQuery, node: FieldNode | DirectiveNode): ReadonlyMap<string, ArgumentValue> {
  const found = new Map<string, ArgumentValue>();
  for (const { name, value } of node.arguments ?? []) {
    const said = argumentValue(value, query.variables) as ArgumentValue | undefined;
    if (said !== undefined && said !== null) found.set(name.value, said);
  }
  return found;
}

function meaningOf(type: string, name: string): Meaning | undefined {
  if (name === '__typename') return { kind: 'type-name' };
  if (type === rootType) return isResourceType(name) ? { kind: 'lookup', type: name } : searchOf(name);
  const [, found = '', shape] = shaped.exec(type) ?? [];
  if (shape !== undefined) return partOf(found, shape, name);
  const { isResource, byName } = typeEntry(type);
  if (isResource && name === 'resourceType') return { kind: 'resource-type' };
  const element = byName.get(name);
  if (element !== undefined) return { kind: 'element', element, sidecar: false };
  const primitive = name.startsWith('_') ? byName.get(name.slice(1)) : undefined;
  if (primitive?.kind === 'primitive') return { kind: 'element', element: primitive, sidecar: true };
  if (type === 'Reference' && name === 'resource') return { kind: 'link' };
  return isResource ? searchOf(name) : undefined;
}

/** A page of a search as a connection, and what stands in it: `PatientConnection`, `PatientEdge`. */
const shaped = /^([A-Za-z]+)(Connection|Edge)$/;
const plainParts: Readonly<Record<string, readonly string[]>> = {
  Connection: ['count', 'offset', 'pagesize', 'first', 'previous', 'next', 'last'],
  Edge: ['mode', 'score'],
};

function partOf(type: string, shape: string, name: string): Meaning | undefined {
  if (plainParts[shape]?.includes(name) === true) return { kind: 'part', inner: undefined };
  if (shape === 'Connection') return name === 'edges' ? { kind: 'part', inner: `${type}Edge` } : undefined;
  return name === 'resource' ? { kind: 'part', inner: type } : undefined;
}

function searchOf(name: string): Meaning | undefined {
  const [, type = '', form] = /^([A-Za-z]+)(List|Connection)$/.exec(name) ?? [];
  return isResourceType(type) ? { kind: 'search', type, connection: form === 'Connection' } : undefined;
}

/** Where in the query, for people who mend it. */
export function placeOf(node: FieldNode | DirectiveNode | FragmentNode): readonly { line: number; column: number }[] {
  return node.loc === undefined ? [] : [getLocation(node.loc.source, node.loc.start)];
}
