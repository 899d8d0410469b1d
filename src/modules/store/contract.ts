import type { Database, Transaction } from '#db';
import type { WrittenDefinitions } from '#definitions';
import type { CareCategory, ParameterSet, Resource, SearchQuery, Visibility } from '#fhir';
import type { Clock, Fault, Outcome } from '#kernel';
import type { TerminologySource } from '#terminology';
import type { Sealing } from './sealing/sealing.ts';

/** One version of a resource as it is kept. `text` is exactly what is served; '' for a deletion. */
export interface StoredVersion {
  readonly type: string;
  readonly id: string;
  readonly version: number;
  readonly updated: Date;
  readonly deleted: boolean;
  readonly text: string;
  /** The patient whose record it is part of; '' where it is nobody's. */
  readonly compartment: string;
  readonly category: CareCategory;
  /** Codes of its security labels, those of what was deleted too; left out where it has none. A timed one stands there with its time as well. */
  readonly labels?: readonly string[];
  /** Only this one of the resources that it contains is meant: `text` is that one's. */
  readonly contained?: { readonly type: string; readonly id: string };
}

export interface Write {
  readonly op: 'create' | 'update' | 'delete';
  readonly type: string;
  readonly id: string;
  /** For create and update: the resource and the JSON text that it was parsed from. id and meta are stamped by the store. */
  readonly resource?: Resource;
  readonly source?: string;
  /** Refuses with `version.conflict` unless the current version is this one. */
  readonly ifVersion?: number;
  /** Refuses with `version.conflict` when the resource exists and is not deleted. */
  readonly ifAbsent?: boolean;
  /** Writes no new version where the content equals the current one (id and meta.versionId/lastUpdated aside). */
  readonly ifChanged?: boolean;
  /** A conditional create: where exactly one resource matches inside the transaction, nothing is written and it is the result; more than one refuses. Two of the same criteria at the same moment are serialised. */
  readonly unlessFound?: SearchQuery;
  /** Called with the current version under lock, before anything is written; a fault refuses the whole unit. */
  readonly guard?: (current: StoredVersion | undefined) => Fault | undefined;
}

export interface WriteResult {
  readonly outcome: 'created' | 'updated' | 'deleted' | 'unchanged' | 'found';
  readonly stored: StoredVersion;
  /** Of an update or deletion: the version that was current before. */
  readonly replaced?: StoredVersion;
}

/**
 * Writes that stand or fall together. `entries` is called with the results, and what it returns is handed to the
 * store's `append` in the same database transaction: no write without its log entry.
 */
export interface Unit<Entry> {
  readonly writes: readonly Write[];
  /** What the conditions of its creates are asked of, all of their links included; everything where it is left out. */
  readonly sight?: Visibility;
  readonly entries: (results: readonly WriteResult[]) => readonly Entry[];
}

export interface SearchPage {
  /** As many as were asked for, or fewer with a `next` where they are large: a page comes to some 32 MB. */
  readonly matches: readonly StoredVersion[];
  /** What the query asked to be given along: visible, current, none of it a match, in order of type and id. */
  readonly included?: readonly StoredVersion[];
  /** Present where the query asked for it. Exact, and counted under the same visibility and in the same snapshot. */
  readonly total?: number;
  /** Opaque and signed; leads to the next page of the same search, stable under writes. */
  readonly next?: string;
}

export interface HistoryQuery {
  /** Instance, type or system level. */
  readonly type?: string;
  readonly id?: string;
  readonly since?: Date;
  /** Only versions that were current at some moment from `from` on and before `to`. */
  readonly at?: { readonly from: Date; readonly to: Date };
  readonly count: number;
  readonly cursor?: string;
}

/** What is exported of one type: the versions that were current at one moment, in the order of compartment and id. */
export interface ExportQuery {
  readonly type: string;
  /** A moment that `exportMoment` gave. */
  readonly at: Date;
  /** Only versions that were written later than this. */
  readonly since?: Date;
  /** The deletions of that time instead of the resources. */
  readonly deleted?: boolean;
  /** Only what is part of somebody's record. */
  readonly personal?: boolean;
  /** Only the records of these persons. */
  readonly within?: readonly string[];
  /** Only what one of these searches finds; their criteria alone count. */
  readonly filters?: readonly SearchQuery[];
  /** Behind this key of the order, and up to that one. */
  readonly after?: ExportKey;
  readonly upTo?: ExportKey;
}

export interface ExportKey {
  readonly compartment: string;
  readonly id: string;
}

/** A piece of a type's export, with the number of resources in it. */
export interface ExportPart {
  readonly after?: ExportKey;
  readonly upTo: ExportKey;
  readonly count: number;
  /** Whose they are, where that was asked for. */
  readonly compartments?: readonly string[];
}

export interface ExportChunk {
  /** Each a few lines, a resource a line, without the last line break; of deletions one Bundle of type transaction. */
  readonly texts: readonly string[];
  /** Whose they are, and of which categories. */
  readonly tally: readonly { readonly compartment: string; readonly category: CareCategory; readonly count: number }[];
  /** Where to go on; absent at the end. */
  readonly next?: ExportKey;
}

