import type { Migration } from '#db';

/**
 * One row per entry. `patient` is '' where nobody's record was touched; it leads the key and the index of the access log,
 * so that one person's log is one contiguous read. Triggers refuse every change of what is written, whoever asks.
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
];
