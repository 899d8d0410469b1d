import type { Migration } from '#db';

/**
 * What is kept is `audit_block`: the entries that were committed together, a line of JSON each, in their order. Triggers
 * refuse every change of what is written, whoever asks. `audit_entry` shows the blocks as entries.
 *
 * What the pages search is derived from it and can be derived anew at any time: `audit_place` says by person and time
 * which entries there are. An entry's id is its block's number times 1,000 plus its place in the block; `patient` is ''
 * where nobody's record was touched. Places come with their block. `audit_pending` has the blocks whose entries have none:
 * while places are made anew, and from processes of builds that placed them afterwards (those fill `trace` as well). It is
 * small and read whole, so it has no index.
 *
 * The entries are the leaves of a tree of hashes in the order of `audit_sealed`. Blocks come to it once they are placed:
 * noted in `audit_unsealed`, by a trigger where they waited. `audit_tile` keeps hashes of the tree, `audit_head` its
 * signed heads, `audit_cosignature` what peers signed of them, and `audit_witnessed` the heads of peers' logs that this
 * node has signed.
 *
 * Blocks and places are parted by month. A block's number tells its month: months since 2000-01 times 10,000,000,000 plus
 * a number of its own, so that whoever has the number of a block knows in which part it is. What was written before there
 * were months has smaller numbers and stays in a part of its own. `audit_open_month` makes the parts of a month.
 */
