import type { Migration } from '#db';

/**
 * `revision` of a designation grows with every change; loads are serialised by an advisory lock, so revisions become
 * visible in their order and a process can catch up by asking for what is newer than it has.
 *
 * A version of a code system points at a packed content, whose parts are written once and never changed. Which version is
 * in use is the last row of `terminology_use` that is not undone. Whatever changes one of these tables adds one to the
 * only row of `terminology_catalogue` first, so that such changes come one after the other, and processes see that there
 * was one.
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
  {
    name: 'terminology/0002-code-systems',
    sql: `
      create table terminology_catalogue (revision bigint not null);
      insert into terminology_catalogue values (1);
      create table terminology_content (
        id bigint generated always as identity primary key,
        layout text not null,
        size bigint not null
      );
      create table terminology_content_part (
        content bigint not null references terminology_content on delete cascade,
        place int not null,
        bytes bytea not null,
        primary key (content, place)
      );
      create table terminology_version (
        url text not null,
        version text not null,
        header text not null,
        content bigint not null references terminology_content,
        format text not null,
        concepts bigint not null,
        designations bigint not null,
        imported timestamptz not null default now(),
        primary key (url, version)
      );
      create table terminology_use (
        id bigint generated always as identity primary key,
        url text not null,
        version text not null,
        since timestamptz not null default now(),
        undone timestamptz,
        foreign key (url, version) references terminology_version on delete cascade
      );
      create index terminology_use_url on terminology_use (url, id) where undone is null;
      create table terminology_definition (
        url text not null,
        version text not null,
        type text not null,
        text bytea not null,
        format text not null,
        imported timestamptz not null default now(),
        primary key (url, version)
      );
    `,
  },
  {
    name: 'terminology/0003-supplements',
    // The code system that a CodeSystem of content `supplement` adds to.
    sql: 'alter table terminology_definition add column supplements text',
  },
  {
    name: 'terminology/0004-closure-tables',
    sql: `
      create table terminology_closure (
        client text not null,
        name text not null,
        begun timestamptz not null default now(),
        primary key (client, name)
      );
      create table terminology_closure_concept (
        client text not null,
        name text not null,
        system text not null,
        code text not null,
        since int not null,
        primary key (client, name, system, code),
        foreign key (client, name) references terminology_closure on delete cascade
      );
    `,
  },
  {
    name: 'terminology/0005-titles',
    sql: 'alter table terminology_definition add column title text',
  },
  {
    name: 'terminology/0006-request-caches',
    // A stamp is never given twice: a cache that was forgotten and begun anew is another one.
    sql: `
      create sequence terminology_cache_stamp;
      create table terminology_cache (
        client text not null,
        name text not null,
        used timestamptz not null default now(),
        stamp bigint not null default nextval('terminology_cache_stamp'),
        primary key (client, name)
      );
      create index terminology_cache_used on terminology_cache (used);
      create table terminology_cache_resource (
        client text not null,
        name text not null,
        key text not null,
        text text not null,
        primary key (client, name, key),
        foreign key (client, name) references terminology_cache on delete cascade
      );
    `,
  },
];
