import postgres from 'postgres';
import { createLinkedList, type LinkedList } from '#kernel';
import { interruptibleQueries, type SentStatement } from './cancel-statement.ts';
import { type Connection, createPool } from './connection-pool.ts';
import type { Database, Queryable, Transaction } from './contract.ts';
import { sqlStateOf, toDatabaseError } from './database-error.ts';
import { openSocket } from './open-socket.ts';
import { type SlowLogOptions, slowLog } from './slow-log.ts';
import { decoders, encodeValue } from './values.ts';

export interface OpenOptions {
  /** `postgres://user:password@host:port/database`; a unix socket's directory as `?host=/directory`. */
  readonly url: string;
  /** Connections at most; 10 unless said. */
  readonly max?: number;
  /** How the connections call themselves in `pg_stat_activity`. */
  readonly name?: string;
  /** Milliseconds after which the server gives up a statement; 30,000 unless said, 0 for never. */
  readonly statementTimeout?: number;
  /** Milliseconds for which an open transaction may be silent before the server ends it; 30,000 unless said. */
  readonly idleInTransactionTimeout?: number;
  /** Where statements that take long are noted; nowhere unless said. */
  readonly slowLog?: SlowLogOptions;
}

/** Texts that stay prepared on each connection; what comes on top of them is planned each time. */
const mostPrepared = 1000;
/** A text that comes this often deserves to be prepared: one-off shapes of searches do not. */
const preparedFrom = 2;

/**
 * A pool of connections to one database. Nothing connects before the first statement. Statements that wait share
 * connections by pipelining; a transaction has one to itself. Failures are thrown as `DatabaseError`.
 */
export function openDatabase(options: OpenOptions): Database {
  const pool = createPool<Link>({
    open: (lost) => openConnection(options, lost),
    max: options.max ?? 10,
    keep: 300_000,
  });
  const worthPreparing = countTexts();
  const noteSlow = slowLog(options.slowLog);

  const run = async <Row extends object>(
    link: Link,
    text: string,
    values: readonly unknown[] | undefined,
    sent?: (statement: SentStatement) => void,
  ): Promise<readonly Row[]> => {
    const since = performance.now();
    let rows: readonly Row[] | undefined;
    try {
      if (values === undefined)
        rows = lastResult<Row>(await settled(link, link.sql.unsafe(text, [], { simple: true } as never)));
      else {
        const encoded = values.map(encodeValue) as string[];
        const how = { prepare: worthPreparing(text), simple: false } as never;
        const statement: postgres.PendingQuery<postgres.Row[]> = link.sql.unsafe(text, encoded, how);
        sent?.(statement as SentStatement);
        rows = await rowsOf<Row>(link, statement);
      }
      return rows;
    } catch (thrown) {
      throw toDatabaseError(thrown);
    } finally {
      noteSlow(text, since, rows?.length);
    }
  };

  const transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    pool.alone(async (lease) => {
      let open = true;
      let cause: unknown;
      const send = <Row extends object>(text: string, values: readonly unknown[] | undefined) => {
        // After a loss the driver would connect anew, and the statement would stand outside of the transaction.
        if (lease.lost) throw connectionLost();
        return run<Row>(lease.sql, text, values);
      };
      const query: Queryable['query'] = async (text, values) => {
        if (!open) throw new Error('The transaction is over');
        try {
          return await send(text, values);
        } catch (thrown) {
          cause ??= thrown;
          throw thrown;
        }
      };
      await send('begin isolation level read committed', undefined);
      try {
        const result = await work({ inTransaction: true, query });
        open = false;
        // Commit of a failed transaction would roll back in silence.
        if (cause !== undefined) throw cause;
        await send('commit', undefined);
        return result;
      } catch (thrown) {
        open = false;
        if (!lease.lost) await send('rollback', undefined).catch(() => {});
        // Statements sent after the one that failed say only that the transaction has failed.
        throw sqlStateOf(thrown) === '25P02' ? cause : thrown;
      }
    });

  // Its own connection, made when it is first needed: it must not wait behind what it cancels.
  const controlPool = createPool<Link>({ open: (lost) => openConnection(options, lost), max: 1, keep: 10_000 });
  const control: Queryable = { query: (text, values) => controlPool.shared((link) => run(link, text, values)) };

  const snapshot = <T>(work: (on: Queryable) => Promise<T>): Promise<T> =>
    pool.alone(async (lease) => {
      const on = interruptibleQueries((text, values, watch) => {
        if (lease.lost) throw connectionLost();
        watch.mayRun();
        return run(lease.sql, text, values, watch.sent);
      }, control);
      // Not waited for: statements of one connection run in the order in which they are sent.
      const begun = run(lease.sql, 'begin isolation level repeatable read, read only', undefined);
      try {
        const [result] = await Promise.all([work(on), begun]);
        return result;
      } finally {
        if (!lease.lost) await run(lease.sql, 'rollback', undefined).catch(() => {});
      }
    });

  return {
    query: (text, values) => pool.shared((link) => run(link, text, values)),
    transaction,
    interruptible: interruptibleQueries(
      (text, values, watch) =>
        pool.shared((link) => {
          watch.mayRun();
          return run(link, text, values, watch.sent);
        }),
      control,
    ),
    snapshot,
    alive: (milliseconds) => answersWithin(milliseconds, () => pool.shared((link) => run(link, 'select 1', []))),
    close: async () => {
      await Promise.all([pool.close(5_000), controlPool.close(1_000)]);
    },
  };
}

