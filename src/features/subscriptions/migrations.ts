import type { Migration } from '#db';

/**
 * `subscription` has a row beside each Subscription resource that has an owner; `definition` is the text of the resource.
 * `lease` is the process that works on it. Events wait with neither number nor `sent`.
 */
export const subscriptionMigrations: readonly Migration[] = [
  {
    name: 'subscriptions/0001-tables',
    sql: `
create table subscription (
  id text primary key,
  owner text not null,
  version int not null,
  status text not null check (status in ('requested', 'active', 'error', 'off', 'deleted')),
  started boolean not null default false,
  definition text not null,
  generation bigint not null,
  last_number bigint not null default 0,
  attempts int not null default 0,
  next_attempt timestamptz not null default now(),
  heartbeat_at timestamptz,
  ends timestamptz,
  error text,
  lease text,
  lease_until timestamptz
);
create index subscription_by_owner on subscription (owner);
create index subscription_due on subscription (next_attempt) where status in ('requested', 'active');

create table subscription_event (
  seq bigint generated always as identity primary key,
  subscription text not null,
  number bigint,
  type text not null,
  id text not null,
  version int not null,
  compartment text not null,
  category text not null,
  trigger text not null,
  at timestamptz not null,
  sent timestamptz
);
create unique index subscription_event_by_number on subscription_event (subscription, number) where number is not null;
create index subscription_event_waiting on subscription_event (subscription, seq) where sent is null;
create index subscription_event_by_time on subscription_event (at);

create table subscription_generation (n bigint not null);
insert into subscription_generation (n) values (0);

create table subscription_process (
  id text primary key,
  generation bigint not null,
  seen timestamptz not null
);
`,
  },
  {
    name: 'subscriptions/0002-requested',
    online: true,
    sql: `
create index concurrently if not exists subscription_requested on subscription (next_attempt) where status = 'requested'`,
  },
  {
    name: 'subscriptions/0003-by-heartbeat',
    online: true,
    sql: `
create index concurrently if not exists subscription_by_heartbeat on subscription (heartbeat_at)
  where status = 'active' and heartbeat_at is not null`,
  },
  {
    name: 'subscriptions/0004-by-end',
    online: true,
    sql: `
create index concurrently if not exists subscription_by_end on subscription (ends)
  where status = 'active' and ends is not null`,
  },
  {
    // In the order in which events are told: what waits for an endpoint that is away may be hundreds of thousands.
    name: 'subscriptions/0005-events-in-order',
    online: true,
    sql: `
create index concurrently if not exists subscription_event_next on subscription_event (subscription, number, seq)
  where sent is null`,
  },
  {
    name: 'subscriptions/0006-one-index-of-what-waits',
    sql: 'drop index if exists subscription_event_waiting',
  },
];
