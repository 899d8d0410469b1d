import type { Migration } from '#db';
import { upstreamMigrations } from './brokers/migrations.ts';
import { passkeyMigrations } from './passkeys/migrations.ts';
import { proxyMigrations } from './proxies/migrations.ts';
import { sessionMigrations } from './sessions/migrations.ts';
import { smartMigrations } from './smart/migrations.ts';

/**
 * Accounts and proxies; what the OpenID provider must remember between requests and processes (`identity_oidc`); and ids
 * that may be used once (`identity_once`), kept as hashes.
 */
export const identityMigrations: readonly Migration[] = [
  {
    name: 'identity/0001-accounts-and-sign-in',
    sql: `
create table identity_account (
  id text primary key,
  name text not null,
  role text not null check (role in ('citizen', 'professional', 'administrator', 'backend')),
  language text not null,
  patient text,
  practitioner text,
  organization text,
  professional jsonb,
  alias text unique,
  about jsonb
);

create table identity_proxy (
  account text not null references identity_account (id) on delete cascade,
  patient text not null,
  origin text not null check (origin in ('parent', 'guardian', 'mandate')),
  valid_from timestamptz not null,
  valid_to timestamptz,
  primary key (account, patient, origin, valid_from)
);

create table identity_oidc (
  model text not null,
  id text not null,
  payload jsonb not null,
  grant_id text,
  uid text,
  consumed timestamptz,
  expires timestamptz not null,
  primary key (model, id)
);
create index identity_oidc_by_grant on identity_oidc (grant_id) where grant_id is not null;
create index identity_oidc_by_uid on identity_oidc (model, uid) where uid is not null;
create index identity_oidc_by_expiry on identity_oidc (expires);

create table identity_once (
  id bytea primary key,
  expires timestamptz not null
);
create index identity_once_by_expiry on identity_once (expires);
`,
  },
  {
    // Unlogged: after a crash of the database counting begins anew, and until then each count costs no write of the log.
    name: 'identity/0002-rates',
    sql: `
create unlogged table identity_rate (
  id bytea primary key,
  due timestamptz not null,
  failures integer not null default 0
);
create index identity_rate_by_due on identity_rate (due);
`,
  },
  ...proxyMigrations,
  ...smartMigrations,
  ...passkeyMigrations,
  ...sessionMigrations,
  ...upstreamMigrations,
];
