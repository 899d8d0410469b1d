import type { Migration } from '#db';

/**
 * Apps with what they say of themselves (RFC 7591) and what the operator decided; and who is connected to which of them:
 * a row for each consent, under the id of its grant, that stays when it has ended.
 */
export const smartMigrations: readonly Migration[] = [
  {
    name: 'identity/0020-apps',
    sql: `
create table identity_app (
  id text primary key,
  name text not null,
  kind text not null check (kind in ('public', 'confidential', 'service')),
  status text not null check (status in ('pending', 'approved', 'refused')),
  scope text not null,
  metadata jsonb not null,
  registered timestamptz not null,
  decided timestamptz,
  decided_by text
);
create index identity_app_by_status on identity_app (status, registered);

create table identity_connection (
  id text primary key,
  app text not null references identity_app (id),
  account text not null,
  scope text not null,
  patient text,
  encounter text,
  lasting text not null check (lasting in ('offline', 'online', 'once')),
  session text,
  since timestamptz not null,
  until timestamptz not null,
  used timestamptz,
  ended timestamptz,
  ended_by text
);
create index identity_connection_by_account on identity_connection (account) where ended is null;
create index identity_connection_by_session on identity_connection (session) where ended is null;
create index identity_connection_by_app on identity_connection (app);
`,
  },
  {
    // From where an app that waits made itself known; it goes with the operator's decision.
    name: 'identity/0024-apps-that-wait',
    sql: 'alter table identity_app add column network text',
  },
];
