import type { Migration } from '#db';

/**
 * Whom an upstream knows by which subject (`identity_link`); and sign-ins there that are under way (`identity_upstream`), for
 * a few minutes, sealed, under hashes of ids that the browser and the wallet hold.
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
];
