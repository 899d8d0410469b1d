import type { Migration } from '#db';

/**
 * Whom an upstream knows by which subject (`identity_link`); and sign-ins there that are under way (`identity_upstream`), for
 * a few minutes, sealed, under hashes of ids that the browser and the wallet hold; and sign-ins that lead to no record yet
 * (`identity_waiting`), until the identity desk has decided.
 */
export const upstreamMigrations: readonly Migration[] = [
  {
    name: 'identity/0020-upstream-links',
    sql: `
create table identity_link (
  issuer text not null,
  subject text not null,
  -- Of a professional, the activity: who works in two places has an account for each.
  part text not null,
  account text not null references identity_account (id) on delete cascade,
  kind text not null,
  made timestamptz not null,
  primary key (issuer, subject, part)
);
create index identity_link_by_account on identity_link (account);

create table identity_upstream (
  id bytea primary key,
  reply bytea unique,
  content text not null,
  answer text,
  expires timestamptz not null
);
create index identity_upstream_by_expiry on identity_upstream (expires);
`,
  },
  {
    // What an upstream said of somebody without a record lies sealed in `content`; `who` is a digest of issuer and subject.
    name: 'identity/0021-waiting-sign-ins',
    sql: `
create table identity_waiting (
  reference text primary key,
  who bytea not null unique,
  kind text not null,
  label text not null,
  assurance text not null,
  cause text not null check (cause in ('none', 'several', 'other', 'parted')),
  content text,
  -- The desk refused it, until it ends.
  refused boolean not null default false,
  -- The desk took a link from it, so that traits alone give it none again. Such a row stays.
  parted boolean not null default false,
  first timestamptz not null,
  last timestamptz not null,
  times integer not null,
  expires timestamptz not null
);
create index identity_waiting_by_time on identity_waiting (last desc) where content is not null;

alter table identity_link add column by_desk boolean;
-- Patients that the account's present one replaced, the first first.
alter table identity_account add column former_patients text[];
`,
  },
  {
    // What an upstream gave a professional beside the role that she chose, sealed, for as long as her session lasts.
    name: 'identity/0024-roles-offered',
    sql: `
create table identity_role_offer (
  account text primary key references identity_account (id) on delete cascade,
  offered text not null,
  expires timestamptz not null
);
create index identity_role_offer_by_expiry on identity_role_offer (expires);
`,
  },
  {
    name: 'identity/0022-accounts-by-patient',
    sql: 'create index concurrently if not exists identity_account_by_patient on identity_account (patient) where patient is not null',
    online: true,
  },
  {
    name: 'identity/0023-accounts-by-former-patients',
    sql: 'create index concurrently if not exists identity_account_by_former on identity_account using gin (former_patients) where former_patients is not null',
    online: true,
  },
  {
    name: 'identity/0025-accounts-by-practitioner',
    sql: 'create index concurrently if not exists identity_account_by_practitioner on identity_account (practitioner) where practitioner is not null',
    online: true,
  },
];
