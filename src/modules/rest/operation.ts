import type { Interaction } from './address.ts';

/** An operation of the FHIR API (FHIR R4, operations.html): one of this module, or one that a feature brings. */
export interface FhirOperation {
  /** Without the dollar sign: `export`. */
  readonly name: string;
  /** What it works on: the whole node, resources of one type by its name, or those of any type. */
  readonly on: 'system' | 'any type' | (string & {});
  readonly at: 'system' | 'type' | 'instance';
  /** Below `/fhir`: `/$export`, `/Group/:id/$export`; `/:type/:id/$meta` for any type. One entry for each address. */
  readonly url: string;
  readonly interactions: readonly Interaction[];
  /**
   * Canonical address of the OperationDefinition. Left out where the address is a part of another operation, such as the
   * place where its progress is told: that stands in no CapabilityStatement.
   */
  readonly definition?: string;
}
