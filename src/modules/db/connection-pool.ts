import { faultOf } from '#kernel';

/** A connection of the driver, as far as the pool needs to know it. */
export interface Connection<Sql> {
  readonly sql: Sql;
  end(): Promise<void>;
}

export interface PoolOptions<Sql> {
  /** Opens a connection (at its first use); `lost` is to be called when it ends, for whatever reason. */
  readonly open: (lost: () => void) => Connection<Sql>;
  readonly max: number;
  /** Milliseconds that an unused connection is kept at least; at most twice as long. */
  readonly keep: number;
}

/** A connection that somebody uses; `lost` says whether it has ended since. */
export interface Lease<Sql> {
  readonly sql: Sql;
  readonly lost: boolean;
}

export interface Pool<Sql> {
  /** Statements that stand alone share connections: when all are busy, they queue on the one with the least to do. */
  shared<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** A transaction has a connection to itself. */
  alone<T>(work: (lease: Lease<Sql>) => Promise<T>): Promise<T>;
  /** Waits up to `milliseconds` for what is under way, then ends every connection. */
  close(milliseconds: number): Promise<void>;
}

interface Member<Sql> {
  readonly connection: Connection<Sql>;
  using: number;
  alone: boolean;
  /** Somebody waits to have it alone: nothing more is put on it. */
  promised: boolean;
  lost: boolean;
  /** By the clock of `performance`, while nobody uses it. */
  unusedSince: number;
}

const mostAtOnce = 50;
/** What may wait for a connection: far more than a healthy node has, and few enough to hold in memory. */
const mostWaiting = 10_000;

/**
 * Connections to one database. A connection that is lost is thrown away with the driver's whole state of it and never
 * repaired: a driver that reconnects by itself could run the rest of a transaction outside of it.
 */
export function createPool<Sql>({ open, max, keep }: PoolOptions<Sql>): Pool<Sql> {
  const members = new Set<Member<Sql>>();
  const sharing: ((member: Member<Sql>) => void)[] = [];
  const excluding: ((member: Member<Sql>) => void)[] = [];
  let closed = false;

  const add = (): Member<Sql> => {
    const member: Member<Sql> = {
      connection: open(() => {
        member.lost = true;
        if (member.using === 0) discard(member);
      }),
      using: 0,
      alone: false,
      promised: false,
      lost: false,
      unusedSince: performance.now(),
    };
    members.add(member);
    sweeping ??= setInterval(sweep, keep).unref();
    return member;
  };

  // One timer for all: to set one whenever a statement has ended costs as much as the statement.
  let sweeping: NodeJS.Timeout | undefined;
  const sweep = () => {
    const until = performance.now() - keep;
    for (const member of [...members]) if (member.using === 0 && member.unusedSince <= until) discard(member);
    if (members.size > 0) return;
    clearInterval(sweeping);
    sweeping = undefined;
  };

  const discard = (member: Member<Sql>) => {
    if (members.delete(member)) void member.connection.end().catch(() => {});
    serve();
  };

  const unused = () => members.values().find((member) => member.using === 0 && !member.lost);
  const fresh = () => (members.size < max ? add() : undefined);
  const leastBusy = () => {
    let found: Member<Sql> | undefined;
    for (const member of members) {
      if (member.alone || member.promised || member.lost || member.using >= mostAtOnce) continue;
      if (found === undefined || member.using < found.using) found = member;
    }
    return found;
  };

  const take = (member: Member<Sql>, alone: boolean): Member<Sql> => {
    member.using += 1;
    member.alone = alone;
    if (alone) member.promised = false;
    return member;
  };

  const serve = () => {
    while (excluding.length > 0) {
      const member = unused() ?? fresh();
      if (member === undefined) break;
      excluding.shift()?.(take(member, true));
    }
    promise();
    while (sharing.length > 0) {
      const member = (excluding.length === 0 ? (unused() ?? fresh()) : undefined) ?? leastBusy();
      if (member === undefined) break;
      sharing.shift()?.(take(member, false));
    }
  };

  /** As many connections as there are waiting for one alone take nothing more, so that they become free. */
  const promise = () => {
    let promised = members.values().reduce((count, member) => count + (member.promised ? 1 : 0), 0);
    while (promised < excluding.length) {
      const member = leastBusy();
      if (member === undefined) return;
      member.promised = true;
      promised += 1;
    }
  };

  const release = (member: Member<Sql>) => {
    member.using -= 1;
    member.alone = false;
    if (member.using === 0 && (member.lost || closed)) return discard(member);
    serve();
    if (excluding.length === 0) member.promised = false;
    if (member.using === 0) member.unusedSince = performance.now();
  };

  const lease = async <T>(alone: boolean, work: (member: Member<Sql>) => Promise<T>): Promise<T> => {
    if (closed) throw Object.assign(new Error('The database was closed'), { code: 'CONNECTION_ENDED' });
    if (sharing.length + excluding.length >= mostWaiting) throw tooManyWaiting();
    const member = await new Promise<Member<Sql>>((resolve) => {
      (alone ? excluding : sharing).push(resolve);
      serve();
    });
    try {
      return await work(member);
    } finally {
      release(member);
    }
  };

  return {
    shared: (work) => lease(false, (member) => work(member.connection.sql)),
    alone: (work) =>
      lease(true, (member) =>
        work({
          sql: member.connection.sql,
          get lost() {
            return member.lost;
          },
        }),
      ),
    async close(milliseconds) {
      closed = true;
      const until = Date.now() + milliseconds;
      const busy = () => members.values().some((member) => member.using > 0) || sharing.length + excluding.length > 0;
      while (busy() && Date.now() < until) await new Promise((wake) => setTimeout(wake, 10));
      const last = [...members];
      members.clear();
      clearInterval(sweeping);
      await Promise.all(last.map((member) => member.connection.end().catch(() => {})));
    },
  };
}

function tooManyWaiting(): Error {
  return Object.assign(new Error('Too much waits for a connection to the database'), {
    fault: faultOf('request.too-many', 'The node has as much work as it may take; try again soon.'),
  });
}
