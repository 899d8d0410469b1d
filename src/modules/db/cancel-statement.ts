import { currentScope } from '#kernel';
import type { Queryable } from './contract.ts';
import { toDatabaseError } from './database-error.ts';

/** A statement of the driver; `state` is there once it has been sent. */
export interface SentStatement {
  readonly state?: { readonly pid: number | null } | null;
}

/** Runs one statement; `sent` is called with the driver's statement, before it is answered. */
type Run = <Row extends object>(
  text: string,
  values: readonly unknown[] | undefined,
  watch: { readonly mayRun: () => void; readonly sent: (statement: SentStatement) => void },
) => Promise<readonly Row[]>;

/** Statements that have run for less are about to end by themselves. */
const shortestMilliseconds = 30;
const pause = 50;
/** Milliseconds after which a statement is left to the server's own time limit. */
const patience = 60_000;

/**
 * Queries that end with the request in whose scope they are sent: what waits is never sent, and what runs is cancelled in
 * the server. `control` must not wait behind what it cancels. Outside of a request they are like any other.
 *
 * Connections are shared by pipelining, and a cancel request of the protocol would strike whatever the connection runs at
 * that moment. So the server is asked to cancel only where the connection still runs this very text, and has for a while.
 */
export function interruptibleQueries(run: Run, control: Queryable): Queryable {
  const cancel = createCanceller(control);
  return {
    async query<Row extends object>(text: string, values?: readonly unknown[]) {
      const scope = currentScope();
      if (scope === undefined) return run<Row>(text, values, { mayRun: () => {}, sent: () => {} });
      let statement: SentStatement | undefined;
      let answered = false;
      const withdraw = scope.whenOver(() => cancel({ text, unanswered: () => (answered ? undefined : statement) }));
      try {
        return await run<Row>(text, values, {
          mayRun() {
            if (scope.over) throw abandoned();
          },
          sent(driverStatement) {
            statement = driverStatement;
          },
        });
      } finally {
        answered = true;
        withdraw();
      }
    },
  };
}

const cancelSql = `
  select count(pg_cancel_backend(a.pid)) from pg_stat_activity a
    join unnest($1::int[], $2::text[]) as c (pid, text) on c.pid = a.pid
   where a.state = 'active' and a.query <> '' and starts_with(c.text, a.query)
     and a.query_start < clock_timestamp() - make_interval(secs => $3::float8 / 1000)`;

interface Doomed {
  readonly text: string;
  /** Undefined once it has been answered, or where it was never sent. */
  unanswered(): SentStatement | undefined;
}

/** Cancels statements until each is answered, all in one question to the server: they may wait behind one another. */
function createCanceller(control: Queryable): (statement: Doomed) => void {
  const doomed = new Map<Doomed, number>();
  let busy = false;
  const round = async () => {
    const now = Date.now();
    const pids: number[] = [];
    const texts: string[] = [];
    for (const [statement, until] of doomed) {
      const sent = statement.unanswered();
      if (sent === undefined || until < now) doomed.delete(statement);
      const pid = sent?.state?.pid;
      // Without one the driver has not sent it yet.
      if (typeof pid !== 'number') continue;
      pids.push(pid);
      texts.push(statement.text);
    }
    if (pids.length > 0) await control.query(cancelSql, [pids, texts, shortestMilliseconds]);
  };
  const work = async () => {
    busy = true;
    while (doomed.size > 0) {
      await new Promise((resolve) => setTimeout(resolve, pause));
      // Where the database is away there is nothing left to cancel.
      await round().catch(() => doomed.clear());
    }
    busy = false;
  };
  return (statement) => {
    doomed.set(statement, Date.now() + patience);
    if (!busy) void work();
  };
}

/** The same error as that of a statement which the server has cancelled. */
function abandoned(): unknown {
  return toDatabaseError(
    Object.assign(new Error('canceling statement due to user request'), { code: '57014', severity: 'ERROR' }),
  );
}
