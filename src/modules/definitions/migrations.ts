import type { Migration } from '#db';

/**
 * What packages brought. `definition_generation` has one row, which grows with every change: a process that has seen a
 * generation knows from one number whether anything is held otherwise. Texts are compressed before they come here.
 */
export const definitionMigrations: readonly Migration[] = [
  {
    name: 'definitions/0001-packages',
    sql: `
      create table definition_generation (generation bigint not null);
      insert into definition_generation (generation) values (0);

      create table definition_package (
        name text collate "C" not null,
        version text collate "C" not null,
        integrity text not null,
        requested boolean not null,
        pinned boolean not null,
        added timestamptz not null,
        dependencies jsonb not null,
        resolved jsonb not null,
        definitions integer not null,
        about jsonb not null,
        primary key (name, version)
      );
      create unique index definition_package_pinned on definition_package (name) where pinned;

      create table definition (
        package text collate "C" not null,
        package_version text collate "C" not null,
        n integer not null,
        about text not null,
        packed bytea not null,
        primary key (package, package_version, n),
        foreign key (package, package_version) references definition_package (name, version) on delete cascade
      );
      alter table definition alter column packed set storage external;
    `,
  },
];
