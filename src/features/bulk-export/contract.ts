import type { Caller } from '#identity';
import type { ExportPart } from '#records';

/** What is exported: all that the caller may see, what is part of persons' records, or the records of a Group. */
export type ExportScope =
  | { readonly level: 'system' | 'patient' }
  /** The members are those of this version, read again whenever they are needed, so that no copy of them lies about. */
  | { readonly level: 'group'; readonly id: string; readonly version: number };

/** An export as it was asked for; the input of its job, and therefore JSON. */
export interface ExportRequest {
  /** The address that was asked, for the manifest. */
  readonly request: string;
  readonly caller: Caller;
  readonly scope: ExportScope;
  /** All types where it is left out. */
  readonly types?: readonly string[];
  /** A FHIR instant or date. */
  readonly since?: string;
  /** `Type?criteria` each; those of one type are alternatives. */
  readonly filters: readonly string[];
  /** `name` or `Type.name` each. */
  readonly elements: readonly string[];
  /** Only these persons' records. */
  readonly patients?: readonly string[];
}

/** A file of the export: nothing but the place of its resources in the order of the store. */
export interface ExportFile extends ExportPart {
  readonly type: string;
  readonly deleted?: true;
}

/** What the job of an export comes to. */
export interface ExportPlan {
  /** FHIR instant: the moment whose versions are given. */
  readonly at: string;
  readonly files: readonly ExportFile[];
}

/** The kind of job. */
export const exportKind = 'bulk-export';
