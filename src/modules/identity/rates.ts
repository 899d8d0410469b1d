import { createHash } from 'node:crypto';
import { isIPv4, isIPv6 } from 'node:net';
import type { Database } from '#db';
import { type Clock, faultOf, type Log, type Outcome, ok } from '#kernel';

/** What is counted for one address or one account, however many processes the node has. */
export type RateName = 'sign-in' | 'token' | 'person-search' | 'cross-border';

/** How often a minute: that many at once, and from then on evenly. 0 is without bound. */
export type RateBounds = Readonly<Record<RateName, number>>;

/** Counters that all processes of a node share. Faults are `request.too-often`, with the seconds to wait. */
export interface Rates {
  /** Once more, if that is not too often. */
  take(name: RateName, who: string): Promise<Outcome<void>>;
  /** Whether `take` would be refused now; nothing is counted. */
  look(name: RateName, who: string): Promise<Outcome<void>>;
  /**
   * Lets somebody try what needs a proof. It counts as failed until `succeeded`, so that attempts at the same moment do not
   * pass each other. From the fifth failure in a row on, each wait is twice the one before: 2 seconds to 15 minutes.
   * `who` is a pair of account and address, so that nobody can lock somebody else out.
   */
  attempt(who: string): Promise<Outcome<void>>;
  succeeded(who: string): Promise<void>;
}

export interface RatesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly bounds: RateBounds;
  /** Hears that somebody is refused from now on, once until the refusal ends; `who` as it was counted. */
  readonly refused?: (what: RateName | 'attempt', who: string) => void;
}

const minute = 60_000;
/** Failures that cost nothing, and the longest wait, in seconds. */
const freeFailures = 4;
const longestWait = 900;
/** Who is refused is remembered, so that a flood of refusals does not reach the database. */
const mostRemembered = 10_000;

/**
 * The generic cell rate algorithm (ITU-T I.371): `due` is the moment at which everything that was taken would have been
 * spread evenly. One statement counts and decides.
 */
export function createRates({ db, clock, log, bounds, refused: onRefusal }: RatesOptions): Rates {
  let refused = new Map<string, number>();

  const tooOften = (what: RateName | 'attempt', key: string, seconds: number): Outcome<never> => {
    const retryAfter = Math.max(1, Math.ceil(seconds));
    if (refused.size >= mostRemembered) refused = new Map();
    refused.set(key, performance.now() + retryAfter * 1000);
    log.warn('rate.refused', { what });
    onRefusal?.(what, key.slice(what.length + 1));
    return { ok: false, fault: { ...faultOf('request.too-often', 'This was asked for too often.'), retryAfter } };
  };
  /** Milliseconds for which it is known that the answer is no. */
  const stillRefused = (key: string): number => {
    const until = refused.get(key);
    if (until === undefined) return 0;
    const left = until - performance.now();
    if (left <= 0) refused.delete(key);
    return left;
  };
  const refuseAgain = (left: number): Outcome<never> => ({
    ok: false,
    fault: {
      ...faultOf('request.too-often', 'This was asked for too often.'),
      retryAfter: Math.max(1, Math.ceil(left / 1000)),
    },
  });

  const secondsUntil = async (id: Uint8Array, tolerance: number): Promise<number> => {
    const [row] = await db.query<{ due: Date }>('select due from identity_rate where id = $1', [id]);
    return row === undefined ? 0 : (row.due.getTime() - tolerance - clock.now().getTime()) / 1000;
  };

  const bounded = async (
    name: RateName,
    who: string,
    decide: (id: Uint8Array, every: number, tolerance: number) => Promise<boolean>,
  ): Promise<Outcome<void>> => {
    const most = bounds[name];
    if (most === 0) return ok(undefined);
    const key = `${name} ${who}`;
    const left = stillRefused(key);
    if (left > 0) return refuseAgain(left);
    const every = minute / most;
    const tolerance = every * (most - 1);
    const id = idOf(key);
    if (await decide(id, every, tolerance)) return ok(undefined);
    return tooOften(name, key, await secondsUntil(id, tolerance));
  };

  return {
    take: (name, who) =>
      bounded(name, who, async (id, every, tolerance) => {
        const rows = await db.query<object>(
          `
          insert into identity_rate as known (id, due) values ($1, $2::timestamptz + $3 * interval '1 millisecond')
          on conflict (id) do update set due = greatest(known.due, $2) + $3 * interval '1 millisecond'
          where known.due <= $2 + $4 * interval '1 millisecond'
          returning 1 as taken`,
          [id, clock.now(), every, tolerance],
        );
        return rows.length === 1;
      }),
    look: (name, who) => bounded(name, who, async (id, _every, tolerance) => (await secondsUntil(id, tolerance)) <= 0),
    async attempt(who) {
      const key = `attempt ${who}`;
      const left = stillRefused(key);
      if (left > 0) return refuseAgain(left);
      const id = idOf(key);
      const rows = await db.query<object>(
        `
        insert into identity_rate as known (id, due, failures) values ($1, $2, 1)
        on conflict (id) do update set failures = known.failures + 1, due = $2 + interval '1 second' *
          case when known.failures < $3 then 0
          else least($4::double precision, power(2, least(known.failures + 1 - $3, 30))) end
        where known.due <= $2
        returning 1 as taken`,
        [id, clock.now(), freeFailures, longestWait],
      );
      return rows.length === 1 ? ok(undefined) : tooOften('attempt', key, await secondsUntil(id, 0));
    },
    async succeeded(who) {
      const key = `attempt ${who}`;
      refused.delete(key);
      await db.query('delete from identity_rate where id = $1', [idOf(key)]);
    },
  };
}

/** Addresses and accounts are kept as digests: what is counted tells nobody who was here. */
function idOf(key: string): Uint8Array {
  return createHash('sha256').update(`rate ${key}`).digest();
}

/**
 * What one household or server is given: an IPv4 address, or the /64 of an IPv6 address (RFC 6177), of which one machine
 * takes as many addresses as it likes.
 */
export function networkOf(address: string): string {
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (inside !== undefined) return inside;
  if (isIPv4(address) || !isIPv6(address)) return address;
  const [before = '', after] = (address.split('%')[0] ?? '').split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const groups = [...head, ...Array<string>(Math.max(0, 8 - head.length - tail.length)).fill('0'), ...tail];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
