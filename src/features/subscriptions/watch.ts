import { randomUUID } from 'node:crypto';
import type { Database, Queryable, Transaction } from '#db';
import type { Resource } from '#fhir';
import type { Log, Outcome } from '#kernel';
import type { StoredVersion, WriteListener, WriteResult } from '#records';
import type { Definition } from './contract.ts';
import { eventsOf, type Noted, type Watchers, watchersOf } from './match-written.ts';
import { ownerOf } from './owner-tag.ts';

/** Milliseconds between two looks at the generation, and for which a look is good. */
const lookEvery = 1_000;
const lookLasts = 5_000;
/** Milliseconds for which it is known whose records an account may know of. */
const personsLast = 30_000;
/**
 * Seconds after which a process that has not said what it knows is taken for gone. Longer than `lookLasts`: by then it
 * looks for itself before it writes.
 */
export const processLasts = 8;

export interface WatchOptions {
  readonly db: Database;
  readonly log: Log;
  readonly read: (resource: Resource) => Outcome<Definition>;
  /** The only persons of whose records these accounts may know; without those of whom that cannot be told beforehand. */
  readonly personsOf: (owners: readonly string[]) => Promise<ReadonlyMap<string, ReadonlySet<string>>>;
}

export interface Watch extends WriteListener {
  /** Name of this process among those of the node. */
  readonly process: string;
  /** Looks at the database now and tells it what this process knows. */
  refresh(): Promise<void>;
  /** Does every process that may write know of this generation? */
  isKnown(generation: number): Promise<boolean>;
  /** Is there anything to watch or to begin, as far as this process knows? */
  readonly idle: boolean;
  /** Called soon after events were noted here; they are there once their transaction has committed. */
  onEvents(wake: () => void): void;
  stop(): Promise<void>;
}

/**
 * Notes what happens to resources that subscriptions watch, inside the transaction of the write, so that no event is lost
 * and none is told of a write that was rolled back.
 *
 * What is watched is kept in memory, under a generation that every change of a Subscription counts up. A process looks
 * at it every second and tells which one it knows; a look is good for five seconds, after which a write looks for itself.
 * A subscription becomes active only when all processes know it or have been silent for eight seconds. So a write that
 * begins after a subscription is active is always held against it, by any process, and costs nothing for that.
 *
 * Of a citizen's subscription only what concerns her own record and those that she is entrusted with is noted: what all
 * others write costs nothing for the many who watch. Whom she is entrusted with is looked up every half minute.
 */
export async function openWatch({ db, log, read, personsOf }: WatchOptions): Promise<Watch> {
  const self = randomUUID();
  let { watchers, generation, any, definitions } = nothingLoaded;
  let loadedAt = Number.NEGATIVE_INFINITY;
  const known = { read, log, personsOf: kept(personsOf, personsLast) };
  let goodUntil = Number.NEGATIVE_INFINITY;
  let wake = () => {};
  let stopped = false;

  const look = async (): Promise<boolean> => {
    const from = performance.now();
    const [row] = await db.query<{ n: number }>(
      `with said as (
         insert into subscription_process (id, generation, seen) values ($1, $2, clock_timestamp())
         on conflict (id) do update set generation = excluded.generation, seen = excluded.seen)
       select n from subscription_generation`,
      [self, generation],
    );
    if (row?.n !== generation) return false;
    goodUntil = from + lookLasts;
    return true;
  };
  const refresh = async () => {
    // What was just loaded is said at once, so that nobody waits a second for it.
    for (let tries = 0; tries < 5; tries++) {
      if ((await look()) && performance.now() < loadedAt + personsLast) break;
      ({ watchers, generation, any, definitions } = await load(db, known, { generation, definitions }));
      loadedAt = performance.now();
    }
  };

  let refreshing: Promise<void> | undefined;
  const refreshOnce = () => {
    refreshing ??= refresh().finally(() => {
      refreshing = undefined;
    });
    return refreshing;
  };
  await refreshOnce();
  const timer = setInterval(() => {
    refreshOnce().catch(() => log.warn('subscriptions.look-failed'));
  }, lookEvery).unref();

  const note = async (tx: Transaction, events: readonly Noted[]) => {
    if (events.length === 0) return;
    await tx.query(insertEvents, eventColumns(events));
    setTimeout(() => wake(), 20).unref();
  };

  return {
    process: self,
    get idle() {
      return !any;
    },
    concerns: (results) =>
      performance.now() > goodUntil ||
      results.some(({ stored }) => stored.type === 'Subscription' || watchers.has(stored.type)),
    async written(tx, results) {
      const own = results.filter(isSubscriptionChange);
      if (performance.now() <= goodUntil) {
        await Promise.all([note(tx, eventsOf(results, watchers)), ...own.map((result) => keep(tx, result))]);
      } else {
        const [row] = await tx.query<{ n: number }>('select n from subscription_generation', []);
        // What a transaction sees may be rolled back: it is used for its own writes alone.
        const now = row?.n === generation ? watchers : (await load(tx, known, { generation, definitions })).watchers;
        await Promise.all([note(tx, eventsOf(results, now)), ...own.map((result) => keep(tx, result))]);
      }
      await refuseTooMany(tx, own);
      if (own.length > 0) setTimeout(() => void refreshOnce().then(wake, () => {}), 20).unref();
    },
    refresh: refreshOnce,
    async isKnown(wanted) {
      const behind = await db.query<object>(
        `select 1 as behind from subscription_process
          where generation < $1 and seen > clock_timestamp() - make_interval(secs => $2) limit 1`,
        [wanted, processLasts],
      );
      return behind.length === 0;
    },
    onEvents(then) {
      wake = then;
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      clearInterval(timer);
      await refreshing?.catch(() => {});
      // Until it ends, the process looks for itself.
      goodUntil = Number.NEGATIVE_INFINITY;
      await db.query("delete from subscription_process where id = $1 or seen < now() - interval '1 day'", [self]);
    },
  };
}