/** What somebody else's tables tell of a person, in the statement that reads a row of her record. */
export interface Beside {
  /**
   * A select of one row, which may be asked once for each person of a statement. Given are the SQL of whose the record is
   * ('' where nothing was found) and of the texts of the question; names of its columns begin with `beside_`.
   */
  readonly select: (patient: string, question: readonly string[]) => string;
  /** How many texts a question has. */
  readonly length: number;
}

/** A view that is known only together with the row: it rests on what stands beside it. */
export interface Sight {
  readonly beside: Beside;
  readonly question: readonly (string | null)[];
  /** Called once, whether there is a row or not; `patient` is whose it is. */
  readonly visibility: (answer: Readonly<Record<string, unknown>>, patient: string) => Visibility;
}

export interface Store<Entry> {
  /** The current version, a deletion included; undefined where it never was or `sight` hides it. */
  read(type: string, id: string, sight: Visibility | Sight): Promise<StoredVersion | undefined>;
  readVersion(type: string, id: string, version: number, visibility: Visibility): Promise<StoredVersion | undefined>;
  history(query: HistoryQuery, visibility: Visibility): Promise<Outcome<SearchPage>>;
  search(query: SearchQuery, visibility: Visibility): Promise<Outcome<SearchPage>>;
  /**
   * The current resources of one person's record that `visibility` shows, in a stable order (type, id), up to `limit`
   * and until they come to `mostBytes`; `more` tells that there are others behind them.
   */
  compartment(
    patient: string,
    visibility: Visibility,
    options: {
      readonly types?: readonly string[];
      readonly limit: number;
      readonly mostBytes: number;
      /** Written then or later. */
      readonly since?: Date;
      /** Behind this one in the order. */
      readonly after?: { readonly type: string; readonly id: string };
    },
  ): Promise<{ readonly resources: readonly StoredVersion[]; readonly more: boolean }>;
  /** Current resources by exact address, as far as visible; order and gaps as asked. */
  readMany(
    keys: readonly { readonly type: string; readonly id: string }[],
    visibility: Visibility,
  ): Promise<readonly (StoredVersion | undefined)[]>;
  /** All or nothing, durable when it resolves. Units that arrive together share one database transaction, and each has its own outcome. */
  commit(unit: Unit<Entry>): Promise<Outcome<readonly WriteResult[]>>;
  /** A moment whose writes are all visible: every later write bears a later time. Waits for what is under way. */
  exportMoment(signal: AbortSignal): Promise<Date>;
  /** The next part of at most `size` resources; undefined when there are no more. */
  exportPart(
    query: ExportQuery,
    visibility: Visibility,
    options: { readonly size: number; readonly withCompartments?: boolean },
  ): Promise<Outcome<ExportPart | undefined>>;
  /** The next lines, some megabytes at most. */
  exportChunk(query: ExportQuery, visibility: Visibility): Promise<Outcome<ExportChunk>>;
  /** The search parameters that are known here: those of R4, and those of the node's own SearchParameters. */
  searchParameters(): Promise<ParameterSet>;
  /** Is there anything that waits for `renewIndex`? */
  indexPending(): Promise<boolean>;
  /** Indexes anew what an older version or SearchParameter left behind, while everything else goes on; the number of resources. Where it is broken off, the next goes on from there. */
  renewIndex(options: {
    readonly signal: AbortSignal;
    readonly progress: (done: number, total: number) => void;
  }): Promise<number>;
  /** Has everything indexed anew by `renewIndex`: after a backup without its index was put back. Until then searches are refused. */
  forgetIndex(): Promise<void>;
  /** Number of current resources by type, for `carnet status`. */
  counts(): Promise<ReadonlyMap<string, number>>;
  /** The definitions among the resources, for the module `definitions`. */
  readonly definitions: WrittenDefinitions;
}

export interface StoreOptions<Entry> {
  readonly db: Database;
  readonly clock: Clock;
  /** Milliseconds for which a process may go by what it knows of the index; 2,000 unless said. */
  readonly indexLease?: number;
  /** Signs page cursors (32 bytes). */
  readonly cursorKey: Uint8Array;
  readonly append: Append<Entry>;
  /** Seals the texts of persons' records with their keys; without it they stand as they are. */
  readonly sealing?: Sealing;
  /** What searches by value sets and hierarchies go by; the definitions of R4 unless said. */
  readonly terminology?: () => Promise<TerminologySource>;
}

/** Writes the log entries of a group of units inside its transaction. */
export interface Append<Entry> {
  (tx: Transaction, entries: readonly Entry[]): Promise<void>;
  /**
   * The same as a part of a larger statement; undefined where these entries need more than that. Without it every group
   * of writes is a transaction of several statements.
   */
  readonly step?: (entries: readonly Entry[], first: number) => AppendStep | undefined;
}

export interface AppendStep {
  /** Members of a WITH, parted by commas; their parameters are `$first` and those behind it. */
  readonly members: string;
  readonly values: readonly unknown[];
}