export const auditMigrations: readonly Migration[] = [
  {
    name: 'audit/0001-entries',
    sql: `
create table audit_entry (
  seq bigint generated always as identity,
  patient text not null default '',
  at timestamptz not null,
  trace text not null,
  action text not null,
  outcome text not null,
  interaction text not null,
  purpose text not null,
  rule text not null,
  agent jsonb not null,
  objects jsonb not null,
  more integer not null default 0,
  primary key (patient, seq)
);
create index audit_entry_by_person on audit_entry (patient, at, seq) where patient <> '';
create index audit_entry_by_trace on audit_entry (trace);

create function audit_entry_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = 'insufficient_privilege';
end
$$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function audit_entry_refuse_change();
`,
  },
  {
    name: 'audit/0002-blocks',
    sql: `
create table audit_block (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  count integer not null,
  entries text not null
);
create table audit_place (
  patient text collate "C" not null,
  at timestamptz not null,
  id bigint not null,
  trace bigint not null,
  primary key (patient, at, id)
);
create index audit_place_by_trace on audit_place (trace);
create table audit_pending (seq bigint not null)
  with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

insert into audit_block (seq, at, count, entries) overriding system value
select place / 100 + 1, max(at), count(*), string_agg(line, E'\\n' order by place)
  from (
    select at, row_number() over (order by seq) - 1 as place, json_strip_nulls(json_build_object(
      'at', to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'traceId', trace,
      'action', action,
      'outcome', outcome,
      'interaction', interaction,
      'patient', nullif(patient, ''),
      'agent', agent,
      'purpose', purpose,
      'rule', rule,
      'objects', objects,
      'more', nullif(more, 0)
    ))::text as line
    from audit_entry
  ) entry
 group by place / 100;
select setval(pg_get_serial_sequence('audit_block', 'seq'), coalesce(max(seq), 0) + 1, false) from audit_block;
insert into audit_pending (seq) select seq from audit_block;
drop table audit_entry;

create trigger audit_block_append_only before update or delete or truncate on audit_block
  for each statement execute function audit_entry_refuse_change();

create view audit_entry as
select block.seq * 1000 + line.n - 1 as id, coalesce(entry.patient, '') as patient, entry.at, entry."traceId" as trace,
       entry.action, entry.outcome, entry.interaction, entry.purpose, entry.rule, entry.agent, entry.objects,
       coalesce(entry.more, 0) as more
  from audit_block block
 cross join lateral string_to_table(block.entries, E'\\n') with ordinality as line (text, n)
 cross join lateral json_to_record(line.text::json) as entry (
   patient text, at timestamptz, "traceId" text, action text, outcome text, interaction text, purpose text, rule text,
   agent jsonb, objects jsonb, more bigint
 );
`,
  },
  {
    name: 'audit/0003-tree',
    sql: `
create table audit_unsealed (seq bigint primary key);
create function audit_note_unsealed() returns trigger language plpgsql as $$
begin
  insert into audit_unsealed (seq) select seq from gone on conflict do nothing;
  return null;
end
$$;
create trigger audit_pending_placed after delete on audit_pending referencing old table as gone
  for each statement execute function audit_note_unsealed();
insert into audit_unsealed (seq) select seq from audit_block;

create table audit_sealed (
  seq bigint primary key,
  start bigint not null unique,
  count integer not null
);
create table audit_tile (
  level smallint not null,
  index bigint not null,
  hashes bytea not null,
  primary key (level, index)
);
create table audit_head (
  size bigint primary key,
  at timestamptz not null,
  checkpoint text not null
);
create table audit_cosignature (
  size bigint not null,
  witness text not null,
  line text not null,
  primary key (size, witness)
);
create table audit_witnessed (
  origin text primary key,
  size bigint not null,
  checkpoint text not null
);

create trigger audit_sealed_append_only before update or delete or truncate on audit_sealed
  for each statement execute function audit_entry_refuse_change();
create trigger audit_head_append_only before update or delete or truncate on audit_head
  for each statement execute function audit_entry_refuse_change();
`,
  },
  {
    name: 'audit/0004-month-numbers',
    sql: `
create function audit_month(moment timestamptz) returns bigint language sql immutable parallel safe
return (extract(year from moment at time zone 'UTC')::bigint - 2000) * 12
       + extract(month from moment at time zone 'UTC')::bigint - 1;
create sequence audit_block_number minvalue 0 maxvalue 9999999999 cycle;
alter table audit_block add constraint audit_block_before check (seq < 10000000000) not valid;
alter table audit_place add constraint audit_place_before check (id < 10000000000000) not valid;
`,
  },
  {
    // Of its own: it looks at every row, and holds nobody up meanwhile.
    name: 'audit/0005-rows-before-months',
    sql: `
alter table audit_block validate constraint audit_block_before;
alter table audit_place validate constraint audit_place_before;
`,
  },
  {
    name: 'audit/0006-months',
    sql: `
drop view audit_entry;
alter table audit_block alter column seq drop identity;
alter table audit_block rename to audit_block_before;
alter index audit_block_pkey rename to audit_block_before_pkey;
alter table audit_place rename to audit_place_before;
alter index audit_place_pkey rename to audit_place_before_pkey;
alter index audit_place_by_trace rename to audit_place_before_by_trace;

create table audit_block (
  seq bigint not null default (audit_month(now()) * 10000000000 + nextval('audit_block_number')),
  at timestamptz not null default now(),
  count integer not null,
  entries text not null,
  primary key (seq)
) partition by range (seq);
create table audit_place (
  patient text collate "C" not null,
  at timestamptz not null,
  id bigint not null,
  trace bigint not null,
  primary key (patient, at, id)
) partition by range (id);
create index audit_place_by_trace on audit_place (trace);
alter table audit_block attach partition audit_block_before for values from (minvalue) to (10000000000);
alter table audit_place attach partition audit_place_before for values from (minvalue) to (10000000000000);
alter table audit_block_before drop constraint audit_block_before;
alter table audit_place_before drop constraint audit_place_before;
create trigger audit_block_append_only before update or delete or truncate on audit_block
  for each statement execute function audit_entry_refuse_change();

create function audit_open_month(month bigint) returns void language plpgsql as $$
declare
  name text := to_char(date '2000-01-01' + month::integer * interval '1 month', 'YYYY_MM');
  first bigint := month * 10000000000;
begin
  if to_regclass('audit_block_' || name) is null then
    execute format('create table audit_block_%s (like audit_block including defaults)', name);
    execute format('create trigger audit_block_append_only before update or delete or truncate on audit_block_%s
                    for each statement execute function audit_entry_refuse_change()', name);
    execute format('alter table audit_block attach partition audit_block_%s for values from (%s) to (%s)',
                   name, first, first + 10000000000);
  end if;
  if to_regclass('audit_place_' || name) is null then
    execute format('create table audit_place_%s (like audit_place including defaults)', name);
    execute format('alter table audit_place attach partition audit_place_%s for values from (%s) to (%s)',
                   name, first * 1000, (first + 10000000000) * 1000);
  end if;
end
$$;
select audit_open_month(audit_month(now()) + ahead) from generate_series(0, 2) ahead;

create view audit_entry as
select block.seq * 1000 + line.n - 1 as id, coalesce(entry.patient, '') as patient, entry.at, entry."traceId" as trace,
       entry.action, entry.outcome, entry.interaction, entry.purpose, entry.rule, entry.agent, entry.objects,
       coalesce(entry.more, 0) as more
  from audit_block block
 cross join lateral string_to_table(block.entries, E'\\n') with ordinality as line (text, n)
 cross join lateral json_to_record(line.text::json) as entry (
   patient text, at timestamptz, "traceId" text, action text, outcome text, interaction text, purpose text, rule text,
   agent jsonb, objects jsonb, more bigint
 );
`,
  },
  {
    name: 'audit/0007-log-keys',
    sql: `
alter table audit_head add column next_key text;
create index audit_head_by_key on audit_head (size) where next_key is not null;
alter table audit_witnessed add column first_key text;
alter table audit_witnessed add column log_key text;
`,
  },
  {
    name: 'audit/0008-places-with-blocks',
    sql: `
drop index audit_place_by_trace;
alter table audit_place alter column trace drop not null;
`,
  },
];
