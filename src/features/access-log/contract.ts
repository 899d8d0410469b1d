import type { AuditEntry } from '#audit';
import type { CareCategory } from '#fhir';

/** One visit to a record in the terms of the page. Visits of the same kind in a row are one, with how often. */
export interface Visit {
  readonly id: string;
  /** Instants; of the latest and of the earliest where it happened more than once. */
  readonly at: string;
  readonly since: string;
  readonly times: number;
  readonly traceId: string;
  readonly action: AuditEntry['action'];
  readonly interaction: string;
  readonly outcome: AuditEntry['outcome'];
  readonly purpose: string;
  readonly agent: {
    readonly name: string;
    readonly role: string;
    readonly organization?: string;
    readonly country: string;
    /** It was the reader of this list. */
    readonly own: boolean;
  };
  /** From another country than that of this node. */
  readonly abroad: boolean;
  readonly categories: readonly CareCategory[];
}

export interface VisitsPage {
  readonly visits: readonly Visit[];
  readonly next?: string;
}
