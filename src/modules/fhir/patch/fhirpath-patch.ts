import { type Fault, fail, failAll, faultOf, type Outcome, ok } from '#kernel';
import { isObject } from '../json-value.ts';
import { NumberText, parseKeepingNumbers } from '../number-literal.ts';
import type { Resource } from '../resource.ts';
import { checkStructure } from '../structure/check-structure.ts';
import { mostOperations, type Patch } from './apply-patch.ts';
import {
  entriesNamed,
  follow,
  isRoot,
  itemsOf,
  membersOf,
  openMembers,
  type Place,
  type Root,
  removeSpot,
  tooManyElements,
  typeAt,
  writeItems,
} from './element-tree.ts';
import { type PathStep, parsePath } from './patch-path.ts';
import { entryFor, itemFor, type PatchValue, valueOfParameter } from './patch-value.ts';

/** Occurrences of elements that the paths of one patch may lead past. */
const mostElements = 1_000_000;

interface Common {
  /** `Parameters.parameter[2]`. */
  readonly at: string;
  readonly path: readonly PathStep[];
}
type Operation = Common &
  (
    | { readonly type: 'add'; readonly name: string; readonly value: PatchValue }
    | { readonly type: 'insert'; readonly index: number; readonly value: PatchValue }
    | { readonly type: 'delete' }
    | { readonly type: 'replace'; readonly value: PatchValue }
    | { readonly type: 'move'; readonly source: number; readonly destination: number }
  );

/**
 * Reads a FHIRPath Patch (FHIR R4, fhirpatch.html): a Parameters resource and the JSON text it was parsed from. Refuses
 * with `structure.*`, `patch.malformed` and `patch.too-costly`; what it gives refuses with `patch.not-applicable`.
 */
export function readFhirPathPatch(resource: Resource, source: string): Outcome<Patch> {
  if (resource.resourceType !== 'Parameters') {
    return fail(
      'patch.malformed',
      'A FHIRPath Patch is a Parameters resource; JSON Patch is application/json-patch+json.',
    );
  }
  const [first, ...rest] = checkStructure(resource).filter((issue) => issue.severity === 'error');
  if (first !== undefined) return failAll([first, ...rest]);
  const { parameter } = parseKeepingNumbers(source) as { readonly parameter?: unknown };
  const listed = Array.isArray(parameter) ? parameter : [];
  if (listed.length > mostOperations) {
    return fail('patch.too-costly', `A patch may have at most ${mostOperations} operations.`);
  }
  const operations: Operation[] = [];
  for (const [index, one] of listed.entries()) {
    const at = `Parameters.parameter[${index}]`;
    const operation = readOperation(one, at);
    if (typeof operation === 'string') return fail('patch.malformed', operation, at);
    operations.push(operation);
  }
  return ok((document) => applyAll(document, operations));
}

/** An operation, or what is wrong with it. */
function readOperation(parameter: unknown, at: string): Operation | string {
  if (!isObject(parameter) || parameter.name !== 'operation') return 'Each parameter must be called operation.';
  const parts = new Map<string, PatchValue>();
  for (const part of Array.isArray(parameter.part) ? parameter.part : []) {
    const value = isObject(part) ? valueOfParameter(part) : undefined;
    const name = isObject(part) && typeof part.name === 'string' ? part.name : '';
    if (value === undefined || parts.has(name)) return 'Each part of an operation has a value and occurs once.';
    parts.set(name, value);
  }
  const text = (name: string) => {
    const value = parts.get(name)?.item?.value;
    return typeof value === 'string' ? value : undefined;
  };
  const place = (name: string) => {
    const value = parts.get(name)?.item?.value;
    const number = value instanceof NumberText ? Number(value.literal) : Number.NaN;
    return Number.isInteger(number) && number >= 0 ? number : undefined;
  };
  const path = parsePath(text('path') ?? '');
  if (path === undefined) {
    return 'path must be simple FHIRPath: elements, [n], first(), last(), extension(), ofType() and where() of equalities.';
  }
  const type = text('type');
  const value = parts.get('value');
  const name = text('name');
  const [index, source, destination] = [place('index'), place('source'), place('destination')];
  switch (type) {
    case 'add':
      return value === undefined || name === undefined ? 'add needs name and value.' : { at, type, path, name, value };
    case 'insert':
      return value === undefined || index === undefined
        ? 'insert needs index and value.'
        : { at, type, path, index, value };
    case 'delete':
      return { at, type, path };
    case 'replace':
      return value === undefined ? 'replace needs a value.' : { at, type, path, value };
    case 'move':
      return source === undefined || destination === undefined
        ? 'move needs source and destination.'
        : { at, type, path, source, destination };
    default:
      return 'type must be add, insert, delete, replace or move.';
  }
}

