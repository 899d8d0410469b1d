import type { Migration } from '#db';

/**
 * The record store's tables.
 *
 * The compartment (the patient whose record a row is part of, '' where it is nobody's) leads every primary key, so one
 * person's record is one contiguous read, and on Citus everything distributes on that column, co-located. The one
 * exception is `resource_locator`, distributed on `id`: it answers "whose is Observation/17?" in a look-up of its own,
 * whose answer then goes into the next statement as a parameter, and it keeps an id from existing twice. `resource`
 * has the current version of everything, deletions included; `resource_history` the versions before. All times are
 * milliseconds since 1970 UTC.
 *
 * What is searched by equality lies on the resource's own row:
 * - `keys`: 64-bit hashes of its tokens (with and without system), references and URIs; a GIN index serves searches over
 *   all persons, a scan of the compartment those over one.
 * - `marks`: hashes that narrow without an index: which parameters are present, which systems occur.
 * - `codes`: `parameter=code`, the first of each parameter, to sort by.
 * - `texts`: `parameter=words`, folded, what stands in words beside its tokens (`:text`).
 * - `words`: every word of its texts, folded; those of the narrative have weight A (`_text`, `_content`).
 *
 * What is searched by order has rows of its own, each with an index led by the type for searches over all persons:
 * `resource_date`, `resource_string`, `resource_quantity` (numbers too). `resource_code` has the codes that people search
 * for most, with the resource's date beside them: by person and code, and over all persons by code, newest first,
 * without touching a row that is not in the answer. Quantities in units of UCUM have their amount in base units too.
 *
 * `resource_contained` has what stands inside another resource, as `resource` has what stands alone; its rows in the
 * tables beside it bear its id, `<container type>/<container id>#<id>`, which no resource can have.
 *
 * Rows per write of a usual Observation: resource 1, locator 1, code 1 or 2, date 1, quantity 1 or 2.
 */
