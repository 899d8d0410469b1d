import type { NodeDefinitions } from '#definitions';
import type { Apps, Identity } from '#identity';
import type { Clock, IdSource } from '#kernel';
import type { Records } from '#records';
import type { SharedTerminology, Terminology } from '#terminology';
import type { FhirOperation } from './operation.ts';
import type { KnownCodeSystem } from './terminology/terminology-capabilities.ts';

/** What the FHIR API is made of. */
export interface FhirDeps {
  readonly records: Records;
  readonly identity: Pick<Identity, 'authenticate'>;
  /** From where scripts of apps may read answers; from nowhere where it is left out. */
  readonly appOrigins?: Apps['origins'];
  readonly terminology: Terminology & Pick<SharedTerminology, 'perform'>;
  /** By which resources are judged; those of packages stand in the CapabilityStatement. */
  readonly definitions: Pick<NodeDefinitions, 'current' | 'latest'>;
  /** The code systems that the terminology service knows, for its capabilities: the same list while nothing changes. */
  readonly codeSystems?: () => Promise<readonly KnownCodeSystem[]>;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Absolute URL of the API as clients reach it, without a slash at the end: `https://node.example/fhir`. */
  readonly baseUrl: string;
  /** The node as it presents itself, and its language for documents where nobody asks for another. */
  readonly node: { readonly name: string; readonly country: string; readonly language: string };
  readonly software: { readonly version: string };
  readonly limits?: Partial<FhirLimits>;
  /** What features bring to the API, beside the operations of this module. */
  readonly operations?: readonly FhirOperation[];
  /** What the CapabilityStatement tells of Subscriptions: canonical addresses of their topics, and where websockets bind. */
  readonly subscriptions?: { readonly topics: readonly string[]; readonly websocketUrl: string };
}

export interface FhirLimits {
  /** Bytes of one resource. */
  readonly resourceBytes: number;
  /** Bytes of a transaction or batch. */
  readonly bundleBytes: number;
  /** Entries of a transaction or batch. */
  readonly entries: number;
  /** Characters that what was read in a transaction or batch may come to before further entries are refused. */
  readonly answerLength: number;
  /** Milliseconds in which $validate must have judged a resource. */
  readonly validationTime: number;
}

const standardLimits: FhirLimits = {
  resourceBytes: 16 * 1024 * 1024,
  bundleBytes: 64 * 1024 * 1024,
  entries: 10_000,
  answerLength: 64 * 1024 * 1024,
  validationTime: 15_000,
};

export function limitsOf(deps: FhirDeps): FhirLimits {
  return { ...standardLimits, ...deps.limits };
}
