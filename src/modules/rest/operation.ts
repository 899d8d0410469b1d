import type { Resource } from '#fhir';
import type { Caller } from '#identity';
import type { Outcome } from '#kernel';
import type { Interaction } from './address.ts';
import type { Answer } from './answer.ts';
import type { FhirDeps } from './fhir-deps.ts';

/** What a call of an operation says, whether it came by itself or as an entry of a batch. */
export interface OperationCall {
  /** The resource that the address names. */
  readonly id?: string | undefined;
  readonly query: URLSearchParams;
  readonly body?: Resource | undefined;
  /** The languages of the reader, best first. */
  readonly languages: readonly string[];
  /** Parameters that are not known are passed over (`Prefer: handling=lenient`). */
  readonly lenient: boolean;
}

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
  /** The same as an entry of a batch; without it such an entry is refused. */
  readonly inBundle?: (deps: FhirDeps, caller: Caller, call: OperationCall) => Promise<Outcome<Answer>>;
  /**
   * Canonical address of the OperationDefinition. Left out where the address is a part of another operation, such as the
   * place where its progress is told: that stands in no CapabilityStatement.
   */
  readonly definition?: string;
}