/** One connection of the driver and the statements that wait for its answer. */
interface Link {
  readonly sql: postgres.Sql;
  readonly waiting: LinkedList<(reason: unknown) => void>;
}

/** Milliseconds that the driver has to say itself what became of a statement when its connection is lost. */
const graceAfterLoss = 250;

/** The answer of the driver, or the loss of the connection: the driver forgets statements that it had half sent. */
function settled<T>(link: Link, answer: PromiseLike<T>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const place = link.waiting.add(reject);
    answer.then(
      (value) => {
        link.waiting.remove(place);
        resolve(value);
      },
      (reason) => {
        link.waiting.remove(place);
        reject(reason);
      },
    );
  });
}

/**
 * The rows that answer a statement. They are taken as they come: the driver's statements outlive every collection of young
 * garbage, for reasons of the engine, and must not keep what was asked and answered alive with them.
 */
async function rowsOf<Row extends object>(
  link: Link,
  statement: postgres.PendingQuery<postgres.Row[]>,
): Promise<readonly Row[]> {
  const taken: { rows: Row[] } = { rows: [] };
  try {
    await settled(
      link,
      statement.forEach((row) => {
        taken.rows.push(row as Row);
      }),
    );
    return taken.rows;
  } finally {
    taken.rows = [];
    Object.assign(statement, { args: undefined, parameters: undefined });
  }
}

/** One connection: the driver's pool of one, which opens at the first statement. */
function openConnection(options: OpenOptions, lost: () => void): Connection<Link> {
  const address = splitAddress(options.url);
  const waiting: Link['waiting'] = createLinkedList();
  const closed = () => {
    lost();
    setTimeout(() => {
      for (const reject of waiting) reject(connectionLost());
    }, graceAfterLoss);
  };
  const sql = postgres(address.url, {
    ...(address.socketDirectory === undefined ? {} : { host: address.socketDirectory }),
    max: 1,
    connect_timeout: 5,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    backoff: false,
    onclose: closed,
    onnotice: () => {},
    // An option that the driver reads and its types do not know.
    ...({ socket: openSocket } as object),
    types: wireTypes,
    connection: {
      application_name: options.name ?? 'carnet',
      statement_timeout: options.statementTimeout ?? 30_000,
      idle_in_transaction_session_timeout: options.idleInTransactionTimeout ?? 30_000,
      TimeZone: 'UTC',
      DateStyle: 'ISO',
    },
  });
  return { sql: { sql, waiting }, end: () => sql.end({ timeout: 2 }) };
}

function connectionLost(): unknown {
  return toDatabaseError(Object.assign(new Error('The connection was lost'), { code: 'CONNECTION_CLOSED' }));
}

/** Values are encoded before the driver sees them, so its serializers pass text through. */
const wireTypes = Object.fromEntries(
  [...new Set([...Object.keys(decoders).map(Number), 25, 1082, 1114])].map((oid) => [
    `oid${oid}`,
    { to: oid, from: [oid], serialize: (value: unknown) => value, parse: decoders[oid] ?? ((text: string) => text) },
  ]),
);

function splitAddress(text: string): { url: string; socketDirectory?: string } {
  const url = new URL(text);
  const host = url.searchParams.get('host');
  if (!host?.startsWith('/')) return { url: text };
  url.searchParams.delete('host');
  if (url.hostname === '') url.hostname = 'localhost';
  return { url: url.toString(), socketDirectory: host };
}

/** Without parameters a text may hold many statements; the rows of the last one are its answer. */
function lastResult<Row extends object>(result: unknown): readonly Row[] {
  const results = result as readonly (Row | readonly Row[])[];
  const last = results.at(-1);
  return (Array.isArray(last) ? last : results) as readonly Row[];
}

function countTexts(): (text: string) => boolean {
  const prepared = new Set<string>();
  let seen = new Map<string, number>();
  return (text) => {
    if (prepared.has(text)) return true;
    if (prepared.size >= mostPrepared) return false;
    const times = (seen.get(text) ?? 0) + 1;
    if (times < preparedFrom) {
      if (seen.size >= mostPrepared) seen = new Map();
      seen.set(text, times);
      return false;
    }
    seen.delete(text);
    prepared.add(text);
    return true;
  };
}

async function answersWithin(milliseconds: number, ask: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, milliseconds, false);
  });
  const answer = ask().then(
    () => true,
    () => false,
  );
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
