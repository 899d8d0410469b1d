import type { Migration } from '#db';

/**
 * `watch_state` is one row: how far the log was looked through, and which process does it until when. `watch_habit` says
 * on how many days an account worked at an hour of the day, where the node is. `watch_finding` holds what the rules saw,
 * with the accounts as the log names them, and with ids of Patients, which leave only as pseudonyms.
 */
export const watchMigrations: readonly Migration[] = [
  {
    name: 'watch/0001-tables',
    sql: `
create table watch_state (
  one boolean primary key default true check (one),
  position bigint not null default 0,
  seen timestamptz,
  process text not null default '',
  until timestamptz not null default '-infinity'
);
insert into watch_state default values;
create table watch_habit (
  subject text not null,
  hour smallint not null,
  days integer not null,
  last date not null,
  primary key (subject, hour)
);
create table watch_finding (
  id uuid primary key,
  rule text not null,
  key text not null,
  account jsonb,
  first timestamptz not null,
  last timestamptz not null,
  count integer not null,
  persons text[] not null,
  readers integer not null,
  state text not null default 'open' check (state in ('open', 'settled')),
  verdict text check (verdict in ('explained', 'breach')),
  note text,
  settled_by text,
  settled timestamptz,
  unique (rule, key)
);
create index watch_finding_by_state on watch_finding (state, last desc);
`,
  },
];
