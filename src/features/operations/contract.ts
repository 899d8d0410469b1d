import type { JobState } from '#db';
import type { FaultCode } from '#kernel';

/** What who runs a node sees of it: numbers and work, nothing of a record. */
export interface OperationsView {
  readonly resources: readonly { readonly type: string; readonly count: number }[];
  /** An instant: counting takes its time, so that it is not done for every look. */
  readonly counted: string;
  /** FHIR packages that the node judges by, in the order of their names. */
  readonly packages: readonly PackageLine[];
  /** Newest first. */
  readonly jobs: readonly JobLine[];
}

export interface PackageLine {
  readonly name: string;
  readonly version: string;
  readonly definitions: number;
}

export interface JobLine {
  readonly id: string;
  readonly kind: string;
  readonly state: JobState;
  readonly done: number;
  readonly total?: number;
  /** Times that it was begun. */
  readonly attempts: number;
  /** Instants. */
  readonly created: string;
  readonly ended?: string;
  readonly fault?: FaultCode;
}
