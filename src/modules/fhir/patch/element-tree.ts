import { isObject } from '../json-value.ts';
import { NumberText } from '../number-literal.ts';
import { isResourceType } from '../resource-types.ts';
import { type ElementEntry, type TypeEntry, typeEntry } from '../type-table.ts';
import type { Condition, PathStep } from './patch-path.ts';

type Members = Record<string, unknown>;

/** One occurrence of an element: its value, and for a primitive what JSON writes beside it (`_birthDate`). */
export interface Item {
  readonly value?: unknown;
  readonly beside?: unknown;
}

/** Where an element stands in a resource: which occurrence of which element of the one above. */
export interface Spot {
  readonly above: Place;
  readonly entry: ElementEntry;
  readonly index: number;
}

export type Place = Spot | Root;
export interface Root {
  readonly resource: Members;
  /** Occurrences that may still be looked at before the patch is given up. */
  readonly budget: { left: number };
}

export const tooManyElements = new Error('A patch looks at more elements than it may');

export function isRoot(place: Place): place is Root {
  return 'resource' in place;
}

/** The occurrences of an element, with the two arrays of a repeating primitive side by side. */
export function itemsOf(members: Members, entry: ElementEntry): Item[] {
  const value = members[entry.name];
  const beside = entry.kind === 'primitive' ? members[`_${entry.name}`] : undefined;
  if (entry.max <= 1) {
    if (value === undefined && beside === undefined) return [];
    return [{ value, beside }];
  }
  const values = Array.isArray(value) ? value : [];
  const besides = Array.isArray(beside) ? beside : [];
  return Array.from({ length: Math.max(values.length, besides.length) }, (_none, index) => ({
    value: values[index] ?? undefined,
    beside: besides[index] ?? undefined,
  }));
}

/** Writes the occurrences of an element back; none leaves no trace of it. */
export function writeItems(members: Members, entry: ElementEntry, items: readonly Item[]): void {
  const set = (name: string, listed: readonly unknown[]) => {
    if (listed.every((one) => one === undefined)) delete members[name];
    else members[name] = entry.max > 1 ? listed.map((one) => one ?? null) : listed[0];
  };
  set(
    entry.name,
    items.map((item) => item.value),
  );
  if (entry.kind !== 'primitive') return;
  set(
    `_${entry.name}`,
    items.map((item) => item.beside),
  );
}

export function itemAt(spot: Spot): Item {
  return itemsOf(membersOf(spot.above) ?? {}, spot.entry)[spot.index] ?? {};
}

/** The object that holds the elements of a place; of a primitive the one beside it. Undefined where there is none yet. */
export function membersOf(place: Place): Members | undefined {
  if (isRoot(place)) return place.resource;
  const { value, beside } = itemAt(place);
  const inner = place.entry.kind === 'primitive' ? beside : value;
  return isObject(inner) && !(inner instanceof NumberText) ? inner : undefined;
}

/** As `membersOf`; a primitive that has nothing beside it gets an object there. */
export function openMembers(place: Place): Members | undefined {
  const members = membersOf(place);
  if (members !== undefined || isRoot(place) || place.entry.kind !== 'primitive') return members;
  const above = membersOf(place.above);
  if (above === undefined) return undefined;
  const made: Members = {};
  const items = itemsOf(above, place.entry);
  items[place.index] = { ...items[place.index], beside: made };
  writeItems(above, place.entry, items);
  return made;
}

/** What may stand inside a place; undefined where nothing may (narrative) or nothing is known of it. */
export function typeAt(place: Place): TypeEntry | undefined {
  if (isRoot(place) || place.entry.kind === 'resource') {
    const type = membersOf(place)?.resourceType;
    return isResourceType(type) ? typeEntry(type) : undefined;
  }
  if (place.entry.kind === 'xhtml') return undefined;
  return typeEntry(place.entry.kind === 'primitive' ? 'Element' : place.entry.type);
}

/** Every entry of a name as FHIRPath has it; of a choice one for each type. */
export function entriesNamed(type: TypeEntry | undefined, name: string): readonly ElementEntry[] {
  return type?.elements.filter((entry) => entry.label === name) ?? [];
}

/** The elements that the steps lead to, in the order of the resource. */
export function follow(root: Root, steps: readonly PathStep[]): readonly Place[] {
  const [first] = steps;
  const named = first?.kind === 'child' ? first.name : '';
  const isRootName = named === root.resource.resourceType || named === 'Resource' || named === 'DomainResource';
  let places: readonly Place[] = [root];
  for (const step of isRootName ? steps.slice(1) : steps) places = take(root, places, step);
  return places;
}

function take(root: Root, places: readonly Place[], step: PathStep): readonly Place[] {
  switch (step.kind) {
    case 'child':
      return places.flatMap((place) => childrenOf(root, place, step.name));
    case 'index':
      return places.slice(step.index, step.index + 1);
    case 'last':
      return places.slice(-1);
    case 'ofType':
      return places.filter((place) => !isRoot(place) && place.entry.type === step.type);
    case 'extension': {
      const children = places.flatMap((place) => childrenOf(root, place, 'extension'));
      return children.filter((place) => membersOf(place)?.url === step.url);
    }
    case 'where':
      return places.filter((place) => step.conditions.every((condition) => holds(root, place, condition)));
  }
}

function childrenOf(root: Root, place: Place, name: string): readonly Spot[] {
  const members = membersOf(place);
  if (members === undefined) return [];
  return entriesNamed(typeAt(place), name).flatMap((entry) => {
    const { length } = itemsOf(members, entry);
    root.budget.left -= length + 1;
    if (root.budget.left < 0) throw tooManyElements;
    return Array.from({ length }, (_none, index): Spot => ({ above: place, entry, index }));
  });
}

function holds(root: Root, place: Place, condition: Condition): boolean {
  let places: readonly Place[] = [place];
  for (const name of condition.path) places = places.flatMap((each) => childrenOf(root, each, name));
  return places.some((each) => {
    if (isRoot(each)) return false;
    const { value } = itemAt(each);
    return (value instanceof NumberText ? Number(value.literal) : value) === condition.value;
  });
}

/** Takes an element away, and with it what would be left empty above. */
export function removeSpot(spot: Spot): void {
  const above = membersOf(spot.above);
  if (above === undefined) return;
  const items = itemsOf(above, spot.entry);
  items.splice(spot.index, 1);
  writeItems(above, spot.entry, items);
  const parent = spot.above;
  if (isRoot(parent) || Object.keys(above).length > 0) return;
  const { value } = itemAt(parent);
  if (parent.entry.kind !== 'primitive' || value === undefined) {
    removeSpot(parent);
    return;
  }
  const holder = membersOf(parent.above) ?? {};
  const siblings = itemsOf(holder, parent.entry);
  siblings[parent.index] = { value };
  writeItems(holder, parent.entry, siblings);
}
