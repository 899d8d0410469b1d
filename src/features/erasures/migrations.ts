import type { Migration } from '#db';

/**
 * An erasure that one operator asked for and another has to confirm: one for a person, and gone with her. The reason is
 * sealed with her key. `place` is where the operator was known: by his account on the pages, or by that of the machine.
 */
export const erasureMigrations: readonly Migration[] = [
  {
    name: 'erasures/0001-tables',
    sql: `
create table erasure_asked (
  patient text primary key,
  reason text not null,
  asked_by text not null,
  asked_name text not null,
  place text not null check (place in ('page', 'machine')),
  asked timestamptz not null,
  until timestamptz not null
);
`,
  },
];
