import type { Outcome } from '#kernel';

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
}

export interface MigrationReport {
  readonly applied: readonly string[];
  readonly already: number;
}

export type MigrateResult = Outcome<MigrationReport>;