interface WatchedRow {
  readonly n: number;
  readonly id: string | null;
  readonly owner: string | null;
  readonly definition: string | null;
}

/** Asks once in a while, of all whom it does not know together, and answers from what was said last. */
function kept(personsOf: WatchOptions['personsOf'], lasts: number): WatchOptions['personsOf'] {
  let said = new Map<string, { readonly until: number; readonly persons: ReadonlySet<string> | undefined }>();
  return async (owners) => {
    const now = performance.now();
    const known = said;
    const asked = owners.filter((owner) => (known.get(owner)?.until ?? 0) <= now);
    const found = asked.length === 0 ? new Map<string, ReadonlySet<string>>() : await personsOf(asked);
    const fresh = new Map(asked.map((owner) => [owner, { until: now + lasts, persons: found.get(owner) }]));
    // Who has no subscription any more is let go of.
    said = new Map(
      owners.flatMap((owner) => {
        const one = fresh.get(owner) ?? known.get(owner);
        return one === undefined ? [] : [[owner, one] as const];
      }),
    );
    return new Map(
      [...said].flatMap(([owner, { persons }]) => (persons === undefined ? [] : [[owner, persons] as const])),
    );
  };
}

interface Loaded {
  readonly watchers: Watchers;
  readonly generation: number;
  readonly any: boolean;
  /** What was read of each, by its id; undefined of what is not possible. */
  readonly definitions: ReadonlyMap<string, Definition | undefined>;
}

const nothingLoaded: Loaded = { watchers: new Map(), generation: -1, any: false, definitions: new Map() };

/**
 * What is watched, and the generation of it, out of one snapshot. Definitions that have not changed since `before` are
 * taken from there: one more subscription is one more to read, however many there are.
 */
async function load(
  on: Queryable,
  { read, log, personsOf }: Pick<WatchOptions, 'read' | 'log' | 'personsOf'>,
  before: Pick<Loaded, 'generation' | 'definitions'>,
): Promise<Loaded> {
  const rows = await on.query<WatchedRow>(
    `select g.n, s.id, s.owner, case when s.generation > $1::bigint then s.definition end as definition
       from subscription_generation g
       left join subscription s on s.status in ('requested', 'active') or (s.status = 'error' and s.started)
      order by s.id`,
    [before.generation],
  );
  const definitions = new Map<string, Definition | undefined>();
  const owners = new Map<string, string>();
  for (const { id, owner, definition } of rows) {
    if (id === null || owner === null) continue;
    if (definition === null && !before.definitions.has(id)) return load(on, { read, log, personsOf }, nothingLoaded);
    const known = definition === null ? undefined : read(JSON.parse(definition) as Resource);
    if (known?.ok === false) {
      // What an operator no longer allows (a topic, a host) is not watched any more.
      log.warn('subscriptions.not-possible', { subscription: id, code: known.fault.code });
    }
    definitions.set(id, known === undefined ? before.definitions.get(id) : known.ok ? known.value : undefined);
    owners.set(id, owner);
  }
  const persons = await personsOf([...new Set(owners.values())]);
  const all = [...definitions].flatMap(([subscription, definition]) =>
    (definition?.watched ?? []).map((watched) => ({
      subscription,
      watched,
      persons: persons.get(owners.get(subscription) ?? ''),
    })),
  );
  return { watchers: watchersOf(all), generation: rows[0]?.n ?? 0, any: definitions.size > 0, definitions };
}

