import type { AuditEntry } from '#audit';
import type { CarePart } from '#fhir';

/** One entry of the log in the terms of the page. */
export interface Visit {
  readonly id: string;
  /** An instant. */
  readonly at: string;
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
    /** The app that did it in the agent's name. */
    readonly app?: string;
    /** It was the reader of this list. */
    readonly own: boolean;
  };
  /** From another country than that of this node. */
  readonly abroad: boolean;
  readonly categories: readonly CarePart[];
}

/** What the list is narrowed to; what is left out narrows nothing. */
export interface VisitFilter {
  /** Part of a name or of an organisation, in any case. */
  readonly who?: string;
  /** Days, both included, YYYY-MM-DD. */
  readonly from?: string;
  readonly to?: string;
  readonly part?: CarePart;
}

/** An emergency for which a professional opened the record. */
export interface EmergencyVisit {
  /** His name as the directory has it; empty where it has none. */
  readonly name: string;
  /** In his words. */
  readonly reason: string;
  /** Instants. */
  readonly from: string;
  readonly until: string;
}

export interface VisitsPage {
  /** Newest first. */
  readonly visits: readonly Visit[];
  readonly next?: string;
}
