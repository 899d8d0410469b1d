import { NumberText } from '../number-literal.ts';
import type { ElementEntry, TypeEntry } from '../type-table.ts';
import { isPrimitive, typeEntry } from '../type-table.ts';
import { type Decimal, decimalOf, decimalOfNumber } from './decimal.ts';
import { dateOf, dateTimeOf, type Moment, timeOf } from './moment.ts';
import { FhirPathError } from './syntax.ts';
import { isKnownType } from './type-names.ts';

/** An element of a resource: its JSON value, its FHIR type, and for a primitive what stands beside it (`_birthDate`). */
export class FhirNode {
  readonly value: unknown;
  /** `Patient`, `HumanName`, `code`, or the inside of an element: `Patient.contact`. */
  readonly type: string;
  readonly beside: Readonly<Record<string, unknown>> | undefined;
  constructor(value: unknown, type: string, beside?: Readonly<Record<string, unknown>>) {
    this.value = value;
    this.type = type;
    this.beside = beside;
  }
}

export class Quantity {
  readonly value: Decimal;
  /** A UCUM code, or the word of a calendar duration in the singular. */
  readonly unit: string;
  readonly calendar: boolean;
  constructor(value: Decimal, unit: string, calendar = false) {
    this.value = value;
    this.unit = unit;
    this.calendar = calendar;
  }
}

/** A whole number that may leave the 32 bits of an Integer. */
export class Long {
  readonly value: bigint;
  constructor(value: bigint) {
    this.value = value;
  }
}

/** What `type()` answers. */
export class TypeName {
  readonly namespace: 'System' | 'FHIR';
  readonly name: string;
  constructor(namespace: TypeName['namespace'], name: string) {
    this.namespace = namespace;
    this.name = name;
  }
}

/** A value of the System types: string, Integer as number, Boolean, and those that have a class. */
export type SystemValue = string | number | boolean | Decimal | Long | Moment | Quantity;
export type Item = FhirNode | SystemValue | TypeName;
export type Collection = readonly Item[];

export const nothing: Collection = [];
const yes: Collection = [true];
const no: Collection = [false];

export function truth(value: boolean | undefined): Collection {
  return value === undefined ? nothing : value ? yes : no;
}

const integers: ReadonlySet<string> = new Set(['integer', 'positiveInt', 'unsignedInt', 'integer64']);
const quantities: ReadonlySet<string> = new Set([
  'Quantity',
  'Age',
  'Count',
  'Distance',
  'Duration',
  'SimpleQuantity',
  'MoneyQuantity',
]);
const ucumSystem = 'http://unitsofmeasure.org';

/** The System value of an item where it has one (FHIR R4, fhirpath.html#types); undefined for anything else. */
export function systemOf(item: Item): SystemValue | undefined {
  if (!(item instanceof FhirNode)) return item instanceof TypeName ? undefined : item;
  const { value, type } = item;
  switch (typeof value) {
    case 'string':
      if (type === 'date') return dateOf(value) ?? value;
      if (type === 'dateTime' || type === 'instant') return dateTimeOf(value) ?? value;
      if (type === 'time') return timeOf(value) ?? value;
      return value;
    case 'boolean':
      return value;
    case 'number':
      return integers.has(type) ? value : decimalOfNumber(value);
    case 'object':
      if (value instanceof NumberText) {
        return integers.has(type) ? Number(value.literal) : (decimalOf(value.literal) ?? undefined);
      }
      return value !== null && quantities.has(type) ? quantityOf(value as Record<string, unknown>) : undefined;
    default:
      return undefined;
  }
}

function quantityOf(value: Record<string, unknown>): Quantity | undefined {
  const amount = value.value;
  const decimal =
    typeof amount === 'number'
      ? decimalOfNumber(amount)
      : amount instanceof NumberText
        ? decimalOf(amount.literal)
        : undefined;
  if (decimal === undefined || value.comparator !== undefined) return undefined;
  if (typeof value.code === 'string' && value.system === ucumSystem) return new Quantity(decimal, value.code);
  if (typeof value.unit === 'string') return new Quantity(decimal, value.unit);
  return value.code === undefined ? new Quantity(decimal, '1') : undefined;
}

/** The elements of a type by their name in FHIRPath; a choice has several. */
type Labels = ReadonlyMap<string, readonly ElementEntry[]>;
const labelsByType = new Map<string, Labels>();

/** Undefined for a type that R4 does not have, and for one without elements to name. */
function labelsOf(type: string): Labels | undefined {
  const known = labelsByType.get(type);
  if (known !== undefined) return known;
  const table = tableOf(type);
  if (table === undefined) return undefined;
  const labels = new Map<string, ElementEntry[]>();
  for (const element of table.elements) {
    const same = labels.get(element.label);
    if (same === undefined) labels.set(element.label, [element]);
    else same.push(element);
  }
  labelsByType.set(type, labels);
  return labels;
}

const noElements: readonly ElementEntry[] = [];

/** What has no elements to name: narrative, and a resource of which nobody says which it is. */
function isOpaque(type: string): boolean {
  return type === 'xhtml' || type === 'Resource' || type === 'DomainResource';
}

