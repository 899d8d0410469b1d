import type { Migration } from '#db';

/**
 * What a person is shown of where she is signed in: a row for each session of the OpenID provider, with the token of the
 * node's own pages that came of it. That a session lives says the provider (`identity_oidc`), not this table.
 */
export const sessionMigrations: readonly Migration[] = [
  {
    name: 'identity/0011-sessions',
    sql: `
create table identity_session (
  provider_uid text primary key,
  id text not null unique,
  account text not null references identity_account (id) on delete cascade,
  started timestamptz not null,
  authenticated timestamptz not null,
  means text not null,
  browser text,
  system text,
  network text not null,
  seen timestamptz not null,
  expires timestamptz not null,
  token text,
  token_expires timestamptz
);
create index identity_session_by_account on identity_session (account);
create index identity_session_by_token on identity_session (token) where token is not null;
create index identity_session_by_expiry on identity_session (expires);
`,
  },
];
