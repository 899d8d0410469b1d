import { isResourceType } from '../resource-types.ts';
import { isPrimitive, typeEntry } from '../type-table.ts';

/** What a type builds on, where that is more than Element, BackboneElement or DomainResource. */
const parents: Readonly<Record<string, string>> = {
  code: 'string',
  id: 'string',
  markdown: 'string',
  url: 'uri',
  canonical: 'uri',
  uuid: 'uri',
  oid: 'uri',
  positiveInt: 'integer',
  unsignedInt: 'integer',
  Age: 'Quantity',
  Count: 'Quantity',
  Distance: 'Quantity',
  Duration: 'Quantity',
  MoneyQuantity: 'Quantity',
  SimpleQuantity: 'Quantity',
};
const plainResources: ReadonlySet<string> = new Set(['Bundle', 'Binary', 'Parameters']);
const abstractTypes: ReadonlySet<string> = new Set(['Element', 'BackboneElement', 'Resource', 'DomainResource']);

const known = new Map<string, boolean>();

/** Does R4 define this type? */
export function isKnownType(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  const answer = abstractTypes.has(name) || name === 'xhtml' || isPrimitive(name) || isDefined(name);
  if (known.size < 2_000) known.set(name, answer);
  return answer;
}

function isDefined(name: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9.]{0,120}$/.test(name)) return false;
  if (isResourceType(name)) return true;
  try {
    typeEntry(name);
    return true;
  } catch {
    return false;
  }
}

/** Is a FHIR type another one, or built on it? The inside of an element (`Patient.contact`) is a BackboneElement. */
export function isSubtype(type: string, wanted: string): boolean {
  if (type === wanted) return true;
  const parent = parents[type];
  if (parent !== undefined) return isSubtype(parent, wanted);
  if (type.includes('.')) return wanted === 'BackboneElement' || wanted === 'Element';
  if (isResourceType(type)) return wanted === 'Resource' || (wanted === 'DomainResource' && !plainResources.has(type));
  return wanted === 'Element';
}
