import type { Migration } from '#db';

/**
 * A case of a person: about a visit of the log, or about an entry of her record. `addressee` is the Organization that
 * answers, '' where the operator does. `subject` holds VisitFacts with VisitTraces, or EntryFacts.
 */
export const caseMigrations: readonly Migration[] = [
  {
    name: 'cases/0001-tables',
    sql: `
create table rights_case (
  id text primary key,
  patient text not null,
  person text not null,
  kind text not null check (kind in ('visit', 'entry')),
  state text not null default 'open' check (state in ('open', 'answered', 'corrected', 'withdrawn', 'refused', 'closed')),
  addressee text not null,
  addressee_name text,
  subject jsonb not null,
  what text not null,
  why text,
  wish text,
  opened_by text not null,
  opened timestamptz not null,
  due timestamptz not null,
  reminded timestamptz,
  answer text,
  answered_by text,
  ended timestamptz
);
create index rights_case_by_patient on rights_case (patient, opened);
create index rights_case_by_addressee on rights_case (addressee, state, due);
`,
  },
  {
    // What the case says and its answer, sealed with the key of the person; null in rows of an older build, which have the
    // words in the columns beside them.
    name: 'cases/0002-sealed',
    sql: 'alter table rights_case add column sealed text, add column sealed_answer text',
  },
];
