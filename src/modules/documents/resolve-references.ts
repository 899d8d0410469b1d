import type { Resource } from '#fhir';
import { type Element, elementsAt, isElement, textAt } from './element.ts';

const dataAbsentReason = 'http://hl7.org/fhir/StructureDefinition/data-absent-reason';

/** An element that must be there and whose content is not known. */
export const unknown: Element = { extension: [{ url: dataAbsentReason, valueCode: 'unknown' }] };

/**
 * Directory and product types: naming one of these says nothing more about the person, so their display may stay where
 * the resource itself is not in the document. The display of anything else could name what is hidden from the reader.
 */
const nameable: ReadonlySet<string> = new Set([
  'HealthcareService',
  'Location',
  'Medication',
  'Organization',
  'Practitioner',
  'PractitionerRole',
  'Substance',
]);

/** Required by R4 inside a backbone element, which goes with it. */
const carrying: ReadonlySet<string> = new Set(['actor', 'manipulated']);

/** Required by R4 in the resource itself: what is taken out leaves `unknown` behind. */
const requiredOf: Readonly<Record<string, readonly string[]>> = {
  DeviceUseStatement: ['device'],
  MedicationRequest: ['medicationReference'],
  MedicationStatement: ['medicationReference'],
};

const deepest = 60;

/** `Type/id` of a reference to a resource of this node, without its version; undefined for every other. */
function addressOf(reference: string): string | undefined {
  const parts = reference.split('/');
  const isPlain = parts.length === 2 || (parts.length === 4 && parts[2] === '_history');
  return isPlain && /^[A-Z][A-Za-z]+$/.test(parts[0] ?? '') ? `${parts[0]}/${parts[1]}` : undefined;
}

/** Every `Type/id` that a resource refers to, in the order of its elements. */
export function addressesIn(resource: Resource): readonly string[] {
  const found: string[] = [];
  const walk = (value: unknown, depth: number) => {
    if (depth > deepest) return;
    if (Array.isArray(value)) for (const item of value) walk(item, depth + 1);
    else if (isElement(value)) {
      const reference = textAt(value, 'reference');
      const address = reference === undefined ? undefined : addressOf(reference);
      if (address !== undefined) found.push(address);
      for (const name of Object.keys(value)) walk(value[name], depth + 1);
    }
  };
  walk(resource, 0);
  return found;
}

/**
 * A copy of a resource for a document: narrative left out, each reference rewritten to the fullUrl of its target, and
 * references to what is not in the document taken out with whatever they alone made up.
 */
export function resolveReferences(resource: Resource, fullUrls: ReadonlyMap<string, string>): Resource {
  const required = requiredOf[resource.resourceType] ?? [];

  const resolve = (value: unknown, depth: number): unknown => {
    if (depth > deepest) return undefined;
    if (Array.isArray(value)) return resolveList(value, depth);
    if (!isElement(value)) return value;
    if (isReference(value)) return resolveReference(value, fullUrls);
    const copy: Record<string, unknown> = {};
    let lost = false;
    for (const [name, content] of Object.entries(value)) {
      if (name === 'text' && isNarrative(content)) continue;
      const kept = name.startsWith('_') ? resolveSiblings(content, depth) : resolve(content, depth + 1);
      if (kept !== undefined) copy[name] = kept;
      else if (carrying.has(name)) return undefined;
      else if (depth === 0 && required.includes(name)) copy[name] = unknown;
      else lost = true;
    }
    return lost && isHollow(copy) ? undefined : copy;
  };

  const resolveList = (list: readonly unknown[], depth: number): unknown => {
    const kept = list.map((item) => resolve(item, depth + 1)).filter((item) => item !== undefined);
    return kept.length === 0 ? undefined : kept;
  };

  // `_given` keeps step with `given`: what is lost leaves null in its place.
  const resolveSiblings = (content: unknown, depth: number): unknown =>
    Array.isArray(content) ? content.map((item) => resolve(item, depth + 1) ?? null) : resolve(content, depth + 1);

  return resolve(resource, 0) as Resource;
}

function isReference(value: Element): boolean {
  if (typeof value.reference === 'string') return true;
  // A logical reference: an identifier instead of an address.
  return typeof value.type === 'string' && isElement(value.identifier) && value.resourceType === undefined;
}

function resolveReference(value: Element, fullUrls: ReadonlyMap<string, string>): Element | undefined {
  const reference = textAt(value, 'reference') ?? '';
  // Inside the same resource.
  if (reference.startsWith('#')) return value;
  const fullUrl = fullUrls.get(addressOf(reference) ?? '');
  const display = textAt(value, 'display');
  if (fullUrl !== undefined) return { reference: fullUrl, ...(display !== undefined && { display }) };
  return display !== undefined && nameable.has(typeOf(value, reference)) ? { display } : undefined;
}

function typeOf(value: Element, reference: string): string {
  const [, type] = /(?:^|\/)([A-Z][A-Za-z]+)[/?]/.exec(reference.replace(/\/_history\/.*$/, '')) ?? [];
  return type ?? textAt(value, 'type') ?? '';
}

function isNarrative(value: unknown): boolean {
  return isElement(value) && typeof value.div === 'string';
}

/** Nothing is left but ids and codes that say how the lost part was meant. */
function isHollow(copy: Element): boolean {
  const content = Object.keys(copy).filter((name) => name !== 'id' && name !== 'url' && name !== 'extension');
  return content.length === 0 && elementsAt(copy, 'extension').length === 0;
}
