import type { Migration } from '#db';

/**
 * `breach` is a case of the desk; `breach_person` the persons whom it touched, counted from the log. `job` counts them, or
 * counted them last; it is null between the beginning of a count (`count_begun`) and the moment when its job is durable.
 */
export const breachMigrations: readonly Migration[] = [
  {
    name: 'breach-desk/0001-tables',
    sql: `
create table breach (
  id uuid primary key,
  reason text not null,
  subject text,
  client text,
  first timestamptz not null,
  last timestamptz not null,
  known timestamptz not null,
  state text not null default 'counting' check (state in ('counting', 'open', 'closed')),
  opened_by text not null,
  opened timestamptz not null,
  words jsonb not null
);
create index breach_by_time on breach (opened desc);
create table breach_person (
  breach uuid not null references breach,
  patient text collate "C" not null,
  entries integer not null,
  resources bigint not null,
  categories text[] not null,
  first timestamptz not null,
  last timestamptz not null,
  lettered timestamptz,
  primary key (breach, patient)
);
`,
  },
  {
    name: 'breach-desk/0002-count-again',
    sql: `
alter table breach add column job uuid;
alter table breach add column count_begun timestamptz;
`,
  },
];
