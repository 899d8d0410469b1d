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
  /**
   * What binds the words that were given for the act to the entry without telling them: `wordsDigest` of them. An
   * emergency has it.
   */
  readonly words?: string;
}

/** An entry as it stands in the log. */
export type KeptEntry = AuditEntry & { readonly id: string };

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
  readonly entries: readonly KeptEntry[];
  readonly next?: string;
}

/** What a desk asks of the log; what is left out narrows nothing. */
export interface LogQuery {
  /** Entries of that time or later. */
  readonly from?: Date;
  /** Entries before that time. */
  readonly to?: Date;
  /** `agent.subject`. */
  readonly subject?: string;
  /** `agent.client`. */
  readonly client?: string;
  readonly patient?: string;
  readonly actions?: readonly AuditEntry['action'][];
  readonly outcome?: AuditEntry['outcome'];
  /** What one request caused, here; other nodes have entries of the same trace. */
  readonly traceId?: string;
  /** Entries of a page at most, 1 to 1,000. */
  readonly count: number;
  readonly cursor?: string;
}

/** A page has at most what was asked for, and may have less, or nothing, and yet a `next`: only its absence is the end. */
export interface LogPage {
  readonly entries: readonly KeptEntry[];
  readonly next?: string;
}

/** What came into the tree from a position on. */
export interface LogRun {
  readonly entries: readonly KeptEntry[];
  /** Where to go on: how many entries stand before it. The same as asked for where nothing came. */
  readonly position: number;
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
  /** One entry by its id; undefined where there is none any more. */
  entry(id: string): Promise<KeptEntry | undefined>;
  /**
   * For desks: what the log has, oldest first, in pages; the time of what is asked for bounds what is read. Entries that
   * are durable and not in the tree yet come last.
   */
  query(query: LogQuery): Promise<LogPage>;
  /**
   * For who follows the log: the entries from `position` on in the order in which the tree took them, which has no gaps
   * and never changes; `limit` is cut to 1..1,000. An entry comes two seconds after it is durable at the latest.
   */
  since(position: number, limit: number): Promise<LogRun>;
  /** A position from which every entry comes that was made then or later; earlier ones may come too. */
  positionAt(time: Date): Promise<number>;
  /** The position at which the log ends now, for who follows it from here on. */
  end(): Promise<number>;
}
