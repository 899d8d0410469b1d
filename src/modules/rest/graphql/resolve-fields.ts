import { FhirNode, type Resource } from '#fhir';
import { faultOf } from '#kernel';
import { type AnswerObject, type Form, newAnswerObject, type Slot } from './answer-tree.ts';
import { bounds } from './bounds.ts';
import { linkTypes, lookupId } from './check-query.ts';
import { evaluatePath, type Steps } from './evaluate-path.ts';
import { filtered, readFilter, textOf, type ValueFilter } from './filter-values.ts';
import { errorOf, type GraphqlError, type Path, QueryRefused } from './graphql-fault.ts';
import { graphqlName, type PlannedField, type Planner } from './plan-fields.ts';
import { type SearchArguments, searchParamsOf } from './search-arguments.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What a field asks to be read or found before its slot can be filled. */
export type Pending = {
  readonly field: PlannedField;
  readonly path: Path;
  /** Puts what was found into the answer: each is resolved as the type that it is. */
  readonly fill: (found: readonly AnswerObject[]) => void;
} & (
  | { readonly kind: 'read'; readonly type: string; readonly id: string; readonly optional: boolean }
  | {
      readonly kind: 'search';
      readonly type: string;
      readonly connection: boolean;
      readonly args: SearchArguments;
      readonly around: { readonly type: string; readonly id: string } | undefined;
    }
);

/** One request's answer in the making. */
export interface Making {
  readonly planner: Planner;
  readonly baseUrl: string;
  /** What waits to be read or found; taken from here in turns, so that many become one. */
  readonly pending: Pending[];
  report(error: GraphqlError): void;
  /** Counts a value against the bound. Throws `QueryRefused`. */
  count(): void;
  /** For the FHIRPaths of the query. */
  readonly steps: Steps;
}

export function newMaking(planner: Planner, baseUrl: string): Making & { readonly errors: readonly GraphqlError[] } {
  const errors: GraphqlError[] = [];
  let values = 0;
  return {
    planner,
    baseUrl,
    pending: [],
    steps: { left: bounds.steps },
    errors,
    report(error) {
      if (errors.length < bounds.errors) errors.push(error);
    },
    count() {
      values += 1;
      if (values > bounds.values) {
        throw new QueryRefused(faultOf('graphql.too-complex', `An answer has at most ${bounds.values} values.`));
      }
    },
  };
}

/** Where a field's value stands: in which resource, and whether flattened lists lie around it. */
interface Around {
  readonly resource: Resource | undefined;
  readonly inList: boolean;
  /** Added to names by `@slice`. */
  readonly suffix: string;
}

/** The object of the answer for a value of `type`; what must be read or found for it is left in `pending`. */
export function resolveObject(
  making: Making,
  selections: PlannedField['selections'],
  type: string,
  value: JsonObject,
  path: Path,
  around: Around = { resource: undefined, inList: false, suffix: '' },
): AnswerObject {
  const object = newAnswerObject(path);
  for (const field of making.planner.plan(selections, type).fields) {
    resolveField(making, field, type, value, object, around);
  }
  return object;
}

function resolveField(
  making: Making,
  field: PlannedField,
  type: string,
  value: JsonObject,
  object: AnswerObject,
  around: Around,
): void {
  const { meaning } = field;
  const key = field.key + around.suffix;
  const path = [...object.path, field.key];
  switch (meaning.kind) {
    case 'type-name':
      put(making, object, { key, form: 'value', values: [graphqlName(type)] });
      break;
    case 'resource-type':
      put(making, object, { key, form: formOf(field, false, around), values: [type] });
      break;
    case 'part':
      resolvePart(making, field, meaning.inner, value, object, path, around);
      break;
    case 'element':
      resolveElement(making, field, value, object, path, around);
      break;
    case 'link':
      resolveLink(making, field, value, object, path, around);
      break;
    case 'lookup': {
      const fill = opened(field, object, key, false, around);
      making.pending.push({
        kind: 'read',
        type: meaning.type,
        id: lookupId(field),
        optional: false,
        field,
        path,
        fill,
      });
      break;
    }
    case 'search': {
      const { resource } = around;
      const at = resource?.id === undefined ? undefined : { type: resource.resourceType, id: resource.id };
      const { connection } = meaning;
      const fill = opened(field, object, key, !connection, around);
      const args = searchParamsOf(field, meaning.type, making.planner.parameters);
      making.pending.push({ kind: 'search', type: meaning.type, connection, args, around: at, field, path, fill });
    }
  }
}

/** Opens the place of a field whose value comes later, so that the answer keeps the order of the query. */
function opened(
  field: PlannedField,
  object: AnswerObject,
  key: string,
  isList: boolean,
  around: Around,
): Pending['fill'] {
  if (field.flatten) {
    const inline: AnswerObject[] = [];
    object.slots.push({ inline });
    return (found) => void inline.push(...found);
  }
  const values: unknown[] = [];
  object.slots.push({ key, form: formOf(field, isList, around), values });
  return (found) => void values.push(...(field.first ? found.slice(0, 1) : found));
}

function put(making: Making, object: AnswerObject, slot: Slot): void {
  making.count();
  object.slots.push(slot);
}

function formOf(field: PlannedField, isList: boolean, around: Around): Form {
  if (field.singleton) return 'singleton';
  return isList || around.inList ? 'list' : 'value';
}

