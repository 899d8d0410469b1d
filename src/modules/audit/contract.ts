import type { Transaction } from '#db';
import type { CareCategory } from '#fhir';

/** IHE BALP / FHIR AuditEvent in the shape in which it is kept; `toAuditEvent` prints it as a FHIR resource. */
export interface AuditEntry {
  readonly at: Date;
  /** One id for everything that one request caused, across nodes (W3C trace id). */
  readonly traceId: string;
  readonly action:
    | 'create'
    | 'read'
    | 'update'
    | 'delete'
    | 'search'
    | 'export'
    | 'sign-in'
    | 'sign-out'
    | 'disclose'
    | 'request-abroad'
    | 'change-sharing'
    | 'change-rights'
    | 'administer';
  readonly outcome: 'success' | 'denied' | 'failed';
  /** The interaction in the standard's words, e.g. `read`, `search-type`, `transaction`, `$summary`, `ITI-67`. */
  readonly interaction: string;
  /** The person whose record was touched; absent where it is nobody's. */
  readonly patient?: string;
  readonly agent: AuditAgent;
  /** Purpose of use, a code of http://terminology.hl7.org/CodeSystem/v3-ActReason. */
  readonly purpose: string;
  /** Name of the access rule that decided. */
  readonly rule: string;
  /**
   * What was touched, at most 50; `more` counts the rest. The first of each category comes before all others, so that
   * every category is named. Types, ids and categories only, no content.
   */
  readonly objects: readonly AuditObject[];
  readonly more?: number;
}

export interface AuditAgent {
  readonly subject: string;
  readonly name: string;
  readonly role: string;
  readonly organization?: string;
  /** ISO 3166-1 alpha-2 of where the agent acts. */
  readonly country: string;
  readonly client: string;
  readonly address?: string;
}

export interface AuditObject {
  readonly type: string;
  readonly id?: string;
  readonly version?: number;
  readonly category?: CareCategory;
}

export interface AccessLogQuery {
  readonly patient: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly count: number;
  readonly cursor?: string;
}

export interface AccessLogPage {
  readonly entries: readonly (AuditEntry & { readonly id: string })[];
  readonly next?: string;
}

export interface Audit {
  /** Inside somebody's transaction: durable with it or not at all. */
  append(tx: Transaction, entries: readonly AuditEntry[]): Promise<void>;
  /**
   * What `append` does, as members of a WITH whose parameters are `$first` and those behind it: durable with the rest of
   * the statement or not at all. Undefined where one statement cannot hold the entries.
   */
  appendStep(
    entries: readonly AuditEntry[],
    first: number,
  ): { readonly members: string; readonly values: readonly unknown[] } | undefined;
  /** Resolves when the entry is durable. What arrives together is written together. */
  record(entries: readonly AuditEntry[]): Promise<void>;
  /** Newest first. */
  accessLog(query: AccessLogQuery): Promise<AccessLogPage>;
  /** All entries of one trace, in the order of time. */
  trace(traceId: string): Promise<readonly (AuditEntry & { readonly id: string })[]>;
}
