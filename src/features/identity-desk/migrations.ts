import type { Migration } from '#db';

/**
 * `identity_pair` is what the search for duplicates found, by ids alone; `identity_act` what the desk did, and why;
 * `identity_refusal` who tried to change what identity watch protects, a row for an account, a Patient and a day.
 */
export const identityDeskMigrations: readonly Migration[] = [
  {
    name: 'identity-desk/0001-pairs-and-acts',
    sql: `
create table identity_pair (
  one text collate "C" not null,
  other text collate "C" not null,
  grade text not null,
  score real not null,
  shared_ins boolean not null,
  differing jsonb not null,
  found timestamptz not null,
  -- Somebody judged them: they were merged, or are two persons.
  settled boolean not null default false,
  primary key (one, other)
);
create index identity_pair_open on identity_pair (shared_ins desc, score desc, one, other) where not settled;

create table identity_act (
  id uuid primary key,
  act text not null check (act in ('merge', 'unmerge', 'apart')),
  one text not null,
  other text not null,
  reason text not null,
  made_by text not null,
  at timestamptz not null
);
create index identity_act_by_time on identity_act (at desc);
`,
  },
  {
    // An act on a waiting sign-in has its reference, and as 'one' the Patient, where there is one.
    name: 'identity-desk/0002-waiting-and-refusals',
    sql: `
alter table identity_act drop constraint identity_act_act_check;
alter table identity_act add constraint identity_act_act_check
  check (act in ('merge', 'unmerge', 'apart', 'link', 'new', 'refuse', 'unlink'));
alter table identity_act add column reference text;

create table identity_refusal (
  account text not null,
  -- Empty where a new Patient was refused.
  patient text not null,
  day date not null,
  name text not null,
  role text not null,
  organization text,
  times integer not null,
  first timestamptz not null,
  last timestamptz not null,
  primary key (account, patient, day)
);
create index identity_refusal_by_time on identity_refusal (last desc);
`,
  },
];
