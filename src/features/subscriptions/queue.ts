import type { Database, Queryable } from '#db';
import type { Resource } from '#fhir';
import type { Outcome } from '#kernel';
import type { Definition, Status, Subscription, SubscriptionEvent } from './contract.ts';
import { processLasts } from './watch.ts';

/** A subscription that this process alone works on until the lease ends. */
export interface Leased extends Subscription {
  readonly lease: string;
  /** The text of the resource. */
  readonly text: string;
  readonly generation: number;
  readonly attempts: number;
  readonly heartbeatDue: boolean;
  readonly ended: boolean;
}

/** What the node cannot do any more: a topic or a host that the operator has taken back. */
export interface Unreadable {
  readonly id: string;
  readonly lease: string;
  readonly unreadable: true;
}

interface SubscriptionRow {
  readonly id: string;
  readonly owner: string;
  readonly version: number;
  readonly status: Status;
  readonly definition: string;
  readonly generation: number;
  readonly last_number: number;
  readonly attempts: number;
  readonly heartbeat_due: boolean | null;
  readonly ended: boolean | null;
}

type EventRow = Omit<SubscriptionEvent, 'number'> & { readonly number: number | null };

const eventColumns = 'seq, number, type, id, version, compartment, category, trigger, at';
/** Seconds that a lease lasts: longer than the longest attempt, so that it is lost by those alone who hang. */
const leaseLasts = 90;

type QueueState = Pick<Subscription, 'owner' | 'status' | 'lastNumber'>;

export type Queue = ReturnType<typeof createQueue>;

/** What waits to be sent, and who works on it. Every statement that changes something does so under a lease. */
export function createQueue(db: Database, read: (resource: Resource) => Outcome<Definition>) {
  return {
    /**
     * Takes up to `most` subscriptions that have something to do; no two processes get the same. A lease is
     * `process/claim`, and ends when the process has been silent for as long as to be taken for gone.
     */
    async claim(lease: string, most: number): Promise<readonly (Leased | Unreadable)[]> {
      const rows = await db.query<SubscriptionRow>(claimSql, [lease, leaseLasts, most, processLasts]);
      return rows.map((row) => {
        const definition = read(JSON.parse(row.definition) as Resource);
        return definition.ok ? leasedOf(row, lease, definition.value) : { id: row.id, lease, unreadable: true };
      });
    },
    /** The next events that are to be told, those first that have a number and were not got through. */
    waiting: (id: string, most: number) =>
      selectEvents(db, `subscription = $1 and sent is null order by number nulls last, seq limit $2`, [id, most]),
    numbered: (id: string, from: number, to: number, most: number) =>
      selectEvents(db, `subscription = $1 and number between $2 and $3 order by number limit $4`, [id, from, to, most]),
    /**
     * Gives the next numbers to events in the order in which they come, and forgets those that their owner may not know
     * of: they take no number, so that no gap tells of them. Answers the last number that was given; undefined where the
     * lease was lost. `lease` is null for what nobody works on.
     */
    async number(
      { id, lease }: { readonly id: string; readonly lease: string | null },
      visible: readonly number[],
      hidden: readonly number[],
      options: { readonly alreadySent: boolean },
    ): Promise<number | undefined> {
      return db.transaction(async (tx) => {
        const [held] = await tx.query<{ last: number }>(
          'select last_number as last from subscription where id = $1 and lease is not distinct from $2::text for update',
          [id, lease],
        );
        if (held === undefined) return undefined;
        if (hidden.length > 0)
          await tx.query('delete from subscription_event where seq = any ($1::bigint[])', [hidden]);
        if (visible.length === 0) return held.last;
        await tx.query(
          `update subscription_event e
              set number = $2::bigint + n.ord, sent = case when $3::bool then clock_timestamp() else e.sent end
             from unnest($1::bigint[]) with ordinality as n (seq, ord)
            where e.seq = n.seq`,
          [visible, held.last, options.alreadySent],
        );
        const last = held.last + visible.length;
        await tx.query('update subscription set last_number = $2 where id = $1', [id, last]);
        return last;
      });
    },
    /** Events got through: they wait no longer, and the next attempt is the first. False where the lease was lost. */
    async sent({ id, lease }: Pick<Leased, 'id' | 'lease'>, events: readonly number[], heartbeat?: number) {
      const rows = await db.query<object>(
        `with held as (
           update subscription set attempts = 0, error = null, lease_until = clock_timestamp() + make_interval(secs => $4),
                  heartbeat_at = clock_timestamp() + make_interval(secs => $5::float8)
            where id = $1 and lease = $2 returning id),
         told as (
           update subscription_event e set sent = clock_timestamp() from held
            where e.subscription = held.id and e.seq = any ($3::bigint[]))
         select 1 as held from held`,
        [id, lease, events, leaseLasts, heartbeat ?? null],
      );
      return rows.length > 0;
    },
    /** An attempt failed; the next comes after `pause` milliseconds. */
    async failed({ id, lease }: Pick<Leased, 'id' | 'lease'>, words: string, pause: number): Promise<void> {
      await db.query(
        `update subscription set attempts = attempts + 1, error = $3, lease = null, lease_until = null,
                next_attempt = clock_timestamp() + make_interval(secs => $4::float8)
          where id = $1 and lease = $2`,
        [id, lease, words, pause / 1000],
      );
    },
    /** Others may take it up, behind those that wait already, and not before `pause` milliseconds have passed. */
    async release({ id, lease }: Pick<Leased, 'id' | 'lease'>, pause = 0): Promise<void> {
      await db.query(
        `update subscription set lease = null, lease_until = null,
                next_attempt = clock_timestamp() + make_interval(secs => $3::float8)
          where id = $1 and lease = $2`,
        [id, lease, pause / 1000],
      );
    },
    /** How far these are, whoever's they are; without those that are deleted. */
    async states(ids: readonly string[]): Promise<ReadonlyMap<string, QueueState>> {
      const rows = await db.query<QueueState & { readonly id: string }>(
        `select id, owner, status, last_number as "lastNumber" from subscription
          where id = any ($1::text[]) and status <> 'deleted'`,
        [ids],
      );
      return new Map(rows.map(({ id, ...state }) => [id, state]));
    },
    /** What is kept beside the resources of one account, or some of them. */
    async owned(owner: string, ids?: readonly string[]): Promise<readonly (Subscription & { error?: string })[]> {
      const rows = await db.query<SubscriptionRow & { error: string | null }>(
        `select id, owner, version, status, definition, generation, last_number, attempts, error
           from subscription
          where owner = $1 and status <> 'deleted' and ($2::text[] is null or id = any ($2::text[]))
          order by id`,
        [owner, ids ?? null],
      );
      return rows.flatMap((row) => {
        const definition = read(JSON.parse(row.definition) as Resource);
        if (!definition.ok) return [];
        const { error } = row;
        return [{ ...leasedOf(row, '', definition.value), ...(error === null ? {} : { error }) }];
      });
    },
    /** Forgets what was told a week ago, what could not be told for a month, and whose a deleted Subscription was. */
    async purge(): Promise<void> {
      await db.query(
        `with forgotten as (
           delete from subscription where status = 'deleted' and next_attempt < now() - interval '30 days')
         delete from subscription_event
          where at < now() - interval '30 days' or (sent is not null and at < now() - interval '7 days')`,
        [],
      );
    },
  };
}