function isSubscriptionChange({ outcome, stored }: WriteResult): boolean {
  return stored.type === 'Subscription' && (outcome === 'created' || outcome === 'updated' || outcome === 'deleted');
}

const insertEvents = `
  insert into subscription_event (subscription, type, id, version, compartment, category, trigger, at)
  select n.subscription, n.type, n.id, n.version, n.compartment, n.category, n.trigger, n.at::timestamptz
    from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[])
         with ordinality as n (subscription, type, id, version, compartment, category, trigger, at, ord)
   order by n.ord`;

function eventColumns(events: readonly Noted[]): readonly unknown[] {
  const each = (pick: (stored: StoredVersion) => unknown) => events.map(({ stored }) => pick(stored));
  return [
    events.map(({ subscription }) => subscription),
    each(({ type }) => type),
    each(({ id }) => id),
    each(({ version }) => version),
    each(({ compartment }) => compartment),
    each(({ category }) => category),
    events.map(({ trigger }) => trigger),
    each(({ updated }) => updated.toISOString()),
  ];
}

/** Subscriptions that one account may have. */
export const mostPerOwner = 100;

/** Thrown out of a write that would give an account more than it may have: the store leaves it unwritten and throws on. */
export const tooManySubscriptions = new Error('An account would have more Subscriptions than it may');

/**
 * Counted after the write and before its commit. Every change of a Subscription holds the row of the generation until
 * then, so that no two are counted at once, by whatever process.
 */
async function refuseTooMany(tx: Transaction, changes: readonly WriteResult[]): Promise<void> {
  const created = changes.filter(({ outcome }) => outcome === 'created').map(({ stored }) => stored.id);
  if (created.length === 0) return;
  const [over] = await tx.query<object>(
    `select 1 as over from subscription
      where status <> 'deleted' and owner in (select owner from subscription where id = any ($1::text[]))
      group by owner having count(*) > $2 limit 1`,
    [created, mostPerOwner],
  );
  if (over !== undefined) throw tooManySubscriptions;
}

/** The row beside a Subscription follows its resource in the same transaction. */
async function keep(tx: Transaction, { outcome, stored }: WriteResult): Promise<void> {
  const resource = outcome === 'deleted' ? undefined : (JSON.parse(stored.text) as Resource);
  const owner = resource === undefined ? undefined : ownerOf(resource);
  if (resource === undefined || owner === undefined) {
    await tx.query(
      `with next as (update subscription_generation set n = n + 1),
            gone as (delete from subscription_event where subscription = $1)
       update subscription set status = 'deleted', definition = '{}', error = null, next_attempt = now() where id = $1`,
      [stored.id],
    );
    return;
  }
  const { status, end } = resource as Resource & { readonly status: string; readonly end?: string };
  await tx.query(keepSql, [stored.id, owner, stored.version, status, stored.text, end ?? null]);
}

/**
 * Asking anew (`requested`) begins a new round of attempts; events that wait stay where they are. What was deleted and is
 * written again is another, whoever writes it.
 */
const keepSql = `
  with next as (update subscription_generation set n = n + 1 returning n)
  insert into subscription as s (id, owner, version, status, definition, ends, generation)
  select $1, $2, $3::int, $4, $5, $6::timestamptz, next.n from next
  on conflict (id) do update set
    owner = excluded.owner, version = excluded.version, status = excluded.status, definition = excluded.definition, ends = excluded.ends,
    generation = excluded.generation,
    started = excluded.status = 'active' or (s.started and s.status <> 'deleted'),
    last_number = case when s.status = 'deleted' then 0 else s.last_number end,
    attempts = case when excluded.status = 'requested' then 0 else s.attempts end,
    next_attempt = case when excluded.status = 'requested' then now() else s.next_attempt end,
    error = case when excluded.status in ('requested', 'active') then null else s.error end`;
