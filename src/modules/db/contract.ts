import type { Fault, Outcome } from '#kernel';

/**
 * A piece of SQL text with its parameters. Statements are prepared once per connection; values never enter the text.
 * Rows are plain objects; bigint columns arrive as numbers where they are safe integers, timestamptz as Date.
 * Without `values` the text may hold several statements, nothing is prepared, and the rows of the last one are given.
 */
export interface Queryable {
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** An open transaction. Other modules pass it on without opening it. */
export interface Transaction extends Queryable {
  readonly inTransaction: true;
}

export interface Database extends Queryable {
  /** Runs `work` in one transaction (read committed) on one connection; rolls back when it throws. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  /**
   * The same for reads that somebody waits for: they end, in the server too, when the request in whose scope they are
   * sent is over, with the error of a cancelled statement. Nothing that serves several requests goes this way.
   */
  readonly interruptible: Queryable;
  /**
   * Reads that see the database as it was at one moment (repeatable read, read only), on one connection; they end with
   * their request as `interruptible` ones do.
   */
  snapshot<T>(work: (on: Queryable) => Promise<T>): Promise<T>;
  /** True when a trivial query answers within `milliseconds`. */
  alive(milliseconds: number): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * One step forward of the schema. `name` is `<module>/<number>-<what>`, unique for ever; `sql` may hold many statements.
 * Steps run once, in the order of the list, each in its own transaction with a lock_timeout, under an advisory lock so
 * that two processes may start at once.
 */
export interface Migration {
  readonly name: string;
  readonly sql: string;
  /**
   * `sql` is one statement that runs outside a transaction and may be repeated: `create index concurrently if not exists`,
   * so that an index on a large table is built while others write to it.
   */
  readonly online?: true;
}

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly already: number;
}

export type MigrateResult = Outcome<MigrationReport>;

/** What a job has come to; `total` is left out while nobody knows it. `words` are technical, never personal data. */
export interface JobProgress {
  readonly done: number;
  readonly total?: number;
  readonly words?: string;
}

/** A job in the hands of the process that runs it. */
export interface JobWork<Input extends object> {
  readonly id: string;
  readonly input: Input;
  readonly owner: string;
  /** 1 at the first time; more where it failed before or its process died. */
  readonly attempt: number;
  /** Aborts when the job is cancelled, when another process has taken it over, or when this one stops. */
  readonly signal: AbortSignal;
  /** Tells how far it is; costs nothing, and is written once a second. */
  progress(progress: JobProgress): void;
}

/**
 * A kind of long work. `run` may be called again for the same job, in another process, so it must bear to be repeated.
 * A fault ends the job for good; an exception has it tried again, later each time.
 */
export interface JobKind<Input extends object, Result extends object> {
  /** Lower case with hyphens, unique in the node. */
  readonly kind: string;
  /** Jobs of this kind that one process runs at a time; 1 unless said. */
  readonly concurrency?: number;
  /** How often a job is tried at most; 5 unless said. */
  readonly attempts?: number;
  readonly run: (work: JobWork<Input>) => Promise<Outcome<Result>>;
}

export type JobState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';

/** A job as everybody sees it. `input`, `result` and `fault` are JSON. */
export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly owner: string;
  readonly state: JobState;
  readonly input: unknown;
  readonly attempts: number;
  readonly progress: JobProgress;
  readonly created: Date;
  readonly started?: Date;
  readonly ended?: Date;
  readonly result?: unknown;
  readonly fault?: Fault;
}

export interface JobQuery {
  readonly kind?: string;
  readonly owner?: string;
  /** Only those that wait or run. */
  readonly open?: boolean;
  readonly limit: number;
}

/**
 * Long work, kept in the database and shared by every process on it. A job whose process dies is taken up by another
 * within half a minute. Finished jobs are forgotten after thirty days.
 */
export interface Jobs {
  /** Before `start`. */
  register<Input extends object, Result extends object>(kind: JobKind<Input, Result>): void;
  /** Begins to take up jobs of the registered kinds; every process that enqueues must have started. */
  start(): Promise<void>;
  /** Ends what runs here, to be taken up by another process. */
  stop(): Promise<void>;
  /**
   * Resolves with the id of the job when it is durable. With `single` it is the id of the job that waits or runs already
   * with the same kind, owner and input, where there is one.
   */
  enqueue(kind: string, input: object, options: { readonly owner: string; readonly single?: boolean }): Promise<string>;
  find(id: string): Promise<Job | undefined>;
  /** Newest first. */
  list(query: JobQuery): Promise<readonly Job[]>;
  /** False where there is no such job, or it has ended already. The process that runs it is told within a second. */
  cancel(id: string): Promise<boolean>;
  /** Removes a job that has ended, with its result; false where there is none. */
  forget(id: string): Promise<boolean>;
}
