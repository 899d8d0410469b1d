import type { Caller } from '#identity';
import type { Clock, FaultCode } from '#kernel';
import type { Records } from '#records';

export interface ImportOptions {
  /** Files and folders; folders are walked to the bottom in a stable order. */
  readonly paths: readonly string[];
  readonly records: Pick<Records, 'change' | 'search' | 'searchParameters'>;
  /** A backend of this node, who may write every record. */
  readonly caller: Caller;
  /** Where the journal of an import that is under way is kept, so that an interrupted one goes on where it was. */
  readonly stateDir: string;
  /** NDJSON file for what is refused, skipped, repeated or warned of; made when there is something to tell. */
  readonly reportPath?: string;
  readonly onProgress?: (progress: ImportProgress) => void;
  readonly clock: Clock;
  /** Ends the import between two entries; what is in flight is finished and remembered. */
  readonly signal?: AbortSignal;
  readonly limits?: Partial<ImportLimits>;
}

export interface ImportLimits {
  /** Resources per write. */
  readonly batchSize: number;
  /** Text per write, in UTF-16 units. */
  readonly batchLength: number;
  /** Writes under way at once. */
  readonly inFlight: number;
  /** The longest single resource, and the longest document that is kept whole, in bytes. */
  readonly resourceBytes: number;
  /** The longest XML file, in bytes; XML is read whole. */
  readonly xmlBytes: number;
  /** Type/id pairs that are remembered in order to tell repeats; beyond it they are written again. */
  readonly remembered: number;
  /** Milliseconds between attempts when the node is busy: doubled each time. */
  readonly retryDelay: number;
}

export const defaultLimits: ImportLimits = {
  batchSize: 200,
  batchLength: 4 * 1024 * 1024,
  inFlight: 4,
  resourceBytes: 16 * 1024 * 1024,
  xmlBytes: 64 * 1024 * 1024,
  remembered: 4_000_000,
  retryDelay: 200,
};

export interface ImportProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly files: number;
  readonly filesDone: number;
  /** Entries that are dealt with in this run. */
  readonly entries: number;
  readonly refused: number;
  /** Entries per second since the start of this run. */
  readonly rate: number;
  readonly secondsLeft: number | undefined;
}

/** What became of the entries of one resource type; `read` is the sum of the rest. */
export interface ImportCounts {
  readonly read: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Came before in the same import under the same type and id; the first is kept. */
  readonly repeated: number;
  readonly refused: number;
}

export interface ImportResult {
  /** By resource type, in the order of the alphabet; `?` stands for what could not be read. */
  readonly byType: ReadonlyMap<string, ImportCounts>;
  readonly total: ImportCounts;
  readonly files: number;
  /** Files that hold no FHIR. */
  readonly skippedFiles: number;
  /** What an earlier, interrupted run of this import had dealt with: whole files, and entries of the one after. */
  readonly resumed: { readonly files: number; readonly entries: number };
  /** True when `signal` ended it; the same call goes on where it was. */
  readonly interrupted: boolean;
  /** Rows in the report of this run. */
  readonly reported: number;
}

/** One row of the report. It holds no content of the resource. */
export interface ReportRow {
  readonly file: string;
  /** Number of the Bundle entry or NDJSON line, from 0; absent where the whole file is meant. */
  readonly entry?: number;
  readonly type?: string;
  readonly what: 'refused' | 'repeated' | 'skipped' | 'warned';
  readonly path?: string;
  readonly code: FaultCode;
  readonly reason: string;
}
