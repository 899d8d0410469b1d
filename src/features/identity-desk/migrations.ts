import type { Migration } from '#db';

/** `identity_pair` is what the search for duplicates found, by ids alone; `identity_act` what the desk did, and why. */
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
];