function applyAll(document: unknown, operations: readonly Operation[]): Outcome<unknown> {
  const root: Root = { resource: document as Record<string, unknown>, budget: { left: mostElements } };
  try {
    for (const operation of operations) {
      const problem = applyOne(root, operation);
      if (problem !== undefined) return { ok: false, fault: notApplicable(operation, problem) };
    }
  } catch (thrown) {
    if (thrown !== tooManyElements) throw thrown;
    return fail('patch.too-costly', 'The paths of the patch lead past more elements than the node allows.');
  }
  return ok(document);
}

function notApplicable(operation: Operation, problem: string): Fault {
  return faultOf('patch.not-applicable', problem, operation.at);
}

const unfit = 'The value does not fit the element, or there is no such element.';
const outOfList = 'The place is outside of the list.';

/** What keeps the operation from being applied; undefined where it was. */
function applyOne(root: Root, operation: Operation): string | undefined {
  switch (operation.type) {
    case 'add': {
      const place = single(follow(root, operation.path));
      return typeof place === 'string' ? place : add(place, operation.name, operation.value);
    }
    case 'delete': {
      const places = follow(root, operation.path);
      // What is not there need not be deleted.
      if (places.length === 0) return undefined;
      const place = single(places);
      if (typeof place === 'string') return place;
      if (isRoot(place)) return 'A resource is not deleted by a patch.';
      removeSpot(place);
      return undefined;
    }
    case 'replace': {
      const place = single(follow(root, operation.path));
      return typeof place === 'string' ? place : replace(place, operation.value);
    }
    case 'insert':
      return inList(root, operation.path, operation.value, (items, item) => {
        if (operation.index > items.length || item === undefined) return false;
        items.splice(operation.index, 0, item);
        return true;
      });
    case 'move':
      return inList(root, operation.path, undefined, (items) => {
        if (operation.source >= items.length || operation.destination >= items.length) return false;
        items.splice(operation.destination, 0, ...items.splice(operation.source, 1));
        return true;
      });
  }
}

function single(places: readonly Place[]): Place | string {
  const [place] = places;
  if (place === undefined) return 'The path leads to nothing.';
  return places.length > 1 ? 'The path leads to more than one element.' : place;
}

function add(place: Place, name: string, value: PatchValue): string | undefined {
  const type = typeAt(place);
  const entry = entryFor(type, name, value);
  const item = entry === undefined ? undefined : itemFor(entry, value);
  if (entry === undefined || item === undefined) return unfit;
  const members = openMembers(place);
  if (members === undefined) return unfit;
  const items = itemsOf(members, entry);
  const present = entry.choice && entriesNamed(type, name).some((other) => itemsOf(members, other).length > 0);
  if (present || (entry.max <= 1 && items.length > 0)) return 'The element is there already; replace it.';
  writeItems(members, entry, [...items, item]);
  return undefined;
}

function replace(place: Place, value: PatchValue): string | undefined {
  if (isRoot(place)) return 'A resource is replaced by an update.';
  const members = membersOf(place.above);
  const entry = entryFor(typeAt(place.above), place.entry.label, value);
  const item = entry === undefined ? undefined : itemFor(entry, value);
  if (members === undefined || entry === undefined || item === undefined) return unfit;
  const items = itemsOf(members, place.entry);
  items[place.index] = item;
  if (entry.name !== place.entry.name) writeItems(members, place.entry, []);
  writeItems(members, entry, items);
  return undefined;
}

/** Edits the list that a path names by its last element. */
function inList(
  root: Root,
  path: readonly PathStep[],
  value: PatchValue | undefined,
  edit: (items: ReturnType<typeof itemsOf>, item: ReturnType<typeof itemFor>) => boolean,
): string | undefined {
  const last = path.at(-1);
  if (last?.kind !== 'child') return 'The path must end with the name of the list.';
  const above = path.length === 1 ? root : single(follow(root, path.slice(0, -1)));
  if (typeof above === 'string') return above;
  const [entry] = entriesNamed(typeAt(above), last.name);
  if (entry === undefined || entry.max <= 1) return 'The path leads to no list.';
  const item = value === undefined ? undefined : itemFor(entry, value);
  if (value !== undefined && item === undefined) return unfit;
  const members = openMembers(above);
  if (members === undefined) return unfit;
  const items = itemsOf(members, entry);
  if (!edit(items, item)) return outOfList;
  writeItems(members, entry, items);
  return undefined;
}