function resolvePart(
  making: Making,
  field: PlannedField,
  inner: string | undefined,
  value: JsonObject,
  object: AnswerObject,
  path: Path,
  around: Around,
): void {
  const found = value[field.name];
  const listed = Array.isArray(found) ? found : found === undefined ? [] : [found];
  const form = formOf(field, Array.isArray(found), around);
  if (inner === undefined) {
    put(making, object, { key: field.key, form, values: listed });
    return;
  }
  const values = listed.map((one: JsonObject, place) => {
    const at = Array.isArray(found) ? [...path, place] : path;
    const isResource = typeof one.resourceType === 'string';
    const inside = { resource: isResource ? (one as unknown as Resource) : undefined, inList: false, suffix: '' };
    return resolveObject(making, field.selections, inner, one, at, inside);
  });
  object.slots.push(field.flatten ? { inline: values } : { key: field.key, form, values });
}

function resolveElement(
  making: Making,
  field: PlannedField,
  value: JsonObject,
  object: AnswerObject,
  path: Path,
  around: Around,
): void {
  if (field.meaning.kind !== 'element') return;
  const { element, sidecar } = field.meaning;
  const found = value[field.name];
  if (found === undefined || found === null) return;
  const isList = element.max > 1;
  const all: readonly unknown[] = Array.isArray(found) ? found : [found];
  const typeOf = (one: unknown) =>
    sidecar ? 'Element' : element.kind === 'resource' ? String((one as JsonObject).resourceType) : element.type;
  const beside = sidecar ? undefined : value[`_${field.name}`];
  const nodeAt = (place: number) => {
    const one = all[place] ?? undefined;
    return new FhirNode(one, typeOf(one), Array.isArray(beside) ? (beside[place] ?? undefined) : undefined);
  };
  const filter = readFilter(field);
  const kept = filtered(all, filter, nodeAt, making.steps);
  if (!kept.ok) {
    making.report(errorOf(kept.fault, { path }));
    return;
  }
  const places = field.first ? kept.value.slice(0, 1) : kept.value;
  const form = formOf(field, isList, around);
  const key = field.key + around.suffix;
  const isPlain = !sidecar && (element.kind === 'primitive' || element.kind === 'xhtml');
  if (isPlain) {
    const values = places.map((place) => all[place]).filter((one) => one !== null);
    for (const _one of values) making.count();
    if (values.length > 0) object.slots.push({ key, form, values });
    return;
  }
  const objects: AnswerObject[] = [];
  for (const [n, place] of places.entries()) {
    const one = all[place];
    if (typeof one !== 'object' || one === null) continue;
    making.count();
    const at = isList ? [...path, n] : path;
    const inside: Around = {
      resource: element.kind === 'resource' ? (one as Resource) : around.resource,
      inList: field.flatten && (around.inList || (isList && !field.first)),
      suffix: field.flatten ? around.suffix + sliceName(making, field, filter, nodeAt(place), n) : '',
    };
    objects.push(resolveObject(making, field.selections, typeOf(one), one as JsonObject, at, inside));
  }
  if (objects.length === 0) return;
  object.slots.push(field.flatten ? { inline: objects } : { key, form, values: objects });
}

function sliceName(making: Making, field: PlannedField, filter: ValueFilter, value: FhirNode, place: number): string {
  if (field.slice === undefined) return '';
  if (filter.slice === undefined) return `.${place}`;
  const found = evaluatePath(filter.slice, value, making.steps);
  return found.ok ? `.${found.value.map(textOf).join(',')}` : '.';
}

/** `resource` of a Reference: what is contained is here already, what this node has is read with the others. */
function resolveLink(
  making: Making,
  field: PlannedField,
  value: JsonObject,
  object: AnswerObject,
  path: Path,
  around: Around,
): void {
  const address = value.reference;
  if (typeof address !== 'string') return;
  const [type] = linkTypes(field) ?? [];
  const optional = String(field.args.get('optional') ?? 'false') === 'true';
  const fill = opened(field, object, field.key + around.suffix, false, around);
  if (address.startsWith('#')) {
    const contained = containedIn(around.resource, address.slice(1));
    if (contained === undefined) {
      if (!optional) unresolved(making, path);
      return;
    }
    if (type !== undefined && contained.resourceType !== type) return;
    const inside = { resource: contained, inList: field.flatten && around.inList, suffix: '' };
    fill([resolveObject(making, field.selections, contained.resourceType, contained, path, inside)]);
    return;
  }
  const local = address.startsWith(`${making.baseUrl}/`) ? address.slice(making.baseUrl.length + 1) : address;
  const [, ofType = '', id = ''] = /^([A-Z][A-Za-z]{1,40})\/([A-Za-z0-9\-.]{1,64})$/.exec(local) ?? [];
  if (type !== undefined && ofType !== '' && ofType !== type) return;
  if (id === '') {
    if (!optional) unresolved(making, path);
    return;
  }
  making.pending.push({ kind: 'read', type: ofType, id, optional, field, path, fill });
}

function containedIn(resource: Resource | undefined, id: string): Resource | undefined {
  const contained = resource?.contained;
  if (id === '') return resource;
  return Array.isArray(contained) ? contained.find((one: Resource) => one.id === id) : undefined;
}

/** One error for all: what does not exist, what is hidden, and what stands elsewhere. */
export function unresolved(making: Making, path: Path): void {
  const fault = faultOf('resource.not-found', 'There is no such resource, or you may not know of it.');
  making.report(errorOf(fault, { path }));
}
