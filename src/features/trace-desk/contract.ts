import type { AuditEntry } from '#audit';

/** One entry of the log as who runs the node sees it: who and what, nobody's name whose record it was, no content. */
export interface TraceEntry {
  readonly id: string;
  /** An instant. */
  readonly at: string;
  readonly action: AuditEntry['action'];
  readonly interaction: string;
  readonly outcome: AuditEntry['outcome'];
  readonly purpose: string;
  /** Name of the access rule that decided. */
  readonly rule: string;
  readonly agent: TraceAgent;
  /** A pseudonym of whose record was touched; the same person has the same one within a trace, and another in each. */
  readonly person?: string;
  /** What was touched, by type. */
  readonly objects: readonly { readonly type: string; readonly count: number }[];
  /** What was touched beyond these, of which the log has the number alone. */
  readonly more: number;
}

/** Account and name are left out where they would name a patient: of citizens, and of readers of a link. */
export interface TraceAgent {
  readonly subject?: string;
  readonly name?: string;
  readonly role: string;
  readonly organization?: string;
  readonly country: string;
  readonly client: string;
}

/** Oldest first. It may have less than there is room for, or nothing, and yet a `next`: only its absence is the end. */
export interface TracePage {
  readonly entries: readonly TraceEntry[];
  readonly next?: string;
}

/** Hours of the log that are looked through for one question at most: a day when clocks go back. */
export const longestHours = 25;
/** A W3C trace id, as error pages, `x-request-id` and the node's own log have it. */
export const traceForm = /^(?!0{32}$)[0-9a-f]{32}$/;
