import type { Migration } from '#db';

/**
 * Proxies with an id, limits, proof and history; those that ended stay. An invitation is kept as the digest of its code.
 * `made_by` is empty on what was put together with its account.
 */
export const proxyMigrations: readonly Migration[] = [
  {
    name: 'identity/0030-proxies-with-limits',
    sql: `
alter table identity_proxy
  add column id text not null default gen_random_uuid()::text,
  add column parts text[],
  add column acts text[],
  add column born text,
  add column proof text,
  add column made_by text,
  add column made_at timestamptz,
  add column ended_by text,
  add column ended_at timestamptz,
  drop constraint identity_proxy_origin_check,
  add constraint identity_proxy_origin_check check (origin in ('parent', 'guardian', 'mandate', 'trusted')),
  add constraint identity_proxy_id unique (id);
create index identity_proxy_by_patient on identity_proxy (patient);
create index identity_account_by_patient on identity_account (patient) where patient is not null;

create table identity_proxy_invitation (
  id text primary key,
  code bytea not null unique,
  patient text not null,
  origin text not null check (origin in ('mandate', 'trusted')),
  parts text[],
  acts text[],
  valid_to timestamptz,
  made_by text not null,
  made_at timestamptz not null,
  expires timestamptz not null,
  used_by text,
  used_at timestamptz,
  withdrawn_at timestamptz
);
create index identity_proxy_invitation_by_patient on identity_proxy_invitation (patient, expires);
`,
  },
];
