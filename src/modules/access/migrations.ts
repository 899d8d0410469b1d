import type { Migration } from '#db';

/**
 * `access_sharing` keeps every version of a person's choices; the one without an end is in force. `access_relation` says
 * who treats whom; `practitioner` is '' where the relation is the whole organisation's, `source` the resource that says so
 * longest.
 */
export const accessMigrations: readonly Migration[] = [
  {
    name: 'access/0001-sharing-and-relations',
    sql: `
create table access_sharing (
  patient text not null,
  version integer not null,
  cross_border boolean not null,
  restrictions jsonb not null,
  valid_from timestamptz not null,
  valid_to timestamptz,
  changed_by text not null,
  primary key (patient, version)
);
create unique index access_sharing_in_force on access_sharing (patient) where valid_to is null;

create table access_relation (
  patient text not null,
  organization text not null,
  practitioner text not null default '',
  origin text not null check (origin in ('declared', 'appointment', 'stay', 'team', 'registration')),
  valid_from timestamptz not null,
  valid_to timestamptz,
  primary key (patient, organization, practitioner, origin, valid_from)
);
create index access_relation_by_organization on access_relation (organization, patient) where practitioner = '';
create index access_relation_by_practitioner on access_relation (practitioner, patient) where practitioner <> '';
`,
  },
  {
    name: 'access/0002-emergencies',
    sql: `
create table access_emergency (
  patient text not null,
  practitioner text not null,
  reason text not null,
  valid_from timestamptz not null,
  valid_to timestamptz not null,
  primary key (patient, practitioner, valid_from)
);
create index access_emergency_by_practitioner on access_emergency (practitioner, valid_to);
create table access_emergency_attempt (
  practitioner text not null,
  at timestamptz not null
);
create index access_emergency_attempt_by_practitioner on access_emergency_attempt (practitioner, at);
`,
  },
  {
    // Labels that the person shares, though the policy would withhold what carries them.
    name: 'access/0003-shared-labels',
    sql: `alter table access_sharing add column shared text[] not null default '{}'`,
  },
  {
    // Which resource says so, and that the person ended it: then it does not come back by that resource.
    name: 'access/0010-sources-of-relations',
    sql: `
alter table access_relation add column source text, add column ended_by text, add column ended_at timestamptz;
create index access_relation_by_source on access_relation (patient, source) where source is not null;
`,
  },
  {
    // Every resource that gives a relation, with the end that it gives ('infinity' for none): it lasts while one does.
    name: 'access/0011-every-source-of-a-relation',
    sql: `
create table access_relation_source (
  patient text not null,
  organization text not null,
  practitioner text not null,
  origin text not null,
  valid_from timestamptz not null,
  source text not null,
  valid_to timestamptz not null,
  primary key (patient, organization, practitioner, origin, valid_from, source)
);
create index access_relation_source_by_source on access_relation_source (patient, source);
`,
  },
];
