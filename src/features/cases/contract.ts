import type { AuditEntry } from '#audit';
import type { CarePart } from '#fhir';

/** `visit`: she does not know who looked (EHDS article 9); `entry`: something in her record is wrong (article 6). */
export type CaseKind = 'visit' | 'entry';

/**
 * `open` until it is answered. A visit is `answered`; an entry is `corrected` (there is a new version), `withdrawn`
 * (marked as entered in error) or `refused` with a reason. `closed`: she took it back.
 */
export type CaseState = 'open' | 'answered' | 'corrected' | 'withdrawn' | 'refused' | 'closed';

/** What the log says of the visit in question, and nothing of what was read but the parts of the record. */
export interface VisitFacts {
  readonly entry: string;
  readonly at: string;
  readonly traceId: string;
  readonly name: string;
  readonly role: string;
  readonly organization?: string;
  readonly country: string;
  readonly action: AuditEntry['action'];
  readonly interaction: string;
  readonly purpose: string;
  readonly rule: string;
  readonly outcome: AuditEntry['outcome'];
  readonly parts: readonly CarePart[];
}

/** What only the operator needs of it: by which the log is searched for more. */
export interface VisitTraces {
  readonly account: string;
  readonly app: string;
}

export interface EntryFacts {
  /** `Type/id`. */
  readonly address: string;
  /** The version that she means. */
  readonly version: number;
  readonly title: string;
  readonly date?: string;
}

/** A case as everybody sees it who may see it. Times are instants. */
export interface CaseView {
  readonly id: string;
  readonly kind: CaseKind;
  readonly state: CaseState;
  readonly opened: string;
  /** One month after it was opened (GDPR article 12(3)). */
  readonly due: string;
  readonly overdue: boolean;
  readonly visit?: VisitFacts;
  readonly entry?: EntryFacts;
  /** What she says is wrong, or wants to know. */
  readonly what: string;
  /** Of an entry: why it is wrong, and what it should be. */
  readonly why?: string;
  readonly wish?: string;
  /** Name of the organisation that answers; absent where the operator of the node does. */
  readonly answers?: string;
  readonly answer?: string;
  readonly answered?: string;
}

/** A case on the desk of those who answer it. */
export interface DeskCase extends CaseView {
  readonly patient: string;
  /** Name of the person; the operator is not told more of her. */
  readonly person: string;
  readonly traces?: VisitTraces;
}

export interface Desk {
  /** `organization` answers for what its people wrote, `operator` for who looked and for what nobody else answers for. */
  readonly of: 'organization' | 'operator';
  /** Those that wait, the one that is due first on top, then those that were answered, newest first; 200 at most. */
  readonly cases: readonly DeskCase[];
}

export type CaseWish =
  | { readonly kind: 'visit'; readonly entry: string; readonly at: string; readonly what: string }
  | {
      readonly kind: 'entry';
      readonly entry: string;
      readonly what: string;
      readonly why?: string;
      readonly wish?: string;
      readonly language: string;
    };

/** How a case ends for who answers it. */
export interface AnswerWish {
  readonly outcome: 'answered' | 'corrected' | 'withdrawn' | 'refused';
  readonly answer: string;
}

/** Characters of each text. */
export const longestWords = 1_000;
/** Cases of one person that may be open at a time. */
export const mostOpen = 20;
/** Cases that a person may open within so many days, those that she took back included. */
export const mostOpened = { cases: 60, days: 30 } as const;