/**
 * Those are looked at that may have something to do, and not the many for whom nothing has happened: of whom an event
 * waits is found by going from one to the next through the index of those that wait, however many each has.
 */
export const claimSql = `
  with recursive waiting (id) as (
    (select subscription from subscription_event where sent is null order by subscription limit 1)
    union all
    select (select e.subscription from subscription_event e
             where e.sent is null and e.subscription > waiting.id order by e.subscription limit 1)
      from waiting where waiting.id is not null),
  due as (
    select s.id from subscription s
     where s.id = any (array(
             select id from waiting where id is not null
             union select id from subscription where status = 'requested' and next_attempt <= clock_timestamp()
             union select id from subscription
                    where status = 'active' and heartbeat_at is not null and heartbeat_at <= clock_timestamp()
             union select id from subscription
                    where status = 'active' and ends is not null and ends <= clock_timestamp()))
       and s.next_attempt <= clock_timestamp()
       and (s.lease_until is null or s.lease_until < clock_timestamp()
            or not exists (select from subscription_process p
                            where p.id = split_part(s.lease, '/', 1)
                              and p.seen > clock_timestamp() - make_interval(secs => $4)))
       and (s.status = 'requested'
            or (s.status = 'active'
                and (s.heartbeat_at <= clock_timestamp() or s.ends <= clock_timestamp()
                     or exists (select from subscription_event e where e.subscription = s.id and e.sent is null))))
     order by s.next_attempt
     limit $3
       for update skip locked)
  update subscription s
     set lease = $1, lease_until = clock_timestamp() + make_interval(secs => $2)
    from due
   where s.id = due.id
  returning s.id, s.owner, s.version, s.status, s.definition, s.generation, s.last_number, s.attempts,
            s.heartbeat_at <= clock_timestamp() as heartbeat_due, s.ends <= clock_timestamp() as ended`;

function leasedOf(row: SubscriptionRow, lease: string, definition: Definition): Leased {
  const { id, owner, version, status, generation, attempts } = row;
  return {
    id,
    owner,
    version,
    status,
    generation,
    attempts,
    lease,
    definition,
    text: row.definition,
    lastNumber: row.last_number,
    heartbeatDue: row.heartbeat_due === true,
    ended: row.ended === true,
  };
}

async function selectEvents(
  on: Queryable,
  condition: string,
  values: readonly unknown[],
): Promise<readonly SubscriptionEvent[]> {
  const rows = await on.query<EventRow>(`select ${eventColumns} from subscription_event where ${condition}`, values);
  return rows.map(({ number, ...row }) => (number === null ? row : { ...row, number }));
}
