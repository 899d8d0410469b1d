import { readDefinition } from '../definitions.ts';

interface CompartmentDefinition {
  readonly resource: readonly { readonly code: string; readonly param?: readonly string[] }[];
}

let byType: ReadonlyMap<string, readonly string[]> | undefined;

/**
 * The reference parameters by which a resource of this type is in the compartment of a Patient (R4
 * compartmentdefinition-patient.html); undefined for types that never are. A Patient is in its own.
 */
export function patientCompartmentParameters(type: string): readonly string[] | undefined {
  return table().get(type);
}

export function typesInPatientCompartment(): readonly string[] {
  return [...table().keys()];
}

function table(): ReadonlyMap<string, readonly string[]> {
  byType ??= new Map(
    readDefinition<CompartmentDefinition>('compartmentdefinition-patient').resource.flatMap(({ code, param }) =>
      param === undefined || param.length === 0 ? [] : [[code, param] as const],
    ),
  );
  return byType;
}
