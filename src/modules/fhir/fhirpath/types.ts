import { isPrimitive } from '../type-table.ts';
import { Decimal } from './decimal.ts';
import { Moment } from './moment.ts';
import { FhirPathError } from './syntax.ts';
import { isKnownType, isSubtype } from './type-names.ts';
import { FhirNode, type Item, Long, Quantity, TypeName } from './values.ts';

const systemTypes: ReadonlySet<string> = new Set([
  'Any',
  'Boolean',
  'String',
  'Integer',
  'Long',
  'Decimal',
  'Date',
  'DateTime',
  'Time',
  'Quantity',
]);

/** A type that an expression names: of which namespaces it may be. Throws for a name that neither has. */
export interface WantedType {
  readonly system: string | undefined;
  readonly fhir: string | undefined;
}

export function wantedType(name: string): WantedType {
  const dot = name.indexOf('.');
  const namespace = dot === -1 ? undefined : name.slice(0, dot);
  const plain = namespace === 'System' || namespace === 'FHIR' ? name.slice(dot + 1) : name;
  const system = namespace !== 'FHIR' && systemTypes.has(plain) ? plain : undefined;
  const fhir = namespace !== 'System' && isKnownType(plain) ? plain : undefined;
  if (system === undefined && fhir === undefined && namespace !== 'System') {
    throw new FhirPathError(`There is no type ${name}.`);
  }
  return { system, fhir };
}

export function typeNameOf(item: Item): TypeName {
  if (item instanceof FhirNode) {
    return new TypeName('FHIR', item.type.includes('.') ? 'BackboneElement' : item.type);
  }
  return new TypeName('System', systemTypeOf(item));
}

function systemTypeOf(item: Exclude<Item, FhirNode>): string {
  switch (typeof item) {
    case 'string':
      return 'String';
    case 'number':
      return 'Integer';
    case 'boolean':
      return 'Boolean';
    default:
      if (item instanceof Decimal) return 'Decimal';
      if (item instanceof Moment) return item.kind;
      if (item instanceof Quantity) return 'Quantity';
      return item instanceof Long ? 'Long' : 'TypeInfo';
  }
}

/** `is`: of that type or of one that builds on it. */
export function isOfType(item: Item, wanted: WantedType): boolean {
  if (item instanceof FhirNode) return wanted.fhir !== undefined && isSubtype(item.type, wanted.fhir);
  return wanted.system !== undefined && (wanted.system === 'Any' || systemTypeOf(item) === wanted.system);
}

/** `as` and `ofType`: primitives by their very type, so that a code is not taken for a string. */
export function isExactlyOfType(item: Item, wanted: WantedType): boolean {
  if (item instanceof FhirNode && isPrimitive(item.type)) return item.type === wanted.fhir;
  return isOfType(item, wanted);
}
