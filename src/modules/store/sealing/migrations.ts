import type { Migration } from '#db';

/**
 * The keys of persons, for the database of the records or one of their own: `wrapped` is a key of 32 bytes under the node
 * key of `generation`, null once the person is erased; `swept` tells that nothing of her is left in the records, `reason` why she
 * was erased, in the words that the log has the digest of.
 * `person_sealing` has one row: its phase is `off` (nothing is sealed yet), `new` (what is written is), or `all` (everything
 * is, and what is not is refused); no key is wrapped any more with a node key before `generation`.
 */
export const personKeyMigrations: readonly Migration[] = [
  {
    name: 'persons/0001-keys',
    sql: `
      create table person_key (
        compartment text collate "C" primary key,
        generation smallint,
        wrapped bytea,
        erased timestamptz,
        swept boolean not null default true,
        reason text
      );
      create index person_key_erased on person_key (erased) where erased is not null;
      create index person_key_by_generation on person_key (generation, compartment) where wrapped is not null;
      create table person_sealing (
        one boolean primary key default true check (one),
        generation smallint not null default 0,
        phase text not null check (phase in ('off', 'new', 'all')),
        done bigint not null default 0,
        place text[] not null default '{}'
      );
    `,
  },
  {
    name: 'persons/0002-unswept',
    sql: 'create index concurrently if not exists person_key_unswept on person_key (compartment) where not swept',
    online: true,
  },
];
