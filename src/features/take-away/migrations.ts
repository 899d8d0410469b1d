import type { Migration } from '#db';

/**
 * SMART Health Links. `id` is the digest of what the link names, so that who reads the table has no link. `jwe` is the
 * encrypted file, whose key is in the link alone; it goes when the link is over. `categories` are the parts of the record
 * that are in it. `attempts` are the passcodes that may still be tried, `wrong` how many were.
 */
export const healthLinkMigrations: readonly Migration[] = [
  {
    name: 'take-away/0001-tables',
    sql: `
create table health_link (
  id text primary key,
  patient text not null,
  content text not null check (content in ('summary', 'record')),
  label text not null,
  created_by text not null,
  created timestamptz not null,
  expires timestamptz not null,
  revoked timestamptz,
  passcode text,
  attempts int not null,
  reads int not null default 0,
  last_read timestamptz,
  categories text[] not null,
  jwe text
);
create index health_link_by_patient on health_link (patient, created);
create index health_link_by_end on health_link (expires) where jwe is not null;
`,
  },
  {
    name: 'take-away/0002-wrong-passcodes',
    sql: 'alter table health_link add column wrong int not null default 0',
  },
];
