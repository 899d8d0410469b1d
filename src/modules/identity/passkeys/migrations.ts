import type { Migration } from '#db';

/**
 * Passkeys of accounts; the challenges that browsers are given to sign (one for each interaction, session or invitation);
 * and invitations, of which the node keeps a digest of the token alone.
 */
export const passkeyMigrations: readonly Migration[] = [
  {
    name: 'identity/0010-passkeys',
    sql: `
create table identity_passkey (
  id text primary key,
  account text not null references identity_account (id) on delete cascade,
  credential bytea not null unique,
  user_handle bytea not null,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  synced boolean not null,
  assurance text not null check (assurance in ('low', 'substantial', 'high')),
  name text not null,
  created timestamptz not null,
  used timestamptz
);
create index identity_passkey_by_account on identity_passkey (account);

create table identity_challenge (
  id bytea primary key,
  challenge text not null,
  user_handle bytea,
  expires timestamptz not null
);
create index identity_challenge_by_expiry on identity_challenge (expires);

create table identity_invitation (
  id bytea primary key,
  account text not null references identity_account (id) on delete cascade,
  made timestamptz not null,
  expires timestamptz not null,
  used timestamptz
);
create index identity_invitation_by_account on identity_invitation (account);
create index identity_invitation_by_expiry on identity_invitation (expires);
`,
  },
];
