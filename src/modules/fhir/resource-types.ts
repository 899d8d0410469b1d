import { readDefinition } from './definitions.ts';

interface CompartmentDefinition {
  readonly resource: readonly { readonly code: string }[];
}

/**
 * The 146 concrete resource types of FHIR R4, in alphabetical order. The patient compartment definition is the smallest
 * file of the standard that names them; it leaves out `Parameters` alone.
 */
export const resourceTypes: readonly string[] = [
  ...readDefinition<CompartmentDefinition>('compartmentdefinition-patient').resource.map((entry) => entry.code),
  'Parameters',
].sort();

const known: ReadonlySet<string> = new Set(resourceTypes);

export function isResourceType(name: unknown): name is string {
  return typeof name === 'string' && known.has(name);
}