export const storeMigrations: readonly Migration[] = [
  {
    name: 'store/0001-resources',
    sql: `
      create table resource (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        version integer not null,
        updated bigint not null,
        deleted boolean not null,
        category text collate "C" not null,
        keys bigint[] not null,
        marks bigint[] not null,
        codes text[] collate "C" not null,
        text text not null,
        primary key (compartment, type, id)
      ) with (toast_tuple_target = 4080);
      create index resource_by_type on resource (type, compartment, id) where not deleted;
      create index resource_by_time on resource (type, updated);
      create index resource_by_key on resource using gin (keys) with (gin_pending_list_limit = 512) where not deleted;

      create table resource_locator (
        type text collate "C" not null,
        id text collate "C" not null,
        compartment text collate "C" not null,
        primary key (id, type)
      );

      create table resource_history (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        version integer not null,
        updated bigint not null,
        deleted boolean not null,
        category text collate "C" not null,
        text text not null,
        primary key (compartment, type, id, version)
      );
      create index resource_history_by_time on resource_history (type, updated);

      create table resource_code (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        code_key bigint not null,
        key bigint not null,
        first bigint not null,
        low bigint not null,
        high bigint not null,
        primary key (compartment, type, code_key, key, id)
      );
      create index resource_code_by_date
        on resource_code (type, key, low desc, compartment, id) include (first, high);

      create table resource_date (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        param text collate "C" not null,
        low bigint not null,
        high bigint not null,
        primary key (compartment, type, id, param, low, high)
      );
      create index resource_date_by_time on resource_date (type, param, low, compartment, id) include (high);

      create table resource_string (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        param text collate "C" not null,
        n smallint not null,
        value text collate "C" not null,
        folded text collate "C" not null,
        primary key (compartment, type, id, param, n)
      );
      create index resource_string_by_text on resource_string (type, param, left(folded, 100), compartment, id);

      create table resource_quantity (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        param text collate "C" not null,
        n smallint not null,
        value double precision not null,
        system text collate "C" not null,
        code text collate "C" not null,
        unit text collate "C" not null,
        primary key (compartment, type, id, param, n)
      );
      create index resource_quantity_by_value on resource_quantity (type, param, value, compartment, id);
    `,
  },
  {
    name: 'store/0002-texts',
    sql: `alter table resource add column texts text[] collate "C" not null default '{}'`,
  },
  {
    // Rows from before are of the first kind of index until `renewIndex` has written them anew.
    name: 'store/0003-index-kind',
    sql: `
      alter table resource add column indexed smallint not null default 1;
      alter table resource alter column indexed set default 2;
      create index resource_to_renew on resource (compartment, type, id) where indexed < 2;
    `,
  },
  {
    // `indexed` is the generation of the index under which a row was written; `index_renewal` tells what each brought.
    // Rows of older generations are written anew in the background, type by type along resource_by_type.
    name: 'store/0004-generations',
    sql: `
      alter table resource_quantity add column base text collate "C", add column canonical double precision;
      alter table resource add column words tsvector;

      create table resource_contained (
        compartment text collate "C" not null,
        type text collate "C" not null,
        id text collate "C" not null,
        container_type text collate "C" not null,
        container_id text collate "C" not null,
        updated bigint not null,
        deleted boolean not null default false,
        category text collate "C" not null,
        keys bigint[] not null,
        marks bigint[] not null,
        codes text[] collate "C" not null,
        texts text[] collate "C" not null,
        words tsvector,
        primary key (compartment, type, id)
      );
      create index resource_contained_by_container
        on resource_contained (compartment, container_type, container_id);
      create index resource_contained_by_type on resource_contained (type, compartment, id);
      create index resource_contained_by_key on resource_contained using gin (keys);

      create table index_renewal (
        generation smallint primary key,
        types text[] not null,
        covers text[] not null,
        finished boolean not null default false,
        done bigint not null default 0,
        total bigint,
        place text[] not null default '{}'
      );
      create table search_parameter (
        id text collate "C" primary key,
        generation smallint not null,
        definition text not null
      );
      insert into index_renewal (generation, types, covers, finished)
      select 3, '{}', case when exists (select 1 from resource where indexed < 2) then '{*}'::text[]
                      else '{:units,:words,:place,:contained}' end,
             not exists (select 1 from resource);
      drop index resource_to_renew;
      alter table resource alter column indexed set default 3;
    `,
  },
  {
    name: 'store/0005-quantity-by-base',
    online: true,
    sql: `
      create index concurrently if not exists resource_quantity_by_base
        on resource_quantity (type, param, base, canonical, compartment, id) where base is not null`,
  },
  {
    name: 'store/0006-by-word',
    online: true,
    sql: `
      create index concurrently if not exists resource_by_word
        on resource using gin (words) with (gin_pending_list_limit = 512) where words is not null and not deleted`,
  },
  {
    name: 'store/0007-by-sound',
    sql: `
      insert into index_renewal (generation, types, covers, finished)
      select (select max(generation) + 1 from index_renewal), brought.types, brought.covers,
             not exists (select 1 from resource where type = any (brought.types))
        from (values (
               '{Organization,Patient,Person,Practitioner,RelatedPerson}'::text[],
               '{Organization.phonetic,Patient.phonetic,Person.phonetic,Practitioner.phonetic,RelatedPerson.phonetic}'::text[]
             )) as brought (types, covers)
    `,
  },
  {
    // Null where there are none. What was written before gets them from `fillLabels`, in the background; until it has,
    // `labelled` tells that nobody knows.
    name: 'store/0008-labels',
    sql: `
      alter table resource add column labels text[] collate "C";
      alter table resource_history add column labels text[] collate "C";
      insert into index_renewal (generation, types, covers, finished)
      select (select max(generation) + 1 from index_renewal), '{}', '{:labels}', not exists (select 1 from resource)
    `,
  },
  {
    // Bytes of the text as it is served, where it was packed before it was sealed (`sealing/seal-text.ts`).
    name: 'store/0009-sealed-texts',
    sql: `
      alter table resource add column size integer;
      alter table resource_history add column size integer;
    `,
  },
  {
    // The version that `labels` are of (`labels.ts`): an older build that still serves leaves it behind. What was looked at
    // before there was such a column has the time of this step there, which is beyond every version; a minute less, since
    // the clocks of processes differ. As a default it is in every row at once, and no row is written.
    name: 'store/0010-labelled',
    sql: `
      do $$
      declare
        looked_at constant text := case
          when exists (select from index_renewal where '{:labels}' <@ covers and not finished) then ''
          else format('default %s', floor(extract(epoch from clock_timestamp()) * 1000)::bigint - 60000) end;
      begin
        execute format('alter table resource add column labelled bigint %s', looked_at);
        execute format('alter table resource_history add column labelled bigint %s', looked_at);
        alter table resource alter column labelled drop default;
        alter table resource_history alter column labelled drop default;
      end $$
    `,
  },
  {
    name: 'store/0011-unlabelled',
    online: true,
    sql: `
      create index concurrently if not exists resource_unlabelled
        on resource (compartment, type, id) where nullif(labelled = version or labelled >= updated, false) is null`,
  },
  {
    name: 'store/0012-unlabelled-history',
    online: true,
    sql: `
      create index concurrently if not exists resource_history_unlabelled
        on resource_history (compartment, type, id, version)
        where nullif(labelled = version or labelled >= updated, false) is null`,
  },
];
