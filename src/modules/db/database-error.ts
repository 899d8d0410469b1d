/**
 * What a statement or connection that failed throws. It carries the technical facts alone: neither values nor the
 * server's detail lines, which quote rows, reach a log through it.
 */
export interface DatabaseError extends Error {
  readonly name: 'DatabaseError';
  /** Five characters of PostgreSQL's appendix A, where the server answered. */
  readonly sqlState?: string;
  /** A connection error's code, e.g. `ECONNREFUSED`, where it did not. */
  readonly connection?: string;
  readonly constraint?: string;
}

/** Classes of SQLSTATE whose messages speak of the schema and of the server, never of values. */
const wordsAreSafe = /^(?:08|25|28|3D|40|42|53|54|55|57|58|XX)/;

interface RawError {
  readonly code?: unknown;
  readonly severity?: unknown;
  readonly message?: unknown;
  readonly constraint_name?: unknown;
  readonly table_name?: unknown;
}

/** From whatever the driver threw to a DatabaseError; anything that is neither is given back as it came. */
export function toDatabaseError(thrown: unknown): unknown {
  if (!(thrown instanceof Error) || thrown.name === 'DatabaseError') return thrown;
  const raw = thrown as RawError;
  if (typeof raw.code !== 'string') return thrown;
  const fromServer = typeof raw.severity === 'string';
  const words = !fromServer || wordsAreSafe.test(raw.code) ? String(raw.message) : 'the server refused the statement';
  const place = typeof raw.constraint_name === 'string' ? ` (${raw.constraint_name})` : '';
  const error = new Error(`${raw.code}: ${words}${place}`);
  const fields = {
    name: 'DatabaseError',
    ...(fromServer ? { sqlState: raw.code } : { connection: raw.code }),
    ...(typeof raw.constraint_name === 'string' ? { constraint: raw.constraint_name } : {}),
  };
  // The driver's own trace ends in its socket; that of this error goes on to who awaits the statement.
  return Object.assign(error, fields, { stack: error.stack?.replace(/^Error/, 'DatabaseError') });
}

export function isDatabaseError(thrown: unknown): thrown is DatabaseError {
  return thrown instanceof Error && thrown.name === 'DatabaseError';
}

/** The SQLSTATE of a refusal by the server, e.g. `40P01` for a deadlock. */
export function sqlStateOf(thrown: unknown): string | undefined {
  return isDatabaseError(thrown) ? thrown.sqlState : undefined;
}

/**
 * Is the database out of reach (not started, restarting, full, connection lost) rather than unwilling? Callers answer
 * 503 and may try again; whether a commit that was under way has happened is unknown then.
 */
export function isDatabaseUnavailable(thrown: unknown): boolean {
  if (!isDatabaseError(thrown)) return false;
  return thrown.connection !== undefined || /^(?:08|53|57P|58)/.test(thrown.sqlState ?? '');
}

/** Did a time limit or a cancel end the statement (57014), or a wait for a lock (55P03)? */
export function isDatabaseTimeout(thrown: unknown): boolean {
  const state = sqlStateOf(thrown);
  return state === '57014' || state === '55P03';
}
