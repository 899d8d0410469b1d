import type { Migration } from '#db';

/**
 * `revision` grows with every change; loads are serialised by an advisory lock, so revisions become visible in their
 * order and a process can catch up by asking for what is newer than it has.
 */
export const terminologyMigrations: readonly Migration[] = [
  {
    name: 'terminology/0001-designations',
    sql: `
      create sequence terminology_revision;
      create table terminology_designation (
        system text not null,
        code text not null,
        language text not null,
        display text not null,
        revision bigint not null default nextval('terminology_revision'),
        primary key (system, code, language)
      );
      create unique index terminology_designation_revision on terminology_designation (revision);
    `,
  },
];