/** The table of a type; of a primitive that of what stands beside it. Undefined for a type that R4 does not have. */
function tableOf(type: string): TypeEntry | undefined {
  return isOpaque(type) || !isKnownType(type) ? undefined : typeEntry(isPrimitive(type) ? 'Element' : type);
}

/** The elements that a member of a type may be; none where the type has no such member. */
export function elementsOf(type: string, label: string): readonly ElementEntry[] {
  return labelsOf(type)?.get(label) ?? noElements;
}

/** Every element of a type, in the order of its definition. */
export function allElements(type: string): readonly ElementEntry[] {
  return tableOf(type)?.elements ?? noElements;
}

/** Whether an element has a child of a name, without making it. */
export function hasChild(node: FhirNode, label: string): boolean {
  const owner = ownerOf(node);
  if (owner === undefined) return false;
  for (const { name, kind } of elementsOf(node.type, label)) {
    if (isThere(owner[name]) || (kind === 'primitive' && isThere(owner[`_${name}`]))) return true;
  }
  return false;
}

const moments: ReadonlySet<string> = new Set(['date', 'dateTime', 'instant', 'time']);

export function isMoment(type: string): boolean {
  return moments.has(type);
}

/** The text of a child of an element, where it is one string and no date; undefined where that must be looked at closer. */
export function textOf(node: FhirNode, label: string): string | undefined {
  const [element, ...others] = elementsOf(node.type, label);
  if (element === undefined || others.length > 0 || isMoment(element.type)) return undefined;
  const value = ownerOf(node)?.[element.name];
  return typeof value === 'string' ? value : undefined;
}

function isThere(value: unknown): boolean {
  return Array.isArray(value) ? value.some((one) => one !== null) : value !== undefined && value !== null;
}

/** Adds to `found` what stands in `owner` under one element's name. */
export function addChildren(found: Item[], owner: Readonly<Record<string, unknown>>, element: ElementEntry): void {
  const { name, type, kind } = element;
  // What is null is not there.
  const value = owner[name] ?? undefined;
  const beside = kind === 'primitive' ? (owner[`_${name}`] ?? undefined) : undefined;
  if (value === undefined && beside === undefined) return;
  if (!Array.isArray(value) && !Array.isArray(beside)) {
    found.push(nodeOf(value, type, kind, beside));
    return;
  }
  const values = Array.isArray(value) ? value : [];
  const besides = Array.isArray(beside) ? beside : [];
  const count = Math.max(values.length, besides.length);
  for (let n = 0; n < count; n++) {
    const one = values[n] ?? undefined;
    const other = besides[n] ?? undefined;
    if (one !== undefined || other !== undefined) found.push(nodeOf(one, type, kind, other));
  }
}

function nodeOf(value: unknown, type: string, kind: ElementEntry['kind'], beside: unknown): FhirNode {
  if (kind === 'resource' && typeof value === 'object' && value !== null) {
    const { resourceType } = value as { readonly resourceType?: unknown };
    return new FhirNode(value, typeof resourceType === 'string' ? resourceType : type);
  }
  return new FhirNode(value, type, beside as Readonly<Record<string, unknown>> | undefined);
}

/** What an element holds itself: its JSON object, or for a primitive its id and extensions. */
export function ownerOf(node: FhirNode): Readonly<Record<string, unknown>> | undefined {
  const { value, beside } = node;
  if (beside !== undefined) return beside;
  return typeof value === 'object' && value !== null && !(value instanceof NumberText)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

/** The one item of a collection; undefined where there is none. Throws where there are several. */
export function single(items: Collection, what: string): Item | undefined {
  if (items.length > 1) throw new FhirPathError(`${what} needs a single item, but there are ${items.length}.`);
  return items[0];
}

/** The text of the one item; undefined where there is none. Throws where it is no string. */
export function singleString(items: Collection, what: string): string | undefined {
  const item = single(items, what);
  if (item === undefined) return undefined;
  const value = systemOf(item);
  if (typeof value === 'string') return value;
  // A FHIR date is text too, where text is asked for.
  if (item instanceof FhirNode && typeof item.value === 'string') return item.value;
  if (item instanceof FhirNode && item.value === undefined) return undefined;
  throw new FhirPathError(`${what} needs a string.`);
}

export function singleInteger(items: Collection, what: string): number | undefined {
  const item = single(items, what);
  if (item === undefined) return undefined;
  const value = systemOf(item);
  if (typeof value === 'number') return value;
  if (value instanceof Long) return Number(value.value);
  throw new FhirPathError(`${what} needs an integer.`);
}

/** Singleton evaluation in a Boolean context: one item that is no Boolean counts as true. */
export function singleTruth(items: Collection, what: string): boolean | undefined {
  if (items.length === 0) return undefined;
  const item = single(items, what) as Item;
  if (typeof item === 'boolean') return item;
  if (item instanceof FhirNode && item.type === 'boolean') {
    return typeof item.value === 'boolean' ? item.value : undefined;
  }
  return true;
}
