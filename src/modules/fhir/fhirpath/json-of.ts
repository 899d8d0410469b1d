import { numberLiteral } from '../number-literal.ts';
import { Decimal, decimalText } from './decimal.ts';
import { textOf } from './functions/conversion.ts';
import { FhirNode, type Item, systemOf, TypeName } from './values.ts';

/** An item of an answer as a JSON value: elements as they stand, System values as FHIR writes them. */
export function jsonOf(item: Item): unknown {
  if (item instanceof TypeName) return { namespace: item.namespace, name: item.name };
  if (item instanceof FhirNode) return item.value;
  const value = systemOf(item);
  if (value instanceof Decimal) return numberLiteral(decimalText(value));
  return typeof value === 'object' ? textOf(value) : value;
}
